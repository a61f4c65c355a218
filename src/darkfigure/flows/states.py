"""The states of a member, the ways between them, and which parameters rule them."""

from dataclasses import dataclass

import numpy as np

from darkfigure.captures.months import DEAD, DETAINED, HOME, PERSON, THEATRE, THIRD
from darkfigure.flows.sightings import Ints, Sightings

WAYS = (
    ("theatre", "third_country"),
    ("theatre", "home"),
    ("theatre", "detained"),
    ("theatre", "dying"),
    ("third_country", "home"),
    ("detained", "home"),
)
"""Ways that are open wherever both states are; `dying` is the month of death."""
BACK = (("home", "theatre"), ("third_country", "theatre"))
"""Ways back to the theatre, open where asked for."""
_CODES = {"theatre": THEATRE, "third_country": THIRD, "home": HOME, "detained": DETAINED}


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the model allows.

    `classes`: how many kinds of members there are by how readily they are seen, 1 or 2. `back`: whether members go back
    to the theatre. `months_a_rate`: how long rates of movement are held constant. `half`: the share of its month in
    which who dies can still be seen alive.
    """

    classes: int = 2
    back: bool = False
    months_a_rate: int = 3
    half: float = 0.5


@dataclass(frozen=True, kw_only=True)
class Design:
    """States, ways and the places of the parameters in the vector theta.

    `states`: names; `alive`: [S] bool of those in which a member lives. `ways`: [E, 2], states. `period`: [T - 1], the
    period of rates in which a month lies. Blocks are slices of theta: `entries` [G, T], `offset` [G] of the
    log-odds of detection by stratum where there are several, `rates` [E, Q], `level` [L] with
    `watched` [L, 2] (source, state), `month` [K, T], `dead`, `late`, `false` [D] with `reporting` [D] (sources that
    report deaths), `person` [U] with `unplaced` [U] (sources that show members without a place), `split` (share of the
    readily seen, their gain) of two classes, `slip` (that what a source says of a member in a month is none of it, but
    any of what that source says: a wrong link, an old picture).
    """

    states: tuple[str, ...]
    ways: Ints
    period: Ints
    watched: Ints
    reporting: Ints
    unplaced: Ints
    codes: Ints
    months: int
    sources: int
    strata: int
    options: Options
    blocks: dict[str, slice]

    @property
    def parameters(self) -> int:
        """The length of theta."""
        return max(int(block.stop) for block in self.blocks.values())

    @property
    def living(self) -> Ints:
        """Numbers of the states in which a member lives and can be seen."""
        return np.flatnonzero(self.codes != DEAD)

    @property
    def periods(self) -> int:
        """The number of periods of rates."""
        return int(self.period.max()) + 1


def design_of(sightings: Sightings, options: Options) -> Design:
    """The design that the events in the data call for: a state is there where a source saw someone in it."""
    told = sightings.events
    states = ["theatre", *(name for name in ("third_country", "home", "detained") if (told == _CODES[name]).any())]
    if (told == DEAD).any():
        states += ["dying", "dead"]
    open_ways = [*WAYS, *(BACK if options.back else ())]
    ways = [(states.index(a), states.index(b)) for a, b in open_ways if a in states and b in states]
    codes = np.array([_CODES.get(name, DEAD) for name in states], dtype=np.int64)
    watched = [
        (source, state)
        for source in range(len(sightings.sources))
        for state in np.flatnonzero(codes != DEAD)
        if ((told[:, source] == codes[state]) | (told[:, source] == PERSON)).any()
    ]
    reporting = [k for k in range(len(sightings.sources)) if (told[:, k] == DEAD).any()]
    unplaced = [k for k in range(len(sightings.sources)) if (told[:, k] == PERSON).any()]
    months = len(sightings.months)
    period = np.arange(months - 1) // options.months_a_rate
    sizes = {
        "entries": len(sightings.strata) * months,
        "offset": len(sightings.strata) if len(sightings.strata) > 1 else 0,
        "rates": len(ways) * (int(period.max()) + 1),
        "level": len(watched),
        "month": len(sightings.sources) * months,
        "dead": len(reporting),
        "late": len(reporting),
        "false": len(reporting),
        "person": len(unplaced),
        "split": 2 if options.classes == 2 else 0,
        "slip": 1,
    }
    blocks, at = {}, 0
    for name, size in sizes.items():
        blocks[name] = slice(at, at + size)
        at += size
    return Design(
        states=tuple(states),
        ways=np.array(ways, dtype=np.int64).reshape(-1, 2),
        period=period.astype(np.int64),
        watched=np.array(watched, dtype=np.int64).reshape(-1, 2),
        reporting=np.array(reporting, dtype=np.int64),
        unplaced=np.array(unplaced, dtype=np.int64),
        codes=codes,
        months=months,
        sources=len(sightings.sources),
        strata=len(sightings.strata),
        options=options,
        blocks=blocks,
    )
