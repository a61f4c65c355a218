"""What must be true for a number to be right, by method and by what is known of the links."""

from dataclasses import replace

from darkfigure.records import Assumption, Estimate

SHAPES = {
    "mth-poisson": "people differ in how easily they are seen on all lists alike, few of them much more than the rest",
    "mth-darroch": "people differ in how easily they are seen on all lists alike, as a bell curve of the log-odds",
    "mth-gamma": "people differ in how easily they are seen on all lists alike, many of them nearly impossible to see",
}
"""What each model of people who differ takes for granted; no table can tell these shapes apart for the unseen."""


def assumptions(*, stratified: bool, method: str) -> tuple[Assumption, ...]:
    """What must be true for the number to be right."""
    found = [
        Assumption(code="closed-population", text="nobody entered or left the population in the period"),
        Assumption(code="perfect-linkage", text="records of one person were recognised as one, and of two as two"),
        Assumption(code="same-population", text="everybody on a list belongs to the population counted"),
    ]
    return (*found, *_of_method(method, stratified=stratified))


_LINKAGE = {
    "drawn-linkages": "the drawn linkages are about as likely to be right as they claim",
    "known-link-errors": "links fail alike for everybody, at the rates given",
}
"""What is assumed about links where they are not taken as right."""


def linkage_assumed(found: Estimate, code: str) -> Estimate:
    """The same estimate, which assumes `drawn-linkages` or `known-link-errors` in place of perfect linkage.

    Where doubt about links did not enter the number, it is returned as it is.
    """
    if "linkage" not in (found.variance_shares or {}):
        return found
    assumed = Assumption(code=code, text=_LINKAGE[code])
    return replace(
        found,
        assumptions=tuple(assumed if one.code in {"perfect-linkage", *_LINKAGE} else one for one in found.assumptions),
    )


def _of_method(method: str, *, stratified: bool) -> tuple[Assumption, ...]:
    """What a method assumes besides."""
    if method == "chao-lower-bound":
        text = "people who are hard to see on one list are not easier to see on the others"
        return (Assumption(code="positive-dependence", text=text),)
    if method == "combined":
        related = Assumption(
            code="related-strata",
            text="strata differ around what is common to them: each borrows from the others as far as they prove alike",
        )
        return (
            *((related,) if stratified else ()),
            Assumption(
                code="structures",
                text="lists depend in pairs, and people differ smoothly, in two classes, or not at all; anything more "
                "tangled is not in the interval",
            ),
            Assumption(
                code="prior",
                text="before the table, a list was expected to hold between one in a hundred and three in four, and "
                "differences between people to be a few times the odds rather than hundreds of times",
            ),
        )
    if method in SHAPES:
        return (Assumption(code="shape-of-differences", text=SHAPES[method]),)
    if method == "doubly-robust":
        return (
            Assumption(
                code="conditional-independence",
                text="among people alike in the covariates, being on one of two lists says nothing about being on the "
                "other",
            ),
            Assumption(
                code="positivity", text="people of every kind have some chance of being on both lists of a pair"
            ),
        )
    homogeneous = "people differ in how easily they are seen only as far as the dependence between lists shows it"
    return (
        Assumption(
            code="no-highest-interaction",
            text="lists may depend on each other, but not all at once in a way the fewer do not show",
        ),
        Assumption(code="homogeneous-within-stratum" if stratified else "homogeneous", text=homogeneous),
    )
