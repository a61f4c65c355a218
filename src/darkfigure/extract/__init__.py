"""Rows as written to mentions with codes and ranges; texts to the numeric claims in them."""

from darkfigure.extract.claim import Claim
from darkfigure.extract.claims import claims
from darkfigure.extract.rows import Counts, RowReader

__all__ = ["Claim", "Counts", "RowReader", "claims"]
