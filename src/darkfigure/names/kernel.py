"""Compiled: the log-likelihood ratio of two tokens, and of two names from those of their tokens.

Numba keeps what it compiled beside this file and looks at this file's age alone: after a change in `ratio.py`,
`evidence.py` or `pairing.py`, touch this one.
"""

import numpy as np
from numba import njit

from darkfigure.names.affixes import BARE_FAMILY, ENDEARED, FAMILY, NONE, OGLU, PATRONYMIC, SON, ZODA
from darkfigure.names.arrays import Array
from darkfigure.names.costs import Costs
from darkfigure.names.evidence import consonants_apart, describe
from darkfigure.names.name import GIVEN
from darkfigure.names.pairing import LEAST, has_own, pair_off, sum_agreement, sum_clashes, sum_missing
from darkfigure.names.ratio import SCRATCH, log_ratio, log_ratio_joined
from darkfigure.names.spelling import SpellingModel
from darkfigure.names.tokens import (
    CLASS,
    ENDING,
    FEMININE,
    FIRST,
    FORM,
    IS_STEMMED,
    KEY_SIZE,
    KIN,
    KIND,
    SCRIPT,
    SINGLE,
    SIZE,
    START,
    STEM,
    TRANSLATED,
    Tokens,
)

MOST = 8
"""Tokens of a name beyond this many are not compared."""
_MEMORY = 1 << 18
# What it costs, in nats, that one name comes with two different endings; -1: they are not compared without.
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
    (PATRONYMIC, FAMILY, 9.0),
    (SON, OGLU, 0.3),
    (SON, ZODA, 0.7),
    (SON, FAMILY, 1.5),
    (OGLU, ZODA, 0.7),
    (OGLU, FAMILY, 0.7),
    (ZODA, FAMILY, 0.5),
):
    _ENDING[_one, _two] = _ENDING[_two, _one] = _cost
_WOMAN_OR_MAN, _TRANSLATED, _OTHER_FORM = 1.5, 2.0, 1.0
"""Cost of a woman's beside a man's form, of a translated name, of another people's form (Mehmet beside Muhammad)."""
_OTHER_CLASS, _OTHER_CLASS_MOST = 6.0, -8.0
"""What the ratio of two names loses that the table holds as two (Muhammad, Mahmud), and the most it can be."""
_OTHER_KIN = -5.0
"""Umm X beside Abu X."""
_BARE_GIVEN = 5.0
"""Cost of a given name beside a family or father's name made from it: Yusuf is not Yusupov."""
_APART = 1.0
"""Cost of two words written as one."""
_INITIAL, _OTHER_INITIAL = 1.8, -3.0
_SURE, _CLASSED, _UNLIKE = 14.0, 12.0, -12.0


