"""Pictures and videos that travel: which are copies of which, whatever was done to them. Never faces."""

from darkfigure.media.near_duplicates import NearDuplicates, near_duplicates

__all__ = ["NearDuplicates", "near_duplicates"]
