"""The whole analysis of flows: fits by draw of the linkage, what happened, what may come, whether the model fits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from darkfigure.flows.forecast import Forecast, Scenario, forecast
from darkfigure.flows.posterior import Posterior, fit_posterior
from darkfigure.flows.predictive import Summary, check_predictive
from darkfigure.flows.realised import Realised, draw_realised, realise
from darkfigure.flows.sampler import Sample, sample
from darkfigure.flows.sightings import Sightings
from darkfigure.flows.states import Design, Options, design_of

_CHECKED = 60
_USUAL = Options()


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is asked for. `draws`: of what happened, over all draws of the linkage. `ahead`: months of forecast.

    `published`: sample by Hamiltonian Monte Carlo instead of by the curvature at the mode.
    """

    options: Options = _USUAL
    draws: int = 300
    ahead: int = 3
    scenarios: tuple[Scenario, ...] = ()
    published: bool = False
    level: float = 0.95


@dataclass(frozen=True, kw_only=True)
class Flows:
    """The analysis. `realised` and `forecasts` are pooled over the draws of the linkage.

    `between` is the share of the variance of the last month's stock in the theatre that the linkage makes. `alone`:
    medians of that stock and of all who entered by the best linkage alone; None where there is no other.
    """

    design: Design
    months: tuple[str, ...]
    strata: tuple[str, ...]
    seen: float
    realised: Realised
    forecasts: tuple[Forecast, ...]
    checks: tuple[Summary, ...]
    between: float
    alone: tuple[float, float] | None
    r_hat: float | None
    effective: float

    @property
    def misfits(self) -> tuple[Summary, ...]:
        """Summaries of the data that the model does not bring forth."""
        return tuple(check for check in self.checks if not check.fits)


def analyse(
    linkages: Sequence[Sightings],
    plan: Plan,
    *,
    rng: np.random.Generator,
    progress: Callable[[int, int], None] | None = None,
) -> Flows:
    """Fit each draw of the linkage, starting from the fit before, and pool what they say.

    Args:
        linkages: the sightings under the best linkage, which is the one checked, and under draws of it, which are
            pooled. With the best one only, the linkage is taken as right.
        plan: what is asked for.
        rng: the source of chance.
        progress: told fits done and their number.

    Raises:
        NotIdentified: no likely course of flows is found.
    """
    design = design_of(_widest(linkages), plan.options)
    each = max(1, -(-plan.draws // max(len(linkages) - 1, 1)))
    parts: list[tuple[Realised, tuple[Forecast, ...]]] = []
    checks: tuple[Summary, ...] = ()
    before: Posterior | None = None
    r_hat, effective = None, np.inf
    for number, sightings in enumerate(linkages):
        posterior = fit_posterior(design, sightings, start=before)
        drawn, sampled = _draw(posterior, sightings, plan, draws=each, rng=rng)
        if sampled is not None:
            r_hat = max(r_hat or 1.0, sampled.r_hat)
        effective = min(effective, drawn.effective)
        scenarios = (Scenario(), *plan.scenarios) if plan.ahead else ()
        ahead = tuple(
            forecast(posterior, drawn, months=plan.ahead, rng=rng, scenario=scenario) for scenario in scenarios
        )
        if number == 0:
            checks = check_predictive(posterior, sightings, drawn.theta[:_CHECKED], rng=rng)
        parts.append((drawn, ahead))
        before = posterior
        if progress is not None:
            progress(number + 1, len(linkages))
    alone = parts[0][0]
    if len(parts) > 1:
        parts = parts[1:]
    return Flows(
        design=design,
        months=linkages[0].months,
        strata=linkages[0].strata,
        seen=float(linkages[0].counts.sum()),
        realised=_pooled([part for part, _ in parts]),
        forecasts=tuple(_together(same) for same in zip(*(ahead for _, ahead in parts), strict=True)),
        checks=checks,
        between=_between([part for part, _ in parts]),
        alone=_medians(alone) if len(linkages) > 1 else None,
        r_hat=r_hat,
        effective=float(effective),
    )


def _together(same: Sequence[Forecast]) -> Forecast:
    """One forecast of all draws of the linkage."""
    stock, entered = (np.concatenate([getattr(one, part) for one in same]) for part in ("stock", "entered"))
    return replace(same[0], stock=stock, entered=entered)


def _between(parts: Sequence[Realised]) -> float:
    """The share of the last month's variance that lies between linkages."""
    last = [part.stock[:, :, -1, 0].sum(axis=1) for part in parts]
    total = np.concatenate(last).var()
    return float(np.var([part.mean() for part in last]) / total) if total > 0 else 0.0


def _medians(drawn: Realised) -> tuple[float, float]:
    """Of the last month's stock in the theatre, and of all who entered."""
    return float(np.median(drawn.stock[:, :, -1, 0].sum(axis=1))), float(np.median(drawn.total))


def _draw(
    posterior: Posterior, sightings: Sightings, plan: Plan, *, draws: int, rng: np.random.Generator
) -> tuple[Realised, Sample | None]:
    if not plan.published:
        return draw_realised(posterior, sightings, draws=draws, rng=rng), None
    found = sample(posterior, sightings, rng=rng)
    rows = rng.choice(len(found.theta), size=draws, replace=draws > len(found.theta))
    return realise(posterior, sightings, found.theta[rows], effective=found.effective, rng=rng), found


def _widest(linkages: Sequence[Sightings]) -> Sightings:
    """Sightings with the events of all draws, so that all have the same states and parameters."""
    events = np.unique(np.vstack([each.events for each in linkages]), axis=0)
    return replace(linkages[0], events=events)


def _pooled(parts: list[Realised]) -> Realised:
    joined: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("theta", "stock", "entered", "moved", "unseen")
    }
    return Realised(**joined, effective=min(part.effective for part in parts))
