"""Which assumptions a number rests on most, and what would change it; both follow by rule from the estimate."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from darkfigure.records import Assumption, Estimate
from darkfigure.report.clean import plain
from darkfigure.report.wording import has, say_html

# How far a number goes wrong where an assumption fails, the farthest first: how people differ and lists depend decides
# the unseen; whoever came and went is counted as missed; wrong links do the same by their rate; the rest by little.
_RANKS = (
    frozenset({
        "structures", "no-highest-interaction", "homogeneous", "homogeneous-within-stratum", "positive-dependence",
        "shape-of-differences", "conditional-independence",
    }),
    frozenset({"closed-population"}),
    frozenset({"perfect-linkage", "drawn-linkages", "known-link-errors"}),
    frozenset({"same-population"}),
    frozenset({"positivity", "related-strata"}),
)  # fmt: skip
# Warnings that speak against an assumption, by the rank of the assumption.
_AGAINST = {
    "not-identified": 0,
    "families-disagree": 0,
    "below-bound": 0,
    "poor-fit": 0,
    "dependent-sources": 0,
    "list-not-predicted": 0,
    "pairs-disagree": 0,
    "open-population": 1,
    "dependent-linkability": 2,
    "one-person-decides": 2,
    "positivity": 4,
}


def strongest_first(estimate: Estimate) -> tuple[Assumption, ...]:
    """The assumptions, first those a warning speaks against, then by how far the number goes wrong without them."""
    warned = {_AGAINST[warning.code] for warning in estimate.warnings if warning.code in _AGAINST}

    def order(assumption: Assumption) -> tuple[bool, int]:
        rank = _rank(assumption.code)
        return rank not in warned, rank

    return tuple(sorted(estimate.assumptions, key=order))


def _rank(code: str) -> int:
    return next((rank for rank, codes in enumerate(_RANKS) if code in codes), len(_RANKS))


def without_each_list(estimate: Estimate) -> tuple[tuple[str, float], ...]:
    """Each list with the estimate made without it; empty where the method did not try."""
    headline = next((one for one in estimate.methods if one.method == estimate.method), None)
    diagnostics: Mapping[str, Any] = headline.diagnostics if headline else {}
    found = (diagnostics.get("checks") or {}).get("left_out") or []
    return tuple(
        (one["list"], float(one["estimate_without"])) for one in found if one.get("estimate_without") is not None
    )


def changes(estimate: Estimate, language: str) -> list[Markup]:
    """What would change the number: the strongest assumptions failing, the list that moves it most, more data."""
    said = [
        say_html(f"failing.{one.code}", language) for one in strongest_first(estimate)[:3] if has(f"failing.{one.code}")
    ]
    if estimate.estimate is None:
        return said
    middle = estimate.estimate
    moved = max(without_each_list(estimate), key=lambda one: abs(one[1] - middle), default=None)
    if moved is not None:
        said.append(say_html("change.without-list", language, list=plain(moved[0]), number=moved[1]))
    shares = estimate.variance_shares or {}
    largest = max(shares, key=lambda part: shares[part], default="")
    if has(f"change.{largest}"):
        said.append(say_html(f"change.{largest}", language, share=shares[largest]))
    return said
