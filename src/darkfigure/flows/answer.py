"""An analysis of flows as the documented JSON object."""

from typing import Any

import numpy as np

from darkfigure.flows.analysis import Flows
from darkfigure.flows.forecast import Forecast
from darkfigure.flows.sightings import Floats
from darkfigure.flows.stated import StatedErrors, WithFigures
from darkfigure.inference.diagnostics import MOST_RHAT

ASSUMPTIONS = (
    ("enter-theatre", "everybody enters in the theatre; who never was there is not counted"),
    ("two-kinds", "people are of two kinds by how readily they are seen, and stay what they are"),
    ("same-rates", "within a period all people of a state move alike, whether they are seen or not"),
    ("sources-apart", "what one source sees in a month does not depend on what the others see in it"),
    ("later-death", "a death is told in its month or later; a month's last sightings may still be missing"),
)
_FANS = (0.5, 0.8)
_FEWEST = 30  # draws; figures that fewer agree with lie where the traces have nobody


def answer_of(flows: Flows, *, population: str, seed: int, level: float, version: str) -> dict[str, Any]:
    """The answer: numbers by month and state, entries, movements, forecast, checks and what must hold.

    Numbers are medians of draws; `low` and `high` bound the interval of probability `level`. Where the model does not
    fit, `fits` is false and no number is given.
    """
    states = [name for name in flows.design.states if name != "dying"]
    answer: dict[str, Any] = {
        "population": population,
        "level": level,
        "seed": seed,
        "version": version,
        "months": list(flows.months),
        "observed": round(flows.seen),
        "fits": not flows.misfits,
        "checks": [_check(one) for one in flows.checks],
        "assumptions": [{"code": code, "text": text} for code, text in ASSUMPTIONS],
        "linkage_share": round(flows.between, 4),
        "effective_draws": round(flows.effective, 1),
        "r_hat": flows.r_hat,
        "warnings": _warnings(flows),
    }
    if flows.misfits:
        return answer
    drawn = flows.realised
    together = drawn.stock.sum(axis=1)  # [M, T, S]
    answer |= {
        "total": _number(drawn.total, level),
        "unseen": _number(drawn.unseen.sum(axis=1), level),
        "states": {name: _series(_of_state(flows, together, name), level) for name in states},
        "entries": _series(drawn.entered.sum(axis=1), level),
        "best_linkage": flows.alone and {"theatre": round(flows.alone[0]), "total": round(flows.alone[1])},
        "movements": _movements(flows, level),
        "origins": _origins(flows, level),
        "forecasts": [_forecast(flows, one, states) for one in flows.forecasts],
    }
    return answer


def answer_with_figures(
    weighted: WithFigures | None, *, used: int, left: int, errors: StatedErrors, level: float
) -> dict[str, Any]:
    """What stated figures would change; no numbers where none is `used` or hardly a draw is worth keeping.

    `factor` is how the figures lie to the numbers: 2 where they say twice as many. `left` first statements say nothing
    of a number by month.
    """
    answer: dict[str, Any] = {
        "figures": used,
        "left_out": left,
        "bias": errors.bias,
        "error": errors.each,
        "effective_draws": round(weighted.effective, 1) if weighted else 0.0,
    }
    if weighted is None or weighted.effective < _FEWEST:
        return answer
    flows = weighted.flows
    together = flows.realised.stock.sum(axis=1)
    low, middle, high = np.quantile(weighted.factor, [(1 - level) / 2, 0.5, (1 + level) / 2])
    return answer | {
        "factor": {"estimate": round(float(middle), 3), "low": round(float(low), 3), "high": round(float(high), 3)},
        "total": _number(flows.realised.total, level),
        "states": {
            name: _series(_of_state(flows, together, name), level) for name in flows.design.states if name != "dying"
        },
        "entries": _series(flows.realised.entered.sum(axis=1), level),
    }


def _check(one: Any) -> dict[str, Any]:  # noqa: ANN401 - a Summary
    return {
        "code": one.code,
        "observed": round(one.seen, 3),
        "low": round(one.low, 3),
        "high": round(one.high, 3),
        "fits": one.fits,
    }


def _of_state(flows: Flows, stock: Floats, name: str) -> Floats:
    """[M, T]; the dead include those of the month."""
    values: Floats = stock[:, :, flows.design.states.index(name)]
    if name == "dead":
        values = values + stock[:, :, flows.design.states.index("dying")]
    return values


def _number(draws: Floats, level: float) -> dict[str, float]:
    low, middle, high = np.quantile(draws, [(1 - level) / 2, 0.5, (1 + level) / 2])
    return {"estimate": round(float(middle)), "low": round(float(low)), "high": round(float(high))}


def _series(draws: Floats, level: float) -> list[dict[str, float]]:
    return [_number(draws[:, month], level) for month in range(draws.shape[1])]


def _movements(flows: Flows, level: float) -> list[dict[str, Any]]:
    """Over the whole period, by way."""
    moved = flows.realised.moved.sum(axis=(1, 2))
    states = flows.design.states
    return [
        {"from": states[a], "to": "dead" if states[b] == "dying" else states[b]} | _number(moved[:, a, b], level)
        for a, b in flows.design.ways
    ]


def _origins(flows: Flows, level: float) -> list[dict[str, Any]]:
    if len(flows.strata) < 2:
        return []
    drawn = flows.realised
    return [
        {
            "origin": name,
            "total": _number(drawn.entered[:, place].sum(axis=1), level),
            "theatre": _series(drawn.stock[:, place, :, 0], level),
            "entries": _series(drawn.entered[:, place], level),
        }
        for place, name in enumerate(flows.strata)
    ]


def _forecast(flows: Flows, one: Forecast, states: list[str]) -> dict[str, Any]:
    together = one.stock.sum(axis=1)
    return {
        "scenario": one.scenario.name,
        "entries_factor": one.scenario.entries,
        "ways_factors": dict(one.scenario.ways),
        "months": [
            {
                "ahead": month + 1,
                "entries": _fan(one.entered.sum(axis=1)[:, month]),
                "states": {name: _fan(_of_state(flows, together, name)[:, month]) for name in states},
            }
            for month in range(together.shape[1])
        ],
    }


def _fan(draws: Floats) -> dict[str, list[float]]:
    """Bounds by probability; never a point."""
    return {
        f"{share:g}": [round(float(bound)) for bound in np.quantile(draws, [(1 - share) / 2, (1 + share) / 2])]
        for share in _FANS
    }


def _warnings(flows: Flows) -> list[dict[str, str]]:
    found = []
    if flows.misfits:
        worst = ", ".join(
            f"{one.code} ({one.seen:,.0f}; the model gives {one.low:,.0f} to {one.high:,.0f})"
            for one in flows.misfits[:3]
        )
        found.append(
            {
                "code": "flows-misfit",
                "message": f"the model of flows does not bring forth what was seen: {worst}. No number is given. Merge "
                "or drop the source it names, or shorten the period.",
            }
        )
    if flows.r_hat is not None and flows.r_hat > MOST_RHAT:
        message = f"the sampler's runs differ (R-hat {flows.r_hat:.3f}, at most {MOST_RHAT:g})."
        found.append({"code": "not-converged", "message": message})
    return found
