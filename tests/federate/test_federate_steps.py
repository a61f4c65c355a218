"""All steps by files, from keys to a verified and audited result."""

import json
import shutil

import numpy as np
import pytest
from click.testing import CliRunner
from invented_parties import TALLY, counted_parties

from darkfigure.cli import federate_step
from darkfigure.cli.federate import federate
from darkfigure.errors import InputError, UsageError, VerificationFailed
from darkfigure.federate.audit import audit
from darkfigure.federate.ledger import read_ledger
from darkfigure.federate.participant import load_participant
from darkfigure.federate.propose import EXAMPLE, sign_agreement, to_sign
from darkfigure.federate.rows import read_rows
from darkfigure.federate.tally import tally
from darkfigure.federate.verify import read_result, verify_result


def run(*arguments, status=0):
    found = CliRunner().invoke(federate, [str(one) for one in arguments])
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    assert found.exit_code == status, found.output
    return found.output


@pytest.fixture
def counted(invented, tmp_path):
    folder = tmp_path / "agencies"
    made, arrived = counted_parties(invented, folder)
    return folder, made, arrived, read_result(folder / "result")


def clear_table(folder, names):
    lists = [{row.identifier for row in read_rows(folder / name / "list.csv")} for name in names]
    table = np.zeros(1 << len(names), dtype=int)
    for person in set().union(*lists):
        table[sum(1 << place for place, one in enumerate(lists) if person in one)] += 1
    return table


def test_the_counts_are_those_of_the_lists_in_clear_but_for_the_noise(counted):
    folder, made, _, result = counted
    clear = clear_table(folder, made.parties)[1:]
    noise = np.array(result.said["tables"][0][0]) - clear
    assert np.abs(noise).max() < 60  # 60 is thirty scales
    assert int(clear.sum()) == made.seen


def test_counting_again_gives_the_same_result(counted):
    folder, _, arrived, result = counted
    again = tally(folder / TALLY, arrived, target=folder / "second")
    assert again.said == result.said
    assert (folder / "second" / "result.json").read_bytes() == (folder / "result" / "result.json").read_bytes()
    office = load_participant(folder / TALLY)
    assert len(read_ledger(folder / TALLY / "ledger.jsonl", signer=office.signing.public)) == 1


def test_a_run_is_counted_once(counted):
    folder, _, arrived, _ = counted
    said = json.loads((folder / TALLY / "runs" / "1" / "result.json").read_bytes())
    said["statements"][0][-1]["statement"]["payload"] = "0" * 64
    (folder / TALLY / "runs" / "1" / "result.json").write_text(json.dumps(said))
    with pytest.raises(InputError, match="counted already"):
        tally(folder / TALLY, arrived, target=folder / "second")


def test_epsilon_that_is_spent_stays_spent(counted):
    folder, _, arrived, _ = counted
    ledger = folder / TALLY / "ledger.jsonl"
    line = ledger.read_text()
    ledger.write_text(line.replace('"run":1', '"run":2'))
    (folder / TALLY / "runs" / "1" / "result.json").unlink()
    with pytest.raises(VerificationFailed, match="ledger was changed"):
        tally(folder / TALLY, arrived, target=folder / "second")


def test_every_check_of_the_result_passes(counted):
    folder, *_ = counted
    assert [check.wrong for check in verify_result(folder / "result")] == [None] * 10
    assert "WRONG" not in run("verify", folder / "result")


def wrongs(folder):
    return [check.what for check in verify_result(folder) if check.wrong]


def test_a_changed_count_is_found(counted):
    folder, *_ = counted
    path = folder / "result" / "result.json"
    said = json.loads(path.read_bytes())
    said["tables"][0][0][0] += 1
    path.write_text(json.dumps(said, indent=1))
    assert "the result is signed by the tally" in wrongs(folder / "result")
    assert "the tables and the statement are those of the result" in wrongs(folder / "result")
    with pytest.raises(VerificationFailed):
        run("verify", folder / "result")


def test_a_changed_statement_of_a_hop_is_found(counted):
    folder, *_ = counted
    path = folder / "result" / "result.json"
    said = json.loads(path.read_bytes())
    said["statements"][1][1]["statement"]["rows"] += 1
    path.write_text(json.dumps(said, indent=1))
    assert "every hop was signed by whose turn it was, in order" in wrongs(folder / "result")


