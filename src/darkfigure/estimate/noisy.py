"""The estimate from a table whose counts had noise added to them.

Every cell's count is a number of persons plus discrete Laplace noise, so that it may be negative and nobody can say
whether a certain person was counted. Clipping such counts at zero would add people to the small cells, which are those
that tell the unseen. The combined method is told of the noise itself (`estimate.noisy_posterior`). For other methods,
strata, and more lists than it takes, the persons are drawn as often as needed from their distribution given the noisy
counts: a smoothing log-linear model says what the cells may hold, with interactions drawn towards zero the more lists
they join, and the noise says how far each count may lie from it. Each drawn table is estimated as if it had been
counted, and the answers are pooled. As that model knows less than the method does, intervals become wider than need
be where noise is as large as counts.

Source:
    Rubin (1987), Multiple Imputation for Nonresponse in Surveys (drawing what was not seen, and pooling);
    Roberts & Rosenthal (1998), JRSS B 60, 255-268 (the sampler).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.table import CaptureTable
from darkfigure.errors import TableError, UsageError
from darkfigure.estimate.combined import Posterior
from darkfigure.estimate.linkage import Sampled, pooled, told_by
from darkfigure.estimate.noisy_posterior import MOST_LISTS as MOST_DIRECT
from darkfigure.estimate.noisy_posterior import noisy_posterior
from darkfigure.estimate.options import EstimateOptions
from darkfigure.estimate.run import estimate_table
from darkfigure.inference.laplace import noise_variance
from darkfigure.inference.tempering import Effort
from darkfigure.records import Estimate, Notice

Floats = NDArray[np.float64]

MOST_LISTS = 8
_DRAWS = 100
_DRAWS_STRATA = 20  # tables with strata take longer, and many strata average the noise
_EFFORT = Effort(particles=250, kept=0.45)
_SMALL = Effort(particles=50, kept=0.45)  # of one of many tables
_STEPS = 120
_SURE = 2.0  # standard deviations of the noise that the sum of the counts must exceed
_FAR = 15.0  # scales from the noisy count beyond which no count of persons is looked for
_WIDE = 10.0  # standard deviation of the constant and of list effects
_BY_ORDER = {2: 1.0, 3: 0.5}  # of interactions of so many lists; each list more halves it
_ROOM = 4_000_000  # numbers in one intermediate array


def estimate_noisy(table: CaptureTable, *, scale: float, options: EstimateOptions | None = None) -> Estimate:
    """Estimate from counts with noise of this scale in each.

    Args:
        table: Noisy counts of every pattern, negative ones too; those of every stratum if there are strata.
        scale: Scale b of the noise, P(k) proportional to exp(-|k| / b).
        options: As for `estimate_table`.

    Returns:
        Number and interval that count the noise; the methods beside it are of the table of expected persons.
        `variance_shares["noise"]` is the share of the variance of log N that would not be there without noise.

    Raises:
        UsageError: The scale is not a positive number.
        TableError: A pattern is missing, there are too many lists, or nothing rises above the noise.
    """
    options = options or EstimateOptions()
    if not (math.isfinite(scale) and scale > 0):
        raise UsageError(f"the scale of the noise is {scale}; it must be a positive number, e.g. 2.")
    seen = max(0, round(float(table.counts.sum())))
    if seen <= _SURE * math.sqrt(len(table.counts) * noise_variance(scale)):
        raise TableError(
            f"the counts add up to {seen}, no more than noise of scale {scale:g} may make of empty cells. There is "
            "nothing to estimate from; use fewer lists or strata, or a table with less noise."
        )
    rng = np.random.default_rng([options.seed, 2])
    expected, _ = complete(table, scale=scale, draws=1, rng=rng)
    found = told_of_noise(estimate_table(expected, options=options), [table], scale=scale, options=options, rng=rng)
    message = (
        f"The counts hold noise of scale {scale:g} (standard deviation {math.sqrt(noise_variance(scale)):.1f} in every "
        f"cell); the {seen:,} seen are an estimate themselves. Number and interval count the noise; the other methods "
        "are of the table of expected persons, and their intervals do not."
    )
    return replace(found, observed=seen, warnings=(Notice(code="noisy-counts", message=message), *found.warnings))


def told_of_noise(
    first: Estimate,
    tables: Sequence[CaptureTable],
    *,
    scale: float,
    options: EstimateOptions,
    rng: np.random.Generator,
    between: str = "noise",
) -> Estimate:
    """The estimate of the expected persons, with number and interval of noisy tables.

    Args:
        first: The estimate of the table of expected persons.
        tables: Noisy counts of every pattern; several if each is as likely to be the published one without noise.
        scale: Of the noise, which is the same in all of them.
        options: As for `estimate_table`.
        rng: Source of randomness.
        between: Name of the share of the variance that noise, and doubt between tables, make.
    """
    lists = len(tables[0].lists)
    alone = all(table.strata == ({},) for table in tables)
    if not (alone and options.method in ("combined", "all") and 2 <= lists <= MOST_DIRECT):
        many = _DRAWS if alone else _DRAWS_STRATA
        each = max(2, many // len(tables))
        drawn = [one for table in tables for one in complete(table, scale=scale, draws=each, rng=rng)[1]]
        return pooled(first, drawn, options=options, between=between)
    if first.estimate is None:
        return first
    counts = [np.concatenate([[0], _every_cell(table, {}, (1 << lists) - 1)]) for table in tables]
    how = {"effort": _EFFORT} if len(tables) == 1 else {"effort": _SMALL, "rounds": 1}
    found = [noisy_posterior(one, scale=scale, prior=options.prior, rng=rng, **how) for one in counts]
    told = told_by(
        [Sampled(population=one.unseen, strata=[]) for one in found], first, options=options, between=between
    )
    if len(found) == 1 and not found[0].converged:
        told = replace(told, warnings=(*told.warnings, _rough(found[0])))
    return replace(told, variance_shares=_shares(first, told, between))


def _rough(found: Posterior) -> Notice:
    message = (
        f"Independent runs that count the noise agree only roughly (R-hat {found.rhat:.3f}, worth {found.ess:.0f} "
        "draws): another seed will move the limits somewhat. Fewer lists would help."
    )
    return Notice(code="not-converged", message=message)


def _shares(first: Estimate, told: Estimate, between: str) -> dict[str, float]:
    """What the interval has more than that of the expected persons, by its squared width on the log scale."""
    limits = (first.low, first.high, told.low, told.high)
    low, high, told_low, told_high = (math.log(max(limit or 1.0, 1.0)) for limit in limits)
    share = round(max(0.0, 1.0 - ((high - low) / max(told_high - told_low, 1e-9)) ** 2), 4)
    model = round((1 - share) * (first.variance_shares or {}).get("model", 0.0), 4)
    return {"sampling": round(1 - share - model, 4), "model": model, "linkage": 0.0} | {between: share}


def complete(
    table: CaptureTable, *, scale: float, draws: int, rng: np.random.Generator
) -> tuple[CaptureTable, list[CaptureTable]]:
    """The expected persons, rounded, and so many draws of the persons, given the noisy counts.

    Raises:
        TableError: A pattern is missing or there are too many lists.
    """
    lists = len(table.lists)
    if lists > MOST_LISTS:
        raise TableError(
            f"there are {lists} lists, and noisy counts can be used of at most {MOST_LISTS}. Merge lists before the "
            "noise is added."
        )
    cells = (1 << lists) - 1
    parts = []
    for stratum, one in table.split():
        counts = _every_cell(one, stratum, cells)
        parts.append(_draw_persons(counts, scale=scale, draws=draws, rng=rng))
    expected = [np.rint(part.mean).astype(np.int64) for part in parts]
    tables = [_table(table, [part.draws[i] for part in parts]) for i in range(draws)]
    return _table(table, expected), [one for one in tables if one.observed]


@dataclass(frozen=True, kw_only=True)
class _Persons:
    """Persons by cell given the noisy counts: their means [cells] and draws of them [draws, cells]."""

    mean: Floats
    draws: NDArray[np.int64]


def _every_cell(table: CaptureTable, stratum: dict[str, str], cells: int) -> NDArray[np.int64]:
    """Noisy counts by pattern number, from 1."""
    given = np.zeros(cells + 1, dtype=bool)
    given[table.cells] = True
    if not given[1:].all():
        missing = int(np.flatnonzero(~given[1:])[0]) + 1
        names = " and ".join(name for j, name in enumerate(table.lists) if missing >> j & 1)
        where = " in stratum " + ", ".join(f"{k}={v}" for k, v in stratum.items()) if stratum else ""
        raise TableError(
            f"the noisy count of those on exactly {names}{where} is missing ({int((~given[1:]).sum())} of {cells} "
            "patterns are). With noise every pattern has a count, those of nobody too: add the rows, or estimate "
            "without --noisy if no noise was added."
        )
    counts = np.zeros(cells + 1, dtype=np.int64)
    counts[table.cells] = table.counts.astype(np.int64)
    return counts[1:]


def _table(like: CaptureTable, parts: list[NDArray[np.int64]]) -> CaptureTable:
    """The same lists and strata with these persons, cells from 1 in order; empty cells are left out."""
    counts = np.concatenate(parts)
    kept = counts > 0
    lists = len(like.lists)
    cells = np.tile(np.arange(1, 1 << lists), len(parts))[kept]
    return replace(
        like,
        patterns=((cells[:, None] >> np.arange(lists)) & 1).astype(np.uint8),
        counts=counts[kept],
        stratum=np.repeat(np.arange(len(parts), dtype=np.int32), (1 << lists) - 1)[kept],
    )


def _draw_persons(counts: NDArray[np.int64], *, scale: float, draws: int, rng: np.random.Generator) -> _Persons:
    """Sample a smoothing model's means given the noisy counts, and the persons given both."""
    posterior = _Smooth(counts, scale=scale)
    theta = posterior.sample(draws, rng)
    mean = np.exp(theta @ posterior.design.T)
    expected, drawn = np.zeros(len(counts)), np.zeros((draws, len(counts)), dtype=np.int64)
    for c in range(len(counts)):
        weight = posterior.weights(mean[:, c : c + 1], slice(c, c + 1))[0][:, 0]
        edges = np.cumsum(weight, axis=1)
        picked = (edges < rng.random((draws, 1)) * edges[:, -1:]).sum(axis=1)
        drawn[:, c] = posterior.grid[c, np.minimum(picked, weight.shape[1] - 1)]
        expected[c] = float((weight * posterior.grid[c]).sum(axis=1).mean())
    return _Persons(mean=expected, draws=drawn)


