"""Which parts of two names met, and what each adds to their log-likelihood ratio.

The parts are found as `kernel` finds them: best agreement first, then the worst clashes of what is left, then what one
side lacks. What they do not add up to is named as what it is: what the names as a whole say, or the limits on what a
kunya and an origin can say.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from darkfigure.names.compare import compare_evidence
from darkfigure.names.costs import costs
from darkfigure.names.evidence import (
    CLASH,
    CLASH_AGREED,
    CLASH_MISSING,
    FIRST_AGREED,
    JOINED,
    MISSING_GIVEN,
    MISSING_SCRIPT,
    QUALITY,
    own,
)
from darkfigure.names.kernel import MOST
from darkfigure.names.letters import token_script
from darkfigure.names.name import KUNYA, NISBA, ROLES
from darkfigure.names.pairing import LEAST, SECOND_KUNYA
from darkfigure.names.table import NameTable

How = Literal["alike", "spelling", "script", "form", "initial", "joined", "clash", "missing", "whole", "limits"]


@dataclass(frozen=True, kw_only=True)
class NamePart:
    """One part of the comparison: the roles and words that met, how, and its log-likelihood ratio, natural log.

    `how`: written alike; another spelling, script or form of one name; an initial; two words written as one; a clash;
    missing on one side, whose role and word are then empty; what the names as a whole say, by how much of them agrees;
    or the limits on what a kunya and an origin can say.
    """

    how: How
    weight: float
    left_role: str = ""
    right_role: str = ""
    left: str = ""
    right: str = ""


class _Names:
    """Two names of a table: the places of their tokens, those on each side that are left, and what is known of them."""

    def __init__(self, table: NameTable, left: int, right: int) -> None:
        self.table = table
        sides = [
            np.arange(table.offsets[name], min(table.offsets[name + 1], table.offsets[name] + MOST))
            for name in (left, right)
        ]
        self.places, size = np.concatenate(sides), len(sides[0])
        self.free = [list(range(size)), list(range(size, len(self.places)))]
        ratio, evidence = compare_evidence(table, np.array([left]), np.array([right]))
        self.total, self.evidence = float(ratio[0]), evidence[0]
        # Every two tokens, each a name by itself; only those of the left with those of the right are used.
        alone = _few(table, self.places, [1] * len(self.places))
        grid = np.meshgrid(np.arange(size), np.arange(size, len(self.places)), indexing="ij")
        one, other = (axis.ravel() for axis in grid)
        self.score = np.zeros((len(self.places), len(self.places)))
        self.alone = np.zeros((*self.score.shape, len(self.evidence)))
        self.score[one, other], self.alone[one, other] = compare_evidence(alone, one, other)

    @property
    def calibrated(self) -> bool:
        """Whether both hold an own name, so that the evidence is weighed rather than rules followed."""
        return bool(self.evidence[0] > 0)

    @property
    def clash(self) -> bool:
        return bool(self.evidence[CLASH] > 0)

    def role(self, i: int) -> int:
        return int(self.table.role[self.places[i]])


def explain_names(table: NameTable, left: int, right: int) -> tuple[NamePart, ...]:
    """The parts of the ratio of two names of a table, those that agree first; their sum is that of `compare_names`."""
    names = _Names(table, left, right)
    if not (names.free[0] and names.free[1]):
        return ()
    parts = _agreements(names)
    named = any(part.left_role not in (ROLES[KUNYA], ROLES[NISBA]) for part in parts)
    parts += _joined(names, sum(part.how != "initial" for part in parts))
    parts += _clashes(names, named=named or names.calibrated)
    parts += [_missing(names, i, side) for side in range(2) for i in names.free[side]]
    rest = names.total - sum(part.weight for part in parts)
    if abs(rest) < 0.05:
        return tuple(parts)
    return (*parts, NamePart(how="whole" if names.calibrated else "limits", weight=rest))


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


def _agreements(names: _Names) -> list[NamePart]:
    parts: list[NamePart] = []
    score, free, known = names.score, names.free, costs()
    strong = 0
    while True:
        best = max(((score[i, j], -i, -j) for i in free[0] for j in free[1]), default=(0.0, 0, 0))
        if best[0] <= LEAST:
            return parts
        i, j = -best[1], -best[2]
        free[0].remove(i)
        free[1].remove(j)
        one, other = names.places[i], names.places[j]
        how = _how(names.table, one, other)
        weight = float(best[0])
        if own(names.role(i)) or own(names.role(j)):
            if names.calibrated:
                seen = names.alone[i, j].copy()
                seen[CLASH_AGREED if names.clash else FIRST_AGREED + min(strong, 2)] = seen[FIRST_AGREED]
                if names.clash or strong > 0:
                    seen[FIRST_AGREED] = 0.0
                seen[QUALITY] *= not names.clash
                weight = float(seen[FIRST_AGREED:CLASH_MISSING] @ known.weights[FIRST_AGREED:CLASH_MISSING])
            else:
                weight *= float(known.further[min(strong, len(known.further) - 1)])
            strong += how != "initial"
        parts.append(_part(names.table, one, other, how=how, weight=weight))


def _joined(names: _Names, strong: int) -> list[NamePart]:
    """Two words of one side that are one word on the other."""
    parts: list[NamePart] = []
    table, places, free, weights = names.table, names.places, names.free, costs().weights
    for side in range(2):
        for whole in list(free[side]):
            for head in list(free[1 - side]):
                if whole not in free[side] or head not in free[1 - side] or head + 1 not in free[1 - side]:
                    continue
                three = _few(table, places[[whole, head, head + 1]], [1, 2])
                ratio, seen = compare_evidence(three, np.array([0]), np.array([1]))
                if not seen[0, JOINED] and ratio[0] <= LEAST:
                    continue
                weight = float(ratio[0])
                if names.calibrated:
                    gain = seen[0, CLASH_AGREED] + seen[0, FIRST_AGREED]
                    place = CLASH_AGREED if names.clash else FIRST_AGREED + min(strong, 2)
                    weight = float(gain * weights[place] + weights[JOINED] + weights[QUALITY] * (not names.clash))
                    strong += 1
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


def _clashes(names: _Names, *, named: bool) -> list[NamePart]:
    parts: list[NamePart] = []
    free, weights = names.free, costs().weights
    clash = names.clash
    while True:
        worst, i, j = 0.0, -1, -1
        for one in free[0]:
            for other in free[1]:
                here = float(names.score[one, other])
                both = own(names.role(one)) and own(names.role(other))
                if names.calibrated and both:
                    seen = names.alone[one, other]
                    here = float(seen[CLASH_MISSING + 1 : MISSING_GIVEN] @ weights[CLASH_MISSING + 1 : MISSING_GIVEN])
                elif names.calibrated and (own(names.role(one)) or own(names.role(other))):
                    continue
                if named and names.role(one) == KUNYA:
                    here = max(here, -SECOND_KUNYA)
                if here < worst:
                    worst, i, j = here, one, other
        if i < 0:
            return parts
        free[0].remove(i)
        free[1].remove(j)
        if clash and own(names.role(i)):
            worst += float(weights[CLASH])
            clash = False
        parts.append(_part(names.table, names.places[i], names.places[j], how="clash", weight=worst))


def _missing(names: _Names, i: int, side: int) -> NamePart:
    known, kind = costs(), names.role(i)
    weight = -float(known.missing[kind])
    if names.calibrated and own(kind):
        order = (ROLES.index("given"), ROLES.index("family"), ROLES.index("father"), ROLES.index("other"))
        alike = float(known.weights[MISSING_SCRIPT]) * (names.evidence[MISSING_SCRIPT] > 0)
        weight = float(known.weights[MISSING_GIVEN + order.index(kind)]) + alike
        weight = float(known.weights[CLASH_MISSING]) if names.clash else weight
    role, word = _role(names.table, names.places[i]), _word(names.table, names.places[i])
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
