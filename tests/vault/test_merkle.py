import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkfigure.vault.merkle import (
    EMPTY,
    Tree,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_digest,
    root_of,
)

# the leaves and roots that implementations of Certificate Transparency test with
LEAVES = [
    leaf_digest(bytes.fromhex(leaf))
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize("size", ROOTS)
def test_roots_are_those_of_certificate_transparency(size):
    assert root_of(LEAVES[:size]).hex() == ROOTS[size]


def by_definition(leaves):
    """RFC 6962, section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\1" + by_definition(leaves[:split]) + by_definition(leaves[split:])).digest()


def leaves_of(count):
    return [leaf_digest(str(number).encode()) for number in range(count)]


def test_every_root_is_the_one_of_the_definition():
    assert Tree().root() == EMPTY == by_definition([])
    for size in range(1, 130):
        assert root_of(leaves_of(size)) == by_definition(leaves_of(size))


def test_the_bytes_of_a_root_have_its_digest():
    tree = Tree()
    for size, leaf in enumerate(leaves_of(40), start=1):
        tree.add(leaf)
        content = tree.preimage()
        assert (content is None) == (size & (size - 1) == 0)
        assert content is None or hashlib.sha256(content).digest() == tree.root()


def test_every_line_is_proved_and_no_other():
    for size in range(1, 34):
        leaves = leaves_of(size)
        for index in range(size):
            proof = inclusion_proof(leaves, index)
            assert is_included(leaves[index], index, size=size, proof=proof, root=root_of(leaves))
            assert not is_included(leaf_digest(b"x"), index, size=size, proof=proof, root=root_of(leaves))
            if size > 1:
                wrong = (index + 1) % size
                assert not is_included(leaves[index], wrong, size=size, proof=proof, root=root_of(leaves))
            assert not is_included(leaves[index], index, size=size, proof=[*proof, EMPTY], root=root_of(leaves))
            if proof:
                assert not is_included(leaves[index], index, size=size, proof=proof[:-1], root=root_of(leaves))


def test_every_earlier_tree_is_proved_and_no_other():
    for size in range(1, 34):
        leaves = leaves_of(size)
        new = (size, root_of(leaves))
        for first in range(1, size + 1):
            proof = consistency_proof(leaves, first)
            old = (first, root_of(leaves[:first]))
            assert is_consistent(old, new, proof=proof)
            other = (first, root_of([leaf_digest(b"x"), *leaves[1:first]]))
            assert not is_consistent(other, new, proof=proof)
            assert not is_consistent(old, new, proof=[*proof, EMPTY])
            assert not is_consistent(old, (size, EMPTY), proof=proof)


@given(st.integers(2, 300), st.data())
def test_one_changed_digest_breaks_a_proof(size, data):
    leaves, index = leaves_of(size), data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(leaves, index)
    at = data.draw(st.integers(0, len(proof) - 1))
    proof[at] = bytes([proof[at][0] ^ 1]) + proof[at][1:]
    assert not is_included(leaves[index], index, size=size, proof=proof, root=root_of(leaves))
