"""Do all members behave alike: those seen for the first time against the others, those just seen against those missed.

Source:
    Pradel, Hines, Lebreton & Nichols (1997), Biometrics 53, 60-72 (test 3.SR); Pradel (1993), Bird Study 40, 9-15 (test
    2.CT); Burnham, Anderson, White, Brownie & Pollock (1987), American Fisheries Society Monograph 5.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from darkfigure.flows.histories import Floats, Histories

Bools = NDArray[np.bool_]

_SMALLEST = 2.0  # expected members in a cell, below which a table says nothing


@dataclass(frozen=True, kw_only=True)
class BehaviourTest:
    """One test summed over occasions. `p_value` is of the sum of squares.

    `signed` is standard normal where nothing differs; of transience positive where members seen for the first time are
    seen again less often, of trap response negative where members just seen are seen next more often.
    """

    code: str
    statistic: float
    tables: int
    p_value: float
    signed: float


def behaviour_tests(histories: Histories) -> tuple[BehaviourTest, BehaviourTest]:
    """Transience (3.SR) and trap response (2.CT); from seen or not seen alone.

    Example:
        >>> from darkfigure.flows import histories_of
        >>> seen = histories_of(["1110", "0111", "1011", "0110", "1000", "0100"], [9, 8, 7, 6, 20, 19])
        >>> len(behaviour_tests(seen))
        2
    """
    return tests_of(histories.symbols > 0, histories.counts)


def tests_of(seen: Bools, counts: Floats) -> tuple[BehaviourTest, BehaviourTest]:
    """The two tests from `seen`, [H, T] bool, and `counts`, [H]."""
    return tests_of_tables(tables_of(seen, counts))


def tables_of(seen: Bools, counts: Floats) -> Floats:
    """[2, T, 2, 2], members of each test by occasion; yes before no.

    Of transience, of those seen: seen before, seen after. Of trap response, of those seen before and after: seen now,
    seen next.
    """
    times = seen.shape[1]
    before = np.asarray(np.cumsum(seen, axis=1) - seen > 0)
    after = np.asarray(np.cumsum(seen[:, ::-1], axis=1)[:, ::-1] - seen > 0)
    tables = np.zeros((2, times, 2, 2))
    for t in range(1, times - 1):
        here = seen[:, t]
        tables[0, t] = _cells(counts, here, before[:, t], after[:, t])
        known = before[:, t] & after[:, t]
        if t < times - 2:
            tables[1, t] = _cells(counts, known, here, seen[:, t + 1])
    return tables


def _cells(counts: Floats, among: Bools, split: Bools, outcome: Bools) -> Floats:
    return np.array(
        [[float(counts[among & (split == a) & (outcome == b)].sum()) for b in (True, False)] for a in (True, False)]
    )


def tests_of_tables(tables: Floats) -> tuple[BehaviourTest, BehaviourTest]:
    """The two tests from `tables_of`."""
    transience, response = ([_table(cells) for cells in of_test] for of_test in tables)
    return _summed("transience", transience, sign=1.0), _summed("trap-response", response, sign=-1.0)


def _table(cells: Floats) -> tuple[float, float] | None:
    """Pearson's statistic of one 2 x 2 table and its signed root; None where a cell expects too few."""
    total = cells.sum()
    if total == 0:
        return None
    expected = np.outer(cells.sum(axis=1), cells.sum(axis=0)) / total
    if expected.min() < _SMALLEST:
        return None
    statistic = float(((cells - expected) ** 2 / expected).sum())
    return statistic, float(np.sign(cells[0, 0] - expected[0, 0]) * np.sqrt(statistic))


def _summed(code: str, tables: list[tuple[float, float] | None], *, sign: float) -> BehaviourTest:
    told = [table for table in tables if table is not None]
    statistic = sum(table[0] for table in told)
    signed = sign * sum(table[1] for table in told) / np.sqrt(len(told)) if told else 0.0
    return BehaviourTest(
        code=code,
        statistic=statistic,
        tables=len(told),
        p_value=float(chi2.sf(statistic, len(told))) if told else 1.0,
        signed=float(signed),
    )
