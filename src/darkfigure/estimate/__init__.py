"""From a capture table to a population size with its interval."""

from typing import TYPE_CHECKING

from darkfigure.estimate.options import METHODS, EstimateOptions
from darkfigure.lazy import lazy_names

if TYPE_CHECKING:
    from darkfigure.estimate.front import estimate
    from darkfigure.estimate.linkage import estimate_linkages
    from darkfigure.estimate.run import estimate_table

__all__ = ["METHODS", "EstimateOptions", "estimate", "estimate_linkages", "estimate_table"]

# the numerics load only when an estimate is asked for
__getattr__ = lazy_names(__name__, {"estimate": "front", "estimate_linkages": "linkage", "estimate_table": "run"})
