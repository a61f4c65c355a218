"""From a cell back to persons, mentions, evidence and ledger, and what a trace refuses."""

import hashlib
import hmac
import json
import shutil
import stat

import pytest
from traceable import NAMES, origin

from darkfigure.errors import InputError
from darkfigure.store import connect, read_table
from darkfigure.study import Study
from darkfigure.study.provenance.claims import trace_claim
from darkfigure.study.provenance.people import trace_cell
from darkfigure.study.traces import ROW_DIGEST
from darkfigure.vault import Vault


@pytest.fixture
def study(traced_study, tmp_path):
    return shutil.copytree(traced_study, tmp_path / "study")


def answer(study):
    return json.loads((study / "results" / "estimate.json").read_text(encoding="utf-8"))


def test_every_person_of_every_stratum_is_reached_once(traced_study):
    said = answer(traced_study)
    found = trace_cell(traced_study, "total")
    assert found.facts.persons == said["observed"] == len(found.people) == 30
    reached = set()
    for one in said["strata"]:
        cell = trace_cell(traced_study, f"origin={one['stratum']['origin']}")
        assert cell.facts.answer == {name: one[name] for name in ("observed", "estimate", "low", "high")}
        assert cell.facts.persons + cell.facts.shared_out == one["observed"]
        assert not reached & {person.person for person in cell.people}
        reached |= {person.person for person in cell.people}
    unknown = trace_cell(traced_study, "origin=unknown")
    assert unknown.facts.answer is None
    assert reached | {person.person for person in unknown.people} == {person.person for person in found.people}
    assert len(unknown.people) == 1


def test_the_mentions_of_a_person_are_the_rows_and_spans_that_name_it(traced_study):
    mentions = read_table(traced_study / "tables" / "mention.parquet").to_pylist()
    names = {(row["source"], row["row"]): row["name"] for row in mentions}
    found = trace_cell(traced_study, "total")
    traced = [mention for person in found.people for mention in person.mentions]
    assert len(traced) == len({(one.source, one.row) for one in traced}) == len(mentions)
    for person in found.people:
        assert len({names[one.source, one.row] for one in person.mentions}) == 1
        assert set(person.lists) == {one.source for one in person.mentions}
        assert all(
            person.stratum["origin"] in (origin(NAMES.index(names[one.source, one.row])), "unknown")
            for one in person.mentions
        )
    for one in traced:
        if one.source == "press":
            text = (traced_study / one.document).read_text(encoding="utf-8")
            assert text[slice(*one.span)] == names[one.source, one.row]
            assert hashlib.sha256((traced_study / one.document).read_bytes()).hexdigest() == one.item
        else:
            assert one.document is None
            assert one.span is None


def test_lists_are_these_alone_or_these_at_least(traced_study):
    exactly = trace_cell(traced_study, "lists=court+press")
    atleast = trace_cell(traced_study, "on=court+press")
    assert {one.lists for one in exactly.people} == {("court", "press")}
    assert {one.lists for one in atleast.people} == {("court", "press"), ("court", "press", "camp+list, old")}
    assert trace_cell(traced_study, "origin=KZ,lists=camp+list, old").people


def test_a_number_leads_to_its_cell(traced_study):
    (uz,) = (one for one in answer(traced_study)["strata"] if one["stratum"] == {"origin": "UZ"})
    found = trace_cell(traced_study, str(uz["observed"]))
    assert found.facts.cell == "origin=UZ"


