"""Which sources are one voice: do two of them pass on the same things more than independent sources would.

Sources that go their own ways still share what an agency hands to all: the farther a thing goes, the likelier each has
it. So things are compared that reached as many of the third sources, and among these it is asked whether who has the
one has the other too (Mantel & Haenszel). Where there are too few third sources to tell, two sources are one voice if
half of what the smaller one publishes is the other's too, and one of them has it first so often that it is no chance.

Source:
    Mantel & Haenszel (1959), Journal of the National Cancer Institute 22, 719-748; variance of the common odds ratio as
    in Robins, Breslow & Greenland (1986), Biometrics 42, 311-323.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom, norm

from darkfigure.spread.groups import Group
from darkfigure.spread.posts import Floats, Ints, Posts

_LEAST_SHARE = 0.1
_LEAST_ODDS = 2.0  # what differences between things that third sources do not tell can make of independent ones
_FEW, _PLAIN_SHARE = 20, 0.5  # with fewer sources only the share itself tells
_PLAIN_SHARED = 8
_LATER = 0.2  # sources of unlike speed have one another's things first more often than not, too
_REACHES = (1, 2, 3, 4, 6, 9, 14, 24)


@dataclass(frozen=True, kw_only=True)
class Dependence:
    """Two sources that share more than independent ones would.

    `shared`: things both passed on. `share`: part of what the one with less published that the other has too. `odds`:
    how many times likelier, in odds, who has a thing has it if the other does, and its lower bound `least`; NaN where
    too few sources tell. `first`: how often `one` was earlier, of `ordered` things whose times tell.
    """

    one: int
    other: int
    shared: int
    share: float
    odds: float
    least: float
    first: int
    ordered: int


def dependent_sources(posts: Posts, groups: list[Group], source: Ints, *, level: float = 0.001) -> list[Dependence]:
    """Pairs of sources that are hardly two, the surest first.

    Args:
        posts: what was published.
        groups: what was passed on; groups of one kind, so that nothing counts twice.
        source: [N], the source of each post: channels, or the study's lists.
        level: the chance of any false pair among sources that are independent.
    """
    size = int(source.max()) + 1 if source.size else 0
    taken, begun = _taken(posts, groups, source, size)
    own = np.bincount(source, minlength=size).astype(float)
    counts = taken.astype(float)
    shared = counts.T @ counts
    a, b = np.triu_indices(size, k=1)
    observed = shared[a, b]
    share = observed / np.maximum(np.minimum(own[a], own[b]), 1.0)
    found, sure = [], norm.isf(level / max(a.size, 1))
    for k in np.flatnonzero((share >= _LEAST_SHARE) & (observed >= 2)):
        odds, error = _odds(taken, int(a[k]), int(b[k])) if size >= _FEW else (np.nan, np.nan)
        least = float(odds * np.exp(-sure * error))
        sizes = int(observed[k]), float(share[k])
        pair = _pair((int(a[k]), int(b[k])), sizes, (float(odds), least), begun)
        if least > _LEAST_ODDS if size >= _FEW else _is_echo(pair, level / a.size):
            found.append(pair)
    return sorted(found, key=lambda one: -one.share)


def _is_echo(pair: Dependence, level: float) -> bool:
    """Whether one of two sources is hardly more than what the other had before."""
    if pair.share < _PLAIN_SHARE or pair.shared < _PLAIN_SHARED or not pair.ordered:
        return False
    later = min(pair.first, pair.ordered - pair.first)
    return bool(later <= _LATER * pair.ordered and 2 * binom.cdf(later, pair.ordered, 0.5) <= level)


def _taken(posts: Posts, groups: list[Group], source: Ints, size: int) -> tuple[NDArray[np.bool_], Floats]:
    """[groups, size]: whether a source passed a thing on, and when first (infinite where not known)."""
    taken, begun = np.zeros((len(groups), size), dtype=bool), np.full((len(groups), size), np.inf)
    for row, group in enumerate(groups):
        taken[row, source[group.posts]] = True
        times = np.where(np.isfinite(posts.time[group.posts]), posts.time[group.posts], np.inf)
        np.minimum.at(begun[row], source[group.posts], times)
    return taken, begun


def _odds(taken: NDArray[np.bool_], a: int, b: int) -> tuple[float, float]:
    """The common odds ratio over things of like reach, with the standard error of its logarithm; NaN if none tells."""
    reach = taken.sum(axis=1) - taken[:, a] - taken[:, b]
    band = np.searchsorted(_REACHES, reach, side="right")  # 0: no third source has it
    both, only_a = taken[:, a] & taken[:, b], taken[:, a] & ~taken[:, b]
    only_b, neither = ~taken[:, a] & taken[:, b], ~taken[:, a] & ~taken[:, b]
    cells = np.array(
        [np.bincount(band[rows], minlength=len(_REACHES) + 1)[1:] for rows in (both, only_a, only_b, neither)],
        dtype=float,
    )
    total = np.maximum(cells.sum(axis=0), 1.0)
    agree, differ = cells[0] * cells[3] / total, cells[1] * cells[2] / total
    if agree.sum() == 0 or cells[0].sum() < 2:
        return np.nan, np.nan
    differ_sum = max(differ.sum(), 0.5)
    p, q = (cells[0] + cells[3]) / total, (cells[1] + cells[2]) / total
    variance = (
        (p * agree).sum() / (2 * agree.sum() ** 2)
        + (p * differ + q * agree).sum() / (2 * agree.sum() * differ_sum)
        + (q * differ).sum() / (2 * differ_sum**2)
    )
    return float(agree.sum() / differ_sum), float(np.sqrt(variance))


def _pair(pair: tuple[int, int], sizes: tuple[int, float], odds: tuple[float, float], begun: Floats) -> Dependence:
    (a, b), (shared, share) = pair, sizes
    both = np.isfinite(begun[:, a]) & np.isfinite(begun[:, b]) & (begun[:, a] != begun[:, b])
    return Dependence(
        one=a,
        other=b,
        shared=shared,
        share=share,
        odds=odds[0],
        least=odds[1],
        first=int((begun[both, a] < begun[both, b]).sum()),
        ordered=int(both.sum()),
    )
