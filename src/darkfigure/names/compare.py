"""How likely two names as written are one person's: token against token, roles, rarity, and what clashes."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from darkfigure.names.lexicon import lexicon
from darkfigure.names.spelling import encode, log_ratio
from darkfigure.names.table import NameTable, tabulate_names

_MOST = 8
"""Tokens of a name beyond this many are not compared."""

# Penalty, in nats, for one name standing in two roles: given, father, family, kunya, nisba, other.
_MOVED = np.array(
    [
        [0.0, 1.5, 0.8, 1.5, 3.0, 0.2],
        [1.5, 0.0, 0.7, 3.0, 3.0, 0.2],
        [0.8, 0.7, 0.0, 3.0, 0.3, 0.2],
        [1.5, 3.0, 3.0, 0.0, 3.0, 1.5],
        [3.0, 3.0, 0.3, 3.0, 0.0, 0.5],
        [0.2, 0.2, 0.2, 1.5, 0.5, 0.0],
    ]
)
# Penalty for two different names left over in two roles.
_CLASH = np.array(
    [
        [5.0, 0.5, 1.5, 0.0, 0.0, 1.5],
        [0.5, 4.0, 0.5, 0.0, 0.0, 0.7],
        [1.5, 0.5, 4.0, 0.0, 0.3, 1.0],
        [0.0, 0.0, 0.0, 2.0, 0.0, 0.0],
        [0.0, 0.0, 0.3, 0.0, 1.0, 0.0],
        [1.5, 0.7, 1.0, 0.0, 0.0, 1.5],
    ]
)
_MISSING = 0.15
_MISTAKE = 0.01
_LOW_INFORMATION = 5.0


@njit(cache=True)
def _token_score(one, two, share, classes, translated, letters, offsets):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202, PLR0913
    """Log-likelihood ratio of two tokens, given that they stand in the same role."""
    ratio = 14.0 if one == two else log_ratio(letters, offsets, one, two)
    worth = 0.0
    if classes[one] >= 0 and classes[one] == classes[two]:
        if translated[classes[one]] and ratio < 2.0:
            worth = -2.0
        ratio = max(ratio, 12.0)
    size_one, size_two = offsets[one + 1] - offsets[one], offsets[two + 1] - offsets[two]
    if min(size_one, size_two) == 1 and max(size_one, size_two) > 1:
        return 1.0 if letters[offsets[one]] == letters[offsets[two]] else -2.0
    odds = np.exp(ratio)
    rarity = max(share[one], share[two])
    return np.log(((1 - _MISTAKE) * odds + _MISTAKE) / (rarity * odds + 1 - rarity)) + worth


@njit(cache=True)
def _compare(left, right, name_offsets, token, role, share, classes, translated, letters, offsets):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202, PLR0913, C901, PLR0912
    out = np.zeros(len(left), np.float32)
    scores = np.zeros((_MOST, _MOST))
    used_l, used_r = np.zeros(_MOST, np.bool_), np.zeros(_MOST, np.bool_)
    for pair in range(len(left)):
        first, second = name_offsets[left[pair]], name_offsets[right[pair]]
        n = min(name_offsets[left[pair] + 1] - first, _MOST)
        m = min(name_offsets[right[pair] + 1] - second, _MOST)
        for i in range(n):
            used_l[i] = False
            for j in range(m):
                scores[i, j] = (
                    _token_score(token[first + i], token[second + j], share, classes, translated, letters, offsets)
                    - _MOVED[role[first + i], role[second + j]]
                )
        used_r[:m] = False
        total, weak, strong = 0.0, 0.0, 0
        for _ in range(min(n, m)):
            best, at_i, at_j = 0.3, -1, -1
            for i in range(n):
                for j in range(m):
                    if not used_l[i] and not used_r[j] and scores[i, j] > best:
                        best, at_i, at_j = scores[i, j], i, j
            if at_i < 0:
                break
            used_l[at_i] = used_r[at_j] = True
            if role[first + at_i] in (3, 4) and role[second + at_j] in (3, 4):
                weak += best
            else:
                total += best
                strong += 1
        total += min(weak, _LOW_INFORMATION) if strong == 0 else weak
        for _ in range(min(n, m)):
            worst, at_i, at_j = 0.0, -1, -1
            for i in range(n):
                for j in range(m):
                    clash = _CLASH[role[first + i], role[second + j]]
                    if not used_l[i] and not used_r[j] and clash > worst:
                        worst, at_i, at_j = clash, i, j
            if at_i < 0:
                break
            used_l[at_i] = used_r[at_j] = True
            total -= worst
        for i in range(n):
            total -= 0.0 if used_l[i] else _MISSING
        for j in range(m):
            total -= 0.0 if used_r[j] else _MISSING
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
    letters, offsets = encode(table.tokens)
    translated = np.asarray(lexicon().translated, np.bool_)
    return np.asarray(
        _compare(
            np.asarray(left, np.int64),
            np.asarray(right, np.int64),
            table.offsets,
            table.token,
            table.role,
            table.share,
            table.classes,
            translated,
            letters,
            offsets,
        )
    )


def match_names(a: str, b: str) -> float:
    """Log-likelihood ratio, natural log, that two names are one person's; with no corpus, by shipped shares alone.

    >>> match_names("Юсупов Мухаммад", "Muhammad Yusufov") > 3 > 0 > match_names("Юсупов Мухаммад", "Rustam Karimov")
    True
    """
    table = tabulate_names([a, b], counts=[0, 0])
    return float(compare_names(table, np.array([0]), np.array([1]))[0])
