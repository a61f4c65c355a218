"""How wide the interval will be, before anybody agrees: with and without noise, with and without strata.

The lists are taken as independent of each other, as large as planned. A count has the variance mu of persons and that
of the noise; the information on the logarithm of mu is mu squared over their sum. So the width is what nothing but
noise and chance would make it: dependence between lists only adds.

Source:
    Fienberg (1972), Biometrika 59, 591-603 (log-linear capture-recapture); the delta method for log counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from darkfigure.federate.agreement import Agreement
from darkfigure.inference.laplace import noise_variance

MOST_WIDER = 1.5
"""Strata that make the interval of the total wider than so many times are refused."""


@dataclass(frozen=True, kw_only=True)
class Width:
    """Predicted widths of the 95 % interval of the total, in persons."""

    people: int
    without_noise: float
    with_noise: float
    with_strata: float | None

    @property
    def growth(self) -> float:
        """How many times wider strata make it."""
        return 1.0 if self.with_strata is None else self.with_strata / self.with_noise

    @property
    def words(self) -> str:
        """What is shown before anybody agrees."""
        half, plain = self.with_noise / 2, self.without_noise / 2
        said = (
            f"predicted: if there are {self.people:,} people, the total will be known to about +/- {half:,.0f} "
            f"({half / self.people:.0%}) at best; without noise to +/- {plain:,.0f}."
        )
        if self.with_strata is not None:
            said += f" With the strata, +/- {self.with_strata / 2:,.0f}, {self.growth:.1f} times as wide."
        return said


def predict_width(agreement: Agreement) -> Width:
    """The width that the plan of an agreement leads to."""
    plan, strata = agreement.plan, len(agreement.codes)
    noise = noise_variance(agreement.scale)
    with_strata = None
    if strata:
        with_strata = _width(plan.people / strata, plan.shares, noise) * float(np.sqrt(strata))
    return Width(
        people=plan.people,
        without_noise=_width(plan.people, plan.shares, 0.0),
        with_noise=_width(plan.people, plan.shares, noise),
        with_strata=with_strata,
    )


def _width(people: float, shares: Sequence[float], noise: float) -> float:
    """Width of the interval of the total by the model of independent lists."""
    cells = np.arange(1, 1 << len(shares))
    bits = (cells[:, None] >> np.arange(len(shares))) & 1
    share = np.array(shares)
    mean = people * np.prod(np.where(bits == 1, share, 1 - share), axis=1)
    design = np.column_stack([np.ones(len(cells)), bits])
    information = (design.T * (mean**2 / (mean + noise))) @ design
    unseen = people * float(np.prod(1 - share))
    # the total is the sum of all cells by the model, the unseen among them
    slope = (mean @ design) + unseen * np.eye(len(share) + 1)[0]
    # given how many there are, so that their own Poisson variance is taken off
    variance = max(float(slope @ np.linalg.solve(information, slope)) - people, 0.0)
    return 2 * NormalDist().inv_cdf(0.975) * float(np.sqrt(variance))
