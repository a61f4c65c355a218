"""A personal name, read."""

from dataclasses import dataclass
from typing import Final

GIVEN, FATHER, FAMILY, KUNYA, NISBA, REST = range(6)
"""Numbers of the roles, as in `NameTable.role`."""
ROLES: Final = ("given", "father", "family", "kunya", "nisba", "other")


@dataclass(frozen=True, kw_only=True)
class Name:
    """A personal name by roles; tokens are lower-case in their own script, see `letters`.

    `kunya` tokens keep their word of kinship ("abu muslim"); `other` holds tokens whose role the name does not tell.

    Example:
        >>> from darkfigure.names import parse_name
        >>> name = parse_name("Abu Muslim al-Uzbaki")
        >>> name.kunya, name.nisba, name.script
        (('abu muslim',), ('uzbaki',), 'Latin')
    """

    given: tuple[str, ...] = ()
    father: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    kunya: tuple[str, ...] = ()
    nisba: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    script: str = "Other"

    @property
    def tokens(self) -> tuple[str, ...]:
        """All tokens, by role."""
        return self.given + self.father + self.family + self.kunya + self.nisba + self.other
