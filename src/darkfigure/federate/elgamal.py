"""What a record looks like on its way, and the three things that are done to it: encrypt, hop, decrypt.

A record is ElGamal with one random number for all its keys, each key under a public key of its own: A = r G and
B_i = M_i + r P_i. That costs a third less than one random number a key and hides as much (Kurosawa 2002:
multi-recipient ElGamal). A stratum, which no party raises to its secret, has a random number of its own: A' and B'.

The bytes of a record are A, B_1 .. B_m and, where the agreement has strata, A', B'.

Source:
    ElGamal (1985), IEEE Transactions on Information Theory 31, 469-472;
    Kurosawa (2002), Multi-recipient public-key encryption with shortened ciphertext, PKC 2002.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from darkfigure.federate.group import ELEMENT_BYTES, Group, NotAnElement


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How many keys a record has, and whether it has a stratum."""

    keys: int
    strata: bool

    @property
    def size(self) -> int:
        """Bytes of a record."""
        return ELEMENT_BYTES * (1 + self.keys + 2 * self.strata)

    def split(self, record: bytes) -> list[bytes]:
        """The elements of a record, in order."""
        return [record[at : at + ELEMENT_BYTES] for at in range(0, self.size, ELEMENT_BYTES)]


@dataclass(frozen=True, kw_only=True)
class Wrapper:
    """Encrypts and hops records for a tally. `points` are its public keys: one a key, then that of the stratum."""

    group: Group
    layout: Layout
    points: tuple[bytes, ...]

    def encrypt(self, elements: Sequence[bytes], stratum: bytes | None, random: Iterator[bytes]) -> bytes:
        """Wrap a record whose keys are elements already raised to the owner's secret.

        Args:
            elements: one a key.
            stratum: the element of its stratum; None where the agreement has no strata.
            random: uniform scalars; one is taken, two with a stratum.
        """
        group, r = self.group, next(random)
        parts = [group.multiply_base(r)]
        parts += [group.add(one, group.multiply(r, point)) for one, point in zip(elements, self.points, strict=False)]
        if stratum is not None:
            parts += self._fresh(next(random), stratum)
        return b"".join(parts)

    def hop(self, record: bytes, secret: bytes, random: Iterator[bytes]) -> bytes:
        """Raise the keys of a record to a secret and wrap all anew, so that nobody can tell which record it was.

        Raises:
            NotAnElement: Something in the record is no element.
        """
        group, r = self.group, next(random)
        parts = self.layout.split(record)
        multiply, add = group.multiply, group.add
        keys = self.layout.keys
        moved = [add(multiply(secret, parts[0]), group.multiply_base(r))]
        moved += [
            add(multiply(secret, part), multiply(r, point))
            for part, point in zip(parts[1 : keys + 1], self.points, strict=False)
        ]
        if self.layout.strata:
            one, other = parts[keys + 1 :]
            if not (group.is_element(one) and group.is_element(other)):
                raise NotAnElement
            r = next(random)
            moved += [add(one, group.multiply_base(r)), add(other, multiply(r, self.points[-1]))]
        return b"".join(moved)

    def _fresh(self, r: bytes, stratum: bytes) -> list[bytes]:
        return [self.group.multiply_base(r), self.group.add(stratum, self.group.multiply(r, self.points[-1]))]


@dataclass(frozen=True, kw_only=True)
class Unwrapper:
    """Decrypts records. `scalars` are the tally's secret keys: one a key, then that of the stratum."""

    group: Group
    layout: Layout
    scalars: tuple[bytes, ...] = field(repr=False)

    def decrypt(self, record: bytes) -> tuple[list[bytes], bytes | None]:
        """The elements of a record and of its stratum.

        What is no element stays as it came: it is equal to nothing, and no failure tells anybody what stood there.
        """
        parts = self.layout.split(record)
        keys = self.layout.keys
        found = [self._open(parts[0], part, t) for part, t in zip(parts[1 : keys + 1], self.scalars, strict=False)]
        stratum = self._open(parts[-2], parts[-1], self.scalars[-1]) if self.layout.strata else None
        return found, stratum

    def _open(self, one: bytes, other: bytes, secret: bytes) -> bytes:
        try:
            return self.group.subtract(other, self.group.multiply(secret, one))
        except NotAnElement:
            return one + other
