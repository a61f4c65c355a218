"""Do independent runs agree, and how many independent draws is the sample worth.

Source:
    Vehtari, Gelman, Simpson, Carpenter & Buerkner (2021), Bayesian Analysis 16, 667-718.
"""

import math

import numpy as np
from numpy.typing import NDArray

from darkfigure.inference.ranks import average_ranks

Floats = NDArray[np.float64]

MOST_RHAT = 1.01
"""Up to which R-hat runs agree."""

_FEWEST_DRAWS = 400  # independent ones, from which on a sample is large enough for an interval
_ROUGH_RHAT, _ROUGH_DRAWS = 1.05, 100  # beyond, draws give no number at all


def agree(r_hat: float, draws: float, *, roughly: bool = False) -> bool:
    """Whether runs with this R-hat, worth so many independent draws, may give an interval.

    Args:
        r_hat: As of `rhat`.
        draws: As of `effective_size`.
        roughly: Ask only what a number with a warning needs.
    """
    if roughly:
        return r_hat <= _ROUGH_RHAT and draws >= _ROUGH_DRAWS
    return r_hat <= MOST_RHAT and draws >= _FEWEST_DRAWS


def rhat(draws: Floats) -> float:
    """Rank-normalised split R-hat, the larger of bulk and tail. 1 is perfect agreement; above 1.01 is not enough.

    Args:
        draws: [chains, draws].
    """
    halves = _halves(draws)
    if np.ptp(halves) == 0:
        return 1.0
    folded = np.abs(halves - np.median(halves))
    return max(_plain_rhat(_normal_scores(halves)), _plain_rhat(_normal_scores(folded)))


def effective_size(draws: Floats) -> float:
    """Bulk effective sample size of draws [chains, draws]."""
    halves = _halves(draws)
    if np.ptp(halves) == 0:
        return float(halves.size)
    scores = _normal_scores(halves)
    chains, length = scores.shape
    centred = scores - scores.mean(axis=1, keepdims=True)
    size = 1 << (2 * length - 1).bit_length()
    spectrum = np.fft.rfft(centred, size, axis=1)
    covariance = np.fft.irfft(spectrum * np.conj(spectrum), size, axis=1)[:, :length] / length
    within = float(covariance[:, 0].mean()) * length / (length - 1)
    pooled = within * (length - 1) / length + float(scores.mean(axis=1).var(ddof=1))
    correlation = 1 - (within - covariance.mean(axis=0) * length / (length - 1)) / pooled
    # Geyer's initial monotone sequence
    total, last = 0.0, math.inf
    for lag in range(1, length - 1, 2):
        pair = float(correlation[lag] + correlation[lag + 1])
        if pair < 0:
            break
        last = min(last, pair)
        total += last
    return float(min(scores.size / (1 + 2 * total), chains * length * math.log10(chains * length)))


def _halves(draws: Floats) -> Floats:
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, half : 2 * half]])


def _normal_scores(values: Floats) -> Floats:
    from scipy.special import ndtri

    ranks = average_ranks(values.ravel()).reshape(values.shape)
    return np.asarray(ndtri((ranks - 0.375) / (values.size + 0.25)), dtype=np.float64)


def _plain_rhat(scores: Floats) -> float:
    length = scores.shape[1]
    within = float(scores.var(axis=1, ddof=1).mean())
    between = float(scores.mean(axis=1).var(ddof=1))
    return math.sqrt((length - 1) / length + between / within) if within > 0 else math.inf
