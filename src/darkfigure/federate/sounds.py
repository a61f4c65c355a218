"""A name as its sounds: what keys are made of."""

from dataclasses import dataclass
from functools import lru_cache

from darkfigure.names.affixes import split_affix
from darkfigure.names.keys import token_skeleton
from darkfigure.names.lexicon import lexicon, without_doubles
from darkfigure.names.name import FAMILY, FATHER, GIVEN, KUNYA, NISBA, REST
from darkfigure.names.parse import read_tokens

_UNKNOWN = 2e-5  # share of people that bear a name of no known class
_RARE = 1e-5  # of two names together, as if they were independent
_RARE_GIVEN = 3e-3  # of a given name
_ENDING = 4  # sounds of a name that may lose the P of an ending written otherwise (-ov, -uf)
_FAR = str.maketrans({"H": "K", "S": "K"})  # kh, h, g, k, j, ch, sh, s: what clerks of another language mix up


@dataclass(frozen=True, kw_only=True)
class Sounds:
    """The skeletons of a name by role; kunya and nisba are left out.

    `main`: given, family, father's name and others, three at most. `every`: all, sorted. `rare`, `rare_given`:
    whether given and family name together, or the given name, are borne by few.
    """

    given: str | None
    father: str | None
    family: str | None
    main: tuple[str, ...]
    every: tuple[str, ...]
    rare: bool
    rare_given: bool


@lru_cache(maxsize=1 << 16)
def sounds_of(name: str | None) -> Sounds:
    """The sounds of a name in any script.

    >>> sounds_of("Юсупов Рустам").main == sounds_of("Rustam Yusupov").main
    True
    """
    read = [(token.role, _sound(token.text), token.text) for token in read_tokens(name or "")]
    read = [one for one in read if one[0] not in {KUNYA, NISBA} and one[1]]
    own = [sound for _, sound, _ in read]
    first: dict[int, str] = {}
    share: dict[str, float] = {}
    for role, sound, text in read:
        first.setdefault(role, sound)
        share.setdefault(sound, _share(text))
    father, family = first.get(FATHER), first.get(FAMILY)
    given = first.get(GIVEN) or next((sound for sound in own if sound not in {father, family}), None)
    father = father or first.get(REST)
    main = [sound for sound in (given, family, father, *own) if sound]
    return Sounds(
        given=given,
        father=father,
        family=family,
        main=tuple(dict.fromkeys(main))[:3],
        every=tuple(sorted(own)),
        rare=bool(given and family) and share[given or ""] * share[family or ""] < _RARE,
        rare_given=given is not None and share[given] < _RARE_GIVEN,
    )


@lru_cache(maxsize=1 << 16)
def coarse(sound: str | None) -> str | None:
    """A skeleton as it sounds from afar.

    >>> coarse("SPT") == coarse("ASPT")
    True
    """
    if sound is None:
        return None
    far = sound.translate(_FAR)
    return without_doubles(far[1:] if far.startswith("A") and len(far) > 2 else far)


def _sound(token: str) -> str:
    sound = token_skeleton(token)
    return sound[:-1] if len(sound) >= _ENDING and sound.endswith("P") else sound


def _share(token: str) -> float:
    number = split_affix(token).name_class
    return float(lexicon().shares[number]) if number >= 0 else _UNKNOWN
