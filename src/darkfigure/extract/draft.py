"""A statement on its way to a claim."""

from dataclasses import dataclass, field

from darkfigure.extract.frames import Frame
from darkfigure.extract.origins import Origin
from darkfigure.extract.phrases import Mark
from darkfigure.extract.speakers import Said
from darkfigure.extract.whereabouts import Place

# How many statements back or on one may lend what another leaves unsaid.
NEAR = 12


@dataclass(kw_only=True)
class Draft:
    """A statement with what its own words say; what they leave open is filled from its neighbours."""

    frame: Frame
    number: int
    state: str | None = None
    state_at: tuple[int, int] | None = None
    origin: Origin | None = None
    inherited: set[str] = field(default_factory=set)
    said: Said | None = None
    unit: str = "persons"
    outlet: str | None = None
    chain: tuple[str, ...] = ()
    locations: list[Place] = field(default_factory=list)
    groups: list[Mark] = field(default_factory=list)
