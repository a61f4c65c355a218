"""Which mentions are one person."""

from darkfigure.link.run import Linkage, link_mentions

__all__ = ["Linkage", "link_mentions"]
