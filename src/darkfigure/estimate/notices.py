"""The warnings and assumptions that go with an estimate. Codes are stable; docs/reference/warnings.md lists them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.table import CaptureTable
from darkfigure.estimate.assumptions import SHAPES
from darkfigure.estimate.doubly_robust import FEWEST_BOTH, FEWEST_SEEN
from darkfigure.estimate.notices_covariates import covariate_notices
from darkfigure.estimate.strata import Stratum
from darkfigure.estimate.verdict import OPEN, families
from darkfigure.records import Notice

if TYPE_CHECKING:
    from darkfigure.estimate.run import Answered

CODES = (
    "below-bound",
    "borrowed",
    "covariates-disagree",
    "dependent-sources",
    "empty-list",
    "families-disagree",
    "few-lists",
    "frequency-table",
    "ignored-column",
    "link-errors",
    "list-not-predicted",
    "lower-bound-only",
    "merged-strata",
    "no-overlap",
    "no-upper-bound",
    "noisy-counts",
    "not-converged",
    "not-identified",
    "one-person-decides",
    "open-population",
    "pairs-disagree",
    "pooled-instead",
    "poor-fit",
    "positivity",
    "sparse",
    "strata-disagree",
)
"""Every code this room can give, in order."""

_SPARSE = 10  # persons on two lists or more below which any model rests on a handful of people


def look_at_table(table: CaptureTable) -> list[Notice]:
    """Warnings that the pooled counts alone justify."""
    found = []
    overlaps = table.overlaps()
    empty = [f"{a} and {b}" for a, b in _pairs_without_overlap(table.lists, overlaps)]
    if empty:
        shown = "; ".join(empty[:4]) + (f"; and {len(empty) - 4} pairs more" if len(empty) > 4 else "")
        found.append(
            Notice(
                code="no-overlap",
                message=f"Nobody is on both {shown}. Check that these lists were linked and cover the same people, "
                "place and time; if they cannot overlap, do not count them as separate lists.",
            )
        )
    if len(table.lists) == 2:
        found.append(
            Notice(
                code="few-lists",
                message="With two lists nothing can show whether they depend on each other; the estimate takes them "
                "as independent. Add a third list.",
            )
        )
    twice = table.observed - table.count_seen(1)
    if 0 < twice < _SPARSE:
        found.append(
            Notice(
                code="sparse",
                message=f"Only {twice} of {table.observed} persons are on two lists or more; a few wrong or missed "
                "links would change the estimate greatly. Check the linkage, or merge strata.",
            )
        )
    return found


def warnings(found: "Answered") -> tuple[Notice, ...]:
    """Everything the reader must know, in the order of the work."""
    listed = [*found.table.notices, *_empty_lists(found), *look_at_table(found.pooled.table)]
    listed += _unidentified(found)
    if found.main == "chao-lower-bound":
        message = (
            "This number is a lower bound: at least so many, perhaps far more. "
            "Do not quote it as the size of the population."
        )
        return (*listed, Notice(code="lower-bound-only", message=message))
    return (
        *listed,
        *_of_merging(found),
        *_of_agreement(found),
        *_of_limits(found),
        *_of_strata(found),
        *covariate_notices(found),
    )


def _empty_lists(found: "Answered") -> list[Notice]:
    gone = [name for name in found.table.lists if name not in found.pooled.table.lists]
    if not gone:
        return []
    return [
        Notice(
            code="empty-list",
            message=f"Nobody is on {', '.join(gone)}; left out, which changes nothing. "
            "Check that the list was read and linked.",
        )
    ]


def _unidentified(found: "Answered") -> list[Notice]:
    """Strata, or the table, of which no number can be given."""
    joint = _joint_runs(found)
    listed = [*joint, *_borrowed(found)]
    if not joint or found.totals[found.main].answer.unseen is not None:
        listed += [_no_number(one, found.main) for one in found.strata if one.answers[found.main].unseen is None]
    total = found.totals[found.main].answer
    if found.main == "combined" and total.unseen is not None and found.verdict == OPEN:
        listed.append(
            Notice(
                code="not-identified",
                message="The lists do not rule out that some people are harder to see than others, nor say how much "
                "harder the unseen are: the number rests on the shape of that difference. Quote the interval "
                "and the lower bound, not the middle; strata within which people are alike, or a list that "
                f"reaches other people, would help.{_by_family(found)}",
            )
        )
    return listed


def _by_family(found: "Answered") -> str:
    """What each assumption on how people differ makes of the number."""
    posterior = found.totals[found.main].answer.posterior or found.pooled.answers[found.main].posterior
    if posterior is None:
        return ""
    seen, said = found.table.observed, families(posterior, level=0.95)
    told = "; ".join(f"if {one.name}, {seen + one.median:,.0f} (weight {one.weight:.0%})" for one in said)
    return f" By assumption: {told}." if len(said) > 1 else ""


def _joint_runs(found: "Answered") -> list[Notice]:
    """Whether the runs that draw all strata together agree; one warning for all strata."""
    answer = found.totals[found.main].answer
    posterior = answer.posterior
    if len(found.strata) < 2 or posterior is None or posterior.converged:
        return []
    if answer.unseen is not None:
        message = (
            f"Independent runs of the strata drawn together agree only roughly (R-hat {posterior.rhat:.3f}, worth "
            f"{posterior.ess:.0f} draws): another seed will move the limits somewhat. Fewer strata would help."
        )
    elif found.pooled.answers["log-linear"].fit is None:
        return []
    else:
        message = (
            f"Independent runs of the strata drawn together do not agree (R-hat {posterior.rhat:.3f}), so there is no "
            "number of any stratum or of the total. Look at the other methods, and merge strata or lists."
        )
    return [Notice(code="not-converged", message=message)]


def _borrowed(found: "Answered") -> list[Notice]:
    """Strata whose number comes from the others."""
    names = [
        named(one.stratum)
        for one in found.strata
        if len(found.strata) > 1
        and one.answers["log-linear"].fit is None
        and one.answers[found.main].unseen is not None
        and found.main == "combined"
    ]
    if not names:
        return []
    return [
        Notice(
            code="borrowed",
            message=f"Of {some(names)} the lists alone identify nothing; the numbers there rest on what the "
            "other strata show. Do not quote them by themselves unless these strata are like the others.",
        )
    ]


def _no_number(one: Stratum, method: str) -> Notice:
    if method == "doubly-robust":
        return Notice(
            code="not-identified",
            message=f"The method doubly-robust needs {FEWEST_SEEN} persons, and two lists with {FEWEST_BOTH} persons "
            f"on both and as many on one alone; here are {one.table.observed:,} persons. Use a method without "
            "covariates.",
        )
    where = f"In {named(one.stratum)} the" if one.stratum else "The"
    if one.answers["log-linear"].fit is not None and one.answers[method].draws is not None:
        return Notice(
            code="not-converged",
            message=f"{where} independent runs of the method `{method}` do not agree, so it gives no number. Look at "
            "the other methods, and merge lists or strata.",
        )
    seen, bound = one.table.observed, one.answers["chao-lower-bound"].unseen or 0.0
    if one.answers["log-linear"].fit is not None:
        return Notice(
            code="not-identified",
            message=f"{where} counts have no finite answer by the method `{method}`; at least {seen + bound:,.0f} "
            "is likely. Look at the other methods.",
        )
    return Notice(
        code="not-identified",
        message=f"{where} lists overlap too little for any model to say how many are unseen; the {seen:,} seen are a "
        f"floor, and at least {seen + bound:,.0f} is likely. "
        f"{'Merge it with another stratum.' if one.stratum else 'Find a list that overlaps the others.'}",
    )


def _of_merging(found: "Answered") -> list[Notice]:
    total = found.totals[found.main]
    if total.pooled and len(found.strata) > 1:
        return [
            Notice(
                code="pooled-instead",
                message="Too many strata identify nothing to sum them, so the total is that of the table without "
                "strata; it may differ from the sum of the strata that have an estimate.",
            )
        ]
    if total.merged:
        return [
            Notice(
                code="merged-strata",
                message=f"For the total, {some(map(named, total.merged))} were taken together, because "
                "not all of them identify a number alone; the total need not be the sum of the numbers shown.",
            )
        ]
    return []


def _of_agreement(found: "Answered") -> list[Notice]:
    """Methods whose number lies outside the interval of the headline."""
    total, seen = found.totals[found.main].answer, found.table.observed
    if total.unseen is None or total.low is None or found.main != "combined":
        return []
    outside = [
        f"{method} {seen + other.answer.unseen:,.0f}"
        for method, other in found.totals.items()
        if method not in {"chao-lower-bound", "doubly-robust", *SHAPES}
        and other.answer.unseen is not None
        and not total.low <= other.answer.unseen <= (total.high or float("inf"))
    ]
    if not outside:
        return []
    return [
        Notice(
            code="families-disagree",
            message=f"The combined interval does not hold every method's number ({'; '.join(outside)}). These methods "
            "leave out what the table shows, such as people who differ on every list. Quote the combined interval "
            "and say that simpler methods answer otherwise.",
        )
    ]


def _of_limits(found: "Answered") -> list[Notice]:
    listed = []
    total, seen = found.totals[found.main].answer, found.table.observed
    bound = found.pooled.answers["chao-lower-bound"]
    if total.unseen is not None and total.high is None:
        listed.append(
            Notice(
                code="no-upper-bound",
                message="The counts set no upper limit on the population: however many are added, the model still "
                "fits. Use the lower limit, or find a list that overlaps the others.",
            )
        )
    exact = bool(bound.diagnostics.get("somebody_seen_twice"))
    if total.unseen is not None and bound.unseen is not None and exact and total.unseen < bound.unseen:
        listed.append(
            Notice(
                code="below-bound",
                message=f"The estimate ({seen + total.unseen:,.0f}) lies below Chao's lower bound "
                f"({seen + bound.unseen:,.0f}): people seen twice say that more were seen never than the model does. "
                "Either some lists avoid each other's people, or the model misses that some people are harder to see. "
                "Report both.",
            )
        )
    return listed


def _of_strata(found: "Answered") -> list[Notice]:
    """Warn where sum and pooled answer lie outside each other's interval."""
    pooled, whole = found.pooled.answers[found.main], found.totals[found.main].answer
    if len(found.strata) < 2 or found.totals[found.main].pooled or pooled.unseen is None or whole.unseen is None:
        return []
    inside = (whole.low or 0.0) <= pooled.unseen <= (whole.high or float("inf"))
    other = (pooled.low or 0.0) <= whole.unseen <= (pooled.high or float("inf"))
    if inside or other:
        return []
    seen = found.table.observed
    return [
        Notice(
            code="strata-disagree",
            message=f"Summed over strata the estimate is {seen + whole.unseen:,.0f}, without strata "
            f"{seen + pooled.unseen:,.0f}, each outside the other's interval. People of different strata are seen "
            "differently: trust the sum where every stratum has some overlap, and report both.",
        )
    ]


def named(stratum: dict[str, str]) -> str:
    """The stratum in words, e.g. `origin KZ, sex f`."""
    return ", ".join(f"{key} {value}" for key, value in stratum.items())


def some(names: Iterable[str], *, most: int = 5) -> str:
    """Several names in a sentence, the first few written out."""
    every = list(names)
    rest = f"; and {len(every) - most} more" if len(every) > most else ""
    return "; ".join(every[:most]) + rest


def _pairs_without_overlap(lists: tuple[str, ...], overlaps: NDArray[np.float64]) -> list[tuple[str, str]]:
    return [(lists[a], lists[b]) for a in range(len(lists)) for b in range(a + 1, len(lists)) if not overlaps[a, b] > 0]
