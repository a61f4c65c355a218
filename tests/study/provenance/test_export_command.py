"""`darkfigure export`, `import` and `verify` of an export as a person meets them; nothing personal in their output."""

import hashlib
import json
import shutil
import sys
from pathlib import Path

import pytest
from traceable import FAMILY, GIVEN

sys.path.insert(0, str(Path(__file__).parents[2] / "cli"))
from message_desk import call


@pytest.fixture
def study(traced_study, tmp_path):
    return shutil.copytree(traced_study, tmp_path / "study")


def holds_no_name(said):
    return not any(part in said.out + said.err for part in (*GIVEN, *FAMILY))


def test_an_export_is_written_verified_and_imported(study, tmp_path):
    target, copy = tmp_path / "out.zip", tmp_path / "copy"
    written = call("export", study, "--to", target, "--with-evidence", "--with-names")
    assert written.status == 0
    assert written.out == f"{hashlib.sha256(target.read_bytes()).hexdigest()}  out.zip\n"
    verified = call("verify", target)
    assert verified.out.startswith("verified: ")
    assert "with evidence" in verified.out
    assert call("import", target, copy).status == 0
    assert call("verify", copy).status == 0
    assert json.loads(call("status", copy, "--json").out)[0]["why"] is None
    assert all(holds_no_name(said) for said in (written, verified))


def test_without_evidence_the_folder_is_verified_as_the_file_is(study, tmp_path):
    target, copy = tmp_path / "out.zip", tmp_path / "copy"
    call("export", study, "--to", target)
    assert "without evidence: it can be verified, not run" in call("import", target, copy).err
    said = json.loads(call("verify", copy, "--json", "--again").out)
    assert (said["verified"], said["evidence"], said["run_again"]) == (True, False, "from the persons")
    assert "imported without its evidence" in call("run", copy).message
    (copy / "results" / "estimate.json").write_text("{}", encoding="utf-8")
    changed = call("verify", copy)
    assert changed.status == 3
    assert changed.out.startswith("results/estimate.json: ")


def test_that_evidence_holds_names_is_said(study, tmp_path):
    said = call("export", study, "--to", tmp_path / "out.zip", "--with-evidence")
    assert "it stands in the evidence" in said.err
    assert "it stands in the evidence" not in call("export", study, "--to", tmp_path / "b.zip").err


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("export", "STUDY", "--to", "out.tar"), 2, "must end in .zip"),
        (("export", "STUDY", "--to", "out.zip", "--seal-to", "age1xyz"), 1, "recipient 1 is no public key"),
        (("export", "nowhere", "--to", "out.zip"), 1, "there is no such folder"),
        (("verify", "nowhere.zip"), 1, "a file that was exported"),
        (("verify", "STUDY", "--again"), 2, "go with a file"),
        (("import", "nowhere.zip", "copy"), 1, "there is no such file"),
        (("import", "STUDY", "copy"), 1, "there is no such file"),
    ],
)
def test_a_slip_gets_one_message(study, tmp_path, monkeypatch, arguments, status, message):
    monkeypatch.chdir(tmp_path)
    said = call(*(str(study) if one == "STUDY" else one for one in arguments))
    assert said.status == status
    assert message in said.err
    assert holds_no_name(said)
