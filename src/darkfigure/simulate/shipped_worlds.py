"""The worlds that come with the program, by name.

`FIRST` are those that were looked at while the combined method was made. `SECOND` are other kinds, written down apart
from it, so that they judge it. `LINKED` are worlds in which the linkage errs.
"""

import difflib
from dataclasses import replace
from functools import cache

from darkfigure.errors import UsageError
from darkfigure.simulate.capture_world import CaptureWorld
from darkfigure.simulate.world_kinds import dependent, of_kinds, skewed, smooth


def worlds(which: str = "all") -> tuple[CaptureWorld, ...]:
    """The worlds of a set: `first`, `second`, `linked`, or `all`."""
    sets = {"first": _first, "second": _second, "linked": _linked}
    return tuple(world for name in (sets if which == "all" else [which]) for world in sets[name]())


def world(name: str) -> CaptureWorld:
    """The world of this name.

    Raises:
        UsageError: There is none.
    """
    known = {one.name: one for one in worlds()}
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f" Did you mean `{near[0]}`?" if near else ""
        raise UsageError(f"there is no world `{name}`.{hint} `darkfigure simulate worlds` lists them.")
    return known[name]


@cache
def _first() -> tuple[CaptureWorld, ...]:
    return (*_lists_that_depend(), *_kinds_of_people(), *_smooth_or_sparse())


def _lists_that_depend() -> tuple[CaptureWorld, ...]:
    return (
        dependent("independent3", 2500, [0.3, 0.25, 0.35], {}, says="3 independent lists"),
        dependent("independent4", 3000, [0.3, 0.2, 0.25, 0.15], {}, says="4 independent lists"),
        dependent("independent5", 2000, [0.15, 0.2, 0.1, 0.25, 0.12], {}, says="5 independent lists"),
        dependent("pair4", 3500, [0.2, 0.25, 0.15, 0.2], {(1, 2): 1.3}, says="4 lists, two attract"),
        dependent(
            "avoiding4",
            3500,
            [0.2, 0.25, 0.25, 0.2],
            {(1, 2): 1.0, (3, 4): -0.9, (2, 3): 0.5},
            says="4 lists, some attract and two avoid each other",
        ),
        dependent(
            "pairs5",
            5000,
            [0.1, 0.15, 0.12, 0.2, 0.08],
            {(1, 2): 1.5, (3, 4): 0.8, (4, 5): -1.0},
            says="5 lists, some attract and two avoid each other",
        ),
    )


def _kinds_of_people() -> tuple[CaptureWorld, ...]:
    return (
        of_kinds(
            "classes3",
            4000,
            (0.4, [0.5, 0.4, 0.45]),
            (0.6, [0.12, 0.1, 0.1]),
            says="3 lists, 60 % hard to see on each",
        ),
        of_kinds(
            "classes4",
            3000,
            (0.4, [0.5, 0.4, 0.3, 0.45]),
            (0.6, [0.12, 0.1, 0.08, 0.1]),
            says="4 lists, 60 % hard to see on each",
        ),
        of_kinds(
            "classes5",
            5000,
            (0.5, [0.35, 0.3, 0.25, 0.3, 0.2]),
            (0.5, [0.06, 0.05, 0.08, 0.05, 0.04]),
            says="5 lists, half hard to see on each",
        ),
        of_kinds(
            "kinds4",
            4000,
            (0.5, [0.4, 0.35, 0.08, 0.06]),
            (0.5, [0.07, 0.09, 0.35, 0.3]),
            says="4 lists, two kinds of people on two kinds of lists",
        ),
        of_kinds(
            "kinds5",
            4000,
            (0.35, [0.4, 0.3, 0.05, 0.06, 0.2]),
            (0.65, [0.05, 0.09, 0.25, 0.3, 0.15]),
            says="5 lists, two kinds of people on two kinds of lists",
        ),
    )


