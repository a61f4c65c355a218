"""Hop 0: a party's own list to locked, shuffled records."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from darkfigure.errors import InputError
from darkfigure.federate.agreement import Agreement
from darkfigure.federate.chance import alike_by_chance
from darkfigure.federate.elgamal import Wrapper
from darkfigure.federate.group import Ristretto
from darkfigure.federate.hashing import hash_key, hash_stratum
from darkfigure.federate.keys import Keys, capped, keys_of
from darkfigure.federate.messages import seal_note
from darkfigure.federate.participant import Own
from darkfigure.federate.randomness import derive, elements, permutation, scalars
from darkfigure.federate.rows import Row


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A list ready to be locked: keys after the cap, the stratum of each row (a position in the codebook), and facts.

    `collapsed` rows said the same as another; `keyless` have no key left; `smallest` is the smallest stratum's size.
    """

    keys: list[Keys]
    strata: list[int]
    chance: dict[int, int]
    pairs: int
    rows: int
    collapsed: int
    keyless: int
    outside: int

    @property
    def smallest(self) -> int:
        """Rows of the smallest stratum that has any."""
        return min(self.strata.count(code) for code in set(self.strata)) if self.strata else 0


def prepare_rows(rows: Sequence[Row], agreement: Agreement, *, seed: bytes) -> Prepared:
    """Keys of a list by the agreement: rows of the period, one row a person, keys that stand once.

    Args:
        rows: the list.
        agreement: says recipe, period, strata and how many rows there may be.
        seed: for the halves in which keys alike by chance are counted.

    Raises:
        InputError: There are too few or too many rows.
    """
    inside = [row for row in rows if _is_inside(row, agreement)]
    found: dict[Keys, int] = {}
    alone: list[tuple[Keys, int]] = []
    for row in inside:
        keys, code = keys_of(row, recipe=agreement.keys.recipe), _code(row, agreement)
        if any(key is not None for key in keys):
            found.setdefault(keys, code)  # rows that say the same are one
        else:
            alone.append((keys, code))
    held = [*found.items(), *alone]
    limits = agreement.rows
    if not limits.min <= len(held) <= limits.max:
        raise InputError(
            f"the list has {len(held):,} different rows in the period; the agreement asks for {limits.min:,} to "
            f"{limits.max:,}. A list outside these limits cannot take part."
        )
    every = [keys for keys, _ in held]
    kinds = agreement.keys.kinds
    chance, pairs = ({}, 0) if agreement.exact else alike_by_chance(every, kinds, seed=seed)
    kept = capped(every, kinds)
    return Prepared(
        keys=kept,
        strata=[code for _, code in held] if agreement.strata else [],
        chance=chance,
        pairs=pairs,
        rows=len(held),
        collapsed=len(inside) - len(held),
        keyless=sum(all(key is None for key in keys) for keys in kept),
        outside=len(rows) - len(inside),
    )


def seed_of(own: Own, digest: str, run: int, content: bytes) -> bytes:
    """The seed of hop 0 of a list with these bytes."""
    return derive(own.secret, "hop", digest, run, own.name, 0, hashlib.sha256(content).hexdigest())


def locked_records(
    prepared: Prepared, agreement: Agreement, *, digest: str, run: int, exponent: bytes, seed: bytes
) -> Iterator[bytes]:
    """The records of a list, locked and shuffled, one after the other. The same seed gives the same bytes."""
    group = Ristretto()
    points = tuple(bytes.fromhex(point) for point in agreement.tally.points)
    wrapper = Wrapper(group=group, layout=agreement.layout, points=points)
    hidden = elements(derive(seed, "no key"))
    drawn = scalars(derive(seed, "wrap"), prepared.rows * (1 + wrapper.layout.strata), group=group)
    codes = [group.element(hash_stratum(digest, number)) for number in range(len(agreement.codes))]
    kinds = agreement.keys.kinds
    for number in permutation(derive(seed, "order"), prepared.rows).tolist():
        wides = [
            next(hidden) if key is None else hash_key(digest, run, kind, key)
            for kind, key in zip(kinds, prepared.keys[number], strict=True)
        ]
        raised = [group.multiply(exponent, group.element(wide)) for wide in wides]
        stratum = codes[prepared.strata[number]] if codes else None
        yield wrapper.encrypt(raised, stratum, drawn)


def note_of(prepared: Prepared, agreement: Agreement) -> str:
    """How often keys of the list are alike by chance, sealed to the tally; nothing where one key decides."""
    if agreement.exact:
        return ""
    said = {"chance": {str(pattern): count for pattern, count in prepared.chance.items()}, "pairs": prepared.pairs}
    return seal_note(json.dumps(said, sort_keys=True).encode(), agreement.tally.sealing)


def _is_inside(row: Row, agreement: Agreement) -> bool:
    period = agreement.period
    if period is None:
        return True
    return not ((row.first and row.first > period.end) or (row.last and row.last < period.start))


def _code(row: Row, agreement: Agreement) -> int:
    if agreement.strata is None:
        return 0
    value = row.origin if agreement.strata.column == "origin" else row.sex
    values = agreement.strata.values
    return values.index(value) if value in values else len(values)
