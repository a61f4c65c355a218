"""How likely two names as written are one person's: token against token, roles, rarity, and what clashes."""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from darkfigure.names.affixes import ENDEARED, FAMILY, NONE, OGLU, PATRONYMIC, SON, ZODA
from darkfigure.names.spelling import SpellingModel, log_ratio, log_ratio_joined, spelling_model
from darkfigure.names.table import NameTable, tabulate_names
from darkfigure.names.tokens import Tokens, prepare

MOST = 8
"""Tokens of a name beyond this many are not compared."""


class Costs(NamedTuple):
    """What disagreement costs, in nats. Roles in the order of `ROLES`.

    `moved[r, s]`: one name standing in two roles; `clash[r, s]`: the most that two different names in two roles cost;
    `missing[r]`: a name that only one side has; `mistake`: share of names of one person that are not the same name;
    `few`: the most that kunya and origin alone can say; `further[k]`: what the k-th best agreement is worth.
    """

    moved: NDArray[np.float64]
    clash: NDArray[np.float64]
    missing: NDArray[np.float64]
    mistake: float
    few: float
    further: NDArray[np.float64]


def _square(*rows: tuple[float, ...]) -> NDArray[np.float64]:
    half = np.zeros((len(rows), len(rows)))
    for i, row in enumerate(rows):
        half[i, : len(row)] = row
    return np.asarray(half + half.T - np.diag(np.diag(half)), np.float64)


# given; father, family, kunya, origin, other
COSTS = Costs(
    moved=_square(
        (0.0,),
        (2.0, 0.0),
        (1.2, 1.2, 0.0),
        (4.5, 4.5, 6.0, 0.0),
        (5.0, 5.0, 0.5, 6.0, 0.0),
        (0.4, 0.3, 0.4, 4.0, 0.8, 0.0),
    ),
    clash=_square(
        (5.0,),
        (1.0, 5.0),
        (4.5, 3.0, 6.5),
        (0.0, 0.0, 0.0, 2.0),
        (0.0, 0.0, 0.3, 0.0, 1.0),
        (4.0, 3.0, 4.0, 0.0, 0.0, 3.0),
    ),
    missing=np.array([0.9, 0.3, 0.9, 0.1, 0.1, 0.6]),
    mistake=0.002,
    few=5.0,
    further=np.array([1.0, 0.8, 0.6]),
)
# What it costs that one name comes with two different endings.
_ENDING = np.full((8, 8), -1.0)
for _one, _two, _cost in (
    (NONE, PATRONYMIC, 1.0),
    (NONE, SON, 1.0),
    (NONE, OGLU, 4.0),
    (NONE, ZODA, 1.5),
    (NONE, FAMILY, 1.5),
    (NONE, ENDEARED, 3.0),
    (PATRONYMIC, SON, 0.3),
    (PATRONYMIC, OGLU, 0.5),
    (PATRONYMIC, ZODA, 0.7),
    (PATRONYMIC, FAMILY, 1.0),
    (SON, OGLU, 0.3),
    (SON, ZODA, 0.7),
    (SON, FAMILY, 0.7),
    (OGLU, ZODA, 0.7),
    (OGLU, FAMILY, 0.7),
    (ZODA, FAMILY, 0.5),
):
    _ENDING[_one, _two] = _ENDING[_two, _one] = _cost
_WOMAN_OR_MAN = 1.5
_TRANSLATED = 2.0
_KIN = 3.0
_APART = 1.0
_OTHER_CLASS = 4.0
_BARE_GIVEN = 5.0
_INITIAL, _OTHER_INITIAL = 1.8, -3.0
_SURE = 14.0
_UNLIKE = -12.0


