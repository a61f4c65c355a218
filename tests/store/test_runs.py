import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import pytest

from darkfigure.store import RunRecord, digest_file, is_current, read_run_record, why_stale, write_run_record


@pytest.fixture
def finished(tmp_path: Path) -> tuple[Path, RunRecord]:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "link.parquet").write_bytes(b"links")
    record = RunRecord(
        stage="link",
        version="0.1.0",
        seed=1,
        inputs={"mention": "aa"},
        settings="ss",
        outputs={"tables/link.parquet": digest_file(tmp_path / "tables" / "link.parquet")},
        started=datetime(2026, 1, 1, tzinfo=UTC),
        finished=datetime(2026, 1, 2, tzinfo=UTC),
    )
    write_run_record(tmp_path / "tables", record)
    return tmp_path, record


def test_a_record_comes_back_as_it_was_written(finished: tuple[Path, RunRecord]) -> None:
    study, record = finished
    assert read_run_record(study / "tables", "link") == record


def test_what_is_unchanged_is_current(finished: tuple[Path, RunRecord]) -> None:
    study, record = finished
    assert is_current(record, inputs={"mention": "aa"}, settings="ss", version="0.1.0", study=study)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"inputs": {"mention": "bb"}}, "input changed: mention"),
        ({"inputs": {"mention": "aa", "extra": "cc"}}, "input changed: extra"),
        ({"inputs": {}}, "input changed: mention"),
        ({"settings": "other"}, "settings changed"),
        ({"version": "0.2.0"}, "ran with version 0.1.0, this is 0.2.0"),
    ],
)
def test_a_change_makes_it_stale(finished: tuple[Path, RunRecord], change: dict[str, object], reason: str) -> None:
    study, record = finished
    now = {"inputs": {"mention": "aa"}, "settings": "ss", "version": "0.1.0"} | change
    assert reason in why_stale(record, study=study, **now)


def test_a_missing_or_changed_output_makes_it_stale(finished: tuple[Path, RunRecord]) -> None:
    study, record = finished
    now = {"inputs": {"mention": "aa"}, "settings": "ss", "version": "0.1.0", "study": study}
    (study / "tables" / "link.parquet").write_bytes(b"other")
    assert why_stale(record, **now) == "its output was changed: tables/link.parquet"
    (study / "tables" / "link.parquet").unlink()
    assert why_stale(record, **now) == "its output is missing: tables/link.parquet"


def test_what_never_ran_is_stale(tmp_path: Path) -> None:
    assert read_run_record(tmp_path, "link") is None
    assert why_stale(None, inputs={}, settings="", version="", study=tmp_path) == "it has not run"


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"stage": "link"}', '{"started": 5, "finished": 6}'])
def test_an_unreadable_record_counts_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "link.run.json").write_text(content)
    assert read_run_record(tmp_path, "link") is None


def test_records_are_equal_only_if_everything_is(finished: tuple[Path, RunRecord]) -> None:
    _, record = finished
    assert record != dataclasses.replace(record, seed=2)