def test_other_noise_than_agreed_is_found(counted):
    folder, *_ = counted
    path = folder / "result" / "result.json"
    said = json.loads(path.read_bytes())
    said["scale"] = 0.1
    path.write_text(json.dumps(said, indent=1))
    assert "noise, runs and epsilon are those agreed on" in wrongs(folder / "result")


def test_the_statement_says_who_saw_what(counted):
    folder, *_ = counted
    said = (folder / "result" / "statement.md").read_text(encoding="utf-8")
    for words in (
        "Who saw what",
        "statistics-office",
        "epsilon-DP per membership",
        "The sizes of the lists are not hidden",
    ):
        assert words in said
    assert "cluster level" not in said


def test_nothing_of_a_name_or_token_is_in_the_result(counted):
    folder, made, *_ = counted
    everything = b"".join(path.read_bytes() for path in (folder / "result").rglob("*") if path.is_file())
    rows = read_rows(folder / made.parties[0] / "list.csv")
    assert not any(row.name.encode() in everything for row in rows if row.name)
    assert not any(row.identifier.encode() in everything for row in rows if row.identifier)


def test_an_audit_makes_every_hop_again_bit_for_bit(counted):
    folder, made, *_ = counted
    for name in made.parties:
        replays = audit(folder / name, folder / "result", path=folder / name / "list.csv")
        assert [one.wrong for one in replays] == [None] * 3
        assert sorted(one.hop for one in replays) == [0, 1, 2]
    said = run("audit", folder / "aid", folder / "aid" / "list.csv", "--result", folder / "result")
    assert said.count("bit for bit") == 3


def test_an_audit_finds_that_another_list_was_sent(counted):
    folder, *_ = counted
    path = folder / "police" / "list.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")
    replays = audit(folder / "police", folder / "result", path=path)
    assert [one.hop for one in replays if one.wrong] == [0]
    with pytest.raises(VerificationFailed):
        run("audit", folder / "police", path, "--result", folder / "result")


def test_an_audit_finds_that_another_file_was_kept(counted):
    folder, *_ = counted
    kept = folder / "registry" / "runs" / "1" / "received"
    shutil.copyfile(kept / "aid.hop2.age", kept / "police.hop1.age")
    replays = audit(folder / "registry", folder / "result")
    assert [one.list for one in replays if one.wrong] == ["police"]


def test_everybody_signs_what_changed(agencies):
    folder, made = agencies
    agreement = folder / "agreement"
    for name in (*made.parties, TALLY):
        asked = to_sign(folder / name, agreement)
        assert asked.changed == []  # it was taken before, unsigned
        agreed = sign_agreement(folder / name, agreement, content=asked.agreed.content)
    assert agreed.missing == ()
    assert "signed by all" in run("sign", folder / "police", agreement)


def test_a_new_proposal_removes_old_signatures_and_shows_what_is_new(agencies):
    folder, made = agencies
    agreement = folder / "agreement"
    run("sign", folder / "police", agreement, "--yes")
    assert list((agreement / "signatures").iterdir())
    draft = (folder / "draft.toml").read_text().replace("retention_days = 1", "retention_days = 30")
    (folder / "draft.toml").write_text(draft)
    cards = [folder / name / f"{name}.card.toml" for name in (*made.parties, TALLY)]
    said = run("propose", folder / "draft.toml", *cards, "--to", agreement)
    assert "-retention_days = 1" in said
    assert "+retention_days = 30" in said
    assert not list((agreement / "signatures").iterdir())
    assert to_sign(folder / "police", agreement).changed


def test_a_signature_of_another_text_is_refused(agencies):
    folder, _ = agencies
    agreement = folder / "agreement"
    run("sign", folder / "police", agreement, "--yes")
    path = agreement / "agreement.toml"
    path.write_text(path.read_text().replace("retention_days = 1", "retention_days = 2"))
    with pytest.raises(VerificationFailed, match="does not fit"):
        to_sign(folder / "aid", agreement)