@njit(cache=True)
def _ones(bits: Any) -> int:  # noqa: ANN401 - compiled
    bits -= (bits >> np.uint64(1)) & np.uint64(0x5555555555555555)
    bits = (bits & np.uint64(0x3333333333333333)) + ((bits >> np.uint64(2)) & np.uint64(0x3333333333333333))
    bits = (bits + (bits >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((bits * np.uint64(0x0101010101010101)) >> np.uint64(56))


@njit(cache=True)
def _most(n: int, m: int) -> int:
    """Most differences between the consonants of two spellings of one name: 99.7 % have fewer."""
    longer = max(n, m)
    return longer // 2 if longer > 3 else (longer + 1) // 2


@njit(cache=True)
def _apart(tokens: Any, one: int, two: int) -> bool:  # noqa: ANN401 - compiled
    """Whether two forms share so few consonants, in any order, that they cannot be spellings of one name."""
    a, b = tokens.bag[one], tokens.bag[two]
    n = tokens.key_start[one + 1] - tokens.key_start[one]
    m = tokens.key_start[two + 1] - tokens.key_start[two]
    return max(_ones(a & ~b), _ones(b & ~a)) > _most(n, m)


@njit(cache=True)
def _alike(tokens: Any, one: int, two: int) -> bool:  # noqa: ANN401 - compiled
    """Whether two forms' consonants are near enough, in order, for the model to be asked."""
    keys, first, second = tokens.keys, tokens.key_start[one], tokens.key_start[two]
    n, m = tokens.key_start[one + 1] - first, tokens.key_start[two + 1] - second
    row = np.empty(m + 1, np.int8)
    for j in range(m + 1):
        row[j] = j
    for i in range(n):
        corner = row[0]
        row[0] = i + 1
        for j in range(m):
            change = corner + (keys[first + i] != keys[second + j])
            corner = row[j + 1]
            row[j + 1] = min(change, corner + 1, row[j] + 1)
    return bool(row[m] <= _most(n, m))


@njit(cache=True)
def _spelled(tokens: Any, model: Any, one: int, two: int) -> float:  # noqa: ANN401 - compiled
    if one == two:
        return _SURE
    if _apart(tokens, one, two) or not _alike(tokens, one, two):
        return _UNLIKE
    return min(log_ratio(tokens.forms, model, one, two), _SURE)


@njit(cache=True)
def _weigh(ratio: float, share: float, mistake: float) -> float:
    """Log-likelihood ratio of two persons' tokens, given that of their spellings and how common the name is."""
    odds = np.exp(ratio)
    return np.log(((1 - mistake) * odds + mistake) / (share * odds + 1 - share))


@njit(cache=True)
def _token_score(tokens: Any, model: Any, costs: Any, one: int, two: int) -> float:  # noqa: ANN401 - compiled
    """Log-likelihood ratio of two tokens that stand in the same role."""
    if tokens.single[one] or tokens.single[two]:
        return _INITIAL if tokens.first[one] == tokens.first[two] else _OTHER_INITIAL
    share = max(tokens.share[one], tokens.share[two])
    if one == two:
        return _weigh(_SURE, share, costs.mistake)
    if tokens.kin[one] * tokens.kin[two] == 2:
        return -_KIN
    kind, other = tokens.kind[one], tokens.kind[two]
    same_class = tokens.name_class[one] >= 0 and tokens.name_class[one] == tokens.name_class[two]
    classed = tokens.name_class[one] >= 0 and tokens.name_class[two] >= 0 and not same_class
    stemmed = kind == other and tokens.stemmed[one]
    best = _UNLIKE
    if stemmed or _ENDING[kind, other] >= 0:
        ratio = _spelled(tokens, model, tokens.stem[one], tokens.stem[two])
        worth = 0.0 if stemmed else -_ENDING[kind, other]
        if tokens.feminine[one] != tokens.feminine[two] and kind > 0 and other > 0:
            worth -= _WOMAN_OR_MAN
        if same_class:
            worth -= _TRANSLATED if tokens.translated[one] and ratio < 3.0 else 0.0
            ratio = max(ratio, 12.0)
        elif classed:
            ratio -= _OTHER_CLASS
        score = _weigh(ratio, share, costs.mistake)
        best = score + worth if score > 0 else score
    elif same_class:
        ratio = _spelled(tokens, model, tokens.form[one], tokens.form[two])
        worth = _TRANSLATED if tokens.translated[one] and ratio < 3.0 else 0.0
        best = _weigh(max(ratio, 12.0), share, costs.mistake) - worth
    if not stemmed:
        ratio = _spelled(tokens, model, tokens.form[one], tokens.form[two]) - (_OTHER_CLASS if classed else 0.0)
        best = max(best, _weigh(ratio, share, costs.mistake))
    return best


@njit(cache=True)
def _remembered(memory: Any, tokens: Any, model: Any, costs: Any, one: int, two: int) -> float:  # noqa: ANN401, PLR0913, PLR0917
    """`_token_score`, at once for tokens that are plainly different, else from memory where the pair came up before."""
    same_class = tokens.name_class[one] >= 0 and tokens.name_class[one] == tokens.name_class[two]
    if not (one == two or same_class or tokens.single[one] or tokens.single[two]):
        apart = _apart(tokens, tokens.form[one], tokens.form[two])
        if apart and _apart(tokens, tokens.stem[one], tokens.stem[two]):
            return -_KIN if tokens.kin[one] * tokens.kin[two] == 2 else np.log(costs.mistake)
    if one > two:
        one, two = two, one
    keys, values = memory
    key = np.int64(one) << 32 | np.int64(two)
    slot = (key * np.int64(-7046029254386353131) >> 20) & (len(keys) - 1)
    if keys[slot] != key:
        keys[slot] = key
        values[slot] = _token_score(tokens, model, costs, one, two)
    return values[slot]


@njit(cache=True)
def _sum_agreement(scores: Any, left: Any, right: Any, free: Any, costs: Any) -> float:  # noqa: ANN401 - compiled
    """Pair off names that agree, best first, and add them up; `free[side]` marks what is left.

    Later names of a person go with the earlier ones (a people's given and family names), so each tells less.
    """
    strong, weak, agreed = 0.0, 0.0, 0
    for _ in range(min(len(left), len(right))):
        best, i, j = 0.3, -1, -1
        for a in range(len(left)):
            for b in range(len(right)):
                if free[0, a] and free[1, b] and scores[a, b] - costs.moved[left[a], right[b]] > best:
                    best, i, j = scores[a, b] - costs.moved[left[a], right[b]], a, b
        if i < 0:
            break
        free[0, i] = free[1, j] = False
        if left[i] in (3, 4) and right[j] in (3, 4):
            weak += best
        else:
            strong += best * costs.further[min(agreed, len(costs.further) - 1)]
            agreed += 1
    return strong + weak if agreed else min(weak, costs.few)


@njit(cache=True)
def _sum_clashes(scores: Any, left: Any, right: Any, free: Any, costs: Any) -> float:  # noqa: ANN401 - compiled
    """What names cost that are left on both sides, worst first."""
    total = 0.0
    for _ in range(min(len(left), len(right))):
        worst, i, j = 0.0, -1, -1
        for a in range(len(left)):
            for b in range(len(right)):
                if free[0, a] and free[1, b]:
                    clash = min(costs.clash[left[a], right[b]], costs.moved[left[a], right[b]] - scores[a, b])
                    if clash > worst:
                        worst, i, j = clash, a, b
        if i < 0:
            break
        free[0, i] = free[1, j] = False
        total -= worst
    return total


@njit(cache=True)
def _sum_joined(tokens: Any, model: Any, costs: Any, names: Any, free: Any) -> float:  # noqa: ANN401 - compiled
    """Names written as one word on one side and as two on the other."""
    total = 0.0
    for side in range(2):
        whole, parts = names[side], names[1 - side]
        for a in range(len(whole)):
            for b in range(len(parts) - 1):
                if not (free[side, a] and free[1 - side, b] and free[1 - side, b + 1]):
                    continue
                one, first, second = tokens.form[whole[a]], tokens.form[parts[b]], tokens.form[parts[b + 1]]
                sizes = tokens.forms.start[one + 1] - tokens.forms.start[one]
                for part in (first, second):
                    sizes -= tokens.forms.start[part + 1] - tokens.forms.start[part] - 2
                keys = tokens.key_start[one + 1] - tokens.key_start[one]
                for part in (first, second):
                    keys -= tokens.key_start[part + 1] - tokens.key_start[part]
                if abs(keys) > 1 or abs(sizes - 2) > 4:
                    continue
                ratio = log_ratio_joined(tokens.forms, model, one, first, second)
                score = _weigh(min(ratio, _SURE), tokens.share[whole[a]], costs.mistake) - _APART
                if score > 0.3:
                    free[side, a] = free[1 - side, b] = free[1 - side, b + 1] = False
                    total += score
    return total


@njit(cache=True)
def _compare(tokens: Any, model: Any, costs: Any, names: Any, left: Any, right: Any) -> Any:  # noqa: ANN401, PLR0913, PLR0917
    offsets, token, role = names
    size = 1 << 10
    while size < 4 * len(left) and size < 1 << 22:
        size <<= 1
    memory = (np.full(size, -1, np.int64), np.zeros(size, np.float32))
    out = np.zeros(len(left), np.float32)
    scores, free = np.zeros((MOST, MOST)), np.zeros((2, MOST), np.bool_)
    for pair in range(len(left)):
        first, second = offsets[left[pair]], offsets[right[pair]]
        n = min(offsets[left[pair] + 1] - first, MOST)
        m = min(offsets[right[pair] + 1] - second, MOST)
        for i in range(n):
            for j in range(m):
                one, two = token[first + i], token[second + j]
                scores[i, j] = _remembered(memory, tokens, model, costs, one, two)
                if tokens.stemmed[one] != tokens.stemmed[two]:
                    bare = role[second + j] if tokens.stemmed[one] else role[first + i]
                    scores[i, j] -= _BARE_GIVEN if bare == 0 else 0.0
        free[0, :n] = free[1, :m] = True
        l, r = role[first : first + n], role[second : second + m]
        total = _sum_agreement(scores, l, r, free, costs)
        if n != m and free[0, :n].any() and free[1, :m].any():
            total += _sum_joined(tokens, model, costs, (token[first : first + n], token[second : second + m]), free)
        total += _sum_clashes(scores, l, r, free, costs)
        for i in range(n):
            total -= costs.missing[l[i]] if free[0, i] else 0.0
        for j in range(m):
            total -= costs.missing[r[j]] if free[1, j] else 0.0
        out[pair] = total
    return out


def compare_names(table: NameTable, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float32]:
    """Log-likelihood ratio of pairs of names: ln P(both as written | one person) - ln P(both | two persons).

    Args:
        table: The names.
        left: Numbers of names in the table, one a pair.
        right: The same, for the other side.

    Returns:
        float32, one a pair. 0 says nothing either way.
    """
    return compare_with(table, left, right, costs=COSTS)


def compare_with(
    table: NameTable, left: NDArray[np.int64], right: NDArray[np.int64], *, costs: Costs
) -> NDArray[np.float32]:
    """`compare_names` with other costs of disagreement."""
    names = (table.offsets, table.token, table.role)
    tokens: Tokens = prepare(table)
    model: SpellingModel = spelling_model()
    return np.asarray(
        _compare(tokens, model, costs, names, np.asarray(left, np.int64), np.asarray(right, np.int64)), np.float32
    )


def match_names(a: str, b: str) -> float:
    """Log-likelihood ratio, natural log, that two names are one person's; with no corpus, by shipped shares alone.

    >>> match_names("Юсупов Мухаммад", "Muhammad Yusufov") > 3 > 0 > match_names("Юсупов Мухаммад", "Rustam Karimov")
    True
    """
    table = tabulate_names([a, b], counts=[0, 0])
    return float(compare_names(table, np.array([0]), np.array([1]))[0])
