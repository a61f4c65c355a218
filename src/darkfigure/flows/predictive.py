"""Does the model bring forth what was seen: histories drawn from it beside the data's, in plain summaries."""

from dataclasses import dataclass

import numpy as np

from darkfigure.flows.posterior import Posterior
from darkfigure.flows.probabilities import probabilities_of
from darkfigure.flows.sightings import EVENTS, Floats, Sightings
from darkfigure.flows.summary_kernels import add_drawn, add_histories
from darkfigure.flows.transience import tests_of_tables

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


@dataclass(frozen=True, kw_only=True)
class _Counts:
    """Members by the number of months, [T + 1], and of sources, [K + 1], and events `told`, [K, J]; `tables`."""

    months: Floats
    sources: Floats
    told: Floats
    tables: Floats


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
    names, seen = _summaries(_of_data(sightings), sightings)
    drawn = np.array([_summaries(_drawn(posterior, sightings, theta, rng=rng), sightings)[1] for theta in thetas])
    middle, spread = drawn.mean(axis=0), drawn.std(axis=0, ddof=1)
    reach = _REACH * np.sqrt(spread**2 * (1 + 1 / len(drawn)) + _EVEN)
    low, high = middle - reach, middle + reach
    return tuple(
        Summary(code=name, seen=float(a), low=float(b), high=float(c))
        for name, a, b, c in zip(names, seen, low, high, strict=True)
    )


def _nobody(sightings: Sightings) -> _Counts:
    months, sources = len(sightings.months), len(sightings.sources)
    return _Counts(
        months=np.zeros(months + 1),
        sources=np.zeros(sources + 1),
        told=np.zeros((sources, len(EVENTS))),
        tables=np.zeros((2, months, 2, 2)),
    )


def _of_data(sightings: Sightings) -> _Counts:
    found = _nobody(sightings)
    members = np.rint(sightings.counts)
    add_histories(sightings.symbols, sightings.events, members, found.months, found.sources, found.told, found.tables)
    return found


def _drawn(posterior: Posterior, sightings: Sightings, theta: Floats, *, rng: np.random.Generator) -> _Counts:
    """Of a data set from the model."""
    found = _nobody(sightings)
    there = probabilities_of(posterior.design, theta, sightings)
    for chances, entries in zip(there.told, there.entries, strict=True):  # of a stratum
        for of_kind, mean in zip(chances, entries[..., 0], strict=True):
            add_drawn(
                of_kind,
                there.moves,
                np.ascontiguousarray(mean),
                found.months,
                found.sources,
                found.told,
                found.tables,
                rng,
            )
    return found


def _summaries(found: _Counts, sightings: Sightings) -> tuple[list[str], Floats]:
    names, values = [], []
    for number in range(1, 5):
        names.append(f"members seen in {number} months" if number < 4 else "members seen in 4 months or more")
        values.append(float(found.months[number:].sum() if number == 4 else found.months[number : number + 1].sum()))
    for number in range(1, len(sightings.sources) + 1):
        names.append(f"members seen by {number} sources")
        values.append(float(found.sources[number]))
    for place, source in enumerate(sightings.sources):
        for code in range(1, len(EVENTS)):
            if (sightings.events[:, place] == code).any():
                names.append(f"{source}: {EVENTS[code]}")
                values.append(float(found.told[place, code]))
    for test in tests_of_tables(found.tables):
        names.append(test.code)
        values.append(test.signed)
    return names, np.array(values)
