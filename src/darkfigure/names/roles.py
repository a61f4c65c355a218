"""Which token is whose name: the person's, the father's, the family's."""

from typing import NamedTuple

from darkfigure.names.affixes import BARE_FAMILY, NONE, OGLU, PATRONYMIC, SON, STEMMED, ZODA, split_affix
from darkfigure.names.affixes import FAMILY as FAMILY_ENDING
from darkfigure.names.letters import ARABIC, token_script
from darkfigure.names.name import FAMILY, FATHER, GIVEN, KUNYA, NISBA, REST
from darkfigure.names.origins import is_origin


class Token(NamedTuple):
    """A token: its text, comma segment, whether an article or capitals marked it, its role (-1: not yet known)."""

    text: str
    segment: int
    article: bool = False
    capitals: bool = False
    role: int = -1


def assign_roles(tokens: list[Token]) -> list[Token]:
    """Give every token its role.

    What decides, strongest first: words of kinship, endings, a comma, capitals, then the place in the name.
    """
    roles = [token.role for token in tokens]
    _mark_origins(tokens, roles)
    kinds = [split_affix(token.text).kind if roles[i] == -1 else NONE for i, token in enumerate(tokens)]
    free = [i for i, role in enumerate(roles) if role == -1]
    _mark_fathers(kinds, roles, free)
    free = [i for i in free if roles[i] == -1]
    _mark_family(tokens, kinds, roles, free)
    _place(tokens, roles, [i for i in free if roles[i] == -1])
    return [token._replace(role=role) for token, role in zip(tokens, roles, strict=True)]


def _mark_origins(tokens: list[Token], roles: list[int]) -> None:
    """Names of origin: with an article anywhere but first; without one only after a kunya."""
    kunya = KUNYA in roles
    for i, token in enumerate(tokens):
        if roles[i] != -1 or (i == 0 and len(tokens) > 1 and not token.article):
            continue
        if ((token.article or kunya) and is_origin(token.text)) or (
            token.article and kunya and i == len(tokens) - 1 and roles.count(-1) == 1
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


def _mark_family(tokens: list[Token], kinds: list[int], roles: list[int], free: list[int]) -> None:
    if FAMILY in roles or len(free) < 1:
        return
    segments = {tokens[i].segment for i in free}
    first = [i for i in free if tokens[i].segment == tokens[free[0]].segment]
    if len(segments) > 1 and len(first) <= 3 and len(first) < len(free):
        for i in first:
            roles[i] = FAMILY
        return
    shouted = [i for i in free if tokens[i].capitals]
    if shouted and any(not token.capitals for token in tokens):
        for i in shouted:
            roles[i] = FAMILY
        return
    for wanted in ({FAMILY_ENDING}, {BARE_FAMILY}, {ZODA, OGLU}):
        ended = [i for i in free if kinds[i] in wanted]
        if ended:
            # Of two such endings ("Иванова Петрова") the later is the family's, unless a father's name comes after.
            roles[ended[0] if ended[0] == free[0] and len(ended) == 1 else ended[-1]] = FAMILY
            return


def _place(tokens: list[Token], roles: list[int], free: list[int]) -> None:
    """Tokens that nothing marks, by their place."""
    if not free:
        return
    if FAMILY in roles:
        _given_then_rest(tokens, roles, free)
        return
    father = roles.index(FATHER) if FATHER in roles else -1
    if len(free) == 1:
        roles[free[0]] = GIVEN
        return
    if father > free[-1] and len(free) >= 2:
        # Family, given, father: the order of Russian papers; after "bin" the given name comes first instead.
        bound = split_affix(tokens[father].text).kind == NONE
        given, family = (free[0], free[-1]) if bound else (free[-1], free[0])
    else:
        given, family = free[0], free[-1]
    roles[given], roles[family] = GIVEN, FAMILY
    _given_then_rest(tokens, roles, [i for i in free if roles[i] == -1])


def _given_then_rest(tokens: list[Token], roles: list[int], free: list[int]) -> None:
    """The first free token is the given name if none is yet; others are fathers' names in Arabic or by their ending."""
    for i in free:
        if GIVEN not in roles:
            roles[i] = GIVEN
        elif token_script(tokens[i].text) == ARABIC or split_affix(tokens[i].text).kind in STEMMED:
            roles[i] = FATHER
        else:
            roles[i] = REST
