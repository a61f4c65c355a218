"""Which mentions are one person."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from darkfigure.link.run import Linkage, link_mentions

__all__ = ["Linkage", "link_mentions"]


def __getattr__(name: str) -> object:
    """Load what links when it is first asked for: compiled kernels cost a second, judgements need none."""
    if name in __all__:
        return getattr(import_module(f"{__name__}.run"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
