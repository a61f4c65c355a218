"""Open populations: who entered, who is there and who left, month by month, from dated traces."""

from typing import TYPE_CHECKING

from darkfigure.lazy import lazy_names

if TYPE_CHECKING:
    from darkfigure.flows.closed_form import JollySeber, jolly_seber
    from darkfigure.flows.fit import OpenFit
    from darkfigure.flows.histories import Histories, histories_of, read_histories
    from darkfigure.flows.models import Entered, fit_cjs, fit_multistate, fit_multistate_entries, fit_popan
    from darkfigure.flows.partly_seen import fit_live_dead, fit_temporary_emigration
    from darkfigure.flows.transience import behaviour_tests

__all__ = [
    "Entered",
    "Histories",
    "JollySeber",
    "OpenFit",
    "behaviour_tests",
    "fit_cjs",
    "fit_live_dead",
    "fit_multistate",
    "fit_multistate_entries",
    "fit_popan",
    "fit_temporary_emigration",
    "histories_of",
    "jolly_seber",
    "read_histories",
]

# numba and scipy load only when a model is asked for
__getattr__ = lazy_names(
    __name__,
    {
        "Entered": "models",
        "Histories": "histories",
        "JollySeber": "closed_form",
        "OpenFit": "fit",
        "behaviour_tests": "transience",
        "fit_live_dead": "partly_seen",
        "fit_temporary_emigration": "partly_seen",
        "fit_cjs": "models",
        "fit_multistate": "models",
        "fit_multistate_entries": "models",
        "fit_popan": "models",
        "histories_of": "histories",
        "jolly_seber": "closed_form",
        "read_histories": "histories",
    },
)
