"""What circulates: copies of texts, media and claims over sources and time, who copies whom, and who is one voice."""

from typing import TYPE_CHECKING

from darkfigure.lazy import lazy_names

if TYPE_CHECKING:
    from darkfigure.spread.analysis import Spread, analyse_spread
    from darkfigure.spread.posts import Posts

__all__ = ["Posts", "Spread", "analyse_spread"]

# numpy and numba load only when something is asked for
__getattr__ = lazy_names(__name__, {"Posts": "posts", "Spread": "analysis", "analyse_spread": "analysis"})
