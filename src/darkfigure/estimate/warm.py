"""Combined posteriors of many tables that differ little, each started from the posterior of a table near by.

A sample of the posterior of one table becomes one of another's when the counts are led from the one to the other in
small steps: at each, particles are weighted by how much better they foretell the changed counts, drawn again and
moved. The evidence of the new table comes along. That takes a tenth of the work of starting at the prior, and the
answer is the same.

Source:
    Del Moral, Doucet & Jasra (2006), JRSS B 68, 411-436 (a sequence of targets need not start at the prior).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from darkfigure.estimate.combined import Posterior, Run, StructureResult, canonical_order, reordered
from darkfigure.estimate.prior import STRUCTURES, Prior, Structure
from darkfigure.inference.diagnostics import effective_size, rhat
from darkfigure.inference.tempering import Effort, largest_rise, root_of, systematic

Floats = NDArray[np.float64]

_START = Effort(particles=300, last=15)
_NEAR = 40.0  # distance (about the variance of the log-weights) up to which a table is reached from another
_ANCHORS = 10  # most tables that are started at the prior
_KEPT = 0.5  # share of the particles that one step may leave effective
_MOVES = 2  # moves at each step; at the end there are more
_LAST = 4
_REACH = 1.6  # standard deviations that the longest move covers
_LONGEST = 20  # most steps of one move
_ENOUGH = 0.25  # weight at the anchor from which a structure is led on with all particles; lesser ones need fewer
_FEWEST = 8
_NEGLIGIBLE = 1e-3  # weight at the anchor below which a structure is not led on
_EACH = 4  # draws of the unseen from one particle
_ALMOST_ALL = 1 - 1e-9


@dataclass(frozen=True, kw_only=True)
class _Sample:
    """One structure's posterior at an anchor: particles [P, D], log-evidence, and the shape of the cloud."""

    structure: Structure
    particles: Floats
    evidence: float
    root: Floats
    step: float
    weight: float = 0.0


@dataclass(frozen=True, kw_only=True)
class _Anchor:
    table: Floats
    samples: list[_Sample]