class _Smooth:
    """Posterior of a log-linear model whose interactions are drawn towards zero, given noisy counts [cells]."""

    def __init__(self, counts: NDArray[np.int64], *, scale: float) -> None:
        lists = len(counts).bit_length()
        order = lists - 1 if lists <= 6 else 2
        terms = np.array([t for t in range(1 << lists) if t.bit_count() <= max(1, order)])
        cells = np.arange(1, 1 << lists)
        self.design = ((cells[:, None] & terms) == terms).astype(np.float64)
        sizes = np.array([int(t).bit_count() for t in terms])
        sd = np.array([_WIDE if s < 2 else _BY_ORDER.get(int(s), 0.5 ** (int(s) - 2)) for s in sizes])
        self._prior = 1.0 / sd**2
        self._noise = noise_variance(scale)
        width = math.ceil(_FAR * scale) + 10
        low = np.maximum(counts - width, 0)
        self.grid = low[:, None] + np.arange(2 * width + 1)
        from scipy.special import gammaln

        self._fixed = -gammaln(self.grid + 1.0) - np.abs(counts[:, None] - self.grid) / scale
        self._start = np.zeros(len(terms))
        self._start[0] = math.log(max(float(counts.mean()), 1.0))

    def weights(self, mean: Floats, cells: slice) -> tuple[Floats, Floats]:
        """Probability of each number of persons [chains, cells, grid], and log-likelihood [chains, cells]."""
        grid = self.grid[cells]
        logs = grid * np.log(mean)[:, :, None] + self._fixed[cells]
        top = logs.max(axis=2, keepdims=True)
        weight = np.exp(logs - top)
        total = weight.sum(axis=2, keepdims=True)
        return weight / total, np.log(total[:, :, 0]) + top[:, :, 0] - mean

    def value(self, theta: Floats) -> tuple[Floats, Floats]:
        """Log-density [chains] and its gradient [chains, terms]."""
        mean = np.exp(np.clip(theta @ self.design.T, -30.0, 30.0))
        chains, cells = mean.shape
        expected, logs = np.empty_like(mean), np.empty_like(mean)
        batch = max(1, _ROOM // (chains * self.grid.shape[1]))
        for first in range(0, cells, batch):
            part = slice(first, first + batch)
            weight, logs[:, part] = self.weights(mean[:, part], part)
            expected[:, part] = (weight * self.grid[part]).sum(axis=2)
        density = logs.sum(axis=1) - 0.5 * (self._prior * theta**2).sum(axis=1)
        return density, (expected - mean) @ self.design - self._prior * theta

    def sample(self, chains: int, rng: np.random.Generator) -> Floats:
        """One draw from each of so many chains [chains, terms]: Langevin moves around the mode."""
        mode, root = self._mode()
        theta = mode + 0.7 * rng.standard_normal((chains, len(mode))) @ root.T
        density, slope = self.value(theta)
        step = 1.2 / len(mode) ** (1 / 6)
        for _ in range(_STEPS):
            drift = 0.5 * step**2 * slope @ root @ root.T
            noise = rng.standard_normal(theta.shape)
            other = theta + drift + step * noise @ root.T
            other_density, other_slope = self.value(other)
            # the noise that would lead back, in the coordinates of `root`
            back = -(noise + 0.5 * step * (slope + other_slope) @ root)
            ratio = other_density - density + 0.5 * ((noise**2).sum(axis=1) - (back**2).sum(axis=1))
            taken = np.log(rng.random(chains)) < ratio
            theta[taken], density[taken], slope[taken] = other[taken], other_density[taken], other_slope[taken]
            accepted = float(np.exp(np.minimum(ratio, 0.0)).mean())
            step = min(1.5, max(0.02, step * math.exp(0.3 * (accepted - 0.57))))
        return theta

    def _mode(self) -> tuple[Floats, Floats]:
        """The likeliest coefficients, and the root of their covariance there."""
        theta = self._start[None]
        density, slope = self.value(theta)
        for _ in range(200):
            covariance = np.linalg.inv(self._precision(theta[0]))
            step, move = 1.0, slope @ covariance
            while step > 1e-4:
                other = theta + step * move
                other_density, other_slope = self.value(other)
                if other_density[0] >= density[0]:
                    break
                step /= 2.0
            gain = float(other_density[0] - density[0])
            if gain < 0:
                break
            theta, density, slope = other, other_density, other_slope
            if gain < 1e-8:
                break
        return theta[0], np.linalg.cholesky(np.linalg.inv(self._precision(theta[0])))

    def _precision(self, theta: Floats) -> Floats:
        mean = np.exp(np.clip(self.design @ theta, -30.0, 30.0))
        return np.asarray((self.design.T * (mean**2 / (mean + self._noise))) @ self.design + np.diag(self._prior))
