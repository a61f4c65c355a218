"""Which parts of two names met, and what each adds to their log-likelihood ratio.

The parts are found as `kernel` finds them: best agreement first, then the worst clashes of what is left, then what one
side lacks. What they do not add up to is named as what it is: the limits on what names together can say.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from darkfigure.names.compare import compare_names
from darkfigure.names.costs import costs
from darkfigure.names.kernel import MOST
from darkfigure.names.letters import token_script
from darkfigure.names.name import KUNYA, NISBA, ROLES
from darkfigure.names.table import NameTable

_LEAST = 0.3  # names agree from this ratio on, as in `kernel`
_SECOND_KUNYA = -2.0

How = Literal["alike", "spelling", "script", "form", "initial", "joined", "clash", "missing", "limits"]

HOW_WORDS: dict[How, str] = {
    "alike": "written alike",
    "spelling": "another spelling",
    "script": "in another script",
    "form": "another form of the name",
    "initial": "an initial",
    "joined": "two words written as one",
    "clash": "different names",
    "missing": "on one side only",
    "limits": "limits on what names say together",
}


@dataclass(frozen=True, kw_only=True)
class NamePart:
    """One part of the comparison: the roles and words that met, how, and its log-likelihood ratio, natural log.

    `how`: written alike; another spelling, script or form of one name; an initial; two words written as one; a clash;
    missing on one side, whose role and word are then empty; or the limits on what names together can say.
    """

    how: How
    weight: float
    left_role: str = ""
    right_role: str = ""
    left: str = ""
    right: str = ""


def explain_names(table: NameTable, left: int, right: int) -> tuple[NamePart, ...]:
    """The parts of the ratio of two names of a table, those that agree first; their sum is that of `compare_names`."""
    sides = [
        np.arange(table.offsets[name], min(table.offsets[name + 1], table.offsets[name] + MOST))
        for name in (left, right)
    ]
    places = np.concatenate(sides)
    free = [list(range(len(sides[0]))), list(range(len(sides[0]), len(places)))]
    score = _scores(table, places, len(sides[0]))
    parts = _agreements(table, places, score, free)
    named = any(part.left_role not in (ROLES[KUNYA], ROLES[NISBA]) for part in parts)
    parts += _joined(table, places, free)
    parts += _clashes(table, places, score, free, named=named)
    parts += [_missing(table, places[i], side) for side in range(2) for i in free[side]]
    total = float(compare_names(table, np.array([left]), np.array([right]))[0])
    rest = total - sum(part.weight for part in parts)
    return (*parts, NamePart(how="limits", weight=rest)) if abs(rest) >= 0.05 else tuple(parts)


def _few(table: NameTable, places: NDArray[np.int64], sizes: list[int]) -> NameTable:
    """A table of the tokens at these places, in names of these sizes; what is known of each token stays."""
    kept, token = np.unique(table.token[places], return_inverse=True)
    return NameTable(
        tokens=tuple(table.tokens[i] for i in kept),
        skeletons=tuple(table.skeletons[i] for i in kept),
        frequency=table.frequency[kept],
        share=table.share[kept],
        classes=table.classes[kept],
        offsets=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        token=token.astype(np.int32),
        role=table.role[places],
    )


def _scores(table: NameTable, places: NDArray[np.int64], left: int) -> NDArray[np.float64]:
    """The ratio of every two tokens, each a name by itself; only those of the left with those of the right are used."""
    alone = _few(table, places, [1] * len(places))
    one, other = (axis.ravel() for axis in np.meshgrid(np.arange(left), np.arange(left, len(places)), indexing="ij"))
    score = np.zeros((len(places), len(places)))
    score[one, other] = compare_names(alone, one, other)
    return score


def _agreements(
    table: NameTable, places: NDArray[np.int64], score: NDArray[np.float64], free: list[list[int]]
) -> list[NamePart]:
    parts: list[NamePart] = []
    strong = 0
    while True:
        best = max(((score[i, j], -i, -j) for i in free[0] for j in free[1]), default=(0.0, 0, 0))
        if best[0] <= _LEAST:
            return parts
        i, j = -best[1], -best[2]
        free[0].remove(i)
        free[1].remove(j)
        one, other = places[i], places[j]
        weak = table.role[one] in (KUNYA, NISBA) and table.role[other] in (KUNYA, NISBA)
        worth = 1.0 if weak else float(costs().further[min(strong, len(costs().further) - 1)])
        strong += not weak
        parts.append(_part(table, one, other, how=_how(table, one, other), weight=float(best[0]) * worth))


def _joined(table: NameTable, places: NDArray[np.int64], free: list[list[int]]) -> list[NamePart]:
    """Two words of one side that are one word on the other."""
    parts: list[NamePart] = []
    for side in range(2):
        for whole in list(free[side]):
            for head in list(free[1 - side]):
                if whole not in free[side] or head not in free[1 - side] or head + 1 not in free[1 - side]:
                    continue
                three = _few(table, places[[whole, head, head + 1]], [1, 2])
                weight = float(compare_names(three, np.array([0]), np.array([1]))[0])
                if weight <= _LEAST:
                    continue
                free[side].remove(whole)
                free[1 - side] = [i for i in free[1 - side] if i not in (head, head + 1)]
                words = (_word(table, places[whole]), f"{_word(table, places[head])} {_word(table, places[head + 1])}")
                roles = (_role(table, places[whole]), _role(table, places[head]))
                order = (0, 1) if side == 0 else (1, 0)
                parts.append(
                    NamePart(
                        how="joined",
                        weight=weight,
                        left_role=roles[order[0]],
                        right_role=roles[order[1]],
                        left=words[order[0]],
                        right=words[order[1]],
                    )
                )
    return parts


def _clashes(
    table: NameTable, places: NDArray[np.int64], score: NDArray[np.float64], free: list[list[int]], *, named: bool
) -> list[NamePart]:
    parts: list[NamePart] = []
    while True:
        worst, i, j = 0.0, -1, -1
        for one in free[0]:
            for other in free[1]:
                here = float(score[one, other])
                if named and table.role[places[one]] == KUNYA:
                    here = max(here, _SECOND_KUNYA)
                if here < worst:
                    worst, i, j = here, one, other
        if i < 0:
            return parts
        free[0].remove(i)
        free[1].remove(j)
        parts.append(_part(table, places[i], places[j], how="clash", weight=worst))


def _missing(table: NameTable, place: np.int64, side: int) -> NamePart:
    weight = -float(costs().missing[table.role[place]])
    role, word = _role(table, place), _word(table, place)
    if side == 0:
        return NamePart(how="missing", weight=weight, left_role=role, left=word)
    return NamePart(how="missing", weight=weight, right_role=role, right=word)


def _part(table: NameTable, one: np.int64, other: np.int64, *, how: How, weight: float) -> NamePart:
    return NamePart(
        how=how,
        weight=weight,
        left_role=_role(table, one),
        right_role=_role(table, other),
        left=_word(table, one),
        right=_word(table, other),
    )


def _how(table: NameTable, one: np.int64, other: np.int64) -> How:
    a, b = table.token[one], table.token[other]
    left, right = table.tokens[a], table.tokens[b]
    if a == b:
        return "alike"
    if 1 in (len(left), len(right)):
        return "initial"
    if table.classes[a] >= 0 and table.classes[a] == table.classes[b] and table.skeletons[a] != table.skeletons[b]:
        return "form"
    return "spelling" if token_script(left) == token_script(right) else "script"


def _role(table: NameTable, place: np.int64) -> str:
    return ROLES[int(table.role[place])]


def _word(table: NameTable, place: np.int64) -> str:
    return table.tokens[int(table.token[place])]
