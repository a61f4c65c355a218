"""Does the model bring forth what was seen: histories drawn from it beside the data's, in plain summaries."""

from dataclasses import dataclass

import numpy as np

from darkfigure.flows.posterior import Posterior
from darkfigure.flows.probabilities import Probabilities, probabilities_of
from darkfigure.flows.sightings import EVENTS, Floats, Ints, Sightings
from darkfigure.flows.transience import tests_of

_REACH = 3.3  # standard deviations: with about 25 summaries one good fit in forty has one outside
_EVEN = 0.1  # a variance that keeps small counts from being certain


@dataclass(frozen=True, kw_only=True)
class Summary:
    """One summary. `seen`: of the data. `low`, `high`: where 99.9 % of those drawn from the model lie."""

    code: str
    seen: float
    low: float
    high: float

    @property
    def fits(self) -> bool:
        """Whether the data's lies among the model's."""
        return self.low <= self.seen <= self.high


def check_predictive(
    posterior: Posterior, sightings: Sightings, thetas: Floats, *, rng: np.random.Generator
) -> tuple[Summary, ...]:
    """Members by the number of months and of sources they were seen in, and events of each kind by source.

    Args:
        posterior: the fit.
        sightings: the data.
        thetas: [M, P], draws of the parameters; one data set is drawn from each.
        rng: the source of chance.
    """
    data = sightings.events[np.repeat(sightings.symbols, np.rint(sightings.counts).astype(np.int64), axis=0)]
    names, seen = _summaries(data, sightings)
    drawn = np.array([_summaries(_draw(posterior, sightings, theta, rng=rng), sightings)[1] for theta in thetas])
    middle, spread = drawn.mean(axis=0), drawn.std(axis=0, ddof=1)
    reach = _REACH * np.sqrt(spread**2 * (1 + 1 / len(drawn)) + _EVEN)
    low, high = middle - reach, middle + reach
    return tuple(
        Summary(code=name, seen=float(a), low=float(b), high=float(c))
        for name, a, b, c in zip(names, seen, low, high, strict=True)
    )


def _summaries(events: Ints, sightings: Sightings) -> tuple[list[str], Floats]:
    shown = events > 0
    months, sources = shown.any(axis=2).sum(axis=1), shown.any(axis=1).sum(axis=1)
    names, values = [], []
    for number in range(1, 5):
        names.append(f"members seen in {number} months" if number < 4 else "members seen in 4 months or more")
        values.append(float((months == number).sum() if number < 4 else (months >= number).sum()))
    for number in range(1, len(sightings.sources) + 1):
        names.append(f"members seen by {number} sources")
        values.append(float((sources == number).sum()))
    for place, source in enumerate(sightings.sources):
        told = np.bincount(events[:, :, place].ravel(), minlength=len(EVENTS))
        for code in range(1, len(EVENTS)):
            if (sightings.events[:, place] == code).any():
                names.append(f"{source}: {EVENTS[code]}")
                values.append(float(told[code]))
    for test in tests_of(np.asarray(shown.any(axis=2)), np.ones(len(events))):
        names.append(test.code)
        values.append(test.signed)
    return names, np.array(values)


def _draw(posterior: Posterior, sightings: Sightings, theta: Floats, *, rng: np.random.Generator) -> Ints:
    """[N, T, K], a data set from the model."""
    parts = []
    for stratum in range(posterior.design.strata):
        there = probabilities_of(posterior.design, theta, sightings, stratum=stratum)
        parts += [_draw_kind(there, kind, rng=rng) for kind in range(there.entries.shape[0])]
    events = np.concatenate(parts)
    return events[(events > 0).any(axis=(1, 2))]


def _draw_kind(there: Probabilities, kind: int, *, rng: np.random.Generator) -> Ints:
    months, sources = there.told.shape[1:3]
    enter = rng.poisson(there.entries[kind, :, 0])
    start = np.repeat(np.arange(months), enter)
    state = np.full(start.size, -1)
    events = np.zeros((start.size, months, sources), dtype=np.int64)
    for month in range(months):
        moving = state >= 0
        if month:
            state[moving] = _choose(there.moves[month - 1][state[moving]], rng)
        state[start == month] = 0
        inside = np.flatnonzero(state >= 0)
        for source in range(sources):
            events[inside, month, source] = _choose(there.told[kind, month, source][state[inside]], rng)
    return events


def _choose(weights: Floats, rng: np.random.Generator) -> Ints:
    """One column of each row of [N, J], by its probability."""
    edges = weights.cumsum(axis=1)
    return np.asarray((rng.random((len(weights), 1)) * edges[:, -1:] > edges).sum(axis=1), dtype=np.int64)
