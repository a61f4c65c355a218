"""Whether a name says enough to link its bearer's traces."""

from darkfigure.names.affixes import split_affix
from darkfigure.names.name import Name

_RARE_LENGTH = 5


def linkable(name: Name) -> bool:
    """True where a name holds more than a kunya and an origin.

    That is: a given name and at least one more, or a single name that is long and in no class of common names.

    >>> from darkfigure.names import parse_name
    >>> linkable(parse_name("Abu Muslim al-Uzbaki")), linkable(parse_name("Rustam Yusupov"))
    (False, True)
    """
    own = [token for token in name.given + name.father + name.family + name.other if len(token) > 1]
    if len(own) >= 2:
        return True
    if not own:
        return False
    affix = split_affix(own[0])
    return affix.name_class < 0 and len(affix.stem) >= _RARE_LENGTH
