"""Does the number hang on one person? Every table one record or one link away is asked what it answers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.estimate.bootstrap import choose
from darkfigure.estimate.checks.sample import Counts, Sample
from darkfigure.estimate.models import Terms, as_array

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_MOST_TABLES = 240  # the smallest cells first: there one person weighs most
_MOST_MODELS = 113
_KEPT = 0.5  # share of the effective draws that must be left for a swing to be believed


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Tables one step away from the one at hand.

    Attributes:
        steps: [tables, 2**lists], what is added to the table.
        words: [tables], what each step is.
    """

    steps: Floats
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Swing:
    """How far one step moves the number.

    Attributes:
        what: The step.
        before: Population by the table.
        after: Population by the table one step away; None where it identifies none.
    """

    what: str
    before: float
    after: float | None

    @property
    def change(self) -> float:
        """Relative to the number before."""
        return float("inf") if self.after is None else self.after / self.before - 1.0


def changes(counts: Counts) -> Changes:
    """One person gone; one link made that was missed; one link cut that was wrong.

    A cut makes two persons of one: one on a single list, the other on the rest. A link made does the reverse.
    """
    full = counts.full
    cells = [int(cell) for cell in np.flatnonzero(full)]
    found: list[tuple[float, str, dict[int, float]]] = [
        (full[cell], f"one person fewer on {_words(counts, cell)}", {cell: -1.0}) for cell in cells
    ]
    for cell in range(1, len(full)):
        if cell.bit_count() < 2:
            continue
        for j in range(counts.lists):
            single, rest = 1 << j, cell & ~(1 << j)
            if not cell >> j & 1 or (cell.bit_count() == 2 and single > rest):
                continue
            if full[cell]:
                said = f"one person on {_words(counts, cell)} taken for two, on {counts.names[j]} and on the rest"
                found.append((full[cell], said, {cell: -1.0, single: 1.0, rest: 1.0}))
            if full[single] and full[rest] and (single != rest or full[single] > 1):
                said = f"two persons, on {counts.names[j]} and on {_words(counts, rest)}, taken for one"
                found.append((full[cell], said, {cell: 1.0, single: -1.0, rest: -1.0}))
    found.sort(key=lambda one: one[0])
    found = found[:_MOST_TABLES]
    steps = np.zeros((len(found), len(full)))
    for row, (_, _, step) in zip(steps, found, strict=True):
        for cell, by in step.items():
            row[cell] += by
    return Changes(steps=steps, words=tuple(said for _, said, _ in found))


def swing_of_sample(counts: Counts, sample: Sample, nearby: Changes) -> Swing:
    """The largest swing of the median of a posterior, by weighing its sample again: no new fit is needed."""
    chance = np.clip(sample.chances, 1e-300, None)
    odds = np.minimum(chance[:, 0], 1 - 1e-9) / (1.0 - np.minimum(chance[:, 0], 1 - 1e-9))
    logs = np.log(chance) - np.log1p(-np.minimum(chance[:, :1], 1 - 1e-9))
    weight = np.log(np.maximum(sample.weight, 1e-300)) + nearby.steps @ logs.T
    weight = np.exp(weight - weight.max(axis=1, keepdims=True))
    people = counts.seen + nearby.steps.sum(axis=1)
    order = np.argsort(odds)
    # the median of the odds of being unseen, between draws in proportion
    before = counts.seen * (1 + _median(odds[order], sample.weight[None, order])[0])
    after = people * (1 + _median(odds[order], weight[:, order]))
    # where few draws carry the weight, the swing would be theirs and not the person's
    worth = (weight.sum(axis=1) ** 2 / (weight**2).sum(axis=1)) * (sample.weight**2).sum()
    after = np.where(worth >= _KEPT, after, before)
    return _largest(nearby, before, after)


def swing_of_models(counts: Counts, models: list[Terms], nearby: Changes, *, cost: float) -> Swing | None:
    """The largest swing of the log-linear number, the models competing again on every table."""
    array = as_array(models[:_MOST_MODELS], counts.lists)
    tables = np.vstack([counts.full[None], counts.full + nearby.steps])
    unseen, _ = choose(tables, array, cost=cost)
    if not np.isfinite(unseen[0]):
        return None
    people = tables.sum(axis=1) + unseen
    return _largest(nearby, float(people[0]), people[1:])


def _largest(nearby: Changes, before: float, after: Floats) -> Swing:
    with np.errstate(invalid="ignore"):
        size = np.abs(np.log(after / before))
    worst = int(np.where(np.isfinite(size), size, np.inf).argmax())
    value = float(after[worst])
    return Swing(what=nearby.words[worst], before=float(before), after=value if np.isfinite(value) else None)


def _median(ordered: Floats, weight: Floats) -> Floats:
    """Weighted medians of values [draws] in order, by rows of weights [rows, draws]."""
    edges = np.cumsum(weight, axis=1)
    edges = (edges - 0.5 * weight) / edges[:, -1:]
    return np.array([np.interp(0.5, row, ordered) for row in edges])


def _words(counts: Counts, cell: int) -> str:
    names = [name for j, name in enumerate(counts.names) if cell >> j & 1]
    return names[0] + " alone" if len(names) == 1 else " and ".join(names)