@njit(cache=True)
def _ones(bits: np.uint64) -> int:
    bits -= (bits >> np.uint64(1)) & np.uint64(0x5555555555555555)
    bits = (bits & np.uint64(0x3333333333333333)) + ((bits >> np.uint64(2)) & np.uint64(0x3333333333333333))
    bits = (bits + (bits >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int((bits * np.uint64(0x0101010101010101)) >> np.uint64(56))


@njit(cache=True)
def _most(n: int, m: int) -> int:
    """Most differences between the consonants of two spellings of one name: 99.8 % have no more."""
    longer = max(n, m)
    return longer // 2 if longer > 3 else (longer + 1) // 2


@njit(cache=True)
def _apart(place: Array, bag: Array, one: int, two: int) -> bool:
    """Whether two forms share so few consonants, in any order, that they cannot be spellings of one name."""
    a, b = bag[one], bag[two]
    return bool(max(_ones(a & ~b), _ones(b & ~a)) > _most(place[one, KEY_SIZE], place[two, KEY_SIZE]))


@njit(cache=True)
def _alike(place: Array, keys: Array, one: int, two: int, row: Array) -> bool:
    """Whether two forms' consonants are near enough, in order, for the model to be asked."""
    return bool(consonants_apart(place, keys, one, two, row) <= _most(place[one, KEY_SIZE], place[two, KEY_SIZE]))


@njit(cache=True)
def _spelled(  # noqa: PLR0913, PLR0917
    place: Array,
    bag: Array,
    keys: Array,
    groups: Array,
    rest: Array,
    table: Array,
    partners: Array,
    origin: Array,
    weights: Array,
    ahead: Array,
    row: Array,
    one: int,
    two: int,
) -> float:
    """Log-likelihood ratio of two forms as spellings of one name."""
    if one == two:
        return _SURE
    if _apart(place, bag, one, two) or not _alike(place, keys, one, two, row):
        return _UNLIKE
    left = (place[one, START], place[one, SIZE], place[one, SCRIPT])
    right = (place[two, START], place[two, SIZE], place[two, SCRIPT])
    return float(min(log_ratio(groups, rest, left, right, table, partners, origin, weights, ahead), _SURE))


@njit(cache=True)
def weigh(ratio: float, share: float, mistake: float) -> float:
    """Log-likelihood ratio of one person against two, given that of their names' spellings and the name's share.

    One person's names are the same name but for a `mistake`; two persons' are by chance, as often as its `share`, and
    differ at least as often as one person's: where everybody bears a name, another one beside it says nothing.
    """
    odds = np.exp(ratio)
    share = min(share, 1 - mistake)
    return float(np.log(((1 - mistake) * odds + mistake) / (share * odds + 1 - share)))


@njit(cache=True)
def _classes(fact: Array, one: int, two: int) -> tuple[bool, bool]:
    """Whether the table holds two names as one, and whether it holds them as two."""
    same = fact[one, CLASS] >= 0 and fact[one, CLASS] == fact[two, CLASS]
    kind, other = fact[one, KIND], fact[two, KIND]
    # Saad is in another class than Saad al-Din, and yet a short form of it.
    short = kind != other and ENDEARED in (kind, other)
    return same, fact[one, CLASS] >= 0 and fact[two, CLASS] >= 0 and not same and not short


@njit(cache=True)
def _compared_by(fact: Array, one: int, two: int) -> tuple[bool, bool, bool, bool]:
    """Whether two tokens are compared without endings that agree, or by stems at all; whole; and if endings differ."""
    kind, other = fact[one, KIND], fact[two, KIND]
    # Endings that stay with a name tell two names apart; those that agree tell nothing, so that the stems are compared.
    two_endings = kind == other and kind in (BARE_FAMILY, ENDEARED) and fact[one, ENDING] != fact[two, ENDING]
    stemmed = kind == other and not two_endings and (fact[one, IS_STEMMED] or kind in (BARE_FAMILY, ENDEARED))
    by_stem = stemmed or _ENDING[kind, other] >= 0
    by_form = not stemmed and not (
        by_stem and fact[one, STEM] == fact[one, FORM] and fact[two, STEM] == fact[two, FORM]
    )
    return stemmed, by_stem, by_form, two_endings


@njit(cache=True)
def _cost_of_forms(  # noqa: PLR0913, PLR0917
    fact: Array,
    place: Array,
    one: int,
    two: int,
    ratio: float,
    by_ending: bool,  # noqa: FBT001
    same_class: bool,  # noqa: FBT001
) -> float:
    """What it costs that one name comes in two forms; `by_ending`: with two endings."""
    kind, other = fact[one, KIND], fact[two, KIND]
    cost = _ENDING[kind, other] if by_ending else 0.0
    if kind > 0 and other > 0 and fact[one, FEMININE] != fact[two, FEMININE]:
        cost += _WOMAN_OR_MAN
    if same_class and ratio < 3.0:
        same_script = place[fact[one, FORM], SCRIPT] == place[fact[two, FORM], SCRIPT]
        cost += _TRANSLATED if fact[one, TRANSLATED] else (_OTHER_FORM if same_script else 0.0)
    return float(cost)


@njit(cache=True)
def _token_score(  # noqa: PLR0913, PLR0917
    fact: Array,
    share: Array,
    place: Array,
    bag: Array,
    keys: Array,
    groups: Array,
    rest: Array,
    table: Array,
    partners: Array,
    origin: Array,
    weights: Array,
    ahead: Array,
    row: Array,
    mistake: float,
    one: int,
    two: int,
) -> tuple[float, float, float]:
    """Ratios of two tokens in one role and of their spellings, and what their forms cost in the first."""
    if fact[one, SINGLE] or fact[two, SINGLE]:
        return (_INITIAL if fact[one, FIRST] == fact[two, FIRST] else _OTHER_INITIAL), 0.0, 0.0
    common = max(share[one], share[two])
    if one == two:
        return float(weigh(_SURE, common, mistake)), _SURE, 0.0
    if fact[one, KIN] * fact[two, KIN] == 2:
        return _OTHER_KIN, _UNLIKE, 0.0
    same_class, two_classes = _classes(fact, one, two)
    stemmed, by_stem, by_form, two_endings = _compared_by(fact, one, two)
    best, spelling, price = -99.0, _UNLIKE, 0.0
    for whole in range(2):
        if not (by_form if whole else by_stem or same_class):
            continue
        column = FORM if whole or not by_stem else STEM
        ratio = _spelled(
            place, bag, keys, groups, rest, table, partners, origin, weights, ahead, row,
            fact[one, column], fact[two, column],
        )  # fmt: skip
        cost = 0.0
        if not whole:
            cost = _cost_of_forms(fact, place, one, two, ratio, by_stem and not stemmed, same_class)
            if same_class:
                ratio = max(ratio, _CLASSED)
        if two_classes or two_endings:
            ratio = min(ratio - _OTHER_CLASS, _OTHER_CLASS_MOST)
        score = weigh(ratio, common, mistake)
        score -= cost if score > 0 else 0.0
        if score > best:
            best, spelling, price = score, ratio, cost
    return best, spelling, price


@njit(cache=True)
def _score_tokens(  # noqa: PLR0913, PLR0917
    tokens: Tokens,
    model: SpellingModel,
    mistake: float,
    pieces: tuple[Array, Array],
    roles: tuple[Array, Array],
    known: Array,
    values: Array,
    ahead: Array,
    row: Array,
    scores: Array,
    spelled: Array,
) -> None:
    """Fill `scores` and `spelled` for each token of one name with each of the other; `known`, `values` remember."""
    fact, share, place, bag, keys, groups, rest = tokens
    table, partners, origin, weights = model.joint, model.partners, model.origin, model.weights
    lowest = np.log(mistake)
    for i in range(len(pieces[0])):
        for j in range(len(pieces[1])):
            one, two = pieces[0][i], pieces[1][j]
            same_class = fact[one, CLASS] >= 0 and fact[one, CLASS] == fact[two, CLASS]
            if (
                not (one == two or same_class or fact[one, SINGLE] or fact[two, SINGLE])
                and _apart(place, bag, fact[one, FORM], fact[two, FORM])
                and _apart(place, bag, fact[one, STEM], fact[two, STEM])
            ):
                # Plainly different: not worth a place in memory.
                scores[i, j] = _OTHER_KIN if fact[one, KIN] * fact[two, KIN] == 2 else lowest
                continue
            key = np.int64(min(one, two)) << 32 | np.int64(max(one, two))
            slot = (key * np.int64(-7046029254386353131) >> 20) & (_MEMORY - 1)
            if known[slot] != key:
                known[slot] = key
                values[slot, 0], values[slot, 1], values[slot, 2] = _token_score(
                    fact, share, place, bag, keys, groups, rest, table, partners, origin, weights, ahead, row,
                    mistake, min(one, two), max(one, two),
                )  # fmt: skip
            scores[i, j] = values[slot, 0]
            spelled[i, j, 0], spelled[i, j, 1] = values[slot, 1], values[slot, 2]
            if fact[one, IS_STEMMED] != fact[two, IS_STEMMED]:
                bare = roles[1][j] if fact[one, IS_STEMMED] else roles[0][i]
                scores[i, j] -= _BARE_GIVEN if bare == GIVEN else 0.0


@njit(cache=True)
def _sum_joined(
    tokens: Tokens, model: SpellingModel, names: tuple[Array, ...], free: Array, mistake: float, ahead: Array
) -> tuple[float, int]:
    """Names written as one word on one side and as two on the other: sum of their ratios, and how many."""
    total, number = 0.0, 0
    place, form = tokens.place, tokens.fact[:, FORM]
    for side in range(2):
        whole, parts = names[side], names[1 - side]
        for a in range(len(whole)):
            for b in range(len(parts) - 1):
                if not (free[side, a] and free[1 - side, b] and free[1 - side, b + 1]):
                    continue
                if tokens.fact[parts[b], SINGLE] and tokens.fact[parts[b + 1], SINGLE]:
                    continue  # two initials are no word
                one, head, tail = place[form[whole[a]]], place[form[parts[b]]], place[form[parts[b + 1]]]
                # Both marks of a form count into its size.
                longer = one[SIZE] - head[SIZE] - tail[SIZE] + 2
                if abs(one[KEY_SIZE] - head[KEY_SIZE] - tail[KEY_SIZE]) > 1 or abs(longer) > 4:
                    continue
                ratio = log_ratio_joined(
                    tokens.groups,
                    tokens.rest,
                    (one[START], one[SIZE], one[SCRIPT]),
                    (head[START], head[SIZE], head[SCRIPT]),
                    (tail[START], tail[SIZE], tail[SCRIPT]),
                    model,
                    ahead,
                )
                score = weigh(min(ratio, _SURE), tokens.share[whole[a]], mistake) - _APART
                if score > LEAST:
                    free[side, a] = free[1 - side, b] = free[1 - side, b + 1] = False
                    total += score
                    number += 1
    return total, number


@njit(cache=True)
def _span(offsets: Array, name: int) -> tuple[int, int]:
    """Where the tokens of a name begin, and how many of them are compared."""
    return offsets[name], min(offsets[name + 1] - offsets[name], MOST)


@njit(cache=True)
def compare(  # noqa: PLR0913, PLR0917
    tokens: Tokens,
    model: SpellingModel,
    costs: Costs,
    names: tuple[Array, ...],
    left: Array,
    right: Array,
    evidence: Array,
    calibrated: bool,  # noqa: FBT001
) -> Array:
    """Log-likelihood ratios of pairs of names; `tokens`, `model`, `costs` are the tuples of those names.

    If `calibrated`, the evidence of names of one's own is weighed, and the rows of `evidence` (none, or one a pair)
    are filled with it, see `EVIDENCE`; else rules decide.
    """
    offsets, token, role = names
    fact, _, place, _, keys, groups, _ = tokens
    moved, clash, missing, mistake, few, further, kin, weights_of = costs
    known, values = np.full(_MEMORY, -1, np.int64), np.zeros((_MEMORY, 3), np.float32)
    ahead, row = np.zeros((SCRATCH, SCRATCH)), np.zeros(256, np.int64)
    scores, free = np.zeros((MOST, MOST)), np.zeros((2, MOST), np.bool_)
    spelled, found = np.zeros((MOST, MOST, 2), np.float32), np.zeros(len(weights_of))
    agreed, gains = np.zeros((MOST, 2), np.int64), np.zeros(MOST)
    out = np.zeros(len(left), np.float32)
    for pair in range(len(left)):
        (first, n), (second, m) = _span(offsets, left[pair]), _span(offsets, right[pair])
        if calibrated and (n == 0 or m == 0):
            continue
        roles, others = role[first : first + n], role[second : second + m]
        pieces = (token[first : first + n], token[second : second + m])
        _score_tokens(tokens, model, mistake, pieces, (roles, others), known, values, ahead, row, scores, spelled)
        free[0, :n] = free[1, :m] = True
        number = pair_off(scores, roles, others, free, moved, agreed, gains)
        strong, weak, named = sum_agreement(roles, others, agreed, gains, number, further)
        joined = (0.0, 0)
        if n != m and free[0, :n].any() and free[1, :m].any():
            joined = _sum_joined(tokens, model, pieces, free, mistake, ahead)
        weighed = calibrated and has_own(fact, pieces[0], roles) and has_own(fact, pieces[1], others)
        if weighed:
            describe(
                fact, place, keys, groups, pieces, (roles, others), scores, spelled, agreed, gains, number, joined,
                free, moved, clash, row, found,
            )  # fmt: skip
            if len(evidence):
                evidence[pair] = found
        clashed, most = sum_clashes(scores, roles, others, free, moved, clash, kin, named or weighed)
        if weighed:
            total = weak + clashed
            for k in range(len(found)):
                total += found[k] * weights_of[k]
        else:
            total = clashed + min((strong + weak if named else min(weak, few)) + joined[0], most)
        out[pair] = total - sum_missing(roles, others, free, missing)
    return out
