"""What is held likely before the data: little of levels, and that entries, rates and detection change gradually."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array

from darkfigure.flows.sightings import Floats, Ints, Sightings
from darkfigure.flows.states import Design

_CENTRES = {
    "rates": (-3.5, 2.0),
    "level": (-1.5, 2.0),
    "dead": (-1.0, 1.5),
    "late": (-4.0, 1.5),
    "false": (-7.0, 1.0),
    "slip": (-8.5, 1.5),  # one sighting in 5,000; members seen at home and then in the theatre tell it
}
_PERSON, _READY = (-1.0, 2.0), (0.0, 1.0)
_GAIN = (0.06, 1.1)  # mean and spread of the log of a half-normal number of scale 2
_WEIGHT = 2.0  # how many changes the first guess of a scale is worth
_LOOSE = 3.0


@dataclass(frozen=True, kw_only=True)
class Scales:
    """Standard deviations: of the change of log entries by month, of log rates by period, of log-odds of detection.

    `month`: of those of a source from month to month. `strata`: of those of a stratum.
    """

    entries: float = 0.3
    rates: float = 0.3
    month: float = 0.3
    strata: float = 0.3


@dataclass(frozen=True, kw_only=True)
class Prior:
    """A normal prior: `centre` [P], `precision` [P, P]."""

    centre: Floats
    precision: Floats

    def slope(self, theta: Floats) -> tuple[float, Floats]:
        """Its logarithm at theta up to a constant, and its slope."""
        pull = self._sparse @ (theta - self.centre)
        return float(-0.5 * (theta - self.centre) @ pull), -pull

    @cached_property
    def _sparse(self) -> csr_array:
        # a parameter hangs on few others, and this is multiplied at each step of every climb
        return csr_array(self.precision)


def prior_of(design: Design, sightings: Sightings, scales: Scales) -> Prior:
    """The prior under given scales of change."""
    centre, precision = np.zeros(design.parameters), np.zeros((design.parameters, design.parameters))

    def centred(block: slice, mean: float, spread: float) -> None:
        centre[block] = mean
        precision[block, block] += np.eye(block.stop - block.start) / spread**2

    for stratum, months in enumerate(_rows(design, "entries", design.strata)):
        centre[months] = np.log(max(sightings.seen_of(stratum), 1.0) / design.months)
        for month in months[:2]:  # the first month also holds all who came before
            precision[month, month] += 1 / _LOOSE**2
        _walk(precision, months[1:], scales.entries)
    if design.strata > 1:
        centred(design.blocks["offset"], 0.0, scales.strata)
    rates = _rows(design, "rates", len(design.ways))
    centre[rates] = _CENTRES["rates"][0]
    for way in rates:
        precision[way[0], way[0]] += 1 / _CENTRES["rates"][1] ** 2
        _walk(precision, way, scales.rates)
    for name in ("level", "dead", "late", "false", "slip"):
        centred(design.blocks[name], *_CENTRES[name])
    centred(design.blocks["person"], *_PERSON)
    centred(design.blocks["month"], 0.0, scales.month)
    if design.options.classes == 2:
        start = design.blocks["split"].start
        centred(slice(start, start + 1), *_READY)
        centred(slice(start + 1, start + 2), *_GAIN)
    return Prior(centre=centre, precision=precision)


def learn_scales(design: Design, theta: Floats, covariance: Floats) -> Scales:
    """Scales as the changes tell them, each with what is not known of it (one step of EM)."""
    first = Scales()

    def scale(changes: Floats, guess: float) -> float:
        if not changes.size:
            return guess
        known = ((changes @ theta) ** 2).sum() + np.einsum("ij,jk,ik->", changes, covariance, changes)
        return float(np.sqrt((known + _WEIGHT * guess**2) / (changes.shape[0] + _WEIGHT)))

    identity = np.eye(theta.size)
    none = np.zeros((0, theta.size))  # where nobody was seen but in the theatre, no way is open
    entries = [none, *(_changes(row[1:], identity) for row in _rows(design, "entries", design.strata))]
    rates = [none, *(_changes(row, identity) for row in _rows(design, "rates", len(design.ways)))]
    return Scales(
        entries=scale(np.vstack(entries), first.entries),
        rates=scale(np.vstack(rates), first.rates),
        month=scale(identity[design.blocks["month"]], first.month),
        strata=scale(identity[design.blocks["offset"]], first.strata),
    )


def draw_scales(design: Design, thetas: Floats, *, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Scales of entries and of rates, [M] each, under each row of `thetas`, [M, P], by what its changes leave open.

    With a scaled inverse chi-square prior worth the same changes as `learn_scales` gives its guess.
    """
    first = Scales()

    def scale(block: str, rows: int, skipped: int, guess: float) -> Floats:
        places = _rows(design, block, rows)[:, skipped:]
        changes = np.diff(thetas[:, places], axis=2).reshape(len(thetas), -1)
        known = (changes**2).sum(axis=1) + _WEIGHT * guess**2
        return np.asarray(np.sqrt(known / rng.chisquare(changes.shape[1] + _WEIGHT, size=len(thetas))))

    return (
        scale("entries", design.strata, 1, first.entries),
        scale("rates", len(design.ways), 0, first.rates),
    )


def _rows(design: Design, block: str, rows: int) -> Ints:
    """[rows, ...], the places of a block in theta."""
    places = np.arange(design.blocks[block].start, design.blocks[block].stop, dtype=np.int64)
    return places.reshape(rows, places.size // max(rows, 1))


def _walk(precision: Floats, places: Ints, scale: float) -> None:
    for a, b in pairwise(places):
        precision[[a, b], [a, b]] += 1 / scale**2
        precision[[a, b], [b, a]] -= 1 / scale**2


def _changes(places: Ints, identity: Floats) -> Floats:
    rows: Floats = identity[places[1:]] - identity[places[:-1]]
    return rows
