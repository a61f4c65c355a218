"""From pseudonyms to counts: how many people are on exactly which lists, by stratum; drawn tables beside."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from darkfigure.federate.agreement import Agreement
from darkfigure.federate.chance import shared
from darkfigure.federate.clusters import Pairs, best, drawn, patterns
from darkfigure.federate.keys import capped
from darkfigure.federate.matching import Calibration, Matcher, calibrate
from darkfigure.federate.parted import Parted, join_parted, parted
from darkfigure.federate.pseudonyms import Pseudonyms
from darkfigure.parsing import parse_json

Ints = NDArray[np.int64]

_MOST_PAIRS = 1 << 53


@dataclass(frozen=True, kw_only=True, eq=False)
class Counted:
    """Counts without noise: they must not leave the tally.

    `tables`: int64 [tables, strata, 2**lists], the best first, then the drawn ones; entry 0 of the last axis is 0.
    """

    tables: Ints


def count_exact(lists: Sequence[Pseudonyms], agreement: Agreement) -> Counted:
    """The table where one key decides: people are equal tokens. A person's stratum is that of the first list."""
    seen: dict[str | None, int] = {}
    code: dict[str | None, int] = {}
    for number, one in enumerate(lists):
        for (token,), stratum in zip(one.records, one.strata, strict=True):
            seen[token] = seen.get(token, 0) | 1 << number
            code.setdefault(token, stratum)
    table = np.zeros((1, max(len(agreement.codes), 1), 1 << len(lists)), dtype=np.int64)
    for (pattern, stratum), count in Counter((seen[token], code[token]) for token in seen).items():
        table[0, stratum, pattern] = count
    return Counted(tables=table)


def count_tolerant(
    lists: Sequence[Pseudonyms], agreement: Agreement, notes: Sequence[bytes | None], *, rng: np.random.Generator
) -> Counted:
    """The table where keys may differ: the best clusters, and as many drawn tables as the agreement says.

    Args:
        lists: as decrypted, in ring order.
        agreement: what was agreed.
        notes: what each party says of keys alike by chance; None where it says nothing that can be read.
        rng: draws the tables.
    """
    plan = agreement.plan
    calibration = calibrate(agreement.keys.recipe, people=plan.people, shares=tuple(plan.shares))
    pairs = find_pairs(lists, agreement.keys.kinds, matcher_for(calibration, notes))
    strata = np.concatenate([np.array(one.strata, dtype=np.int64) for one in lists])
    shape = (max(len(agreement.codes), 1), 1 << len(lists))
    tables = [_table(best(pairs), pairs, strata, shape)]
    if agreement.output.draws:
        errors = parted(agreement.keys.recipe, people=plan.people, shares=tuple(plan.shares))
        tables += [_drawn(pairs, strata, shape, errors, rng) for _ in range(agreement.output.draws)]
    return Counted(tables=np.stack(tables))


def matcher_for(calibration: Calibration, notes: Sequence[bytes | None]) -> Matcher:
    """What the invented lists and the parties' notes say of patterns."""
    chance: Counter[int] = Counter()
    looked_at = 0
    for note in notes:
        try:
            said = parse_json(note or b"{}")
            own = {int(pattern): _count(count) for pattern, count in said["chance"].items()}
            pairs = _count(said["pairs"])
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            continue  # a note that cannot be read says nothing; it must not stop the tally
        chance.update(own)
        looked_at += pairs
    return Matcher(calibration, chance=chance, looked_at=looked_at)


def _count(said: object) -> int:
    """A number of pairs, as a note says it; more than any list has is none that can be reckoned with."""
    count: int = int(said)  # type: ignore[call-overload]
    if count > _MOST_PAIRS:
        raise ValueError("a number of pairs that no list has")
    return max(count, 0)


def find_pairs(lists: Sequence[Pseudonyms], kinds: Sequence[str], matcher: Matcher) -> Pairs:
    """All pairs of records of two lists that share a key, with their probability."""
    keyed = [capped(one.records, kinds) for one in lists]  # a party that left its cap out gains nothing
    start = np.concatenate([[0], np.cumsum([len(one) for one in keyed])])
    one: list[int] = []
    other: list[int] = []
    probability: list[float] = []
    for i, j in combinations(range(len(keyed)), 2):
        found = shared(keyed[i], keyed[j], kinds)
        one += [int(start[i]) + a for a, _ in found]
        other += [int(start[j]) + b for _, b in found]
        sizes = len(keyed[i]), len(keyed[j])
        probability += matcher.probabilities(list(found.values()), pairs=sizes[0] * sizes[1], most=min(sizes)).tolist()
    return Pairs(
        one=np.array(one, dtype=np.int64),
        other=np.array(other, dtype=np.int64),
        probability=np.array(probability),
        lists=np.repeat(np.arange(len(keyed)), [len(each) for each in keyed]),
    )


def _table(person: Ints, pairs: Pairs, strata: Ints, shape: tuple[int, int]) -> Ints:
    seen, first = patterns(person, pairs.lists)
    table = np.zeros(shape, dtype=np.int64)
    np.add.at(table, (strata[first], seen), 1)
    return table


def _drawn(pairs: Pairs, strata: Ints, shape: tuple[int, int], errors: Parted, rng: np.random.Generator) -> Ints:
    table = _table(drawn(pairs, rng=rng), pairs, strata, shape)
    return np.stack([join_parted(row, errors, rng=rng) for row in table])
