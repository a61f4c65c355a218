"""Tables that hold nothing to go on, or far too much: a status and a bound or a refusal, never a bare number."""

import json
import math

import pytest
from message_desk import TABLE, call


def table(**cells: int) -> str:
    lists = "abcdefghijklmn"[: len(next(iter(cells))) - 1]
    return "\n".join([",".join([*lists, "count"]), *(",".join([*p[1:], str(n)]) for p, n in cells.items())]) + "\n"


TABLES = {
    "nested": table(p100=50, p110=30, p111=20),
    "two nested": table(p10=50, p11=30),
    "no overlap": table(p100=50, p010=30, p001=20),
    "everybody on both": table(p11=30),
    "everybody on all": table(p111=30),
    "one list used": table(p100=30),
    "one person": table(p110=1),
    "two persons": table(p110=1, p001=1),
    "millions": table(p100=5_000_000, p010=3_000_000, p001=4_000_000, p110=200_000, p101=300_000, p011=90_000, p111=9),
}


@pytest.mark.parametrize("method", ["log-linear", "decomposable", "chao-lower-bound"])
@pytest.mark.parametrize("what", TABLES)
def test_an_extreme_table_has_a_bound_and_no_bare_number(tmp_path, what, method):
    _check(tmp_path, TABLES[what], "--method", method)


@pytest.mark.parametrize("what", ["nested", "no overlap", "everybody on both"])
def test_the_default_says_that_nothing_is_identified(tmp_path, what):
    found = _check(tmp_path, TABLES[what])
    assert found["estimate"] is None
    assert found["verdict"] == "not identified"
    assert "not-identified" in [one["code"] for one in found["warnings"]]


def test_a_stratum_with_two_persons_does_not_spoil_the_total(tmp_path):
    text = TABLE + "1,0,0,UZ,1\n0,1,1,UZ,1\n"
    found = _check(tmp_path, text, "--strata", "origin", "--method", "log-linear")
    (small,) = (one for one in found["strata"] if one["stratum"] == {"origin": "UZ"})
    assert small["observed"] == 2
    assert small["lower_bound"] >= 2
    assert found["estimate"] > found["observed"]


def test_thirteen_lists_are_refused_with_the_limit_and_what_to_do(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(table(p1111111111111=4, p1000000000000=9), encoding="utf-8")
    said = call("estimate", path, "--json")
    assert said.status == 1
    for part in ("13 list columns", "at most 12", "Merge"):
        assert part in said.message


def _check(tmp_path, text, *arguments):
    """The answer, after what must be true of every one."""
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    said = call("estimate", path, "--json", *arguments)
    assert said.status == 0, said.err
    found = json.loads(said.out, parse_constant=_never)
    answers = [found, *found["strata"], *found["methods"]]
    for one in answers:
        if one["estimate"] is None:
            assert one["low"] is one["high"] is None
        else:
            assert one["low"] is not None
            assert one["low"] <= one["estimate"] <= (math.inf if one["high"] is None else one["high"])
    assert found["lower_bound"] is not None
    if found["estimate"] is None:
        assert found["warnings"]
    return found


def _never(constant):
    raise AssertionError(constant)
