"""Which mentions are one person."""

from typing import TYPE_CHECKING

from darkfigure.lazy import lazy_names

if TYPE_CHECKING:
    from darkfigure.link.run import Linkage, link_mentions

__all__ = ["Linkage", "link_mentions"]

# compiled kernels cost a second, and judgements need none
__getattr__ = lazy_names(__name__, {"Linkage": "run", "link_mentions": "run"})
