"""Endings that make a father's or a family name out of a given name."""

import re
from functools import lru_cache
from typing import NamedTuple

from darkfigure.names.letters import ARABIC, CYRILLIC, LATIN, token_script
from darkfigure.names.lexicon import class_of, lexicon

NONE, PATRONYMIC, SON, OGLU, ZODA, FAMILY, BARE_FAMILY, ENDEARED = range(8)
"""No ending; -ovich; -uly, -kyzy; -oglu; -zoda; -ov; one that stays with its name (-sky, -enko); -jon, -bek, -khan."""
STEMMED = frozenset({PATRONYMIC, SON, OGLU, ZODA, FAMILY})
"""Endings that leave the name they were put to: its class and key are the token's."""

_ENDINGS = {
    CYRILLIC: (
        ("(?P<joint>ь|и|й|ы)?(?:ович|евич|овна|евна|івна|ївна|йович|ёвна|овіч|овыч|ївич)", PATRONYMIC),
        ("(?:(?<![гғқ])(?:ұлы|улы)|уулу|қызы|кызы|ўғли|ўгли|угли|уғли|қизи|кизи)", SON),
        ("(?:оглы|оглу|огли|аглы|аглу|оғлы|огълу)", OGLU),
        ("(?:зода|заде|зад|зод|зодаи)", ZODA),
        ("(?P<joint>ь|и|й|ы)?(?:ов|ев|йов|ьев|ова|ева|иев|иева|йев|йева|ьова|ів|їв)", FAMILY),
        ("(?:(жон|жан|джон|джан|ҷон)|(хон|хан)|(бек)|(бой|бай)|(гул)|(шо|шох|шоҳ))", ENDEARED),
        ("(?:(ск[иі]й|ская|ски|цк[иі]й|цкая|ський|ська|цький)|(енко)|(чук)|(янц)|(швили)|(дзе)|(пур))", BARE_FAMILY),
    ),
    LATIN: (
        (
            "(?P<joint>i|y|j)?(?:ovich|evich|ovna|evna|ivna|ovitch|evitch|ovitsch|evic|yevich|yevna|owich|ewich)",
            PATRONYMIC,
        ),
        ("(?:(?<![gq])(?:uly|ūly|ulı)|uulu|qyzy|kyzy|kizi|qizi|qızı|kızı|gyzy|ogli|oghli|ugli)", SON),
        ("(?:ogly|oglu|oğlu|oglou|oglo)", OGLU),
        ("(?:zoda|zade|zadeh|zadə|zada|zod)", ZODA),
        ("(?P<joint>i|y|j)?(?:ov|ev|ova|eva|yev|yeva|iev|ieva|off|eff|ow|ew|owa|ewa|ova|jew|jewa)", FAMILY),
        (
            "(?:(jon|jan|zhan|dzhan|djan)|(khon|khan|xon|xan|han)|(bek|beg)|(boy|bay|bai)|(gul)|(sho|shoh|shokh))",
            ENDEARED,
        ),
        (
            "(?:(sky|ski|skiy|skii|skij|skyi|skaya|skaia)|(enko)|(chuk|tchouk)|(yants)|(shvili)|(dze)|(pour))",
            BARE_FAMILY,
        ),
    ),
    ARABIC: (
        ("(?:و|ي)?(?:فيتش|وفتش|يفتش|وفنا|يفنا|فيج|فيچ)", PATRONYMIC),
        ("(?:اوغلو|اوغلي|وغلو|وغلي|اغلو|اوگلو)", OGLU),
        ("(?:زاده|زاد|زودا|زوده)", ZODA),
        ("(?:وف|اوف|يف|ييف|وفا|يفا|ييفا|اوفا|ويف)", FAMILY),
        ("(?:(جان|جون)|(خان|خون)|(بيك)|(باي))", ENDEARED),
        ("(?:(سكي|سكايا)|(ينكو|نكو)|(تشوك)|(يانتس)|(شفيلي)|(دزه))", BARE_FAMILY),
    ),
}
_PATTERNS = {
    script: tuple((re.compile(f"(.{{{3 if script == ARABIC else 2},}}?){ending}$"), kind) for ending, kind in endings)
    for script, endings in _ENDINGS.items()
}


# Saad al-Din is called Saad too.
_OF_FAITH = re.compile("(.{2,}?)(?:[uoieaуыиеэa]?[dtдт]{1,2}[ieиы]n|[уоиеэы]?[дт]{1,2}[иы]н|الدين)$")
_FEMININE = re.compile(
    "(?:[оеё]ва|[оеёії]вна|[oe]va|[oei]vna|[وي]فا|وفنا|қызы|кызы|қизи|кизи|kyzy|qyzy|kizi|qizi|kızı|qızı|gyzy)$"
)


class Affix(NamedTuple):
    """A token without its ending, the kind of ending, the class of its name (-1: none), whether a woman's form.

    `ending` tells endings of one kind apart where they are not one ending in several forms: -sky, -enko; -jon, -bek.
    """

    stem: str
    kind: int
    name_class: int
    feminine: bool = False
    ending: int = 0

    def base(self, token: str) -> str:
        """The name that the key is made of: the stem, or the token where the ending belongs to the name."""
        return self.stem if self.kind in STEMMED else token


@lru_cache(maxsize=1 << 18)
def split_affix(token: str) -> Affix:
    """Part a normalised token into its stem and ending.

    >>> split_affix("юсупов").stem, split_affix("yusupovich").stem, split_affix("амин").stem
    ('юсуп', 'yusup', 'амин')
    """
    number = class_of(token)
    if number >= 0:
        short = _OF_FAITH.match(token) if lexicon().keys[number].endswith("uddin") else None
        return Affix(short[1], ENDEARED, number) if short else Affix(token, NONE, number)
    script = token_script(token)
    for pattern, kind in _PATTERNS.get(script, ()):
        found = pattern.match(token)
        if found is None:
            continue
        stem = found[1]
        if kind in {BARE_FAMILY, ENDEARED}:
            if len(stem) < 3:
                continue
            return Affix(stem, kind, -1, ending=found.lastindex or 0)
        joint = found.groupdict().get("joint") or ""
        for tail in (joint, "", "а", "й", "a", "y", "i"):
            number = class_of(stem + tail)
            if number >= 0:
                break
        # A j may be the name's last letter (Siroj-ov) or stand for the y of an ending (Ali-jew).
        stem += joint if joint == "j" and number < 0 else ""
        return Affix(stem, kind, number, _FEMININE.search(token) is not None)
    return Affix(token, NONE, -1)
