"""Endings that make a father's or a family name out of a given name."""

import re
from functools import lru_cache
from typing import NamedTuple

from darkfigure.names.letters import ARABIC, CYRILLIC, LATIN, token_script
from darkfigure.names.lexicon import class_of

NONE, PATRONYMIC, SON, OGLU, ZODA, FAMILY, BARE_FAMILY = range(7)
"""No ending; -ovich; -uly, -kyzy; -oglu; -zoda; -ov; an ending that stays with its name (-sky, -enko)."""

_ENDINGS = {
    CYRILLIC: (
        ("(?:ь|и|й|ы)?(?:ович|евич|овна|евна|івна|ївна|йович|ёвна|овіч|овыч|ївич)", PATRONYMIC),
        ("(?:(?<![гғқ])(?:ұлы|улы)|уулу|қызы|кызы|ўғли|ўгли|угли|уғли|қизи|кизи)", SON),
        ("(?:оглы|оглу|огли)", OGLU),
        ("(?:зода|заде|зад|зод|зодаи)", ZODA),
        ("(?:ь|и|й|ы)?(?:ов|ев|йов|ьев|ова|ева|иев|иева|йев|йева|ьова|ів|їв)", FAMILY),
        ("(?:ский|ская|ски|цкий|цкая|ський|ська|цький|ская|енко|чук|янц|швили|дзе|пур)", BARE_FAMILY),
    ),
    LATIN: (
        ("(?:i|y|j)?(?:ovich|evich|ovna|evna|ivna|ovitch|evitch|ovitsch|evic|yevich|yevna|owich|ewich)", PATRONYMIC),
        ("(?:(?<![gq])(?:uly|ūly|ulı)|uulu|qyzy|kyzy|kizi|qizi|qızı|kızı|gyzy|ogli|oghli|ugli)", SON),
        ("(?:ogly|oglu|oğlu|oglou)", OGLU),
        ("(?:zoda|zade|zadeh|zadə|zada|zod)", ZODA),
        ("(?:i|y|j)?(?:ov|ev|ova|eva|yev|yeva|iev|ieva|off|eff|ow|ew|owa|ewa|ova|jew|jewa)", FAMILY),
        ("(?:sky|skiy|skii|skij|skaya|skaia|enko|chuk|shvili|dze|pour)", BARE_FAMILY),
    ),
    ARABIC: (
        ("(?:و|ي)?(?:فيتش|وفتش|يفتش|وفنا|يفنا|فيج|فيچ)", PATRONYMIC),
        ("(?:اوغلو|اوغلي|وغلو|وغلي)", OGLU),
        ("(?:زاده|زاد|زودا|زوده)", ZODA),
        ("(?:وف|اوف|يف|ييف|وفا|يفا|ييفا|اوفا|ويف)", FAMILY),
        ("(?:سكي|سكايا|نكو|شفيلي|دزه)", BARE_FAMILY),
    ),
}
_PATTERNS = {
    script: tuple((re.compile(f"(.{{{3 if script == ARABIC else 2},}}?){ending}$"), kind) for ending, kind in endings)
    for script, endings in _ENDINGS.items()
}


class Affix(NamedTuple):
    """A token without its ending, the kind of ending, and the class of what is left (-1: none)."""

    stem: str
    kind: int
    name_class: int


@lru_cache(maxsize=1 << 18)
def split_affix(token: str) -> Affix:
    """Part a normalised token into its stem and ending.

    >>> split_affix("юсупов").stem, split_affix("yusupovich").stem, split_affix("амин").stem
    ('юсуп', 'yusup', 'амин')
    """
    number = class_of(token)
    if number >= 0:
        return Affix(token, NONE, number)
    script = token_script(token)
    for pattern, kind in _PATTERNS.get(script, ()):
        found = pattern.match(token)
        if found is None:
            continue
        stem = found[1]
        if kind == BARE_FAMILY:
            return Affix(token, kind, -1)
        for tail in ("", "а", "й", "a", "y", "i"):
            number = class_of(stem + tail)
            if number >= 0:
                break
        return Affix(stem, kind, number)
    return Affix(token, NONE, -1)
