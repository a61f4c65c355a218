"""Which token is whose name: the person's, the father's, the family's."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from darkfigure.names.affixes import BARE_FAMILY, NONE, OGLU, PATRONYMIC, SON, STEMMED, ZODA, split_affix
from darkfigure.names.affixes import FAMILY as FAMILY_ENDING
from darkfigure.names.letters import ARABIC, token_script
from darkfigure.names.lexicon import class_of
from darkfigure.names.name import FAMILY, FATHER, GIVEN, KUNYA, NISBA, REST
from darkfigure.names.origins import is_origin


class Token(NamedTuple):
    """A token: its text, comma segment, whether an article or capitals marked it, its role (-1: not yet known)."""

    text: str
    segment: int
    article: bool = False
    capitals: bool = False
    role: int = -1


class Trait(NamedTuple):
    """What a token's role depends on: all of the token but its letters."""

    segment: int
    article: bool
    capitals: bool
    role: int
    kind: int
    origin: bool
    arabic: bool


@lru_cache(maxsize=1 << 18)
def _nature(text: str) -> tuple[int, bool, bool]:
    return split_affix(text).kind, is_origin(text), token_script(text) == ARABIC


def assign_roles(tokens: list[Token]) -> list[Token]:
    """Give every token its role.

    What decides, strongest first: words of kinship, endings, a comma, capitals, then the place in the name.
    """
    traits = tuple(
        Trait(token.segment, token.article, token.capitals, token.role, *_nature(token.text)) for token in tokens
    )
    roles = _roles(traits)
    if KUNYA in roles and GIVEN not in roles and NISBA not in roles and (FAMILY in roles or FATHER in roles):
        # "Abu Bakr Yusupov": a kunya that is a given name too, and the only one there is.
        return [_as_given(token, role) for token, role in zip(tokens, roles, strict=True)]
    return [
        Token(token.text, token.segment, token.article, token.capitals, role)
        for token, role in zip(tokens, roles, strict=True)
    ]


def _as_given(token: Token, role: int) -> Token:
    joined = token.text.replace(" ", "")
    if role == KUNYA and class_of(joined) >= 0:
        return token._replace(text=joined, role=GIVEN)
    return token._replace(role=role)


@lru_cache(maxsize=1 << 16)
def _roles(traits: tuple[Trait, ...]) -> tuple[int, ...]:
    """The roles of tokens with these traits; there are few kinds of names, so that each is worked out once."""
    roles = [trait.role for trait in traits]
    _mark_origins(traits, roles)
    kinds = [trait.kind if roles[i] == -1 else NONE for i, trait in enumerate(traits)]
    free = [i for i, role in enumerate(roles) if role == -1]
    _mark_fathers(kinds, roles, free)
    free = [i for i in free if roles[i] == -1]
    _mark_family(traits, kinds, roles, free)
    _place(traits, roles, [i for i in free if roles[i] == -1])
    return tuple(roles)


def _mark_origins(traits: Sequence[Trait], roles: list[int]) -> None:
    """Names of origin: with an article anywhere but first; without one only after a kunya."""
    kunya = KUNYA in roles
    for i, trait in enumerate(traits):
        if roles[i] != -1 or (i == 0 and len(traits) > 1 and not trait.article):
            continue
        if ((trait.article or kunya) and trait.origin) or (
            trait.article and kunya and i == len(traits) - 1 and roles.count(-1) == 1
        ):
            roles[i] = NISBA


def _mark_fathers(kinds: list[int], roles: list[int], free: list[int]) -> None:
    for i in free:
        if kinds[i] == PATRONYMIC:
            roles[i] = FATHER
    if FATHER in roles:
        return
    families = sum(kinds[i] in {FAMILY_ENDING, BARE_FAMILY} for i in free)
    for i in free[1:] if len(free) == 2 else free:
        # Alone, -uly is a father's name in use today; -oglu and -zoda are family names unless there is another.
        if kinds[i] == SON or (kinds[i] in {OGLU, ZODA} and families):
            roles[i] = FATHER
            return


def _mark_family(traits: Sequence[Trait], kinds: list[int], roles: list[int], free: list[int]) -> None:
    if FAMILY in roles or len(free) < 1:
        return
    segments = {traits[i].segment for i in free}
    first = [i for i in free if traits[i].segment == traits[free[0]].segment]
    if len(segments) > 1 and len(first) <= 3 and len(first) < len(free):
        for i in first:
            roles[i] = FAMILY
        return
    shouted = [i for i in free if traits[i].capitals]
    if shouted and any(not trait.capitals for trait in traits):
        for i in shouted:
            roles[i] = FAMILY
        return
    for wanted in ({FAMILY_ENDING}, {BARE_FAMILY}, {ZODA, OGLU}):
        ended = [i for i in free if kinds[i] in wanted]
        if ended:
            # Of two such endings ("Иванова Петрова") the later is the family's, unless a father's name comes after.
            roles[ended[0] if ended[0] == free[0] and len(ended) == 1 else ended[-1]] = FAMILY
            return


def _place(traits: Sequence[Trait], roles: list[int], free: list[int]) -> None:
    """Tokens that nothing marks, by their place."""
    if not free:
        return
    if FAMILY in roles:
        _given_then_rest(traits, roles, free)
        return
    father = roles.index(FATHER) if FATHER in roles else -1
    if len(free) == 1:
        roles[free[0]] = GIVEN
        return
    if father > free[-1] and len(free) >= 2:
        # Family, given, father: the order of Russian papers; after "bin" the given name comes first instead.
        bound = traits[father].kind == NONE
        given, family = (free[0], free[-1]) if bound else (free[-1], free[0])
    else:
        given, family = free[0], free[-1]
    roles[given], roles[family] = GIVEN, FAMILY
    _given_then_rest(traits, roles, [i for i in free if roles[i] == -1])


def _given_then_rest(traits: Sequence[Trait], roles: list[int], free: list[int]) -> None:
    """The first free token is the given name if none is yet; others are fathers' names in Arabic or by their ending."""
    for i in free:
        if GIVEN not in roles:
            roles[i] = GIVEN
        elif traits[i].arabic or traits[i].kind in STEMMED:
            roles[i] = FATHER
        else:
            roles[i] = REST
