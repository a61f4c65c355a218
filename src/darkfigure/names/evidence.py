"""Compiled: what the names of two people have in common and where they differ, as a short row of numbers.

The calibration (`tools/names_weights.py`) weighs these numbers; their weighted sum is the ratio of two names.

Numba keeps what it compiled beside each file and looks at that file's age alone: after a change here, touch
`kernel.py`.
"""

from typing import Final

import numpy as np
from numba import njit

from darkfigure.names.arrays import Array
from darkfigure.names.name import FATHER, GIVEN, KUNYA, NISBA, REST
from darkfigure.names.tokens import CLASS, FORM, KEY_SIZE, KEY_START, SCRIPT, SINGLE, SIZE, START, STEM

EVIDENCE: Final = (
    "always",  # 1
    "first", "second", "further",  # ratios of the tokens that agree, best first
    "quality",  # how near each agreement comes to the best that names of its length can have, at most 3 in all
    "form",  # cost of another form of one name, in one script
    "respelled",  # tokens that agree and yet differ, in one script
    "consonants",  # consonants that differ in those
    "moved",  # cost of agreeing in other roles
    "joined",  # words written as one
    "clash",  # 1 where names clash
    "clash_agreed",  # then: sum of the ratios of tokens that agree, at most `KIN`
    "clash_missing",  # then: tokens that only one side has
    "given", "family", "across", "father", "other",  # clashes by role; across: a given with a family name
    "alike",  # nats by which tokens that clash are more alike than two at random
    "missing_given", "missing_family", "missing_father", "missing_other",  # tokens that only one side has
    "missing_script",  # the same, in one script
    "uncovered",  # share of all letters that stand in no token that agrees
)  # fmt: skip
"""The numbers of a row. `first` to `quality`, `missing_*` and `uncovered` are 0 where two names clash."""
(
    ALWAYS, FIRST_AGREED, SECOND_AGREED, FURTHER, QUALITY, FORM_COST, RESPELLED, CONSONANTS, MOVED, JOINED,
    CLASH, CLASH_AGREED, CLASH_MISSING, CLASH_GIVEN, CLASH_FAMILY, CLASH_ACROSS, CLASH_FATHER, CLASH_OTHER, ALIKE,
    MISSING_GIVEN, MISSING_FAMILY, MISSING_FATHER, MISSING_OTHER, MISSING_SCRIPT, UNCOVERED,
) = range(len(EVIDENCE))  # fmt: skip
_MISSING = np.array([MISSING_GIVEN, MISSING_FATHER, MISSING_FAMILY, -1, -1, MISSING_OTHER])  # by role
KIN = 10.8
"""Nats. Beside a clash, agreement says no more than one rare name does: brothers share two."""
_BEST, _BY_LETTER, _MOST_QUALITY = 14.0, 2.2, 3.0
"""The ratio that spellings can reach at most, by letter of the shorter, and the most that `quality` can be."""
_LIKE_ENDINGS = 1.0
"""Endings that cost less than this go with each other (-ovich, -uly): only what is before them is compared."""
_PLAINLY, _CHANCE = -2.0, 6.2
"""Below this ratio names clash; two names at random have minus that one."""


@njit(cache=True)
def own(role: int) -> bool:
    """Whether a name in this role is the person's own: neither a kunya nor an origin, which thousands share."""
    return role not in (KUNYA, NISBA)


@njit(cache=True)
def consonants_apart(place: Array, keys: Array, one: int, two: int, row: Array) -> int:
    """Edit distance of the consonants of two forms."""
    first, second, n, m = place[one, KEY_START], place[two, KEY_START], place[one, KEY_SIZE], place[two, KEY_SIZE]
    for j in range(m + 1):
        row[j] = j
    for i in range(n):
        corner = row[0]
        row[0] = i + 1
        for j in range(m):
            change = corner + (0 if keys[first + i] == keys[second + j] else 1)
            corner = row[j + 1]
            row[j + 1] = min(change, corner + 1, row[j] + 1)
    return int(row[m])


@njit(cache=True)
def _same_letters(groups: Array, place: Array, one: int, two: int) -> bool:
    """Whether two forms are one but for letters of one sound, such as those that languages of one script differ in."""
    size = place[one, SIZE]
    if size != place[two, SIZE]:
        return False
    for k in range(size):  # noqa: SIM110 - compiled
        if groups[place[one, START] + k, 0] != groups[place[two, START] + k, 0]:
            return False
    return True


@njit(cache=True)
def _add_agreed(  # noqa: PLR0913, PLR0917
    fact: Array, place: Array, keys: Array, groups: Array, one: int, two: int, spelled: Array, row: Array, out: Array
) -> None:
    """Add how well two tokens that agree are spelled alike; `spelled` is the ratio of the spellings, and the cost."""
    if fact[one, SINGLE] or fact[two, SINGLE]:
        return
    a, b = fact[one, FORM], fact[two, FORM]
    best = min(_BEST, _BY_LETTER * (min(place[a, SIZE], place[b, SIZE]) - 2))
    out[QUALITY] += min(max(spelled[0] / best, 0.0), 1.0)
    if one != two and place[a, SCRIPT] == place[b, SCRIPT] and not _same_letters(groups, place, a, b):
        out[RESPELLED] += 1.0
        out[FORM_COST] += spelled[1]
        if fact[one, CLASS] < 0 or fact[one, CLASS] != fact[two, CLASS]:
            apart = consonants_apart(place, keys, a, b, row)
            if spelled[1] < _LIKE_ENDINGS:
                apart = min(apart, consonants_apart(place, keys, fact[one, STEM], fact[two, STEM], row))
            out[CONSONANTS] += apart


