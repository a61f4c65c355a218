import io
import json
import os
import resource
import shutil
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from darkfigure.cli.main import cli
from darkfigure.errors import InputError, SourceError, VerificationFailed
from darkfigure.vault import Vault, writing

START = datetime(2026, 1, 1, tzinfo=UTC)


class Clock:
    """A time that moves on at every look."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A study with three kept files, two of which have the same bytes."""
    vault = Vault(tmp_path / "vault", now=Clock())
    for name, content in (("a.csv", b"name\nA\n"), ("b.csv", b"name\nA\n"), ("c.csv", b"name\nC\n")):
        (tmp_path / name).write_bytes(content)
        vault.keep(tmp_path / name, source="list", origin_path=name)
    return tmp_path


def lines(study: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (study / "vault" / "ledger.jsonl").read_text("utf-8").splitlines()]


def stored(study: Path) -> list[Path]:
    return sorted(path for path in (study / "vault" / "bytes").rglob("*") if path.is_file())


def codes(study: Path) -> list[str]:
    return [difference.code for difference in Vault(study / "vault").verify().differences]


def test_bytes_stand_under_their_digest_read_only(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abc")
    kept = Vault(tmp_path / "vault").keep(tmp_path / "x", source="list", origin_path="x")
    assert kept.digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert kept.path == tmp_path / "vault" / "bytes" / "ba" / kept.digest[2:]
    assert (kept.path.read_bytes(), kept.size, kept.ledger_entry) == (b"abc", 3, 1)
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o444
    assert os.listdir(tmp_path / "vault" / "incoming") == []  # noqa: PTH208
    assert lines(tmp_path)[0]["blake3"] == "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85"


def test_the_same_bytes_elsewhere_are_one_file_and_another_observation(study: Path) -> None:
    assert len(stored(study)) == 2
    assert [(line["seq"], line["path"], line["action"]) for line in lines(study)] == [
        (1, "a.csv", "collected"),
        (2, "b.csv", "collected"),
        (3, "c.csv", "collected"),
    ]
    assert lines(study)[0]["digest"] == lines(study)[1]["digest"]


def test_keeping_again_changes_nothing(study: Path) -> None:
    before = (study / "vault" / "ledger.jsonl").read_bytes()
    for vault in (Vault(study / "vault", now=Clock()), Vault(study / "vault")):
        for name in ("a.csv", "b.csv", "c.csv"):
            assert vault.keep(study / name, source="list", origin_path=name).first_kept < START + timedelta(seconds=4)
            vault.keep(io.BytesIO((study / name).read_bytes()), source="list", origin_path=name)
    assert (study / "vault" / "ledger.jsonl").read_bytes() == before
    assert codes(study) == []


def test_a_changed_source_is_kept_beside_the_old_and_a_change_back_is_seen(study: Path) -> None:
    vault = Vault(study / "vault", now=Clock())
    first = vault.keep(study / "a.csv", source="list", origin_path="a.csv")
    (study / "a.csv").write_bytes(b"name\nB\n")
    second = vault.keep(study / "a.csv", source="list", origin_path="a.csv")
    (study / "a.csv").write_bytes(b"name\nA\n")
    third = vault.keep(study / "a.csv", source="list", origin_path="a.csv")
    assert (second.ledger_entry, third.ledger_entry) == (4, 5)
    assert third.digest == first.digest != second.digest
    assert third.first_kept == first.first_kept
    assert codes(study) == []


@settings(max_examples=25, deadline=None)
@given(content=st.binary(max_size=300))
def test_any_bytes_come_back(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    vault = Vault(tmp_path_factory.mktemp("v"))
    kept = vault.keep(io.BytesIO(content), source="список", origin_path='ملف "1"\n.csv')
    assert vault.path_of(kept.digest).read_bytes() == content
    assert vault.verify().differences == ()


def change_byte(study: Path) -> None:
    path = stored(study)[0]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"!")


def drop_line(number: int) -> object:
    def drop(study: Path) -> None:
        ledger = study / "vault" / "ledger.jsonl"
        kept = ledger.read_bytes().splitlines(keepends=True)
        del kept[number]
        ledger.write_bytes(b"".join(kept))

    return drop


def edit_line(number: int, old: bytes, new: bytes) -> object:
    def edit(study: Path) -> None:
        ledger = study / "vault" / "ledger.jsonl"
        kept = ledger.read_bytes().splitlines(keepends=True)
        assert old in kept[number]
        kept[number] = kept[number].replace(old, new, 1)
        ledger.write_bytes(b"".join(kept))

    return edit


def swap_lines(study: Path) -> None:
    ledger = study / "vault" / "ledger.jsonl"
    first, second, third = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(second + first + third)


def cut_last_line(study: Path) -> None:
    ledger = study / "vault" / "ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes()[:-20])


def add_file(study: Path) -> None:
    (study / "vault" / "bytes" / "zz").mkdir()
    (study / "vault" / "bytes" / "zz" / "z").write_bytes(b"planted")


TAMPERINGS = {
    "a byte changed": (change_byte, "changed"),
    "a file cut": (lambda study: (stored(study)[1].chmod(0o644), stored(study)[1].write_bytes(b"n")), "changed"),
    "a file missing": (lambda study: stored(study)[0].unlink(), "missing"),
    "a file added": (add_file, "unrecorded"),
    "first line removed": (drop_line(0), "ledger-order"),
    "middle line removed": (drop_line(1), "ledger-order"),
    "last line removed": (drop_line(2), "ledger-end"),
    "lines reordered": (swap_lines, "ledger-order"),
    "first line edited": (edit_line(0, b"a.csv", b"x.csv"), "ledger-line"),
    "middle line edited": (edit_line(1, b"b.csv", b"x.csv"), "ledger-line"),
    "last line edited": (edit_line(2, b"c.csv", b"x.csv"), "ledger-end"),
    "a line of another form": (edit_line(1, b'"seq":2', b'"seq": 2'), "ledger-line"),
    "a key added": (edit_line(2, b'{"seq"', b'{"x":1,"seq"'), "ledger-line"),
    "a line that is not JSON": (edit_line(1, b"{", b"("), "ledger-line"),
    "the last line cut": (cut_last_line, "ledger-end"),
    "the ledger missing": (lambda study: (study / "vault" / "ledger.jsonl").unlink(), "ledger-end"),
    "the ledger emptied": (lambda study: (study / "vault" / "ledger.jsonl").write_bytes(b""), "ledger-end"),
    "the head missing": (lambda study: (study / "vault" / "ledger.head.json").unlink(), "ledger-end"),
    "the head damaged": (lambda study: (study / "vault" / "ledger.head.json").write_bytes(b"[]"), "ledger-end"),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_every_tampering_is_named(study: Path, name: str) -> None:
    assert codes(study) == []
    tamper, code = TAMPERINGS[name]
    tamper(study)  # type: ignore[operator]
    assert code in codes(study)


@pytest.mark.parametrize("name", [n for n in TAMPERINGS if n not in {"a file missing", "a file added", "a file cut"}])
def test_nothing_is_added_over_a_tampering(study: Path, name: str) -> None:
    TAMPERINGS[name][0](study)  # type: ignore[operator]
    before = (study / "vault" / "ledger.jsonl").is_file() and (study / "vault" / "ledger.jsonl").read_bytes()
    vault = Vault(study / "vault")
    with pytest.raises(VerificationFailed):
        [vault.keep(study / each, source="list", origin_path=each) for each in ("a.csv", "b.csv", "c.csv")]
    assert before == ((study / "vault" / "ledger.jsonl").is_file() and (study / "vault" / "ledger.jsonl").read_bytes())


def test_missing_bytes_are_restored_from_the_source_and_the_ledger_says_so(study: Path) -> None:
    stored(study)[0].unlink()
    vault = Vault(study / "vault", now=Clock())
    for name in ("a.csv", "b.csv", "c.csv"):
        vault.keep(study / name, source="list", origin_path=name)
    assert [line["action"] for line in lines(study)] == ["collected"] * 3 + ["restored"]
    assert codes(study) == []


class Interrupted(BaseException):
    """A kill."""


@pytest.mark.parametrize("step", ["append", "_place", "write_head", "sync"])
def test_an_interruption_at_any_step_loses_nothing(study: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def stop(*_: object, **__: object) -> None:
        raise Interrupted

    (study / "d.csv").write_bytes(b"name\nD\n")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", lambda *_, **__: None)  # a kill runs no clean-up
        if step == "append":
            patch.setattr(writing, "append", stop)
        elif step == "_place":
            patch.setattr(writing.Writer, "_place", stop)
        elif step == "write_head":
            patch.setattr("darkfigure.vault.chain.write_head", stop)
        else:
            patch.setattr(writing, "sync_folder", stop)
        with pytest.raises(Interrupted):
            Vault(study / "vault").keep(study / "d.csv", source="list", origin_path="d.csv")
    assert codes(study) == []
    kept = Vault(study / "vault").keep(study / "d.csv", source="list", origin_path="d.csv")
    assert kept.path.parts[-3] == "bytes"
    assert kept.ledger_entry == 4
    assert (len(lines(study)), len(stored(study))) == (4, 3)
    assert list((study / "vault" / "incoming").iterdir()) == []
    assert codes(study) == []


def test_a_half_written_line_is_removed_by_the_next_run(study: Path) -> None:
    with (study / "vault" / "ledger.jsonl").open("ab") as file:
        file.write(b'{"seq":4,"prev')
    assert codes(study) == ["ledger-torn"]
    (study / "d.csv").write_bytes(b"name\nD\n")
    Vault(study / "vault").keep(study / "d.csv", source="list", origin_path="d.csv")
    assert codes(study) == []


def test_two_processes_keep_apart(study: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from darkfigure.vault import Vault; import io\n"
        "vault = Vault(Path(sys.argv[1]))\n"
        "who = sys.argv[2]\n"
        "for i in range(8): vault.keep(io.BytesIO(f'{who}{i}'.encode()), source=who, origin_path=str(i))"
    )
    runs = [subprocess.Popen([sys.executable, "-c", code, str(study / "vault"), who]) for who in "xy"]
    assert [run.wait() for run in runs] == [0, 0]
    assert len(lines(study)) == 3 + 16
    assert codes(study) == []


def test_a_file_that_cannot_be_read_is_the_sources_fault(study: Path) -> None:
    with pytest.raises(SourceError, match=r"gone\.csv: this file cannot be read"):
        Vault(study / "vault").keep(study / "gone.csv", source="list", origin_path="gone.csv")
    assert list((study / "vault" / "incoming").iterdir()) == []


def test_a_vault_that_cannot_be_written_to_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "vault").write_text("a file in the way")
    with pytest.raises(InputError, match="a file stands where a folder is needed"):
        Vault(tmp_path / "vault").keep(io.BytesIO(b"x"), source="list", origin_path="x")


def test_verify_prints_what_it_read(study: Path) -> None:
    result = CliRunner().invoke(cli, ["verify", str(study)])
    assert (result.exit_code, result.output) == (0, "verified: 2 files, 14 bytes, 3 ledger lines\n")
    content = json.loads(CliRunner().invoke(cli, ["verify", str(study), "--json"]).output)
    assert content == {
        "study": str(study),
        "verified": True,
        "files": 2,
        "bytes": 14,
        "ledger_lines": 3,
        "sealed": 0,
        "deleted": [],
        "checkpoints": [],
        "timestamps": [],
        "judgement_lines": 0,
        "unsigned_judgement_lines": 0,
        "signers": [],
        "differences": [],
    }


def test_verify_names_every_difference_and_fails(study: Path) -> None:
    change_byte(study)
    stored(study)[1].unlink()
    swap_lines(study)
    result = CliRunner().invoke(cli, ["verify", str(study)])
    assert isinstance(result.exception, VerificationFailed)
    assert result.exception.exit_status == 3
    assert "5 differences" in str(result.exception)
    assert [line.split(":")[0] for line in result.stdout.splitlines()][:2] == [
        "ledger.jsonl line 1",
        "ledger.jsonl line 2",
    ]
    result = CliRunner().invoke(cli, ["verify", str(study), "--json"])
    found = json.loads(result.stdout)
    assert not found["verified"]
    assert sorted(d["code"] for d in found["differences"]) == [
        "changed",
        "ledger-line",
        "ledger-order",
        "ledger-order",
        "missing",
    ]
    assert isinstance(result.exception, VerificationFailed)


def test_verify_of_no_study_and_of_a_new_one_says_what_to_do(tmp_path: Path) -> None:
    for folder, needed in ((tmp_path / "no", "no such folder"), (tmp_path, "nothing was collected yet")):
        result = CliRunner().invoke(cli, ["verify", str(folder)])
        assert isinstance(result.exception, InputError)
        assert needed in str(result.exception)


def test_verify_of_a_study_whose_vault_was_removed_fails(study: Path) -> None:
    (study / "tables").mkdir()
    (study / "tables" / "collect.list.run.json").write_text("{}")  # a stage has run: there was evidence
    shutil.rmtree(study / "vault")
    result = CliRunner().invoke(cli, ["verify", str(study)])
    assert isinstance(result.exception, VerificationFailed)
    assert result.stdout == "ledger.jsonl: the ledger is missing\n"


def test_a_full_disk_is_one_message_and_leaves_the_vault_whole(study: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        with pytest.raises(InputError, match="disk is full"):
            Vault(study / "vault").keep(io.BytesIO(b"x" * 100_000), source="list", origin_path="big")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list((study / "vault" / "incoming").iterdir()) == []
    assert codes(study) == []
