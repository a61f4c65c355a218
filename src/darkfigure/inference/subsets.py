"""Poisson log-linear models on a 2**J table whose columns are subsets of the J factors, by the thousand.

A cell is a number whose bit j says whether factor j is present; a term is such a number too, and applies to every
cell that contains it. With that coding the three sums a Newton step needs are two transforms of the table:
the linear predictor is the sum of the coefficients over the subsets of a cell, and gradient and Hessian are sums of
the fitted means over supersets, since columns a and b multiply to column a|b. No design matrix is ever formed.
"""

import math

import numpy as np
from numpy.typing import NDArray

from darkfigure.inference.compiled import compiled
from darkfigure.inference.steps import subset_sums, superset_sums

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CONVERGED, DOUBTFUL = 0, 1

_STEPS = 60
_STILL = 1e-2  # near a finite maximum the last steps are far smaller; towards infinity they stay near 1


@compiled
def _solve(hessian: Floats, right: Floats, size: int) -> bool:
    """Solve in place by Cholesky; the answer replaces `right`. False where the matrix is not positive definite."""
    for j in range(size):
        pivot = hessian[j, j]
        whole = pivot
        for k in range(j):
            pivot -= hessian[j, k] * hessian[j, k]
        if not pivot > 1e-11 * whole:
            return False
        root = math.sqrt(pivot)
        hessian[j, j] = root
        for i in range(j + 1, size):
            value = hessian[i, j]
            for k in range(j):
                value -= hessian[i, k] * hessian[j, k]
            hessian[i, j] = value / root
        value = right[j]
        for k in range(j):
            value -= hessian[j, k] * right[k]
        right[j] = value / root
    for back in range(size):
        i = size - 1 - back
        value = right[i]
        for k in range(i + 1, size):
            value -= hessian[k, i] * right[k]
        right[i] = value / hessian[i, i]
    return True


@compiled
def _newton_matrix(sums: Floats, terms: Ints, size: int, hessian: Floats) -> None:
    for a in range(size):
        for b in range(a + 1):
            hessian[a, b] = sums[terms[a] | terms[b]]


@compiled
def _means(theta: Floats, terms: Ints, size: int, active: NDArray[np.bool_], mean: Floats) -> None:
    """Fitted means of the active cells; 0 elsewhere."""
    mean[:] = 0.0
    for t in range(size):
        mean[terms[t]] = theta[t]
    subset_sums(mean)
    for cell in range(mean.size):
        mean[cell] = math.exp(min(mean[cell], 600.0)) if active[cell] else 0.0


