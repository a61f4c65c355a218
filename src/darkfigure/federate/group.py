"""The group in which keys are hidden: ristretto255, in seven functions.

An element is its 32 bytes, a scalar is its 32 bytes, little-endian and reduced. All arithmetic is libsodium's, in
constant time; there is none here. Anything that offers these seven functions can stand in for it: the tests hold it
against a second implementation and against the vectors of the RFC.

Source:
    RFC 9496, The ristretto255 and decaf448 Groups.
"""

from collections.abc import Callable
from typing import Protocol

ELEMENT_BYTES = 32
SCALAR_BYTES = 32
WIDE_BYTES = 64
"""Uniform bytes that a scalar or an element is made from."""


_OfOne = Callable[[bytes], bytes]
_OfTwo = Callable[[bytes, bytes], bytes]


class NotAnElement(ValueError):  # noqa: N818 - what was found
    """Bytes that encode no element, or the element that hides nothing (the identity)."""


class Group(Protocol):
    """The seven functions. Elements and scalars are bytes; wide input is 64 uniform bytes."""

    def element(self, wide: bytes) -> bytes:
        """The element that uniform bytes lead to; nobody knows its logarithm."""

    def scalar(self, wide: bytes) -> bytes:
        """The scalar that uniform bytes lead to."""

    def multiply(self, scalar: bytes, element: bytes) -> bytes:
        """The element, added to itself so often. Raises NotAnElement."""

    def multiply_base(self, scalar: bytes) -> bytes:
        """The base point, added to itself so often."""

    def add(self, one: bytes, other: bytes) -> bytes:
        """The sum of two elements, both known to be such."""

    def subtract(self, one: bytes, other: bytes) -> bytes:
        """The difference of two elements, both known to be such."""

    def is_element(self, encoded: bytes) -> bool:
        """Whether bytes encode an element other than the identity."""


class Ristretto:
    """ristretto255 by libsodium, as the package rbcl binds it."""

    def __init__(self) -> None:
        import rbcl

        self.element: _OfOne = rbcl.crypto_core_ristretto255_from_hash
        self.scalar: _OfOne = rbcl.crypto_core_ristretto255_scalar_reduce
        self.multiply_base: _OfOne = rbcl.crypto_scalarmult_ristretto255_base
        # these two answer with zeros where they are given what is no element: callers check what came from outside
        self.add: _OfTwo = rbcl.crypto_core_ristretto255_add
        self.subtract: _OfTwo = rbcl.crypto_core_ristretto255_sub
        self._multiply = rbcl.crypto_scalarmult_ristretto255
        self._is_valid = rbcl.crypto_core_ristretto255_is_valid_point

    def multiply(self, scalar: bytes, element: bytes) -> bytes:
        """The element, added to itself so often.

        Raises:
            NotAnElement: The bytes encode none, or the result is the identity.
        """
        try:
            product: bytes = self._multiply(scalar, element)
        except RuntimeError:
            raise NotAnElement from None
        return product

    def is_element(self, encoded: bytes) -> bool:
        """Whether bytes encode an element other than the identity."""
        return len(encoded) == ELEMENT_BYTES and any(encoded) and bool(self._is_valid(encoded))
