"""A first look at two rows: about how likely they are one person's, from what costs next to nothing to compare.

Words are compared by their coarse consonants alone: the same; all but one, in any order; or others. Births, homes and
sexes are compared about as `compare` does. What each of this says is a number in `SAYS`; their sum is near the log-odds
that the match model finds after a comparison of the names letter by letter, which takes twenty times as long. A first
look decides which pairs are worth that, and nothing else.
"""

from typing import Final, NamedTuple

import numba
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from darkfigure.link.fields import NO_DAY, UNKNOWN, Fields
from darkfigure.names.name import FAMILY, FATHER, GIVEN, KUNYA, NISBA, REST
from darkfigure.names.tokens import consonant_bag

WORDS: Final = 8
"""Words of a row that are looked at; further ones are not."""
BORN, DAY, MONTH, PLACE, COUNTRY, ORIGIN, SEX = range(WORDS, WORDS + 7)
"""Columns of `Seen.row` after those of the words: year of birth, its day, month and year of that day, home, sex."""
ROLES: Final = 8
"""A word is written as so many times the number of its sound, plus its role."""
_COLUMNS = 16
_SHORTEST = 2  # consonants of words that may be alike but for one

SIGHTS: Final = (
    "always",
    "agreed", "worth of agreed",  # words of one sound, and their rarity
    "moved",  # of those, in other roles
    "reordered", "worth of reordered", "one more", "worth of one more", "one other", "worth of one other",
    "clash", "given", "family", "father", "other",  # whether words are left on both sides, and how many by role
    "missing",  # words that only one side has
    "other kunya",
    "no word",  # not one of one sound
    "same day", "two parts", "days: same year", "days: one year", "days: far",
    "same year", "one year", "two years", "far",
    "same sex", "other sex",
    "same town", "other town of one origin", "other town", "same origin", "same country", "other country",
)  # fmt: skip
(
    _ALWAYS, _AGREED, _AGREED_WORTH, _MOVED, _REORDERED, _REORDERED_WORTH, _ONE_MORE, _ONE_MORE_WORTH, _ONE_OTHER,
    _ONE_OTHER_WORTH, _CLASH, _CLASH_GIVEN, _CLASH_FAMILY, _CLASH_FATHER, _CLASH_OTHER, _MISSING, _OTHER_KUNYA,
    _NO_WORD, _SAME_DAY, _TWO_PARTS, _DAYS_SAME_YEAR, _DAYS_ONE_YEAR, _DAYS_FAR, _SAME_YEAR, _ONE_YEAR, _TWO_YEARS,
    _FAR, _SAME_SEX, _OTHER_SEX, _SAME_TOWN, _OTHER_TOWN_SAME_ORIGIN, _OTHER_TOWN, _SAME_ORIGIN, _SAME_COUNTRY,
    _OTHER_COUNTRY,
) = range(len(SIGHTS))  # fmt: skip
SAYS = np.array(
    [
        -5.43, 0.12, 0.51, -1.67, -2.26, 0.22, -2.88, 0.57, -3.63, 0.51,
        -1.31, -1.01, -1.32, -1.27, -0.53, -0.37, -1.04, 0.21, 7.06, 3.08,
        -0.5, -0.94, -3.65, 2.09, 0.96, -2.2, -2.94, 0.12, -4.04, 2.53,
        -0.45, -2.76, 1.28, -0.03, -3.42,
    ],
    dtype=np.float32,
)  # fmt: skip
"""What each sight says, natural log: a logistic regression of the match model's probabilities of the pairs that
blocking brings together, on four invented worlds of 40,000 rows (default 971, rough 972, southern 973, clean 974)."""


class Seen(NamedTuple):
    """What a first look sees of n rows.

    `row`: int32 [n, 16], so that a row is one line of a processor's memory: its words, -1 where there are no more, and
    the columns from `BORN` on. `bag`: the consonants of each sound in no order, uint64 [sounds]; `size`: how many, int8
    [sounds]; `worth`: its rarity, natural log, float32 [sounds].
    """

    row: npt.NDArray[np.int32]
    bag: npt.NDArray[np.uint64]
    size: npt.NDArray[np.int8]
    worth: npt.NDArray[np.float32]