def _smooth_or_sparse() -> tuple[CaptureWorld, ...]:
    return (
        smooth("smooth4", 4000, [-1.3, -1.0, -1.6, -1.2], 0.9, says="4 lists, people differ smoothly"),
        smooth("smooth5", 3000, [-1.8, -1.5, -2.0, -1.4, -1.7], 1.2, says="5 lists, people differ smoothly and much"),
        skewed("skewed4", 3000, [0.25, 0.2, 0.3, 0.2], 1.5, says="4 lists, chances beta-distributed over people"),
        dependent("sparse4", 4000, [0.05, 0.06, 0.04, 0.07], {(1, 2): 1.0}, says="4 short lists, two attract"),
        dependent("sparse6", 3000, [0.05, 0.06, 0.04, 0.07, 0.03, 0.05], {}, says="6 short independent lists"),
        of_kinds(
            "classes6",
            4000,
            (0.3, [0.3, 0.25, 0.2, 0.25, 0.3, 0.2]),
            (0.4, [0.15, 0.1, 0.12, 0.1, 0.08, 0.1]),
            (0.3, [0.05, 0.04, 0.03, 0.06, 0.05, 0.03]),
            says="6 lists, three degrees of being hard to see",
        ),
        dependent(
            "copying8",
            2500,
            [0.1, 0.12, 0.08, 0.1, 0.06, 0.09, 0.07, 0.1],
            {(1, 2): 2.0, (7, 8): 1.5},
            says="8 lists, two pairs copy from each other",
        ),
    )


@cache
def _second() -> tuple[CaptureWorld, ...]:
    return (*_three_and_four_lists(), *_four_lists_in_odd_cases(), *_five_and_six_lists(), *_six_lists_and_more())


def _three_and_four_lists() -> tuple[CaptureWorld, ...]:
    return (
        skewed("beta3", 5000, [0.3, 0.25, 0.35], 2.0, says="3 lists, chances beta-distributed over people"),
        dependent("pair3", 3000, [0.25, 0.3, 0.2], {(1, 2): 0.9}, says="3 lists, two attract"),
        of_kinds(
            "threeclasses4",
            4000,
            (0.2, [0.6, 0.5, 0.55, 0.45]),
            (0.4, [0.3, 0.2, 0.25, 0.2]),
            (0.4, [0.08, 0.06, 0.1, 0.05]),
            says="4 lists, three classes of people apart on every list",
        ),
        dependent(
            "subset4",
            3000,
            [0.25, 0.2, 0.22, 0.02],
            {(1, 4): 3.2},
            says="4 lists, the fourth nearly a part of the first",
        ),
        dependent(
            "repelling4",
            3500,
            [0.35, 0.35, 0.2, 0.25],
            {(1, 2): -1.9},
            says="4 lists, the two longest hardly share people",
        ),
        dependent(
            "triple4",
            4000,
            [0.2, 0.18, 0.22, 0.2],
            {(1, 2): 0.5, (1, 3): 0.4, (2, 3): 0.5, (1, 2, 3): 0.9},
            says="4 lists, three of which share people beyond pairs",
        ),
        dependent("tiny4", 200, [0.3, 0.25, 0.2, 0.3], {(1, 2): 0.8}, says="4 lists, few people, two lists attract"),
    )


def _four_lists_in_odd_cases() -> tuple[CaptureWorld, ...]:
    return (
        dependent(
            "large4",
            100_000,
            [0.15, 0.2, 0.1, 0.12],
            {(1, 2): 0.8, (2, 3): -0.4},
            says="4 lists, very many people, some lists depend",
        ),
        dependent(
            "uneven4", 4000, [0.55, 0.03, 0.05, 0.04], {(2, 3): 0.7}, says="4 lists, one long and three very short"
        ),
        of_kinds(
            "shadow4",
            4000,
            (0.85, [0.3, 0.25, 0.35, 0.2]),
            (0.15, [0.02, 0.015, 0.02, 0.01]),
            says="4 lists, 15 % of people nearly never seen",
        ),
        CaptureWorld(
            name="mixed4",
            people=5000,
            lists=("A", "B", "C", "D"),
            kinds=of_kinds("", 1, (0.45, [0.4, 0.3, 0.1, 0.25]), (0.55, [0.1, 0.12, 0.25, 0.08]), says="").kinds,
            interactions=dependent("", 1, [0.5] * 4, {(1, 2): 0.7}, says="").interactions,
            margins=False,
            says="4 lists, kinds of people on kinds of lists, and two lists attract within a kind",
        ),
    )


