"""Worlds by which a table may have come about: draws of the combined posterior, and the typical one of each family.

A draw of the posterior is a whole world: people, kinds of people, reach of each list, dependence. On more lists than
the combined method takes the shortest are merged first, as the method does; a world then has the merged lists.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.table import CaptureTable, table_of
from darkfigure.errors import TableError
from darkfigure.estimate import loglinear
from darkfigure.estimate.combined import MOST_LISTS, Run
from darkfigure.estimate.models import main_terms, pairs, written
from darkfigure.estimate.options import EstimateOptions
from darkfigure.estimate.prior import STRUCTURES, Prior, Structure
from darkfigure.estimate.verdict import FAMILIES
from darkfigure.inference import faces, mixtures
from darkfigure.inference.tempering import Effort
from darkfigure.simulate.capture_world import CaptureWorld, Interaction, Kind

Floats = NDArray[np.float64]

_EFFORT = Effort(particles=200)
_RUNS = 2  # of each structure, so that one unlucky evidence does not choose it
_HAS_A_SAY = 0.05  # posterior weight from which a family gets a world of its own
_LARGEST = 1000.0  # times the people seen: what a draw without an upper limit is cut to
_STEEPEST = 20.0  # log-odds; beyond, a probability cannot be told from 0 or 1
_SHORT = {"people do not differ": "alike", "some are harder to see on every list": "classes"}
_OTHERWISE = "kinds"


@dataclass(frozen=True, kw_only=True)
class Plausible:
    """A world drawn from the posterior, with the structure it comes from and the structure's weight."""

    world: CaptureWorld
    structure: Structure
    weight: float


def posterior_worlds(
    table: CaptureTable, *, draws: int, rng: np.random.Generator, effort: Effort = _EFFORT
) -> list[Plausible]:
    """Worlds drawn from the combined posterior of a table.

    Args:
        table: Persons by pattern; strata are pooled, and lists merged to at most `MOST_LISTS`.
        draws: How many worlds.
        rng: Source of randomness.
        effort: Of one run of one structure.

    Raises:
        TableError: Nobody is in the table, or fewer than two lists hold anybody.
    """
    merged = merge_lists(usable(table))
    full = merged.full()
    prior, runs = Prior(), []
    for structure in STRUCTURES:
        sampler = Run(full, structure, prior)
        runs.append((structure, [sampler.start(effort, rng) for _ in range(_RUNS)]))
    logs = [math.log(s.weight) + _log_mean([cloud.evidence for cloud in own]) for s, own in runs]
    share = np.exp(np.array(logs) - max(logs))
    share /= share.sum()
    found = []
    for at in rng.choice(len(runs), size=draws, p=share):
        structure, own = runs[at]
        cloud = own[rng.integers(len(own))]
        place = rng.integers(len(cloud.particles))
        world = world_of_particle(cloud.particles[place], structure, lists=merged.lists, people=1)
        chance = min(float(world.chance[0]), 1 - 1e-9)
        # the unseen given their chance, under the prior 1/N for the people
        unseen = rng.poisson(min(rng.gamma(full.sum()) * chance / (1 - chance), _LARGEST * full.sum()))
        world = replace(world, people=int(full.sum()) + int(unseen), name=structure.name)
        found.append(Plausible(world=world, structure=structure, weight=float(share[at])))
    return found


def world_of_particle(x: Floats, structure: Structure, *, lists: tuple[str, ...], people: int) -> CaptureWorld:
    """The world that a parameter vector in the layout of `inference.mixtures` describes."""
    many = len(lists)
    terms = pairs(many) if structure.pairs else ()
    alpha, effects, rest = x[:many], x[many : many + len(terms)], x[many + len(terms) :]
    shares, gaps = _classes(rest, structure.kind, many)
    kinds = tuple(
        Kind(share=float(share), reach=tuple(float(value) for value in _expit(alpha + gap)))
        for share, gap in zip(shares, gaps, strict=True)
    )
    return CaptureWorld(
        name=structure.name,
        people=people,
        lists=lists,
        kinds=kinds,
        interactions=tuple(
            Interaction(
                lists=tuple(j for j in range(many) if term >> j & 1),
                factor=float(np.exp(np.clip(effect, -_STEEPEST, _STEEPEST))),
            )
            for term, effect in zip(terms, effects, strict=True)
        ),
        margins=False,
    )


