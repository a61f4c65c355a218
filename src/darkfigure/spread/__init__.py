"""What circulates: copies of texts, media and claims over sources and time, who copies whom, and who is one voice."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from darkfigure.spread.analysis import Spread, analyse_spread
    from darkfigure.spread.posts import Posts

_HOMES = {"Posts": "posts", "Spread": "analysis", "analyse_spread": "analysis"}
__all__ = ["Posts", "Spread", "analyse_spread"]


def __getattr__(name: str) -> object:
    # numpy and numba load only when something is asked for
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"darkfigure.spread.{_HOMES[name]}"), name)