@compiled
def fit(  # noqa: C901, PLR0912 - one Newton loop, kept whole for the compiler
    counts: Floats, active: NDArray[np.bool_], terms: Ints, theta: Floats, mean: Floats
) -> tuple[int, float]:
    """Fit one model to one table by maximum likelihood.

    Args:
        counts: [cells], not negative; only active cells are read.
        active: [cells], which cells are observed and not forced to zero.
        terms: [terms], distinct term numbers, beginning with 0, the constant.
        theta: [terms], filled with the coefficients.
        mean: [cells], filled with the fitted means; 0 where not active.

    Returns:
        CONVERGED, or DOUBTFUL where no finite maximum was reached; and the kernel of the log-likelihood,
        sum(counts * log(mean) - mean) over active cells.
    """
    size = terms.size
    margin = np.zeros(counts.size)
    sums = np.zeros(counts.size)
    for cell in range(counts.size):
        if active[cell]:
            margin[cell] = counts[cell]
            start = counts[cell] + 0.1
            sums[cell] = start
            mean[cell] = start * math.log(start)
        else:
            mean[cell] = 0.0
    superset_sums(margin)
    superset_sums(sums)
    superset_sums(mean)
    hessian = np.empty((size, size))
    step = np.empty(size)
    # one weighted least-squares step from the counts themselves is a good start
    _newton_matrix(sums, terms, size, hessian)
    for t in range(size):
        step[t] = mean[terms[t]]
    if not _solve(hessian, step, size):
        theta[:] = 0.0
        return DOUBTFUL, -np.inf
    theta[:] = step
    trial = np.empty(size)
    best = -np.inf
    for _ in range(_STEPS):
        _means(theta, terms, size, active, mean)
        sums[:] = mean
        superset_sums(sums)
        value = -sums[0]
        for t in range(size):
            value += theta[t] * margin[terms[t]]
            step[t] = margin[terms[t]] - sums[terms[t]]
            trial[t] = step[t]
        if not value > best - 1e-9 * (1.0 + abs(best)):  # overshot: halve the way back
            for t in range(size):
                theta[t] = 0.5 * (theta[t] + hessian[t, 0])
            continue
        best = max(best, value)
        _newton_matrix(sums, terms, size, hessian)
        if not _solve(hessian, step, size):
            return DOUBTFUL, best
        decrement = largest = 0.0
        for t in range(size):
            decrement += step[t] * trial[t]
            largest = max(largest, abs(step[t]))
        for t in range(size):
            hessian[t, 0] = theta[t]  # the factor is spent; keep the way back in its first column
            theta[t] += step[t]
        if decrement < 1e-10:
            _means(theta, terms, size, active, mean)
            return (CONVERGED if largest < _STILL else DOUBTFUL), best
    return DOUBTFUL, best


@compiled
def _drop_empty_terms(margin: Floats, terms: Ints, kept: Ints, active: NDArray[np.bool_]) -> int:
    """Keep the terms somebody counts in; switch off the cells of the others. Returns how many are kept."""
    size = 0
    for t in range(terms.size):
        if terms[t] < 0:
            break
        if margin[terms[t]] > 0:
            kept[size] = terms[t]
            size += 1
        else:
            for cell in range(active.size):
                if cell & terms[t] == terms[t]:
                    active[cell] = False
    return size


@compiled
def fit_models(tables: Floats, models: Ints) -> tuple[Floats, Floats, NDArray[np.uint8]]:
    """Fit every model to every table, with cell 0 unobserved.

    Terms that nobody counts in have their maximum at minus infinity: their cells are fitted by zero, exactly.

    Args:
        tables: [tables, cells], counts by cell number; cell 0 is not read.
        models: [models, terms], term numbers beginning with 0, padded with -1.

    Returns:
        unseen [tables, models], the fitted mean of cell 0; kernel of the log-likelihood [tables, models];
        status [tables, models], CONVERGED or DOUBTFUL. Doubtful fits hold no usable number.
    """
    unseen = np.empty((tables.shape[0], models.shape[0]))
    likelihood = np.empty((tables.shape[0], models.shape[0]))
    status = np.empty((tables.shape[0], models.shape[0]), dtype=np.uint8)
    cells = tables.shape[1]
    kept = np.empty(models.shape[1], dtype=np.int64)
    theta = np.empty(models.shape[1])
    mean = np.empty(cells)
    active = np.empty(cells, dtype=np.bool_)
    margin = np.empty(cells)
    for r in range(tables.shape[0]):
        margin[:] = tables[r]
        margin[0] = 0.0
        superset_sums(margin)
        for m in range(models.shape[0]):
            active[:] = True
            active[0] = False
            size = _drop_empty_terms(margin, models[m], kept, active)
            state, value = fit(tables[r], active, kept[:size], theta[:size], mean)
            unseen[r, m] = math.exp(min(theta[0], 600.0))
            likelihood[r, m] = value
            status[r, m] = state
    return unseen, likelihood, status


