import datetime as dt
from dataclasses import replace

import pytest

import darkfigure as df
from darkfigure.extract.claim import AsOf
from darkfigure.extract.claim_rows import claim_rows
from darkfigure.extract.scope import Scope, outside

PERIOD = (dt.date(2014, 3, 1), dt.date(2014, 8, 31))


def claim(text="Some 300 citizens of Kyrgyzstan fight for ISIS in Syria.", date=None):
    (found,) = df.claims(text)
    return replace(found, as_of=AsOf(date=date)) if date else found


@pytest.mark.parametrize(
    ("scope", "wanted"),
    [
        (Scope(), None),
        (Scope(origins=("central-asia",)), None),
        (Scope(origins=("KG", "KZ")), None),
        (Scope(origins=("RU",)), "origin"),
        (Scope(locations=("IQ", "SY")), None),
        (Scope(locations=("middle-east",)), None),
        (Scope(locations=("AF",)), "location"),
        (Scope(groups=("isis",)), None),
        (Scope(groups=("al-nusra",)), "group"),
    ],
)
def test_a_claim_is_in_scope_by_origin_place_and_group(scope, wanted):
    assert outside(claim(), scope) == wanted


@pytest.mark.parametrize(
    ("date", "wanted"),
    [
        ("2014-03-01", None),
        ("2014-02-28", "date"),
        ("2014-09-01", "date"),
        ("2014-08", None),
        ("2014-09", "date"),
        ("2014", None),
        ("2015", "date"),
        (None, None),
    ],
)
def test_a_date_is_in_the_period_if_one_of_its_days_is(date, wanted):
    assert outside(claim(date=date), Scope(period=PERIOD)) == wanted


def test_a_wider_origin_is_outside_and_so_is_one_that_is_not_told():
    central_asia = Scope(origins=("central-asia",))
    assert outside(claim("Some 300 people from the CIS fight in Syria."), central_asia) == "origin"
    assert outside(claim("Some 300 people fight in Syria."), central_asia) == "origin"


def test_scope_changes_nothing_but_the_mark_of_scope():
    found = replace(claim(), doc="one")
    (inside,) = claim_rows([found], Scope(), paths={"one": "one.txt"})
    (out,) = claim_rows([found], Scope(origins=("RU",)), paths={"one": "one.txt"})
    assert (inside.pop("in_scope"), inside.pop("why_not")) == (True, None)
    assert (out.pop("in_scope"), out.pop("why_not")) == (False, "origin")
    assert inside == out
    assert (inside["low"], inside["origin"], inside["path"]) == (300, "KG", "one.txt")