def see_rows(tokens: pa.Table, fields: Fields) -> Seen:
    """Prepare n rows for a first look; `tokens` as `blocking_tokens` gives them."""
    n = len(fields.sex)
    mention, sound, role = _words(tokens)
    sounds = tokens["skeleton"].combine_chunks().dictionary.to_pylist()
    bearers = np.bincount(sound, minlength=len(sounds))
    place = np.arange(len(mention)) - np.searchsorted(mention, mention)
    first = place < WORDS
    row = np.full((n, _COLUMNS), -1, dtype=np.int32)
    row[mention[first], place[first]] = sound[first] * ROLES + role[first]
    known = fields.birth_high - fields.birth_low <= 1
    row[:, BORN] = np.where(known, fields.birth_low, UNKNOWN)
    row[:, DAY] = _day(fields)
    row[:, PLACE], row[:, COUNTRY], row[:, ORIGIN] = fields.place, fields.country, fields.origin
    row[:, SEX] = fields.sex
    return Seen(
        row=row,
        bag=np.array([consonant_bag(text.encode("ascii", "ignore")) for text in sounds], dtype=np.uint64),
        size=np.array([len(text) for text in sounds], dtype=np.int8),
        worth=np.log(max(n, 1) / np.maximum(bearers, 1)).astype(np.float32),
    )


