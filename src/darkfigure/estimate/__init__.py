"""From a capture table to a population size with its interval."""

from importlib import import_module
from typing import TYPE_CHECKING

from darkfigure.estimate.options import METHODS, EstimateOptions

if TYPE_CHECKING:
    from darkfigure.estimate.front import estimate
    from darkfigure.estimate.linkage import estimate_linkages
    from darkfigure.estimate.run import estimate_table

__all__ = ["METHODS", "EstimateOptions", "estimate", "estimate_linkages", "estimate_table"]

_HOMES = {"estimate": "front", "estimate_linkages": "linkage", "estimate_table": "run"}


def __getattr__(name: str) -> object:
    # the numerics load only when an estimate is asked for
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"darkfigure.estimate.{_HOMES[name]}"), name)
