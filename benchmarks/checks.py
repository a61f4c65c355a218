"""How often the checks warn: where all is well (false alarms), and where something is wrong (power).

Run with a number of tables a world and a set of worlds: `checks.py 10 second`, or `checks.py 10 broken`.
The worlds `first` were looked at while limits were set; `second` and `broken` were not.
"""

import sys
import time
from collections import Counter

import numpy as np

from darkfigure.captures.table import CaptureTable, table_of
from darkfigure.estimate import EstimateOptions
from darkfigure.estimate.checks.run import check
from darkfigure.estimate.run import answer_table
from darkfigure.inference.tempering import Effort
from darkfigure.simulate.shipped_worlds import world, worlds

CODES = ("list-not-predicted", "one-person-decides", "poor-fit", "dependent-sources")
OPTIONS = EstimateOptions(replicates=200)


def moved(full: np.ndarray, j: int, share: float, rng: np.random.Generator) -> np.ndarray:
    """A share of the people on list j and others become two: their rows on j were not linked to the rest."""
    found = full.copy()
    for cell in range(1, len(full)):
        if cell >> j & 1 and cell != 1 << j:
            lost = rng.binomial(full[cell], share)
            found[cell] -= lost
            found[cell & ~(1 << j)] += lost
            found[1 << j] += lost
    return found


def copied(full: np.ndarray, a: int, b: int, share: float, rng: np.random.Generator) -> np.ndarray:
    """A share of the people on list a are written off onto list b."""
    found = full.copy()
    for cell in range(1, len(full)):
        if cell >> a & 1 and not cell >> b & 1:
            more = rng.binomial(full[cell], share)
            found[cell] -= more
            found[cell | 1 << b] += more
    return found


def broken(name: str, rng: np.random.Generator) -> CaptureTable:
    """A table in which something is wrong."""
    if name == "three at a time":
        return world("triple4").draw(rng)
    table = world("independent4").draw(rng)
    full = table.full().astype(np.int64)
    if name == "fourth list unlinked by half":
        full = moved(full, 3, 0.5, rng)
    if name == "fourth list holds outsiders":
        full[8] += full[8]
    if name == "fourth list written off the first":
        full = copied(full, 0, 3, 0.7, rng)
    return table_of(full, table.lists)


BROKEN = (
    "fourth list unlinked by half",
    "fourth list holds outsiders",
    "fourth list written off the first",
    "three at a time",
)


def main() -> None:
    replicates, which = int(sys.argv[1]), sys.argv[2]
    names = list(BROKEN) if which == "broken" else [one.name for one in worlds(which)]
    print(f"| world | {' | '.join(CODES)} | CPU s of the checks |")
    print("|---|" + "---|" * (len(CODES) + 1))
    total, tables = Counter[str](), 0
    for name in names:
        given, seconds, used = Counter[str](), 0.0, 0
        for replicate in range(replicates):
            rng = np.random.default_rng([2026, replicate])
            table = broken(name, rng) if which == "broken" else world(name).draw(rng)
            found = answer_table(table, options=OPTIONS, effort=Effort(particles=120))
            start = time.process_time()
            checked = check(found, options=OPTIONS)
            seconds += time.process_time() - start
            used += 1
            given.update({notice.code for notice in checked.notices})
        total.update(given)
        tables += used
        row = " | ".join(f"{given[code] / used:.2f}" for code in CODES)
        print(f"| {name} | {row} | {seconds / used:.2f} |", flush=True)
    print(f"| all {tables} | {' | '.join(f'{total[code] / tables:.3f}' for code in CODES)} | |")


if __name__ == "__main__":
    main()
