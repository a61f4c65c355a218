from hypothesis import given
from hypothesis import strategies as st

from darkfigure.signing import generate_key, signature_fits

KEY, OTHER = generate_key(), generate_key()
STATEMENT = "two rows, one person: Ж".encode()
SIGNATURE = KEY.sign(STATEMENT, purpose="test")


def changed(content, position, step):
    """One byte turned into another."""
    position %= len(content)
    return content[:position] + bytes([(content[position] + step) % 256]) + content[position + 1 :]


def test_a_signature_fits_its_statement_its_key_and_its_purpose():
    assert signature_fits(KEY.public, SIGNATURE, STATEMENT, purpose="test")
    assert not signature_fits(OTHER.public, SIGNATURE, STATEMENT, purpose="test")
    assert not signature_fits(KEY.public, SIGNATURE, STATEMENT, purpose="tes")
    assert not signature_fits(KEY.public, SIGNATURE, b"t\0" + STATEMENT, purpose="tes")
    assert not signature_fits(KEY.public, OTHER.sign(STATEMENT, purpose="test"), STATEMENT, purpose="test")
    assert not signature_fits(KEY.public, "", STATEMENT, purpose="test")
    assert not signature_fits("", SIGNATURE, STATEMENT, purpose="test")


def test_another_spelling_of_a_signature_or_a_key_fits_nothing():
    following = {"A": "B", "Q": "R", "g": "h", "w": "x"}  # the last four bits of the last letter say nothing
    assert not signature_fits(KEY.public, f"{SIGNATURE[:-3]}{following[SIGNATURE[-3]]}==", STATEMENT, purpose="test")
    assert not signature_fits(f"{KEY.public} comment", SIGNATURE, STATEMENT, purpose="test")


@given(st.sampled_from(["public", "signature", "statement"]), st.integers(0, 10_000), st.integers(1, 255))
def test_it_fits_nothing_that_differs_in_one_byte(part, position, step):
    parts = {"public": KEY.public, "signature": SIGNATURE, "statement": STATEMENT}
    if part == "statement":
        parts[part] = changed(STATEMENT, position, step)
    else:
        parts[part] = changed(parts[part].encode(), position, step).decode("latin-1")
    assert not signature_fits(**parts, purpose="test")
