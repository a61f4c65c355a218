"""From a capture table to a population size with its interval."""

from typing import TYPE_CHECKING

from darkfigure.estimate.options import METHODS, EstimateOptions

if TYPE_CHECKING:
    from darkfigure.estimate.front import estimate
    from darkfigure.estimate.run import estimate_table

__all__ = ["METHODS", "EstimateOptions", "estimate", "estimate_table"]


def __getattr__(name: str) -> object:
    # the numerics load only when an estimate is asked for
    if name == "estimate":
        from darkfigure.estimate.front import estimate

        return estimate
    if name == "estimate_table":
        from darkfigure.estimate.run import estimate_table

        return estimate_table
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