def _five_and_six_lists() -> tuple[CaptureWorld, ...]:
    return (
        dependent(
            "chain5",
            4000,
            [0.15, 0.12, 0.18, 0.1, 0.14],
            {(1, 2): 0.9, (2, 3): 0.7, (3, 4): 0.9, (4, 5): 0.6},
            says="5 lists, each attracts the next",
        ),
        of_kinds(
            "threeclasses5",
            3000,
            (0.3, [0.35, 0.3, 0.05, 0.08, 0.2]),
            (0.3, [0.06, 0.08, 0.35, 0.3, 0.15]),
            (0.4, [0.1, 0.1, 0.1, 0.1, 0.1]),
            says="5 lists, three kinds of people on kinds of lists",
        ),
        skewed("beta5", 6000, [0.12, 0.15, 0.1, 0.18, 0.14], 1.2, says="5 lists, chances beta-distributed over people"),
        dependent(
            "web6",
            5000,
            [0.08, 0.12, 0.1, 0.15, 0.06, 0.1],
            {(1, 2): 1.2, (1, 3): 0.6, (4, 5): -0.8, (5, 6): 1.0, (2, 6): 0.4},
            says="6 lists, many pairs depend",
        ),
    )


def _six_lists_and_more() -> tuple[CaptureWorld, ...]:
    return (
        of_kinds(
            "kinds6",
            4000,
            (0.4, [0.25, 0.2, 0.22, 0.04, 0.05, 0.06]),
            (0.6, [0.04, 0.05, 0.03, 0.2, 0.15, 0.18]),
            says="6 lists, two kinds of people on two kinds of lists",
        ),
        of_kinds(
            "kinds8",
            4000,
            (0.4, [0.2, 0.15, 0.18, 0.12, 0.03, 0.04, 0.05, 0.1]),
            (0.6, [0.03, 0.04, 0.03, 0.05, 0.15, 0.12, 0.1, 0.1]),
            says="8 lists, two kinds of people on two kinds of lists",
        ),
        smooth(
            "smooth8",
            3000,
            [-2.2, -2.5, -2.0, -2.7, -2.3, -2.1, -2.6, -2.4],
            0.8,
            says="8 lists, people differ smoothly",
        ),
        dependent(
            "pairs10",
            5000,
            [0.06, 0.08, 0.05, 0.07, 0.1, 0.04, 0.06, 0.05, 0.09, 0.07],
            {(1, 2): 1.2, (5, 9): -0.7, (7, 8): 1.0},
            says="10 lists, some depend in pairs",
        ),
        of_kinds(
            "classes12",
            4000,
            (0.5, [0.12, 0.1, 0.15, 0.08, 0.1, 0.12, 0.09, 0.11, 0.1, 0.08, 0.13, 0.1]),
            (0.5, [0.03, 0.02, 0.04, 0.02, 0.03, 0.03, 0.02, 0.03, 0.02, 0.02, 0.03, 0.03]),
            says="12 lists, half hard to see on each",
        ),
    )


@cache
def _linked() -> tuple[CaptureWorld, ...]:
    four = world_of(_first(), "independent4")
    return (
        replace(four, name="missed4", missed_links=0.1, says="4 independent lists, 10 % of links missed"),
        replace(four, name="false4", false_links=0.05, says="4 independent lists, 5 % of links false"),
        replace(
            four,
            name="misjoined4",
            missed_links=0.1,
            false_links=0.05,
            says="4 independent lists, 10 % of links missed and 5 % false",
        ),
    )


def world_of(some: tuple[CaptureWorld, ...], name: str) -> CaptureWorld:
    """The one of this name."""
    return next(one for one in some if one.name == name)
