"""How far two people agree who judged the same pairs, beyond what chance alone would bring.

Source:
    Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20, 37-46;
    the interval by the large-sample variance of Fleiss, Cohen, Everitt (1969), Psychological Bulletin 72, 323-327.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """`pairs` judged by both, the share on which they agree, and kappa with its interval.

    Kappa and the interval are None where it is not defined: no pair, or both always said the same one word.
    """

    pairs: int
    agreed: float | None
    kappa: float | None
    low: float | None
    high: float | None
    level: float


def cohen_kappa(counts: NDArray[np.int64], *, level: float = 0.95) -> Agreement:
    """Agreement from a table of counts.

    Args:
        counts: int64 [verdicts, verdicts]; rows are what the first said, columns the second.
        level: probability of the interval.
    """
    pairs = int(counts.sum())
    if not pairs:
        return Agreement(pairs=0, agreed=None, kappa=None, low=None, high=None, level=level)
    share = counts / pairs
    first, second = share.sum(axis=1), share.sum(axis=0)
    agreed, chance = float(np.trace(share)), float(first @ second)
    if chance >= 1.0 - 1e-12:
        return Agreement(pairs=pairs, agreed=agreed, kappa=None, low=None, high=None, level=level)
    kappa = (agreed - chance) / (1.0 - chance)
    diagonal = np.diag(share) * (1.0 - (first + second) * (1.0 - kappa)) ** 2
    apart = share * (second[:, None] + first[None, :]) ** 2
    np.fill_diagonal(apart, 0.0)
    spread = diagonal.sum() + (1.0 - kappa) ** 2 * apart.sum() - (kappa - chance * (1.0 - kappa)) ** 2
    half = NormalDist().inv_cdf((1 + level) / 2) * float(np.sqrt(max(spread, 0.0) / pairs)) / (1.0 - chance)
    return Agreement(
        pairs=pairs, agreed=agreed, kappa=kappa, low=max(-1.0, kappa - half), high=min(1.0, kappa + half), level=level
    )
