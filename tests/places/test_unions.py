import pytest

from darkfigure.places import countries_in, country_name, is_within
from darkfigure.places.unions import _unions


def test_every_member_is_a_known_country_or_region():
    for members in _unions().values():
        for code in members:
            assert country_name(code, "en") != code


@pytest.mark.parametrize(
    ("code", "codes", "wanted"),
    [
        ("KZ", ["central-asia"], True),
        ("central-asia", ["cis"], True),
        ("cis", ["central-asia"], False),
        ("RU-CE", ["RU"], True),
        ("RU", ["RU-CE"], False),
        ("RU-CE", ["caucasus"], True),
        ("foreign", ["central-asia"], False),
        ("foreign", ["foreign"], True),
        ("KZ", [], False),
    ],
)
def test_what_lies_within_what(code, codes, wanted):
    assert is_within(code, codes) is wanted


def test_unions_are_replaced_by_their_members():
    assert countries_in(["central-asia", "KZ", "RU"]) == {"KZ", "KG", "TJ", "TM", "UZ", "RU"}
