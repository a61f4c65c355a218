"""The combined posterior: every structure by which the table may have come about, weighted by how well it foretold it.

Nobody knows whether lists depend on each other, whether some people are harder to see on every list, or whether some
kinds of people are on some kinds of lists. Each of these is a structure; a structure has a posterior for the number of
unseen people and an evidence, the probability it gave to the table before seeing it. The combined posterior is
the average over structures by evidence. What the table cannot tell apart stays in, and widens the interval.

Source:
    Hoeting, Madigan, Raftery & Volinsky (1999), Statistical Science 14, 382-417 (averaging over models).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from darkfigure.estimate.models import pairs
from darkfigure.estimate.prior import STRUCTURES, Prior, Structure
from darkfigure.inference import mixtures, tempering
from darkfigure.inference.alignment import align
from darkfigure.inference.diagnostics import agree, effective_size, rhat

Floats = NDArray[np.float64]

MOST_LISTS = 6  # beyond, the shortest lists are merged: the union of two lists is a list
RUNS = 4  # independent runs, whose agreement is measured
_NEGLIGIBLE = 3e-3  # posterior weight after one run below which a structure is run no more
_WORTH_MORE = 0.02  # posterior weight from which a structure is worked on more where runs do not agree
ROUNDS = 4  # the first try, and three with twice the particles and moves each time
_DRAWS = 4000
_ALMOST_ALL = 1 - 1e-9


@dataclass(frozen=True, kw_only=True)
class StructureResult:
    """What one structure answers: its weight, log-evidence, and draws of the unseen [runs, draws]."""

    structure: Structure
    weight: float
    evidence: float
    by_run: Floats

    @property
    def unseen(self) -> Floats:
        """The draws of all runs."""
        return self.by_run.ravel()


@dataclass(frozen=True, kw_only=True)
class Posterior:
    """Draws of the number of unseen people.

    Attributes:
        unseen: [draws].
        structures: By falling weight.
        chains: [runs, draws], the same by independent run.
        rhat: Agreement of these runs.
        ess: Independent draws the sample is worth.
        rounds: Attempts until the runs agreed.
    """

    unseen: Floats
    structures: tuple[StructureResult, ...]
    chains: Floats
    rhat: float
    ess: float
    rounds: int

    @property
    def converged(self) -> bool:
        """Whether runs agree and the sample is large enough for an interval."""
        return agree(self.rhat, self.ess)

    @property
    def nearly_converged(self) -> bool:
        """Whether runs agree well enough for a number with a warning."""
        return agree(self.rhat, self.ess, roughly=True)

    @property
    def median(self) -> float:
        """The middle of the draws."""
        return float(np.median(self.unseen))

    def weight_of(self, *kinds: int) -> float:
        """Posterior weight of the structures of these kinds."""
        return sum(one.weight for one in self.structures if one.structure.kind in kinds)


def posterior(
    full: Floats,
    *,
    prior: Prior,
    rng: np.random.Generator,
    effort: tempering.Effort | None = None,
    structures: tuple[Structure, ...] = STRUCTURES,
    rounds: int = ROUNDS,
) -> Posterior:
    """Average over structures.

    Args:
        full: [2**lists], counts by pattern number; entry 0 is not read. At most `MOST_LISTS` lists.
        prior: What is believed beforehand.
        rng: Source of randomness.
        effort: Work of one run; more is done until the runs agree, within limits.
        structures: What to average over.
        rounds: Most attempts to make the runs agree.
    """
    order = canonical_order(full)
    table = reordered(full, order)
    prior = in_order(prior, order)
    effort = effort or tempering.Effort(particles=250, kept=0.45)
    runs = [Run(table, s, prior) for s in structures]
    return average(runs, rng=rng, effort=effort, rounds=rounds)


def average(
    runs: Sequence["Run"], *, rng: np.random.Generator, effort: tempering.Effort, rounds: int = ROUNDS
) -> Posterior:
    """Average over structures, one run each; more is done until independent repetitions agree, within limits."""
    clouds = {run: [run.start(effort, rng)] for run in runs}
    first = _weights({run: clouds[run][0].evidence for run in runs})
    clouds = {run: clouds[run] for run in runs if first[run] >= _NEGLIGIBLE}
    for run, own in clouds.items():
        own += [run.start(effort, rng) for _ in range(RUNS - 1)]
    found = _average(clouds, rng=rng)
    for attempt in range(2, rounds + 1):
        if found.converged:
            break
        # peaks that no move connects are weighed rightly only by many particles, and found only by many moves
        factor = 2 ** (attempt - 1)
        more = replace(effort, particles=factor * effort.particles, moves=factor * effort.moves)
        heavy = {one.structure for one in found.structures if one.weight >= _WORTH_MORE}
        clouds = {
            run: [run.start(more, rng) for _ in own] if run.structure in heavy else own for run, own in clouds.items()
        }
        found = replace(_average(clouds, rng=rng), rounds=attempt)
    return found


def canonical_order(full: Floats) -> list[int]:
    """The lists by how many of their people are on 1, 2, ... lists: an order that does not depend on how they came."""
    lists = len(full).bit_length() - 1
    cells = np.arange(len(full))
    times = np.array([int(cell).bit_count() for cell in cells])
    keys = [
        tuple(float(full[((cells >> j) & 1 == 1) & (times == seen)].sum()) for seen in range(1, lists + 1))
        for j in range(lists)
    ]
    return sorted(range(lists), key=lambda j: keys[j])


def reordered(full: Floats, order: list[int]) -> Floats:
    """The same table with list `order[0]` first, and so on; entry 0 becomes 0."""
    cells = np.arange(len(full))
    moved = np.zeros(len(full), dtype=np.int64)
    for new, old in enumerate(order):
        moved |= ((cells >> old) & 1) << new
    table = np.zeros(len(full))
    table[moved] = full
    table[0] = 0.0
    return table


def in_order(prior: Prior, order: list[int]) -> Prior:
    """The prior of lists in another order."""
    if not isinstance(prior.reach_mean, tuple):
        return prior
    return replace(prior, reach_mean=tuple(prior.reach_mean[j] for j in order))


def merge_shortest(full: Floats, *, most: int = MOST_LISTS) -> Floats:
    """The same people with the two shortest lists made one, until no more than `most` are left."""
    merged: Floats = merge_shortest_everywhere(full[None, :], most=most)[0]
    return merged


def merge_shortest_everywhere(tables: Floats, *, most: int = MOST_LISTS) -> Floats:
    """The tables [strata, 2**lists] with the two lists shortest in all made one, until no more than `most` are left."""
    while (lists := tables.shape[1].bit_length() - 1) > most:
        cells = np.arange(tables.shape[1])
        whole = tables.sum(axis=0)
        lengths = [float(whole[(cells >> j) & 1 == 1].sum()) for j in range(lists)]
        one, two = sorted(sorted(range(lists), key=lambda j: (lengths[j], j))[:2])
        either = ((cells >> one) | (cells >> two)) & 1
        # close the gap that list `two` leaves, and put the union where list `one` was
        kept = (cells & ((1 << two) - 1)) | ((cells >> (two + 1)) << two)
        moved = (kept & ~(1 << one)) | (either << one)
        fewer = np.zeros((len(tables), 1 << (lists - 1)))
        np.add.at(fewer.T, moved, tables.T)
        tables = fewer
    return tables


class Run:
    """One structure of one table: draws samples of its posterior."""

    def __init__(self, full: Floats, structure: Structure, prior: Prior) -> None:
        self.structure = structure
        self._lists = len(full).bit_length() - 1
        self._terms = np.array(pairs(self._lists) if structure.pairs else (), dtype=np.int64)
        self._cells = np.flatnonzero(full).astype(np.int64)
        self._counts = full[self._cells].astype(np.float64)
        self._prior = prior
        self._scales = prior.scales(self._lists)
        self._noise = mixtures.NO_NOISE

    def start(self, effort: tempering.Effort, rng: np.random.Generator) -> tempering.Cloud:
        """From the prior to the posterior."""
        particles = self._from_prior(effort.particles, rng)
        state = np.empty((len(particles), 3))
        self._move(particles, state, np.eye(particles.shape[1]), 0.0, 0.0, 0, 0)
        return tempering.run(particles, state, self._move, self._align, effort=effort, rng=rng)

    def _from_prior(self, many: int, rng: np.random.Generator) -> Floats:
        return self._prior.draw(many, self.structure, lists=self._lists, terms=len(self._terms), rng=rng)

    def unseen(self, cloud: tempering.Cloud, rng: np.random.Generator) -> Floats:
        """Draws of the unseen: negative binomial given the probability of being on no list, under the prior 1/N."""
        chance = np.minimum(cloud.state[:, 2], _ALMOST_ALL)
        persons = float(self._counts.sum())
        return rng.poisson(rng.gamma(persons, 1.0, size=len(chance)) * chance / (1.0 - chance)).astype(np.float64)

    def _move(  # noqa: PLR0913, PLR0917 - the signature of `tempering.Move`
        self, x: Floats, state: Floats, root: Floats, heat: float, step: float, longest: int, seed: int
    ) -> float:
        kind = self.structure.kind
        return mixtures.move(
            x, state, self._cells, self._counts, self._terms, kind, self._scales, root, heat, step, longest, seed,
            *self._noise,
        )  # fmt: skip

    def _align(self, x: Floats) -> None:
        align(x, lists=self._lists, terms=len(self._terms), kind=self.structure.kind)


def _average(clouds: dict[Run, list[tempering.Cloud]], *, rng: np.random.Generator) -> Posterior:
    """The average over structures, and how well its independent runs agree."""
    evidence = {run: _mean_exp([cloud.evidence for cloud in own]) for run, own in clouds.items()}
    share = _weights(evidence)
    draws = {run: [run.unseen(cloud, rng) for cloud in own] for run, own in clouds.items()}
    results = [
        StructureResult(structure=run.structure, weight=share[run], evidence=evidence[run], by_run=np.array(draws[run]))
        for run in clouds
    ]
    chains = []
    for i in range(RUNS):
        own_share = _weights({run: own[i].evidence for run, own in clouds.items()})
        parts = [(own_share[run], draws[run][i]) for run in clouds]
        chains.append(_mix(parts, size=max(len(draws[run][i]) for run in clouds), rng=rng))
    return Posterior(
        unseen=_mix([(one.weight, one.unseen) for one in results], size=_DRAWS, rng=rng),
        structures=tuple(sorted(results, key=lambda one: -one.weight)),
        chains=np.array(chains),
        rhat=rhat(np.array(chains)),
        ess=1.0 / sum(share[run] ** 2 / effective_size(np.array(draws[run])) for run in clouds),
        rounds=1,
    )


def shortest_interval(draws: Floats, *, level: float) -> tuple[float, float]:
    """The shortest interval that holds the share `level` of the draws."""
    ordered = np.sort(draws)
    inside = min(len(ordered), math.ceil(level * len(ordered)))
    widths = ordered[inside - 1 :] - ordered[: len(ordered) - inside + 1]
    first = int(widths.argmin())
    return float(ordered[first]), float(ordered[first + inside - 1])


def _weights(evidence: dict[Run, float]) -> dict[Run, float]:
    """Posterior weights from log-evidences and prior weights."""
    logs = {run: value + math.log(run.structure.weight) for run, value in evidence.items()}
    top = max(logs.values())
    parts = {run: math.exp(value - top) for run, value in logs.items()}
    total = sum(parts.values())
    return {run: part / total for run, part in parts.items()}


def _mean_exp(logs: list[float]) -> float:
    top = max(logs)
    return top + math.log(sum(math.exp(value - top) for value in logs) / len(logs))


def _mix(parts: list[tuple[float, Floats]], *, size: int, rng: np.random.Generator) -> Floats:
    """A sample of this size from samples with weights."""
    weight = np.concatenate([np.full(len(draws), share / len(draws)) for share, draws in parts])
    picked = tempering.systematic(weight, size=size, rng=rng)
    return rng.permutation(np.concatenate([draws for _, draws in parts])[picked])
