"""`darkfigure trace` as a person meets it; what is personal stays out of all it prints."""

import json
import shutil
import sys
from pathlib import Path

import pytest
from traceable import FAMILY, GIVEN, NAMES

sys.path.insert(0, str(Path(__file__).parents[2] / "cli"))
from message_desk import call


def holds_no_name(said):
    return not any(part in said.out + said.err for part in (*GIVEN, *FAMILY, "minister said"))


def test_a_cell_is_shown_from_the_number_down_to_the_ledger(traced_study):
    said = call("trace", traced_study, "origin=KZ", "--limit", 3)
    assert said.status == 0
    assert said.out.startswith("origin=KZ: 19 persons seen\n1 more")
    assert "estimate " in said.out
    assert "interval" in said.out
    assert "16 more persons" in said.out
    assert said.out.count("\np-") == 3
    assert "verified now" in said.out
    assert "ledger line " in said.out
    assert "do not publish" in said.out
    assert holds_no_name(said)


def test_json_holds_everybody_in_one_document(traced_study):
    said = call("trace", traced_study, "on=press", "--json")
    document = json.loads(said.out)
    assert len(document["persons"]) == document["cell"]["persons"] == 15
    assert all(person["mentions"] for person in document["persons"])
    assert all(item["verified"] for item in document["evidence"])
    assert holds_no_name(said)


def test_a_claim_is_shown(traced_study):
    claim = json.loads(call("trace", traced_study, "total", "--json").out)
    assert claim
    from darkfigure.store import read_table

    (row,) = read_table(traced_study / "tables" / "claim.parquet").to_pylist()
    said = call("trace", traced_study, f"claim:{row['claim']}")
    assert said.out.startswith(f"claim:{row['claim']}  700 (exact): persons, fighting, KZ, SY")
    assert "sources/press/2015-06-01.txt, characters 33-52" in said.out
    assert "verified now" in said.out
    assert json.loads(call("trace", traced_study, f"claim:{row['claim']}", "--json").out)["span"] == [33, 52]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("Bexul Tarpenov", "this is no cell"),
        ("origin=Bexul Tarpenov", "no person has this `origin`"),
        ("lists=Tarpenov", "no such list"),
        ("Bexul=Tarpenov", "divided by such a column"),
        ("claim:Tarpenov", "no claim of this id"),
        ("31415", "no number of this study's estimate"),
        ("lists=court,origin=unknown", "nobody was seen"),
    ],
)
def test_what_is_not_there_gets_one_line_without_what_was_typed(traced_study, cell, said):
    found = call("trace", traced_study, cell)
    assert found.status == 1
    assert said in found.message
    assert holds_no_name(found)


def test_a_folder_that_is_no_study_gets_one_line(tmp_path):
    assert "there is no such folder" in call("trace", tmp_path / "nothing", "total").message
    assert call("trace", tmp_path, "claim:abc", "--limit", 2).status == 2


def test_words_are_shown_only_where_asked_for_and_the_ledger_says_so(traced_study, tmp_path):
    study = shutil.copytree(traced_study, tmp_path / "study")
    ledger = study / "vault" / "ledger.jsonl"
    before = ledger.read_bytes()
    people = json.loads(call("trace", study, "on=press", "--json").out)["persons"]
    assert ledger.read_bytes() == before
    said = call("trace", study, "on=press", "--person", people[0]["person"], "--reveal", "--json")
    quotes = {mention["quote"] for mention in json.loads(said.out)["persons"][0]["mentions"]}
    assert len(quotes) == 1
    assert quotes < set(NAMES)
    *_, last = (json.loads(line) for line in ledger.read_text(encoding="utf-8").splitlines())
    assert (last["action"], last["reason"]) == ("revealed", "on=press: 1 persons")
    assert not any(part in last["reason"] for part in (*GIVEN, *FAMILY))
    shown = call("trace", study, "total", "--reveal", "--limit", 2)
    assert sum(name in shown.out for name in NAMES) == 2
    assert json.loads(ledger.read_text(encoding="utf-8").splitlines()[-1])["seq"] == last["seq"] + 1
    assert call("verify", study).status == 0


def test_words_are_not_shown_where_the_ledger_cannot_say_so(traced_study, tmp_path):
    study = shutil.copytree(traced_study, tmp_path / "study")
    ledger = study / "vault" / "ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes().replace(b'"source":"court"', b'"source":"fourt"', 1))
    said = call("trace", study, "total", "--reveal")
    assert said.status == 3
    assert holds_no_name(said)