def _classes(rest: Floats, kind: int, lists: int) -> tuple[Floats, Floats]:
    """Share [K] of each class, and its log-odds apart from the average [K, lists]."""
    if kind == mixtures.NONE:
        return np.ones(1), np.zeros((1, lists))
    if kind == mixtures.SMOOTH:
        nodes, weights = np.polynomial.hermite_e.hermegauss(mixtures.MOST_CLASSES)
        return weights / weights.sum(), np.exp(rest[0]) * np.outer(nodes, np.ones(lists))
    if kind not in (mixtures.COMMON, mixtures.TYPED):
        raise ValueError(f"no world is known for structures of the kind {mixtures.KINDS[kind]}")
    first = float(_expit(rest[:1])[0])
    gap = np.broadcast_to(rest[1:], lists)
    return np.array([first, 1 - first]), np.array([(1 - first) * gap, -first * gap])


def typical_worlds(table: CaptureTable, *, rng: np.random.Generator) -> list[CaptureWorld]:
    """Worlds like a table: the best log-linear model, and the middle draw of each family that has a say.

    Raises:
        TableError: Nobody is in the table, or fewer than two lists hold anybody.
    """
    found = [] if (best := log_linear_world(table)) is None else [best]
    drawn = posterior_worlds(table, draws=2000, rng=rng)
    for family, kinds in FAMILIES.items():
        own = sorted((one for one in drawn if one.structure.kind in kinds), key=lambda one: one.world.people)
        weight = len(own) / len(drawn)
        if weight < _HAS_A_SAY:
            continue
        name = f"like-{_SHORT.get(family, _OTHERWISE)}"
        says = f"like the table, if {family} ({weight:.0%} of what the table leaves plausible)"
        found.append(replace(own[len(own) // 2].world, name=name, says=says))
    return found


def log_linear_world(table: CaptureTable) -> CaptureWorld | None:
    """The world of the log-linear model that the smallest BIC chooses; None where no model identifies the unseen."""
    merged = merge_lists(usable(table))
    full, lists = merged.full(), len(merged.lists)
    fits = loglinear.ranked(full, criterion=EstimateOptions().criterion, max_order=None)
    if not fits:
        return None
    columns = np.array([*main_terms(lists), *fits[0].terms])
    design = ((np.arange(1 << lists)[:, None] & columns) == columns).astype(np.float64)
    fitted = faces.poisson_fit(design[1:], full[1:])
    if fitted is None:  # an estimate at minus infinity: a little of everybody makes it finite
        fitted = faces.poisson_fit(design[1:], full[1:] + 0.1)
    if fitted is None:
        return None
    effects = np.clip(fitted[0], -_STEEPEST, _STEEPEST)
    return CaptureWorld(
        name="like-loglinear",
        people=round(float(full.sum() + fits[0].unseen)),
        lists=merged.lists,
        kinds=(Kind(share=1.0, reach=tuple(float(value) for value in _expit(effects[1 : lists + 1]))),),
        interactions=tuple(
            Interaction(lists=tuple(j for j in range(lists) if term >> j & 1), factor=float(np.exp(effect)))
            for term, effect in zip(fits[0].terms, effects[lists + 1 :], strict=True)
        ),
        margins=False,
        says=f"like the table, by the best log-linear model {written(fits[0].terms, lists)}",
    )


def usable(table: CaptureTable) -> CaptureTable:
    """The table without strata and empty lists.

    Raises:
        TableError: Nobody is in it, or fewer than two lists hold anybody.
    """
    used = table.pooled().without_empty_lists()
    if not used.observed:
        raise TableError("nobody is in the table; there is nothing to simulate from.")
    if len(used.lists) < 2:
        raise TableError(f"only one list ({', '.join(used.lists)}) holds anybody; at least two are needed.")
    return used


def merge_lists(table: CaptureTable, *, most: int = MOST_LISTS) -> CaptureTable:
    """The same people with the shortest lists made one, as the combined method does, named `C or D`."""
    cells, counts = table.cells, table.counts
    groups = [(1 << j, name) for j, name in enumerate(table.lists)]
    while len(groups) > most:
        lengths = [int(counts[(cells & bits) != 0].sum()) for bits, _ in groups]
        one, two = sorted(sorted(range(len(groups)), key=lambda g: (lengths[g], g))[:2])
        bits, name = groups.pop(two)
        groups[one] = (groups[one][0] | bits, f"{groups[one][1]} or {name}")
    places = sum(((cells & bits) != 0).astype(np.int64) << g for g, (bits, _) in enumerate(groups))
    full = np.bincount(places, weights=counts, minlength=1 << len(groups)).astype(np.int64)
    return replace(table_of(full, tuple(name for _, name in groups)), notices=table.notices)


def _expit(value: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(value, -_STEEPEST, _STEEPEST))))


def _log_mean(logs: list[float]) -> float:
    top = max(logs)
    return top + math.log(sum(math.exp(value - top) for value in logs) / len(logs))
