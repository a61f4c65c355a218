"""How likely two names as written are one person's: token against token, roles, rarity, and what clashes."""

import numpy as np
from numpy.typing import NDArray

from darkfigure.names.costs import costs
from darkfigure.names.evidence import EVIDENCE
from darkfigure.names.kernel import compare
from darkfigure.names.spelling import spelling_model
from darkfigure.names.table import NameTable, tabulate_names
from darkfigure.names.tokens import prepare

_AT_ONCE = 200_000
"""Pairs given to compiled code, which hears no interruption, in one go: a second or two."""


def compare_names(table: NameTable, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float32]:
    """Log-likelihood ratio of pairs of names: ln P(both as written | one person) - ln P(both | two persons).

    By rules, for a study, whose linkage learns what each ratio is worth there; `match_names` is calibrated instead.

    Args:
        table: The names.
        left: Numbers of names in the table, one a pair.
        right: The same, for the other side.

    Returns:
        float32, one a pair. 0 says nothing either way.

    Example:
        >>> from darkfigure.names import tabulate_names
        >>> table = tabulate_names(["Рустам Юсупов", "Rustam Yusupov", "Ali Karimov"])
        >>> same, other = compare_names(table, np.array([0, 0]), np.array([1, 2]))
        >>> bool(same > 0 > other)
        True
    """
    none = np.zeros((0, len(EVIDENCE)))
    chunks = [slice(begin, begin + _AT_ONCE) for begin in range(0, max(len(left), 1), _AT_ONCE)]
    return np.concatenate([_compare(table, left[some], right[some], none, calibrated=False) for some in chunks])


def compare_evidence(
    table: NameTable, left: NDArray[np.int64], right: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Calibrated ratios, and the evidence that they weigh, float64 [pairs, evidence], in the order of `EVIDENCE`.

    Where a name holds only a kunya and an origin its row is 0: these are weighed by rules.
    """
    evidence = np.zeros((len(left), len(EVIDENCE)))
    return _compare(table, left, right, evidence, calibrated=True), evidence


def _compare(
    table: NameTable,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    evidence: NDArray[np.float64],
    *,
    calibrated: bool,
) -> NDArray[np.float32]:
    names = (table.offsets, table.token, table.role)
    pairs = np.ascontiguousarray(left, np.int64), np.ascontiguousarray(right, np.int64)
    return np.asarray(
        compare(prepare(table), spelling_model(), costs(), names, *pairs, evidence, calibrated), np.float32
    )


def match_names(a: str, b: str) -> float:
    """Log-likelihood ratio, natural log, that two names are one person's; with no corpus, by shipped shares alone.

    The order of the two does not matter.

    >>> match_names("Юсупов Мухаммад", "Muhammad Yusufov") > 3 > 0 > match_names("Юсупов Мухаммад", "Rustam Karimov")
    True
    """
    table = tabulate_names(sorted((a, b)), counts=[0, 0])  # of ties between words the first counts
    return float(compare_evidence(table, np.array([0]), np.array([1]))[0][0])
