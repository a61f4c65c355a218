"""What plain capture histories say, as one JSON object: the fitted model, the closed form, and tests of behaviour."""

import math
from typing import Any

import numpy as np

from darkfigure.flows.closed_form import jolly_seber
from darkfigure.flows.histories import Histories
from darkfigure.flows.models import Entered, Over, fit_multistate_entries, fit_popan
from darkfigure.flows.transience import behaviour_tests

_REACH = 1.959964
_UNKNOWN = 1.0  # a relative error from which a number says nothing


def plain_answer(histories: Histories, *, survival: Over = "time", detection: Over = "constant") -> dict[str, Any]:
    """Fit a model with entries and say what it gives.

    Args:
        histories: one code beside not seen for POPAN, several for the multistate model.
        survival: how survival varies.
        detection: how detection varies.

    Raises:
        NotIdentified: no maximum of the likelihood is found.
    """
    plain = len(histories.codes) == 1
    if plain:
        found = fit_popan(histories, survival=survival, detection=detection)
    else:
        found = fit_multistate_entries(histories, survival=survival, detection=detection)
    return {
        "model": "POPAN" if plain else "multistate Jolly-Seber",
        "observed": histories.seen,
        "population": _number(found.population, found.population_error, least=histories.seen),
        "log_likelihood": found.fit.log_likelihood,
        "occasions": _occasions(histories, found),
        "closed_form": _closed_form(histories) if plain else [],
        "tests": [
            {"code": one.code, "statistic": one.statistic, "tables": one.tables, "p_value": one.p_value}
            for one in behaviour_tests(histories)
        ],
    }


def _number(value: float, error: float, *, least: float = 0.0) -> dict[str, float] | None:
    """With a log-normal interval above what was seen; None where the error says that nothing is known."""
    if not np.isfinite(error) or error > _UNKNOWN * value:
        return None
    unseen = max(value - least, 1e-9)
    factor = math.exp(_REACH * math.sqrt(math.log1p((error / unseen) ** 2)))
    return {
        "estimate": value,
        "low": least + unseen / factor,
        "high": least + unseen * factor,
        "standard_error": error,
    }


def _occasions(histories: Histories, found: Entered) -> list[dict[str, Any]]:
    chain = found.fit.chain
    return [
        {
            "occasion": t + 1,
            "state": code,
            "there": _number(float(found.there[t, s]), float(found.there_error[t, s])),
            "detection": float(chain.detection[t, s]),
            "survival": float(chain.survival[t, s]) if t + 1 < histories.occasions else None,
        }
        for t in range(histories.occasions)
        for s, code in enumerate(histories.codes)
    ]


def _closed_form(histories: Histories) -> list[dict[str, Any]]:
    found = jolly_seber(histories)

    def told(values: Any, t: int) -> float | None:  # noqa: ANN401 - an array
        return float(values[t]) if t < len(values) and np.isfinite(values[t]) else None

    return [
        {
            "occasion": t + 1,
            "there": told(found.there, t),
            "there_error": told(found.there_error, t),
            "detection": told(found.detection, t),
            "detection_error": told(found.detection_error, t),
            "survival": told(found.survival, t),
            "survival_error": told(found.survival_error, t),
            "entries": told(found.entries, t),
        }
        for t in range(histories.occasions)
    ]
