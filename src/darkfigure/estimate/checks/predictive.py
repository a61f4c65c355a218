"""Would the models that have a say make a table like this one?

Tables are drawn from the sample, and the table at hand is compared with them: by how many people are on one, two,
three lists, by how many every two lists share, and by all cells together.

Source:
    Gelman, Meng & Stern (1996), Statistica Sinica 6, 733-807.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.estimate.checks.sample import Counts, Sample

Floats = NDArray[np.float64]

_TABLES = 1000


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One count of the table, and what the models make of it: middle and 95 % of the drawn tables.

    `probability` is that of a count at least as far out, two-sided.
    """

    name: str
    count: float
    expected: float
    low: float
    high: float
    probability: float


@dataclass(frozen=True, kw_only=True)
class Predicted:
    """The table against tables drawn.

    Attributes:
        features: Counts, in order.
        probability: Of a table at least as unlike its model as this one, by all cells.
    """

    features: tuple[Feature, ...]
    probability: float


def predict(counts: Counts, sample: Sample, *, rng: np.random.Generator) -> Predicted:
    """Draw tables of as many seen people and compare."""
    seen = sample.chances[:, 1:] / (1.0 - sample.chances[:, :1])
    picked = rng.choice(len(seen), size=_TABLES, p=sample.weight)
    expected = counts.seen * seen[picked]
    drawn = rng.multinomial(round(counts.seen), seen[picked]).astype(np.float64)
    full = counts.full[1:]
    floor = np.maximum(expected, 1e-9)
    ours, theirs = (((one - expected) ** 2 / floor).sum(axis=1) for one in (full[None], drawn))
    tests = _tests(counts)
    return Predicted(
        features=tuple(_feature(name, float(full @ cells), drawn @ cells) for name, cells in tests),
        probability=float((theirs >= ours).mean()),
    )


def _tests(counts: Counts) -> list[tuple[str, Floats]]:
    """The features, as cells that count."""
    cells = np.arange(1, len(counts.full))
    times = np.array([int(cell).bit_count() for cell in cells])
    found = [
        (f"on {k} {'list' if k == 1 else 'lists'}", (times == k).astype(np.float64)) for k in range(1, counts.lists + 1)
    ]
    for a in range(counts.lists):
        for b in range(a + 1, counts.lists):
            both = (1 << a) | (1 << b)
            found.append(
                (f"on both {counts.names[a]} and {counts.names[b]}", ((cells & both) == both).astype(np.float64))
            )
    return found


def _feature(name: str, count: float, drawn: Floats) -> Feature:
    low, middle, high = np.quantile(drawn, [0.025, 0.5, 0.975])
    # from the share of tables beyond, so that skewed counts are judged by their own shape
    beyond = min(float((drawn >= count).mean()), float((drawn <= count).mean()))
    return Feature(
        name=name,
        count=count,
        expected=float(middle),
        low=float(low),
        high=float(high),
        probability=min(1.0, 2.0 * beyond),
    )
