"""Jolly-Seber in closed form: a check of the fitted models, and an answer where histories are plain."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.flows.histories import Floats, Histories


@dataclass(frozen=True, kw_only=True)
class JollySeber:
    """Estimates by occasion, NaN where the data do not tell them; `_error` is the standard error.

    `survival`: [T - 1], from each occasion to the next. `detection`, `there`: [T], probability of capture and members
    present. `entries`: [T - 1], new ones between an occasion and the next, present at the latter.

    Example:
        >>> from darkfigure.flows import histories_of, jolly_seber
        >>> found = jolly_seber(histories_of(["111", "011", "101", "110", "010", "001"], [5, 4, 3, 2, 2, 6]))
        >>> found.there.shape, found.survival.shape
        ((3,), (2,))
    """

    survival: Floats
    survival_error: Floats
    detection: Floats
    detection_error: Floats
    there: Floats
    there_error: Floats
    entries: Floats
    entries_error: Floats


def jolly_seber(histories: Histories) -> JollySeber:
    """Seber's estimates with his adjustment for bias; members lost on capture are allowed.

    Example:
        >>> from darkfigure.flows import histories_of, jolly_seber
        >>> found = jolly_seber(histories_of(["111", "011", "101", "110", "010", "001"], [5, 4, 3, 2, 2, 6]))
        >>> round(float(found.there[1]), 2)
        19.6

    Source:
        Seber (1982), The Estimation of Animal Abundance, chapter 5; variances as in Pollock, Nichols, Brownie & Hines
        (1990), Wildlife Monographs 107, chapter 4.
    """
    caught, released, marked, later, between = _statistics(histories)
    with np.errstate(divide="ignore", invalid="ignore"):
        known = marked + (released + 1) * between / (later + 1)  # marked members there
        known[0] = 0.0
        there = (caught + 1) * known / (marked + 1)
        survival = known[1:] / (known - marked + released)[:-1]
        detection = marked / known
        entries = there[1:] - survival * (there - caught + released)[:-1]
        lost = 1 / later - 1 / released  # what is not learnt of the marked, because few are seen again
        missed = (known - marked) * (known - marked + released) / known**2 * lost
        carried = np.where(np.arange(known.size) > 0, (known - marked) / (known - marked + released) * lost, 0.0)
        of_survival = survival**2 * (missed[1:] + carried[:-1] + (1 - survival) / known[1:])
        of_detection = (detection * (1 - detection)) ** 2 * (lost + 1 / marked + 1 / between)
        unmarked = (caught - marked) / (caught + 1)
        of_there = there * (there - caught) * ((known - marked + released) / known * lost + unmarked / marked)
        share = marked / caught
        of_entries = (
            entries**2 * missed[1:]
            + carried[:-1] * (survival * released[:-1] * (1 - share[:-1]) / share[:-1]) ** 2
            + (there - caught)[:-1]
            * (there[1:] - entries)
            * (1 - share[:-1])
            * (1 - survival)
            / (there - caught + released)[:-1]
            + (there * (there - caught) * unmarked / marked)[1:]
            + survival**2 * (there * (there - caught) * unmarked / marked)[:-1]
        )
    told, last = np.arange(known.size), known.size - 1
    inside = (told > 0) & (told < last)
    ahead, entering = told[:-1] < last - 1, (told[:-1] > 0) & (told[:-1] < last - 1)
    return JollySeber(
        survival=_only(survival, ahead),
        survival_error=_only(_root(of_survival), ahead),
        detection=_only(detection, inside),
        detection_error=_only(_root(of_detection), inside),
        there=_only(there, inside),
        there_error=_only(_root(of_there), inside),
        entries=_only(entries, entering),
        entries_error=_only(_root(of_entries), entering),
    )


def _statistics(histories: Histories) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """By occasion: members caught, released, marked, seen later, and seen before and after but not then."""
    seen, counts = histories.symbols > 0, histories.counts
    first, last = histories.first[:, None], histories.last[:, None]
    occasion = np.arange(histories.occasions)[None, :]

    def number(rows: object) -> Floats:
        return np.asarray(counts @ np.asarray(rows, dtype=float))

    return (
        number(seen),
        number(seen & ~((last == occasion) & histories.removed[:, None])),
        number(seen & (first < occasion)),
        number(seen & (last > occasion)),
        number(~seen & (first < occasion) & (last > occasion)),
    )


def _root(variance: Floats) -> Floats:
    return np.sqrt(np.maximum(variance, 0.0))


def _only(values: Floats, told: NDArray[np.bool_]) -> Floats:
    return np.asarray(np.where(told, values, np.nan))
