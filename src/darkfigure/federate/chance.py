"""Which rows of two lists share keys; and how often keys of two different people are alike.

The second is counted between two halves of one list, whose rows are people apart. A key that stands twice on a whole
list is hidden by the cap, so it is counted where it would still be seen: in halves drawn at random, each with its own
cap.
"""

from collections import Counter
from collections.abc import Sequence

from darkfigure.federate.keys import Keys, capped
from darkfigure.federate.randomness import derive, permutation

_TIMES = 4  # so often is the list divided anew


def shared(one: Sequence[Keys], other: Sequence[Keys], kinds: Sequence[str]) -> dict[tuple[int, int], int]:
    """The pattern (bit i: a key of the i-th kind is equal) of every pair of rows that shares a key.

    Args:
        one: keys of the rows of a list, one a slot; a key stands once in a list.
        other: the same of another list.
        kinds: the kind of each slot; slots of one kind are compared with each other.
    """
    patterns: dict[tuple[int, int], int] = {}
    for bit, kind in enumerate(dict.fromkeys(kinds)):
        slots = [slot for slot, name in enumerate(kinds) if name == kind]
        place = {row[slot]: number for number, row in enumerate(other) for slot in slots if row[slot] is not None}
        for number, row in enumerate(one):
            for slot in slots:
                found = place.get(row[slot]) if row[slot] is not None else None
                if found is not None:
                    patterns[number, found] = patterns.get((number, found), 0) | 1 << bit
    return patterns


def alike_by_chance(rows: Sequence[Keys], kinds: Sequence[str], *, seed: bytes) -> tuple[dict[int, int], int]:
    """Pairs of rows of one list by pattern, and how many pairs were looked at.

    Args:
        rows: keys before the cap; every row is another person.
        kinds: the kind of each slot.
        seed: draws the halves.
    """
    found: Counter[int] = Counter()
    pairs = 0
    for time in range(_TIMES):
        order = permutation(derive(seed, "halves", time), len(rows)).tolist()
        half = len(rows) // 2
        one, other = (capped([rows[number] for number in part], kinds) for part in (order[:half], order[half:]))
        found.update(shared(one, other, kinds).values())
        pairs += len(one) * len(other)
    return dict(sorted(found.items())), pairs