def test_the_evidence_is_that_of_the_mentions_with_its_ledger_lines(traced_study):
    ledger = (traced_study / "vault" / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    found = trace_cell(traced_study, "total")
    assert {(one.source, one.item) for one in found.items} == {
        (mention.source, mention.item) for person in found.people for mention in person.mentions
    }
    for item in found.items:
        assert item.verified
        assert item.why_not is None
        assert hashlib.sha256((traced_study / item.path).read_bytes()).hexdigest() == item.item
        assert item.ledger
        for line in item.ledger:
            said = json.loads(ledger[line.line - 1])
            assert (said["digest"], said["time"], said["tool"]) == (item.item, line.time, line.tool)


@pytest.mark.parametrize("harm", ["changed", "missing"])
def test_evidence_that_does_not_verify_is_said(study, harm):
    found = trace_cell(study, "total")
    place = study / "vault" / "bytes" / found.items[0].item[:2] / found.items[0].item[2:]
    place.chmod(0o644)
    if harm == "changed":
        place.write_bytes(place.read_bytes()[:-1] + b"!")
    else:
        place.unlink()
    wrong = [item for item in trace_cell(study, "total").items if not item.verified]
    assert {item.item for item in wrong} == {found.items[0].item}
    assert all(harm in item.why_not for item in wrong)


def test_a_file_that_no_ledger_line_speaks_of_does_not_verify(study):
    ledger = study / "vault" / "ledger.jsonl"
    first, *rest = ledger.read_text(encoding="utf-8").splitlines(keepends=True)
    ledger.write_text("".join(rest), encoding="utf-8")
    wrong = [item for item in trace_cell(study, "total").items if not item.verified]
    assert [item.item for item in wrong] == [json.loads(first)["digest"]]
    assert "ledger" in wrong[0].why_not


def test_pseudonyms_are_keyed_digests_and_stay_when_rows_move(study):
    before = {one.person: {(m.source, m.row) for m in one.mentions} for one in trace_cell(study, "total").people}
    key_file = study / "pseudonyms.key"
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    key = bytes.fromhex(key_file.read_text(encoding="ascii"))
    assert len(key) == 32
    (first,) = (name for name, rows in before.items() if ("court", 1) in rows)
    part = next((study / "tables" / "record").glob("court-*.parquet"))
    ((digest,),) = connect().execute(f'SELECT {ROW_DIGEST} FROM "{part}" WHERE "row" = 1').fetchall()
    assert first == "p-" + hmac.new(key, f"court\n{digest}\n1".encode(), "sha256").hexdigest()[:12]

    court = study / "sources" / "court.csv"
    header, *rows = court.read_text(encoding="utf-8").splitlines(keepends=True)
    court.write_text(header + "Zuvar Ibletov,1950,KZ,m,2015-01-05\n" + "".join(rows), encoding="utf-8")
    for stage in ("collect", "extract", "link", "estimate"):
        Study(study).run(only=stage)
    after = {one.person: {(m.source, m.row) for m in one.mentions} for one in trace_cell(study, "total").people}
    assert before.keys() < after.keys()
    assert len(after) == len(before) + 1
    assert after[first] == {(s, r + 1) if s == "court" else (s, r) for s, r in before[first]}


def test_another_study_gives_other_pseudonyms(study, traced_study):
    (study / "pseudonyms.key").unlink(missing_ok=True)
    one, other = trace_cell(study, "total"), trace_cell(traced_study, "total")
    assert not {person.person for person in one.people} & {person.person for person in other.people}


def test_one_person_or_the_first_few_are_shown(traced_study):
    everybody = trace_cell(traced_study, "total").people
    assert trace_cell(traced_study, "total", limit=4).people == everybody[:4]
    assert trace_cell(traced_study, "total", person=everybody[9].person).people == (everybody[9],)
    with pytest.raises(InputError, match="no person in `origin=KZ` has this pseudonym"):
        trace_cell(traced_study, "origin=KZ", person="p-000000000000")


def test_a_broken_key_is_refused(study):
    (study / "pseudonyms.key").write_text("1234\n", encoding="ascii")
    with pytest.raises(InputError, match="no key of 64 hexadecimal digits"):
        trace_cell(study, "total")


def test_what_is_out_of_date_is_not_traced(study):
    with (study / "sources" / "court.csv").open("a", encoding="utf-8") as file:
        file.write("Zuvar Ibletov,1950,KZ,m,2015-01-05\n")
    with pytest.raises(InputError, match=r"stage `collect` is out of date .*darkfigure run"):
        trace_cell(study, "total")


def test_a_study_that_was_not_run_is_not_traced(study):
    shutil.rmtree(study / "tables")
    with pytest.raises(InputError, match="stage `collect` is out of date"):
        trace_cell(study, "total")


def test_a_claim_leads_to_its_words_and_its_evidence(traced_study):
    (row,) = read_table(traced_study / "tables" / "claim.parquet").to_pylist()
    found = trace_claim(traced_study, row["claim"][:6])
    assert found.claim == row["claim"]
    assert (found.stated["low"], found.stated["origin"]) == (700, "KZ")
    text = (traced_study / found.document).read_text(encoding="utf-8")
    assert text[slice(*found.span)] == row["quote"] == "700 Kazakh citizens"
    assert found.quote is None
    assert found.item.verified
    assert found.item.ledger[0].action == "collected"


@pytest.mark.parametrize("claim", ["000000", "", "abc"])
def test_a_claim_that_is_not_there_is_refused(traced_study, claim):
    with pytest.raises(InputError, match="study's 1 claims"):
        trace_claim(traced_study, claim)


def test_a_study_without_claims_says_so(study):
    settings = study / "study.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('documents = ["sources/press"]', ""), encoding="utf-8")
    with pytest.raises(InputError, match="no texts under"):
        trace_claim(study, "123456")


@pytest.mark.parametrize(
    ("actions", "said"),
    [
        (("deleted",), "deleted on purpose (ledger line"),
        (("sealed",), "sealed (ledger line"),
        (("sealed", "unsealed"), "the file is missing"),
        (("deleted", "restored"), "the file is missing"),
    ],
)
def test_evidence_that_was_taken_away_on_purpose_is_said_to_be(study, actions, said):
    item = trace_cell(study, "lists=court").items[0].item
    for action in actions:
        Vault(study / "vault").note(action, source="court", path="sources/court.csv", digest=item)
    (study / "vault" / "bytes" / item[:2] / item[2:]).unlink(missing_ok=True)  # a deletion that is noted is finished
    (found,) = trace_cell(study, "lists=court").items
    assert not found.verified
    assert said in found.why_not