@compiled
def _log_tail(seen: float, expected: float) -> float:
    """Logarithm of the smaller tail of a Poisson distribution from the number seen outwards, itself included."""
    if not expected > 0.0:
        return 0.0 if seen == 0.0 else -np.inf
    if expected > 1e6:  # the signed root of the deviance is normal, as near as a choice needs
        away = seen * math.log(seen / expected) if seen > 0 else 0.0
        root = math.sqrt(max(2.0 * (away - seen + expected), 0.0))
        if root > 30.0:
            return -0.5 * root * root - math.log(root * math.sqrt(2.0 * math.pi))
        return math.log(0.5 * math.erfc(root / math.sqrt(2.0)))
    total = ratio = 1.0
    at = seen
    while ratio > 1e-12 * total:
        if seen < expected:
            ratio *= at / expected
            at -= 1.0
        else:
            at += 1.0
            ratio *= expected / at
        total += ratio
    return min(seen * math.log(expected) - expected - math.lgamma(seen + 1.0) + math.log(total), 0.0)


@compiled
def _most_surprising(
    margin: Floats, sums: Floats, candidates: Ints, tried: NDArray[np.bool_], limit: float
) -> tuple[int, float]:
    """The untried candidate whose count is least likely under the fitted means; -1 where none is below the limit."""
    best, lowest = -1, limit
    for c in range(candidates.size):
        if not tried[c]:
            tail = _log_tail(margin[candidates[c]], sums[candidates[c]])
            if tail < lowest:
                best, lowest = c, tail
    return best, lowest


@compiled
def add_forward(tables: Floats, base: Ints, candidates: Ints, threshold: float) -> tuple[Floats, Ints, Floats]:
    """Let each table choose terms one after another: always the one whose count is least likely without it.

    A term whose model has no maximum inside, or does not identify cell 0, is passed over at that step.

    Args:
        tables: [tables, cells], counts by cell number; cell 0 is not read.
        base: [terms], the terms to begin with: 0, the constant, first.
        candidates: [candidates], terms that may be added.
        threshold: Tail probability from which on no term is added.

    Returns:
        unseen [tables], nan where the first model has no maximum inside; chosen [tables, candidates], positions of
        the candidates in the order of their choice, padded with -1; the logarithm of the tail of each.
    """
    unseen = np.full(tables.shape[0], np.nan)
    chosen = np.full((tables.shape[0], candidates.size), -1, dtype=np.int64)
    tails = np.zeros((tables.shape[0], candidates.size))
    terms = np.empty(base.size + candidates.size, dtype=np.int64)
    kept = np.empty_like(terms)
    theta = np.empty(terms.size)
    cells = tables.shape[1]
    mean, trial, margin = np.empty(cells), np.empty(cells), np.empty(cells)
    active, held, tried = np.empty(cells, np.bool_), np.empty(candidates.size, np.bool_), np.empty(0, np.bool_)
    for r in range(tables.shape[0]):
        margin[:] = tables[r]
        margin[0] = 0.0
        superset_sums(margin)
        size = base.size
        terms[:size] = base
        active[:] = True
        active[0] = False
        used = _drop_empty_terms(margin, terms[:size], kept, active)
        state, _ = fit(tables[r], active, kept[:used], theta[:used], mean)
        if state != CONVERGED:
            continue
        unseen[r] = math.exp(min(theta[0], 600.0))
        held[:] = False
        steps = 0
        while True:
            superset_sums(mean)
            tried = held.copy()
            found = -1
            while True:
                best, tail = _most_surprising(margin, mean, candidates, tried, math.log(threshold))
                if best < 0:
                    break
                tried[best] = True
                terms[size] = candidates[best]
                active[:] = True
                active[0] = False
                used = _drop_empty_terms(margin, terms[: size + 1], kept, active)
                state, _ = fit(tables[r], active, kept[:used], theta[:used], trial)
                if state == CONVERGED:
                    found = best
                    break
            if found < 0:
                break
            mean[:] = trial
            unseen[r] = math.exp(min(theta[0], 600.0))
            held[found] = True
            chosen[r, steps], tails[r, steps] = found, tail
            steps += 1
            size += 1
    return unseen, chosen, tails