@njit(cache=True)
def _add_clash(role: int, other: int, out: Array) -> None:
    if FATHER in (role, other):
        out[CLASH_FATHER] += 1.0
    elif REST in (role, other):
        out[CLASH_OTHER] += 1.0
    elif role != other:
        out[CLASH_ACROSS] += 1.0
    elif role == GIVEN:
        out[CLASH_GIVEN] += 1.0
    else:
        out[CLASH_FAMILY] += 1.0


@njit(cache=True)
def _add_clashes(  # noqa: PLR0913, PLR0917
    scores: Array, left: Array, right: Array, free: Array, moved: Array, clash: Array, out: Array
) -> None:
    """Set against each other what is left of the own names of both sides, those first that cannot be one person's."""
    for _ in range(min(len(left), len(right))):
        worst, i, j = 0.0, -1, -1
        for a in range(len(left)):
            for b in range(len(right)):
                if free[0, a] and free[1, b] and own(left[a]) and own(right[b]):
                    here = min(clash[left[a], right[b]], moved[left[a], right[b]] - scores[a, b])
                    if here > worst:
                        worst, i, j = here, a, b
        if i < 0:
            return
        free[0, i] = free[1, j] = False
        _add_clash(left[i], right[j], out)
        out[ALIKE] += _CHANCE + max(min(scores[i, j], _PLAINLY), -_CHANCE)
        # A given name beside a father's name is what one list leaves out and the other has.
        if scores[i, j] < _PLAINLY and not (left[i] != right[j] and FATHER in (left[i], right[j]) and (
            GIVEN in (left[i], right[j])
        )):  # fmt: skip
            out[CLASH] = 1.0


@njit(cache=True)
def _letters(fact: Array, place: Array, token: Array, role: Array, free: Array) -> tuple[int, int]:
    """Letters of a side's own names, and of those that are left."""
    whole, left = 0, 0
    for k in range(len(token)):
        if own(role[k]):
            size = place[fact[token[k], FORM], SIZE] - 2
            whole += size
            left += size if free[k] else 0
    return whole, left


@njit(cache=True)
def _uncovered(
    fact: Array, place: Array, tokens: tuple[Array, Array], roles: tuple[Array, Array], free: Array
) -> float:
    """Share of the letters of both sides' own names that is left."""
    all_left, free_left = _letters(fact, place, tokens[0], roles[0], free[0])
    all_right, free_right = _letters(fact, place, tokens[1], roles[1], free[1])
    return float((free_left + free_right) / max(all_left + all_right, 1))


@njit(cache=True)
def _add_missing(roles: tuple[Array, Array], free: Array, out: Array) -> int:
    """Add the own names that only one side has, and mark them as dealt with; return how many there are."""
    missing = 0
    for side in range(2):
        for k in range(len(roles[side])):
            role = roles[side][k]
            if free[side, k] and own(role):
                free[side, k] = False
                missing += 1
                out[_MISSING[role]] += 1.0
    return missing


@njit(cache=True)
def describe(  # noqa: PLR0913, PLR0917
    fact: Array,
    place: Array,
    keys: Array,
    groups: Array,
    tokens: tuple[Array, Array],
    roles: tuple[Array, Array],
    scores: Array,
    spelled: Array,
    agreed: Array,
    gains: Array,
    number: int,
    joined: tuple[float, int],
    free: Array,
    moved: Array,
    clash: Array,
    row: Array,
    out: Array,
) -> None:
    """Fill `out` with the evidence of two names; each holds an own name.

    `agreed[:number]` are the places of the tokens that agree and `gains` their ratios, `spelled[i, j]` the ratio of
    their spellings and the cost of their forms, `joined` the sum of ratios and the number of words written as one.
    Marks the own names in `free` as dealt with.
    """
    left, right = roles
    out[:] = 0.0
    out[ALWAYS] = 1.0
    strong, total = 0, 0.0
    for k in range(number):
        i, j = agreed[k, 0], agreed[k, 1]
        if not (own(left[i]) or own(right[j])):
            continue
        out[MOVED] += moved[left[i], right[j]]
        one, two = tokens[0][i], tokens[1][j]
        _add_agreed(fact, place, keys, groups, one, two, spelled[i, j], row, out)
        if not (fact[one, SINGLE] or fact[two, SINGLE]):
            out[FIRST_AGREED + min(strong, 2)] += gains[k]
            total += gains[k]
            strong += 1
    if joined[1] > 0:
        out[JOINED] = joined[1]
        out[FIRST_AGREED + min(strong, 2)] += joined[0]
        out[QUALITY] += joined[1]
        total += joined[0]
    out[QUALITY] = min(out[QUALITY], _MOST_QUALITY)
    out[UNCOVERED] = _uncovered(fact, place, tokens, roles, free)
    _add_clashes(scores, left, right, free, moved, clash, out)
    missing = _add_missing(roles, free, out)
    if place[fact[tokens[0][0], FORM], SCRIPT] == place[fact[tokens[1][0], FORM], SCRIPT]:
        out[MISSING_SCRIPT] = missing
    if out[CLASH] > 0.0:
        out[CLASH_AGREED], out[CLASH_MISSING] = min(total, KIN), missing
        out[FIRST_AGREED : QUALITY + 1] = 0.0
        out[MISSING_GIVEN:] = 0.0
