"""Files that are changed while a run reads them, and clocks that go backwards."""

import datetime as dt
import json
import os
import shutil

import pytest
from pieces import LEFT, RIGHT

from darkfigure.errors import InputError
from darkfigure.signing import generate_key
from darkfigure.study import Reviewer, Study, read_judgements
from darkfigure.study.judging import add_judgement
from darkfigure.vault import Vault


@pytest.fixture
def fresh(before, tmp_path):
    return shutil.copytree(before / "fresh", tmp_path / "fresh")


def once(stage, do):
    """A listener that does something when a stage begins, once."""
    left = [do]

    def hear(event):
        if event.stage == stage and left:
            left.pop()()

    return hear


def grow(path):
    path.write_text(path.read_text() + "Kenmur Aqqulov,1980,UZ,m\n")


def test_a_source_that_changes_under_the_run_is_told_and_nothing_counts(fresh):
    with pytest.raises(InputError, match=r"press\.csv was changed while stage `collect` read it"):
        Study(fresh).run(only="collect", listener=once("collect", lambda: grow(fresh / "press.csv")))
    assert next(state.why for state in Study(fresh).status()) == "it has not run"
    Study(fresh).run(only="collect")
    assert next(state for state in Study(fresh).status()).why is None
    assert Vault(fresh / "vault").verify().differences == ()


def test_a_source_that_comes_and_one_that_goes_under_the_run_are_told(fresh):
    new = fresh / "press-2.csv"
    for do in (lambda: new.write_text("name\nKenmur Aqqulov\n"), new.unlink):
        with pytest.raises(InputError, match=r"press-2\.csv was changed while"):
            Study(fresh).run(only="collect", listener=once("collect", do))


def test_a_verdict_under_the_run_counts_in_the_next(before, tmp_path):
    study = shutil.copytree(before / "study", tmp_path / "study")
    by = Reviewer(name="Judge", key=generate_key())
    done = Study(study).run(
        only="link", force=True, listener=once("link", lambda: add_judgement(study, LEFT, RIGHT, "same", by=by))
    )
    assert [stage["state"] for stage in done["stages"] if stage["stage"] == "link"] == ["ran"]
    why = next(state.why for state in Study(study).status() if state.stage == "link")
    assert why == "its input changed: decisions/judgements.jsonl"


class Clock(dt.datetime):
    """The time that modules see; `at` is set by the test."""

    at = dt.datetime(2031, 5, 5, tzinfo=dt.UTC)

    @classmethod
    def now(cls, tz=None):
        return cls.at.astimezone(tz)


@pytest.fixture
def clock(monkeypatch):
    for module in ("study.judging", "study.changes", "vault.checkpoints"):
        monkeypatch.setattr(f"darkfigure.{module}.datetime", Clock)
    monkeypatch.setattr("darkfigure.study.run._now", lambda: Clock.at)
    monkeypatch.setattr(
        "darkfigure.vault.vault.time",
        lambda: Clock.at.timestamp(),  # noqa: PLW0108 - `at` changes
    )
    yield Clock
    Clock.at = dt.datetime(2031, 5, 5, tzinfo=dt.UTC)


def test_a_clock_that_goes_backwards_changes_no_order(fresh, clock):
    by = Reviewer(name="Judge", key=generate_key())
    Study(fresh).run(only="collect")
    add_judgement(fresh, LEFT, RIGHT, "same", by=by)
    clock.at -= dt.timedelta(days=4000)
    grow(fresh / "press.csv")
    Study(fresh).run(only="collect")
    add_judgement(fresh, LEFT, RIGHT, "different", by=by)
    lines = [json.loads(line) for line in (fresh / "vault" / "ledger.jsonl").read_bytes().splitlines()]
    times = [line["time"] for line in lines]
    assert times != sorted(times)  # the clock did go back
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    assert Vault(fresh / "vault").verify().differences == ()
    reading = read_judgements(fresh)
    assert reading.differences == ()
    assert [one.verdict for one in reading.entries] == ["same", "different"]
    assert {state.why for state in Study(fresh).status() if state.stage == "collect"} == {None}


def test_times_of_files_say_nothing_of_what_is_out_of_date(before, tmp_path):
    study = shutil.copytree(before / "study", tmp_path / "study")
    for number, path in enumerate(sorted(path for path in study.rglob("*") if path.is_file())):
        os.utime(path, (0, 0) if number % 2 else (4e9, 4e9))
    assert {state.why for state in Study(study).status()} == {None}
    os.utime(study / "press.csv", (1, 1))
    text = (study / "press.csv").read_text()
    (study / "press.csv").write_text(text.replace("UZ", "KZ", 1))
    os.utime(study / "press.csv", (1, 1))
    assert next(state.why for state in Study(study).status() if state.part.startswith("press")) is not None