def test_a_whole_count_with_signatures_through_the_command_line(tmp_path):
    cards = []
    for name, rows in {"north": 4, "south": 3}.items():
        run("keys", tmp_path / name, "--name", name)
        lines = [f"Person Number{number},P-{number:02}" for number in range(rows)]
        (tmp_path / f"{name}.csv").write_text("\n".join(["name,passport", *lines]))
        cards.append(tmp_path / name / f"{name}.card.toml")
    run("keys", tmp_path / "office", "--name", "office", "--tally")
    cards.append(tmp_path / "office" / "office.card.toml")
    draft = (
        EXAMPLE.replace("min = 50", "min = 2").replace('"tolerant"', '"identifier"').replace("draws = 20", "draws = 0")
    )
    draft = draft.replace("[0.35, 0.3, 0.3, 0.25, 0.3]", "[0.4, 0.3]").replace("epsilon = 1.0", "epsilon = 20")
    draft = draft.replace("epsilon_total = 2.0", "epsilon_total = 40")
    (tmp_path / "draft.toml").write_text(draft)
    run("propose", tmp_path / "draft.toml", *cards, "--to", tmp_path / "agreement")
    for name in ("north", "south", "office", "north", "south"):
        run("sign", tmp_path / name, tmp_path / "agreement", "--yes")
    arrived = []
    for owner, other in (("north", "south"), ("south", "north")):
        run("prepare", tmp_path / owner, tmp_path / f"{owner}.csv", "--column", "identifier=passport")
        sent = tmp_path / owner / "runs" / "1" / "sent" / f"{owner}.run1.hop0.for-{other}.age"
        run("hop", tmp_path / other, sent)
        arrived.append(tmp_path / other / "runs" / "1" / "sent" / f"{owner}.run1.hop1.for-office.age")
    said = json.loads(
        run("tally", tmp_path / "office", *arrived, "--to", tmp_path / "result", "--json", "--no-estimate")
    )
    assert said["scale"] == pytest.approx(0.1)
    assert said["tables"] == [[[1, 0, 3]]]  # noise of scale 0.1 is nought with probability 0.9999
    assert not said["synthetic"]
    run("verify", tmp_path / "result")


def test_an_audit_without_the_list_says_what_it_left_out(counted):
    folder, *_ = counted
    said = run("audit", folder / "aid", "--result", folder / "result")
    assert said.count("bit for bit") == 2
    assert "hop 0, of the party's own list, was left out" in said


def test_the_tally_makes_no_hops(counted):
    folder, _, arrived, _ = counted
    office = folder / TALLY
    with pytest.raises(InputError, match="folder of the tally"):
        run("hop", office, arrived[0])
    with pytest.raises(InputError, match="folder of the tally"):
        run("prepare", office, folder / "aid" / "list.csv")
    with pytest.raises(InputError, match="folder of the tally"):
        run("audit", office, "--result", folder / "result")


def test_what_is_not_there_is_said(counted):
    folder, *_ = counted
    with pytest.raises(InputError, match="no such file"):
        run("hop", folder / "aid", folder / "none.age")
    with pytest.raises(InputError, match="no such list"):
        run("audit", folder / "aid", folder / "none.csv", "--result", folder / "result")
    with pytest.raises(InputError, match="no such card"):
        run("propose", folder / "draft.toml", folder / "none.card.toml", "--to", folder / "agreement")
    with pytest.raises(InputError, match="no keys of a participant"):
        run("sign", folder / "nowhere", folder / "agreement")


def test_a_name_that_no_agreement_can_hold_is_refused_at_once(tmp_path):
    with pytest.raises(UsageError, match="no name of a participant"):
        run("keys", tmp_path / "x", "--name", "Police Nord")
    assert not (tmp_path / "x").exists()


def test_no_noise_at_all_is_refused_before_anything_is_written(tmp_path):
    assert "epsilon" in run("simulate", tmp_path / "x", "--epsilon", "0", status=2)
    assert not (tmp_path / "x").exists()


def test_a_long_step_says_how_far_it_is(counted, monkeypatch):
    folder, *_ = counted
    monkeypatch.setattr(federate_step, "_LONG", 1)
    for path in (folder / "aid" / "runs" / "1").glob("*.json"):
        path.unlink()
    said = run("prepare", folder / "aid", folder / "aid" / "list.csv")
    assert "hiding the list of aid" in said
