"""A Merkle tree over lines: one digest for all of them, and short proofs that a line, or an earlier tree, is in it.

Source:
    Laurie, Langley & Kasper (2013), Certificate Transparency, RFC 6962, section 2.1; how proofs are checked is
    RFC 9162, sections 2.1.3.2 and 2.1.4.2.
"""

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256(b"").digest()
"""The root over no line."""


def leaf_digest(line: bytes) -> bytes:
    """The digest of one line, as a leaf."""
    return hashlib.sha256(b"\0" + line).digest()


class Tree:
    """A tree that grows leaf by leaf and holds only the digests that its root needs."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []  # roots of perfect trees, one for each bit of the size that is 1, largest first

    def add(self, leaf: bytes) -> None:
        """Add the digest of a leaf at the end."""
        size = self.size
        while size & 1:
            leaf = _node(self._peaks.pop(), leaf)
            size >>= 1
        self._peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root over the leaves so far."""
        if not self._peaks:
            return EMPTY
        root = self._peaks[-1]
        for peak in self._peaks[-2::-1]:
            root = _node(peak, root)
        return root

    def preimage(self) -> bytes | None:
        """Bytes whose SHA-256 is the root; None where it is a single leaf or less, whose line they are made of."""
        if len(self._peaks) > 1:
            right = Tree()
            right.size, right._peaks = -1, self._peaks[1:]
            return b"\1" + self._peaks[0] + right.root()
        return None


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over digests of leaves."""
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The digests that lead from a leaf (counted from 0) to the root, from below."""
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_proof(leaves[:split], index), root_of(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), root_of(leaves[:split])]


def is_included(leaf: bytes, index: int, *, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a leaf is the one at `index` (from 0) of the tree of `size` leaves with this root."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = _node(step, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = _node(found, step)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def consistency_proof(leaves: Sequence[bytes], first: int) -> list[bytes]:
    """The digests that show that this tree began as the one over its first leaves (`first` of them, at least 1)."""
    return _consistency(leaves, first, whole=True)


def is_consistent(first: tuple[int, bytes], second: tuple[int, bytes], *, proof: Sequence[bytes]) -> bool:
    """Whether the second tree only adds to the first; each is its size and its root."""
    (old, old_root), (new, new_root) = first, second
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    found_old = found_new = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            found_old, found_new = _node(step, found_old), _node(step, found_new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found_new = _node(found_new, step)
        place, last = place >> 1, last >> 1
    return last == 0 and (found_old, found_new) == (old_root, new_root)


def _consistency(leaves: Sequence[bytes], first: int, *, whole: bool) -> list[bytes]:
    if first == len(leaves):
        return [] if whole else [root_of(leaves)]
    split = _split(len(leaves))
    if first <= split:
        return [*_consistency(leaves[:split], first, whole=whole), root_of(leaves[split:])]
    return [*_consistency(leaves[split:], first - split, whole=False), root_of(leaves[:split])]


def _split(size: int) -> int:
    """The largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()
