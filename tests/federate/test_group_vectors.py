"""The group against the vectors of RFC 9496, appendix A, and against a second implementation."""

import hashlib
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_group import BASE, ORDER, Reference

from darkfigure.federate.group import NotAnElement, Ristretto

MULTIPLES = """
e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76
6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919
94741f5d5d52755ece4f23f044ee27d5d1ea1e2bd196b462166b16152a9d0259
da80862773358b466ffadfe0b3293ab3d9fd53c5ea6c955358f568322daf6a57
e882b131016b52c1d3337080187cf768423efccbb517bb495ab812c4160ff44e
f64746d3c92b13050ed8d80236a7f0007c3b3f962f5ba793d19a601ebb1df403
44f53520926ec81fbd5a387845beb7df85a96a24ece18738bdcfa6a7822a176d
903293d8f2287ebe10e2374dc1a53e0bc887e592699f02d077d5263cdd55601c
02622ace8f7303a31cafc63f8fc48fdc16e1c8c8d234b2f0d6685282a9076031
20706fd788b2720a1ed2a5dad4952b01f413bcf0e7564de8cdc816689e2db95f
bce83f8ba5dd2fa572864c24ba1810f9522bc6004afe95877ac73241cafdab42
e4549ee16b9aa03099ca208c67adafcafa4c3f3e4e5303de6026e3ca8ff84460
aa52e000df2e16f55fb1032fc33bc42742dad6bd5a8fc0be0167436c5948501f
46376b80f409b29dc2b5f6f0c52591990896e5716f41477cd30085ab7f10301e
e0c418f7c8d9c4cdd7395b93ea124f3ad99021bb681dfc3302a9d99a2e53e64e
"""

HASHED = {
    "5d1be09e3d0c82fc538112490e35701979d99e06ca3e2b5b54bffe8b4dc772c1"
    "4d98b696a1bbfb5ca32c436cc61c16563790306c79eaca7705668b47dffe5bb6": (
        "3066f82a1a747d45120d1740f14358531a8f04bbffe6a819f86dfe50f44a0a46"
    ),
    "f116b34b8f17ceb56e8732a60d913dd10cce47a6d53bee9204be8b44f6678b27"
    "0102a56902e2488c46120e9276cfe54638286b9e4b3cdb470b542d46c2068d38": (
        "f26e5b6f7d362d2d2a94c5d0e7602cb4773c95a2e5c31a64f133189fa76ed61b"
    ),
    "8422e1bbdaab52938b81fd602effb6f89110e1e57208ad12d9ad767e2e25510c"
    "27140775f9337088b982d83d7fcf0b2fa1edffe51952cbe7365e95c86eaf325c": (
        "006ccd2a9e6867e6a2c5cea83d3302cc9de128dd2a9a57dd8ee7b9d7ffe02826"
    ),
    "165d697a1ef3d5cf3c38565beefcf88c0f282b8e7dbd28544c483432f1cec767"
    "5debea8ebb4e5fe7d6f6e5db15f15587ac4d4d4a1de7191e0c1ca6664abcc413": (
        "ae81e7dedf20a497e10c304a765c1767a42d6e06029758d2d7e8ef7cc4c41179"
    ),
}

NO_ELEMENTS = """
00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff
ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f
f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f
edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f
0100000000000000000000000000000000000000000000000000000000000000
01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f
ed57ffd8c914fb201471d1c3d245ce3c746fcbe63a3679d51b6a516ebebe0e20
c34c4e1826e5d403b78e246e88aa051c36ccf0aafebffe137d148a2bf9104562
4eac077a713c57b4f4397629a4145982c661f48044dd3f96427d40b147d9742f
de6a7b00deadc788eb6b6c8d20c0ae96c2f2019078fa604fee5b87d6e989ad7b
26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371
ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f
"""

BOTH = pytest.mark.parametrize("group", [Ristretto(), Reference()], ids=["libsodium", "reference"])


def number(value):
    return value.to_bytes(32, "little")


@BOTH
def test_multiples_of_the_base_are_those_of_the_rfc(group):
    assert [group.multiply_base(number(times)).hex() for times in range(1, 16)] == MULTIPLES.split()


@BOTH
def test_sums_of_the_base_are_its_multiples(group):
    elements = [bytes.fromhex(one) for one in MULTIPLES.split()]
    assert all(group.add(one, BASE) == two for one, two in pairwise(elements))
    assert all(group.subtract(two, BASE) == one for one, two in pairwise(elements))


@BOTH
@pytest.mark.parametrize(("wide", "element"), HASHED.items())
def test_uniform_bytes_lead_to_the_elements_of_the_rfc(group, wide, element):
    assert group.element(bytes.fromhex(wide)).hex() == element


@BOTH
@pytest.mark.parametrize("encoded", NO_ELEMENTS.split())
def test_what_encodes_no_element_is_known(group, encoded):
    assert not group.is_element(bytes.fromhex(encoded))


@BOTH
def test_the_identity_hides_nothing_and_is_not_taken(group):
    assert not group.is_element(bytes(32))


@pytest.mark.parametrize("encoded", [*NO_ELEMENTS.split(), "00" * 32])
def test_nothing_else_is_multiplied(encoded):
    with pytest.raises(NotAnElement):
        Ristretto().multiply(number(7), bytes.fromhex(encoded))


@settings(max_examples=15)
@given(text=st.binary(), one=st.integers(1, ORDER - 1), other=st.integers(1, ORDER - 1))
def test_the_library_and_the_reference_agree(text, one, other):
    fast, slow, wide = Ristretto(), Reference(), hashlib.sha512(text).digest()
    element = fast.element(wide)
    assert element == slow.element(wide)
    assert fast.scalar(wide) == slow.scalar(wide)
    raised = fast.multiply(number(one), element)
    assert raised == slow.multiply(number(one), element)
    assert fast.multiply(number(other), raised) == fast.multiply(number(one * other % ORDER), element)
    assert fast.add(raised, element) == slow.add(raised, element)
    assert fast.subtract(raised, element) == slow.subtract(raised, element)