def posteriors(
    tables: Sequence[Floats],
    *,
    prior: Prior,
    rng: np.random.Generator,
    particles: int = 25,
    runs: int = 1,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> list[Posterior]:
    """The posterior of every table.

    Args:
        tables: Each [2**lists], counts by pattern number; entry 0 is not read. All of the same lists, at most
            `combined.MOST_LISTS`. Equal ones are worked out once and share their posterior.
        prior: What is believed beforehand.
        rng: Source of randomness.
        particles: Of each structure that has a say, in one run.
        runs: Independent runs, whose agreement is the posterior's `rhat`.
        progress: Is told how much is done, and of how much: a table started at the prior, or led to another.
    """
    order = canonical_order(np.sum(tables, axis=0))
    distinct, which = np.unique([reordered(table, order) for table in tables], axis=0, return_inverse=True)
    first = int(which.ravel()[0])
    starts = _spread_out(distinct, first)
    many, anchors = len(starts) + len(distinct), []
    progress(0, many)
    for number, i in enumerate(starts, start=1):
        anchors.append(_anchor(distinct[i], prior, rng))
        progress(number, many)
    found = []
    for number, table in enumerate(distinct, start=len(starts) + 1):
        nearest = min(anchors, key=lambda one: _distance(one.table, table))
        found.append(_posterior(nearest, table, prior, rng, particles=particles, runs=runs))
        progress(number, many)
    return [found[i] for i in which.ravel()]


def _distance(one: Floats, other: Floats) -> float:
    """About the variance of the log-weights that lead from one table to the other."""
    return float(((one - other) ** 2 / np.maximum((one + other) / 2.0, 1.0)).sum())


def _spread_out(tables: Floats, first: int) -> list[int]:
    """The first table, then always the one farthest from those chosen, until all are near one or enough are chosen."""
    chosen = [first]
    far = np.array([_distance(tables[first], table) for table in tables])
    while far.max() > _NEAR and len(chosen) < min(_ANCHORS, len(tables)):
        chosen.append(int(far.argmax()))
        far = np.minimum(far, [_distance(tables[chosen[-1]], table) for table in tables])
    return chosen


def _anchor(table: Floats, prior: Prior, rng: np.random.Generator) -> _Anchor:
    samples = []
    for structure in STRUCTURES:
        cloud = Run(table, structure, prior).start(_START, rng)
        samples.append(
            _Sample(
                structure=structure,
                particles=cloud.particles,
                evidence=cloud.evidence,
                root=root_of(cloud.particles),
                step=cloud.step,
            )
        )
    share = _weights([(one.structure, one.evidence) for one in samples])
    weighed = [replace(one, weight=float(w)) for one, w in zip(samples, share, strict=True)]
    return _Anchor(table=table, samples=[one for one in weighed if one.weight >= _NEGLIGIBLE])


def _posterior(
    anchor: _Anchor, table: Floats, prior: Prior, rng: np.random.Generator, *, particles: int, runs: int
) -> Posterior:
    persons = float(table.sum())
    evidence, draws = [], []
    for one in anchor.samples:
        own = max(_FEWEST, math.ceil(particles * min(1.0, one.weight / _ENOUGH)))
        ends = [_lead(one, anchor.table, table, prior, rng, particles=own) for _ in range(runs)]
        top = max(end[0] for end in ends)
        evidence.append(top + math.log(sum(math.exp(end[0] - top) for end in ends) / runs))
        draws.append(np.array([_unseen(end[1], persons, rng) for end in ends]))
    share = _weights([(one.structure, value) for one, value in zip(anchor.samples, evidence, strict=True)])
    results = [
        StructureResult(structure=one.structure, weight=float(w), evidence=value, by_run=by_run)
        for one, w, value, by_run in zip(anchor.samples, share, evidence, draws, strict=True)
    ]
    size = particles * _EACH * runs
    chains = np.array([_mix(share, [one[i] for one in draws], size // runs, rng) for i in range(runs)])
    return Posterior(
        unseen=_mix(share, [one.ravel() for one in draws], size, rng),
        structures=tuple(sorted(results, key=lambda one: -one.weight)),
        chains=chains,
        rhat=rhat(chains) if runs > 1 else math.nan,
        ess=1.0 / sum(w**2 / effective_size(one[:, ::_EACH]) for w, one in zip(share, draws, strict=True)),
        rounds=1,
    )


def _lead(
    one: _Sample, start: Floats, end: Floats, prior: Prior, rng: np.random.Generator, *, particles: int
) -> tuple[float, Floats]:
    """Log-evidence of the new table, and each particle's probability of being on no list [P]."""
    picked = rng.choice(len(one.particles), size=particles, replace=particles > len(one.particles))
    x = one.particles[picked].copy()
    state, other = np.empty((particles, 3)), np.empty((particles, 3))
    here, there = Run(start, one.structure, prior), Run(end, one.structure, prior)
    evidence, reached, step = one.evidence, 0.0, one.step
    while reached < 1.0:
        _value(here, x, other)
        _value(there, x, state)
        gain = state[:, 0] - other[:, 0]
        rise = largest_rise(gain, most=1.0 - reached, kept=_KEPT)
        top = float(gain.max())
        weight = np.exp(rise * (gain - top))
        evidence += rise * top + math.log(float(weight.mean()))
        reached = 1.0 if rise >= 1.0 - reached else reached + rise
        x = x[systematic(weight, size=particles, rng=rng)]
        between = Run(start + reached * (end - start), one.structure, prior)
        for _ in range(_LAST if reached == 1.0 else _MOVES):
            longest = min(_LONGEST, max(3, math.ceil(_REACH / step)))
            accepted = between._move(x, state, one.root, 1.0, step, longest, int(rng.integers(1 << 31)))  # noqa: SLF001
            step = min(1.5, max(0.02, step * math.exp(0.5 * (accepted - 0.75))))
    return evidence, state[:, 2]


def _value(run: Run, x: Floats, state: Floats) -> None:
    """Fill in log-likelihood, log-prior and probability of being on no list."""
    run._move(x, state, np.eye(x.shape[1]), 0.0, 0.0, 0, 0)  # noqa: SLF001 - one room


def _weights(found: list[tuple[Structure, float]]) -> Floats:
    logs = np.array([value + math.log(structure.weight) for structure, value in found])
    share = np.exp(logs - logs.max())
    return np.asarray(share / share.sum())


def _unseen(chance: Floats, persons: float, rng: np.random.Generator) -> Floats:
    """Draws of the unseen: negative binomial given the probability of being on no list, under the prior 1/N."""
    odds = np.repeat(np.minimum(chance, _ALMOST_ALL), _EACH)
    return np.asarray(rng.poisson(rng.gamma(persons, 1.0, size=len(odds)) * odds / (1.0 - odds)), dtype=np.float64)


def _mix(share: Floats, draws: list[Floats], size: int, rng: np.random.Generator) -> Floats:
    """A sample of this size from samples with weights."""
    weight = np.concatenate([np.full(len(one), w / len(one)) for w, one in zip(share, draws, strict=True)])
    return np.asarray(rng.permutation(np.concatenate(draws)[systematic(weight, size=size, rng=rng)]))