def _day(fields: Fields) -> npt.NDArray[np.int64]:
    """Days of birth as 512 times the year, 32 times the month (from 0), and the day, int64 [n]; -1 where not known."""
    known = fields.birth_day != NO_DAY
    date = np.where(known, fields.birth_day, 0).astype("datetime64[D]")
    month = date.astype("datetime64[M]")
    day = (date - month.astype("datetime64[D]")).astype(np.int64)
    months = month.astype(np.int64) + 12 * 1970
    return np.where(known, months // 12 * 512 + months % 12 * 32 + day, UNKNOWN)


def _words(tokens: pa.Table) -> tuple[npt.NDArray[np.int64], ...]:
    """Mention, sound and role of the words of each mention, in the order written, each sound of a mention once."""
    alone = tokens.filter(pc.equal(tokens["first"], tokens["last"]))
    first = alone["first"].to_numpy()
    # of a word with and without its ending the latter, which stands further down
    order = np.argsort(first, kind="stable")
    order = order[np.r_[first[order][1:] != first[order][:-1], True]] if len(order) else order
    sound = alone["skeleton"].combine_chunks().indices.to_numpy().astype(np.int64)[order]
    mention, role = (
        alone["mention"].to_numpy().astype(np.int64)[order],
        alone["role"].to_numpy()[order].astype(np.int64),
    )
    once = np.unique(mention * (int(sound.max(initial=0)) + 1) + sound, return_index=True)[1]
    kept = np.sort(once)
    kept = kept[role[kept] != NISBA]
    return mention[kept], sound[kept], role[kept]


@numba.njit(cache=True)
def _bits_of(bits):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    bits -= (bits >> np.uint64(1)) & np.uint64(0x5555555555555555)
    bits = (bits & np.uint64(0x3333333333333333)) + ((bits >> np.uint64(2)) & np.uint64(0x3333333333333333))
    bits = (bits + (bits >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((bits * np.uint64(0x0101010101010101)) >> np.uint64(56))


@numba.njit(cache=True)
def _see_words(row, i, j, bag, size, worth, left, clash, out):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, C901, PLR0912, PLR0913, PLR0917
    """Add to `out` how the words of two rows agree; `left` [2, WORDS] and `clash` [2, roles] are scratch."""
    n, m = 0, 0
    while n < WORDS and row[i, n] >= 0:
        left[0, n] = True
        n += 1
    while m < WORDS and row[j, m] >= 0:
        left[1, m] = True
        m += 1
    agreed = False
    for a in range(n):
        sound, role = row[i, a] // ROLES, row[i, a] % ROLES
        for b in range(m):
            if left[1, b] and row[j, b] // ROLES == sound and (role == KUNYA) == (row[j, b] % ROLES == KUNYA):
                left[0, a] = left[1, b] = False
                if role != KUNYA:
                    agreed = True
                    out[_AGREED] += 1.0
                    out[_AGREED_WORTH] += worth[sound]
                    if role != row[j, b] % ROLES and role != REST and row[j, b] % ROLES != REST:
                        out[_MOVED] += 1.0
                break
    clash[:] = 0
    for a in range(n):
        role = row[i, a] % ROLES
        if not left[0, a] or role == KUNYA:
            clash[0, role] += left[0, a]
            continue
        sound = row[i, a] // ROLES
        for b in range(m):
            other = row[j, b] // ROLES
            if not left[1, b] or row[j, b] % ROLES == KUNYA or min(size[sound], size[other]) < _SHORTEST:
                continue
            here, there = _bits_of(bag[sound] & ~bag[other]), _bits_of(bag[other] & ~bag[sound])
            if here <= 1 and there <= 1:
                left[0, a] = left[1, b] = False
                kind = _REORDERED + 2 * (here + there)
                out[kind] += 1.0
                out[kind + 1] += min(worth[sound], worth[other])
                break
        clash[0, role] += left[0, a]
    for b in range(m):
        clash[1, row[j, b] % ROLES] += left[1, b]
    out[_NO_WORD] = not agreed
    own, others = clash[0].sum() - clash[0, KUNYA], clash[1].sum() - clash[1, KUNYA]
    both = min(own, others)
    out[_CLASH] = both > 0
    out[_CLASH_GIVEN], out[_CLASH_FAMILY] = (
        min(clash[0, GIVEN], clash[1, GIVEN]),
        min(clash[0, FAMILY], clash[1, FAMILY]),
    )
    out[_CLASH_FATHER] = min(clash[0, FATHER], clash[1, FATHER])
    out[_CLASH_OTHER] = max(both - out[_CLASH_GIVEN] - out[_CLASH_FAMILY] - out[_CLASH_FATHER], 0)
    out[_MISSING] = max(own, others) - both
    out[_OTHER_KUNYA] = min(clash[0, KUNYA], clash[1, KUNYA])


@numba.njit(cache=True)
def _see_facts(row, i, j, out):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Add to `out` how births, sexes and homes agree."""
    years = abs(row[i, BORN] - row[j, BORN])
    if row[i, DAY] != UNKNOWN and row[j, DAY] != UNKNOWN:
        if row[i, DAY] == row[j, DAY]:
            out[_SAME_DAY] = 1.0
        else:
            apart = row[i, DAY] ^ row[j, DAY]
            out[_TWO_PARTS] = (apart >> 9 == 0) + (apart >> 5 & 15 == 0) + (apart & 31 == 0) == 2
            out[_DAYS_SAME_YEAR + min(years, 2)] = 1.0
    elif row[i, BORN] != UNKNOWN and row[j, BORN] != UNKNOWN:
        out[_SAME_YEAR + min(years, 3)] = 1.0
    if row[i, SEX] != UNKNOWN and row[j, SEX] != UNKNOWN:
        out[_SAME_SEX if row[i, SEX] == row[j, SEX] else _OTHER_SEX] = 1.0
    origins = row[i, ORIGIN] != UNKNOWN and row[j, ORIGIN] != UNKNOWN
    if row[i, PLACE] != UNKNOWN and row[j, PLACE] != UNKNOWN:
        if row[i, PLACE] == row[j, PLACE]:
            out[_SAME_TOWN] = 1.0
        else:
            out[_OTHER_TOWN_SAME_ORIGIN if origins and row[i, ORIGIN] == row[j, ORIGIN] else _OTHER_TOWN] = 1.0
    elif origins:
        if row[i, ORIGIN] == row[j, ORIGIN]:
            out[_SAME_ORIGIN] = 1.0
        else:
            out[_SAME_COUNTRY if row[i, COUNTRY] == row[j, COUNTRY] else _OTHER_COUNTRY] = 1.0


@numba.njit(cache=True)
def glance(row, i, j, bag, size, worth, left, clash, out):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, PLR0913, PLR0917
    """About the log-odds that rows `i` and `j` of `Seen.row` are one person's; fills `out` with what is seen, [SIGHTS].

    `left`, bool [2, WORDS], and `clash`, int64 [2, roles], are scratch.
    """
    out[:] = 0.0
    out[_ALWAYS] = 1.0
    _see_words(row, i, j, bag, size, worth, left, clash, out)
    _see_facts(row, i, j, out)
    total = np.float32(0.0)
    for k in range(len(out)):
        total += out[k] * SAYS[k]
    return total


@numba.njit(cache=True)
def glance_all(left, right, row, bag, size, worth):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """What is seen of pairs of rows, float32 [pairs, SIGHTS]."""
    free, clash = np.zeros((2, WORDS), np.bool_), np.zeros((2, 6), np.int64)
    out = np.zeros((len(left), len(SAYS)), np.float32)
    for k in range(len(left)):
        glance(row, left[k], right[k], bag, size, worth, free, clash, out[k])
    return out
