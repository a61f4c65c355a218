"""The next months: draws of what may come if entries and rates go on changing as they did, or under stated changes."""

from dataclasses import dataclass, field

import numpy as np

from darkfigure.errors import UsageError
from darkfigure.flows.posterior import Posterior
from darkfigure.flows.prior import draw_scales
from darkfigure.flows.probabilities import moves_by_rates
from darkfigure.flows.realised import Realised
from darkfigure.flows.sightings import Floats
from darkfigure.flows.states import Design

_LONGEST = 6


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A stated change of what comes: factors on the mean number of entries and on the odds of ways, by name.

    Example:
        >>> closed = Scenario(name="border closed", entries=0.0, ways={"theatre to third_country": 0.2})
    """

    name: str = "as before"
    entries: float = 1.0
    ways: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """`stock`: [M, G, F, S], members by stratum, month to come and state. `entered`: [M, G, F]."""

    scenario: Scenario
    stock: Floats
    entered: Floats


def forecast(
    posterior: Posterior,
    realised: Realised,
    *,
    months: int,
    rng: np.random.Generator,
    scenario: Scenario | None = None,
) -> Forecast:
    """Draw the next months, one course for each draw of what happened.

    Logs of entries go on as the random walk that they were, rates likewise from period to period; how far a step goes
    is drawn too, as a year of months leaves it open.

    Args:
        posterior: the fit.
        realised: draws of what happened until now.
        months: 1 to 6; farther ahead the walk says nothing.
        rng: the source of chance.
        scenario: changes to entries and ways; none if left out.

    Raises:
        UsageError: Too many months, or a way that is not open in this study.
    """
    if not 1 <= months <= _LONGEST:
        raise UsageError(f"a forecast of {months} months was asked for. It reaches 1 to {_LONGEST} months.")
    scenario = scenario or Scenario()
    design = posterior.design
    by_entries, by_rates = draw_scales(design, realised.theta, rng=rng)
    factors = _factors(design, scenario)
    draws = realised.theta.shape[0]
    stock = np.empty((draws, design.strata, months, len(design.states)))
    entered = np.empty((draws, design.strata, months))
    entries = realised.theta[:, design.blocks["entries"]].reshape(draws, design.strata, design.months)[:, :, -1]
    rates = realised.theta[:, design.blocks["rates"]].reshape(draws, len(design.ways), design.periods)[:, :, -1]
    now = realised.stock[:, :, -1].astype(np.int64)
    for ahead in range(months):
        entries = entries + by_entries[:, None] * rng.standard_normal(entries.shape)
        step = design.months - 1 + ahead  # the move into this month
        if step // design.options.months_a_rate > (step - 1) // design.options.months_a_rate:
            rates = rates + by_rates[:, None] * rng.standard_normal(rates.shape)
        moves = moves_by_rates(design, rates + factors)
        after = np.zeros_like(now)
        for state in range(len(design.states)):
            after += rng.multinomial(now[:, :, state], moves[:, None, state, :])
        new = rng.poisson(scenario.entries * np.exp(entries))
        after[:, :, 0] += new
        stock[:, :, ahead], entered[:, :, ahead] = after, new
        now = after
    return Forecast(scenario=scenario, stock=stock, entered=entered)


def way_names(design: Design) -> tuple[str, ...]:
    """The names of the ways that are open, as scenarios name them."""
    return tuple(f"{design.states[a]} to {design.states[b]}" for a, b in design.ways)


def _factors(design: Design, scenario: Scenario) -> Floats:
    """[E], logs of the factors on the odds of each way."""
    names = way_names(design)
    for name, factor in scenario.ways.items():
        if name not in names:
            raise UsageError(
                f"scenario `{scenario.name}`: there is no way `{name}` here. There are {', '.join(names)}."
            )
        if not factor >= 0:
            raise UsageError(f"scenario `{scenario.name}`: the factor of `{name}` is {factor}; it must be 0 or more.")
    if not scenario.entries >= 0:
        raise UsageError(f"scenario `{scenario.name}`: the factor of entries is {scenario.entries}; 0 or more.")
    with np.errstate(divide="ignore"):  # the log of 0 closes a way
        return np.asarray(np.log([scenario.ways.get(name, 1.0) for name in names]))
