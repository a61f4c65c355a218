"""Correct a capture table for known rates of missed and false links.

A missed link makes two persons of one, each on fewer lists; a false link makes one of two. The records of a person, one
a list, are taken to hang together by a chain of links in random order; a missed link cuts the chain. A found link is
false at a rate of its own, and undone by cutting it. So the expected true table is a linear function of the table
found: cut at the rate of false links, then put together what the missed ones cut. The second step is the inverse of a
triangular map and has a closed form, from the persons on most lists downwards.

For the interval the same is done with whole persons, again and again at rates drawn from what is known of them, and
the answers of all tables are pooled.

Source:
    Ding & Fienberg (1994), Survey Methodology 20, 149-158 (two lists, missed links);
    de Wolf, van der Laan & Zult (2019), Journal of Official Statistics 35, 577-597 (both errors, two lists);
    Zult, de Wolf, Bakker & van der Heijden (2021), Journal of Official Statistics 37, 673-697 (more lists).
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.table import CaptureTable
from darkfigure.errors import TableError, UsageError
from darkfigure.estimate.assumptions import linkage_assumed
from darkfigure.estimate.linkage import pooled
from darkfigure.estimate.options import EstimateOptions
from darkfigure.estimate.run import estimate_table
from darkfigure.records import Estimate, Notice

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_DRAWS = 100
_DRAWS_STRATA = 20
_MOST = 0.5  # rate from which links are more often wrong than right
_DEVIATIONS = 1.959964  # standard deviations in half a 95 % interval
_IMPOSSIBLE = 0.05  # share of the persons that may come out negative before the rates are refused


@dataclass(frozen=True, kw_only=True)
class LinkErrors:
    """What is known of the errors of a linkage, as a review by hand of a sample of links finds it.

    Attributes:
        missed: Share of the true links that were not made (1 - recall), in [0, 0.5).
        false: Share of the links made that join two persons (1 - precision), in [0, 0.5).
        known_to: Half the width of the 95 % interval of either rate; 0 takes the rates as exact.

    Raises:
        UsageError: A rate is outside its range.
    """

    missed: float = 0.0
    false: float = 0.0
    known_to: float = 0.0

    def __post_init__(self) -> None:
        for name, value in (("missed", self.missed), ("false", self.false)):
            if not 0 <= value < _MOST:
                raise UsageError(
                    f"the rate of {name} links is {value}; it must be at least 0 and below {_MOST}, e.g. 0.1 for one "
                    "link in ten."
                )
        if not 0 <= self.known_to < _MOST:
            raise UsageError(
                f"the rates are said to be known to {self.known_to}; that must be at least 0 and below {_MOST}, e.g. "
                "0.03 for three points to either side."
            )

    def draw(self, rng: np.random.Generator) -> tuple[float, float]:
        """A rate of missed and one of false links; beta-distributed where they are not exact."""
        sd = self.known_to / _DEVIATIONS
        return _beta(self.missed, sd, rng), _beta(self.false, sd, rng)


def estimate_with_link_errors(
    table: CaptureTable, *, errors: LinkErrors, options: EstimateOptions | None = None
) -> Estimate:
    """Estimate from a table whose linkage erred at known rates.

    Args:
        table: Persons as the linkage found them.
        errors: Rates of missed and false links, and how well they are known.
        options: As for `estimate_table`.

    Returns:
        Number and interval pooled over tables corrected at rates drawn; `observed`, the methods beside and the bound
        are of the expected corrected table. `variance_shares["linkage"]` is what not knowing the links adds.

    Raises:
        TableError: The table cannot have come about with so many missed links.
    """
    options = options or EstimateOptions()
    rng = np.random.default_rng([options.seed, 3])
    expected = _expected(table, errors)
    many = _DRAWS if table.strata == ({},) else _DRAWS_STRATA
    tables = draw_tables(table, errors=errors, draws=many, rng=rng)
    found = pooled(estimate_table(expected, options=options), tables, options=options)
    known = f", known to {errors.known_to:.1%} to either side" if errors.known_to else ", taken as exact"
    message = (
        f"Corrected for {errors.missed:.1%} of the links missed and {errors.false:.1%} of those made false{known}: the "
        f"{table.observed:,} persons of the table become about {expected.observed:,}. This assumes that links fail "
        "alike for everybody; a linkage that gives sampled partitions says more."
    )
    found = linkage_assumed(found, "known-link-errors")
    return replace(found, warnings=(Notice(code="link-errors", message=message), *found.warnings))


def draw_tables(table: CaptureTable, *, errors: LinkErrors, draws: int, rng: np.random.Generator) -> list[CaptureTable]:
    """So many true tables as whole persons, each at rates of its own."""
    tables = []
    for _ in range(draws):
        missed, false = errors.draw(rng)
        tables.append(_of_parts(table, [redraw(f, missed=missed, false=false, rng=rng) for f in _fulls(table)]))
    return tables


def corrected(full: Floats, *, missed: float, false: float) -> Floats:
    """The expected true table in closed form; cells may come out fractional or negative.

    Args:
        full: float64 [2**lists], persons found by pattern number; entry 0 is not read.
        missed: Share of true links that were not made.
        false: Share of made links that are false.

    Example:
        >>> corrected(np.array([0.0, 110.0, 60.0, 90.0]), missed=0.1, false=0.0).tolist()
        [0.0, 100.0, 50.0, 100.0]
    """
    table = cut(full, rate=false)
    times = _times(len(full))
    cells = np.arange(len(full))
    for size in range(int(times.max()), 0, -1):
        for cell in cells[(times == size) & (table != 0)]:
            whole = table[cell] / (1.0 - missed) ** (size - 1)
            below = cells[(cells & cell == cells) & (cells != cell) & (cells > 0)]
            table[below] -= whole * _share(size, times[below], missed)
            table[cell] = whole
    return table


def cut(full: Floats, *, rate: float) -> Floats:
    """The expected table after every link is cut at this rate [2**lists]."""
    times = _times(len(full))
    cells = np.arange(len(full))
    table = np.zeros(len(full))
    for cell in cells[(full != 0) & (cells > 0)]:
        within = cells[(cells & cell == cells) & (cells > 0)]
        table[within] += full[cell] * _share(int(times[cell]), times[within], rate)
    return table


def redraw(full: Ints, *, missed: float, false: float, rng: np.random.Generator) -> Ints:
    """The true table drawn as whole persons, given the table found [2**lists]: cut false links, join missed ones.

    Of the persons on the same lists that were left whole, the missed links tell how many were not: a negative binomial
    number. Each of these is put together from the pieces it must have fallen into, as far as the table holds them.
    """
    table = full.copy()
    table[0] = 0
    if false:
        table = _cut_persons(table, false, rng)
    if not missed:
        return table
    times = _times(len(full))
    for size in range(int(times.max()), 1, -1):
        for cell in np.flatnonzero((times == size) & (table > 0)):
            broken = int(rng.negative_binomial(table[cell], (1.0 - missed) ** (size - 1)))
            for pieces in _pieces(int(cell), broken, missed, rng):
                if all(table[piece] > 0 for piece in pieces):
                    table[cell] += 1
                    for piece in pieces:
                        table[piece] -= 1
    return table


def _share(size: int, piece: Ints, rate: float) -> Floats:
    """Expected pieces of one kind, of `piece` lists each, from a chain of `size` records whose links are cut.

    The piece must stand together in the random order, its own links must hold and those at its ends be cut.
    """
    ways = np.array([math.factorial(p) * math.factorial(size - p) for p in piece]) / math.factorial(size)
    ends = np.where(piece == size, 1.0, 2.0 * rate + np.maximum(size - piece - 1, 0) * rate**2)
    return np.asarray(ways * (1.0 - rate) ** (piece - 1) * ends)


def _cut_persons(table: Ints, rate: float, rng: np.random.Generator) -> Ints:
    times = _times(len(table))
    after = table.copy()
    for cell in np.flatnonzero((table > 0) & (times > 1)):
        broken = int(rng.binomial(table[cell], 1.0 - (1.0 - rate) ** (int(times[cell]) - 1)))
        after[cell] -= broken
        for pieces in _pieces(int(cell), broken, rate, rng):
            for piece in pieces:
                after[piece] += 1
    return after


def _pieces(cell: int, persons: int, rate: float, rng: np.random.Generator) -> list[list[int]]:
    """What each of so many persons fell into, given that at least one of its links was cut."""
    lists = np.array([j for j in range(cell.bit_length()) if cell >> j & 1])
    order = rng.permuted(np.tile(1 << lists, (persons, 1)), axis=1)
    cuts = rng.random((persons, len(lists) - 1)) < rate
    # at a low rate hardly any chain is cut by chance: place the first cut, then let the others fall as they may
    place = _first_cut(len(lists) - 1, rate, persons, rng)
    cuts &= np.arange(len(lists) - 1) > place[:, None]
    cuts[np.arange(persons), place] = True
    found = []
    for row, cut_here in zip(order.tolist(), cuts.tolist(), strict=True):
        pieces: list[int] = [row[0]]
        for bit, apart in zip(row[1:], cut_here, strict=True):
            if apart:
                pieces.append(bit)
            else:
                pieces[-1] |= bit
        found.append(pieces)
    return found


def _first_cut(links: int, rate: float, persons: int, rng: np.random.Generator) -> Ints:
    """Position of the first cut [persons], given that there is one."""
    chance = rate * (1.0 - rate) ** np.arange(links)
    return rng.choice(links, size=persons, p=chance / chance.sum())


def _expected(table: CaptureTable, errors: LinkErrors) -> CaptureTable:
    parts = []
    for full in _fulls(table):
        found = corrected(full.astype(np.float64), missed=errors.missed, false=errors.false)
        found[0] = 0.0
        below = -float(found[found < 0].sum())
        if below > _IMPOSSIBLE * float(full.sum()) + 3.0 * math.sqrt(float(full.sum())):
            raise TableError(
                f"with {errors.missed:.1%} of the links missed, more persons on few lists would be pieces of others "
                f"than the table holds ({below:,.0f} too many). Check the rate: it is the share of true links that "
                "were not made."
            )
        parts.append(np.maximum(np.rint(found), 0.0).astype(np.int64))
    return _of_parts(table, parts)


def _fulls(table: CaptureTable) -> list[Ints]:
    """Each stratum's counts by pattern number."""
    return [one.full().astype(np.int64) for _, one in table.split()]


def _of_parts(like: CaptureTable, parts: list[Ints]) -> CaptureTable:
    """The same lists and strata with these counts."""
    cells = [np.flatnonzero(part) for part in parts]
    every = np.concatenate(cells)
    return replace(
        like,
        patterns=((every[:, None] >> np.arange(len(like.lists))) & 1).astype(np.uint8),
        counts=np.concatenate([part[own] for part, own in zip(parts, cells, strict=True)]),
        stratum=np.repeat(np.arange(len(parts), dtype=np.int32), [len(own) for own in cells]),
    )


def _times(size: int) -> Ints:
    return np.array([cell.bit_count() for cell in range(size)], dtype=np.int64)


def _beta(mean: float, sd: float, rng: np.random.Generator) -> float:
    """A draw of the beta distribution with this mean and standard deviation; the mean itself where either is 0."""
    if mean == 0 or sd == 0:
        return mean
    weight = max(mean * (1 - mean) / sd**2 - 1, 1.0)
    return min(float(rng.beta(mean * weight, (1 - mean) * weight)), _MOST)
