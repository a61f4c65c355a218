"""What the combined method believes before it sees a table: structures, their weights, and scales."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.errors import UsageError
from darkfigure.estimate.models import pairs
from darkfigure.inference import mixtures

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Prior:
    """Scales of the prior, all on the log-odds of being on a list.

    Attributes:
        reach_mean: Mean of a list's log-odds; -2 is one person in eight. One number, or one a list.
        reach_sd: Their standard deviation; with 1.5 a list holds between one in a hundred and three in four.
        share: Both parameters of the beta distribution of the share of a class.
        gap_sd: Of the gap between two classes on all lists. 1.5 is a factor of 4.5 in the odds.
        type_sd: Of how much a list's gap differs from that shared by all lists, where lists have gaps of their own.
        spread_sd: Half-normal scale of smooth differences between people.
        pair_scale: Scale of the Student distribution of an interaction of two lists.
        pair_freedom: Its degrees of freedom: few, so that most interactions are small and some large.

    Raises:
        UsageError: A scale is not above 0.

    Example:
        >>> Prior(pair_scale=0.5).pair_scale  # lists may depend more strongly than by default
        0.5
    """

    reach_mean: float | tuple[float, ...] = -2.0
    reach_sd: float = 1.5
    share: float = 2.0
    gap_sd: float = 1.5
    type_sd: float = 1.5
    spread_sd: float = 1.0
    pair_scale: float = 0.3
    pair_freedom: float = 3.0

    def __post_init__(self) -> None:
        for name in ("reach_sd", "share", "gap_sd", "type_sd", "spread_sd", "pair_scale", "pair_freedom"):
            value = getattr(self, name)
            if not 0 < value < math.inf:
                raise UsageError(f"`{name}` of the prior is {value}; it must be a number above 0.")
        if not np.isfinite(self.reach_mean).all():
            raise UsageError(f"`reach_mean` of the prior is {self.reach_mean}; it must be log-odds, e.g. -2.")

    def scales(self, lists: int) -> Floats:
        """float64 [7 + lists], in the order the kernels read."""
        scales = (self.reach_sd, self.share, self.gap_sd, self.type_sd, self.spread_sd)
        return np.array([*scales, self.pair_scale, self.pair_freedom, *np.broadcast_to(self.reach_mean, lists)])

    def draw(
        self, particles: int, structure: "Structure", *, lists: int, terms: int, rng: np.random.Generator
    ) -> Floats:
        """float64 [particles, length]: a sample of the prior in the layout of `inference.mixtures`."""
        kind, classes = structure.kind, structure.classes
        columns = [
            rng.normal(self.reach_mean, self.reach_sd, (particles, lists)),
            self.pair_scale * rng.standard_t(self.pair_freedom, (particles, terms)),
        ]
        if kind == mixtures.SMOOTH:
            columns.append(np.log(np.abs(rng.normal(0, self.spread_sd, (particles, 1))) + 1e-12))
        elif kind in (mixtures.COMMON, mixtures.TYPED):
            share = rng.beta(self.share, self.share, (particles, 1))
            columns += [np.log(share / (1 - share)), rng.normal(0, self.gap_sd, (particles, 1))]
        if kind == mixtures.TYPED:
            columns[-1] = columns[-1] + rng.normal(0, self.type_sd, (particles, lists))
        if kind == mixtures.FREE:
            columns += [
                rng.normal(0, self.share, (particles, classes)),
                rng.normal(0, self.type_sd, (particles, classes * lists)),
            ]
        return np.ascontiguousarray(np.concatenate(columns, axis=1))


@dataclass(frozen=True, kw_only=True)
class Structure:
    """One way the table may have come about: a class structure, with or without interactions of lists.

    `classes` is how many there are of kind `FREE`; the other kinds know.
    """

    kind: int
    pairs: bool
    weight: float
    classes: int = 0

    @property
    def name(self) -> str:
        """E.g. `common+pairs`, or `3 classes`."""
        if self.kind == mixtures.FREE:
            return f"{self.classes} classes"
        return mixtures.KINDS[self.kind] + ("+pairs" if self.pairs else "")


# Nobody differs, people differ alike on all lists, people differ by list: a third each. Lists depend or not: even.
STRUCTURES = tuple(
    Structure(kind=kind, pairs=pairs, weight=weight / 2)
    for kind, weight in (
        (mixtures.NONE, 1 / 3),
        (mixtures.COMMON, 1 / 6),
        (mixtures.SMOOTH, 1 / 6),
        (mixtures.TYPED, 1 / 3),
    )
    for pairs in (False, True)
)

# Lists independent within each of one to four classes, all as likely beforehand.
CLASSES = tuple(
    Structure(kind=mixtures.FREE if many > 1 else mixtures.NONE, pairs=False, weight=0.25, classes=many)
    for many in range(1, 5)
)

_LIKELY = 0.95


def unseen_share(
    prior: Prior,
    *,
    lists: int,
    rng: np.random.Generator,
    structures: tuple[Structure, ...] = STRUCTURES,
    draws: int = 2000,
) -> Floats:
    """float64 [about draws]: the share of people on no list, as expected before any table."""
    found = []
    nobody, count = np.zeros(0, dtype=np.int64), np.zeros(0)
    for one in structures:
        terms = np.array(pairs(lists) if one.pairs else (), dtype=np.int64)
        many = max(1, round(one.weight * draws))
        particles = prior.draw(many, one, lists=lists, terms=len(terms), rng=rng)
        state, root = np.empty((many, 3)), np.eye(particles.shape[1])
        scales = prior.scales(lists)
        mixtures.move(
            particles, state, nobody, count, terms, one.kind, scales, root, 0.0, 0.0, 0, 0, *mixtures.NO_NOISE
        )
        found.append(state[:, 2])
    return np.concatenate(found)


def weight_of_prior(before: Floats, after: Floats) -> dict[str, object]:
    """How much of the answer is the prior: what was expected of the unseen share, and what the table left of it.

    `prior_weight` is the variance of the log-odds of the share after the table as a part of that before: 0 where the
    table decides, 1 where it says nothing.

    Args:
        before: [draws], shares in [0, 1] drawn from the prior.
        after: [draws], shares drawn from the posterior.

    Source:
        Schad, Betancourt & Vasishth (2021), Psychological Methods 26, 103-126 (posterior contraction).
    """
    tails = [(1 - _LIKELY) / 2, 0.5, (1 + _LIKELY) / 2]
    odds = [np.log(share / (1 - share)) for share in (np.clip(one, 1e-9, 1 - 1e-9) for one in (before, after))]
    return {
        "before": [round(float(q), 4) for q in np.quantile(before, tails)],
        "after": [round(float(q), 4) for q in np.quantile(after, tails)],
        "prior_weight": round(min(1.0, float(odds[1].var() / odds[0].var())), 4),
    }
