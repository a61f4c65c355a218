"""Warnings that come from the doubly robust method."""

from typing import TYPE_CHECKING

from darkfigure.estimate.doubly_robust import RARE
from darkfigure.records import Notice

if TYPE_CHECKING:
    from darkfigure.estimate.run import Answered

_SOME = 0.01  # share of persons of a kind hardly ever seen that is worth a warning


def covariate_notices(found: "Answered") -> list[Notice]:
    """What the covariates bring to light; nothing where there are none."""
    if "doubly-robust" not in found.totals:
        return []
    answer, seen = found.totals["doubly-robust"].answer, found.table.observed
    listed = []
    pairs = answer.diagnostics["pairs"]
    if not isinstance(pairs, list) or not pairs:
        return []
    rare = max(pairs, key=lambda pair: pair["share_hardly_ever_seen"])
    if rare["share_hardly_ever_seen"] > _SOME:
        listed.append(
            Notice(
                code="positivity",
                message=f"By the lists {' and '.join(rare['lists'])}, {rare['share_hardly_ever_seen']:.0%} of the "
                f"persons seen are of a kind of whom fewer than one in {1 / RARE:.0f} is ever seen; each stands for "
                "many, and the doubly robust number rests on them. Look who they are, and quote the lower limit.",
            )
        )
    if any(one["low"] > other["high"] for one in pairs for other in pairs):
        low, high = (pick(pairs, key=lambda pair: pair["estimate"]) for pick in (min, max))
        listed.append(
            Notice(
                code="pairs-disagree",
                message=f"Two lists at a time, the covariates answer from {low['estimate']:,.0f} "
                f"({' and '.join(low['lists'])}) to {high['estimate']:,.0f} ({' and '.join(high['lists'])}), outside "
                "each other's intervals: some of these lists depend on each other even among people alike. Say which "
                "two lists work independently, and quote that pair.",
            )
        )
    total = found.totals[found.main].answer
    if (
        found.main == "combined"
        and total.low is not None
        and answer.unseen is not None
        and not total.low <= answer.unseen <= (total.high or float("inf"))
    ):
        listed.append(
            Notice(
                code="covariates-disagree",
                message=f"With the covariates the number is {seen + answer.unseen:,.0f}, outside the combined "
                "interval, which does not know them. If the lists depend on each other only through what the "
                "covariates tell, trust the former; report both.",
            )
        )
    return listed
