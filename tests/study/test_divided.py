"""A study whose work is divided among workers comes to the tables that it comes to in one process."""

import json
from contextlib import contextmanager

import pytest
from traceable import write_study

from darkfigure.engine import Engines
from darkfigure.errors import SourceError
from darkfigure.store import read_table
from darkfigure.study import Study

STAGES = ("collect", "extract", "link", "estimate", "claims")
TABLES = ("mention", "link", "person", "claim", "capture")


def run(folder):
    for stage in STAGES:
        Study(folder).run(only=stage)


def answer(folder):
    """The estimate but for the time that it took."""
    found = json.loads((folder / "results" / "estimate.json").read_bytes())
    return found | {"methods": [one | {"cpu_seconds": None} for one in found["methods"]]}


@pytest.fixture
def divided(monkeypatch, several_workers):
    """From here on, the work of a study is divided among several workers."""

    @contextmanager
    def opened(*_, **__):
        yield several_workers

    def divide():
        monkeypatch.setattr(Engines, "open", opened)
        return several_workers

    return divide


def test_divided_work_makes_the_same_tables(tmp_path, divided):
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        write_study(folder)
        settings = folder / "study.toml"
        settings.write_text(settings.read_text(encoding="utf-8").replace("threshold = 0.5", "draws = 4"), "utf-8")
    run(one)
    workers = divided()
    run(other)
    for name in TABLES:
        assert (one / "tables" / f"{name}.parquet").read_bytes() == (other / "tables" / f"{name}.parquet").read_bytes()
    for kind in ("record", "document"):
        paths = sorted((one / "tables" / kind).glob("*.parquet"))
        assert paths
        for path in paths:
            assert read_table(path).equals(read_table(other / "tables" / kind / path.name)), path.name
    assert answer(one) == answer(other)
    assert (one / "tables" / "link.facts.json").read_bytes() == (other / "tables" / "link.facts.json").read_bytes()
    assert workers.done["darkfigure.study.found_text._read_some"] == 1
    assert workers.done["darkfigure.captures.divided._count"] == 5
    assert workers.done["darkfigure.estimate.run._stratum_answers"] > 1


def test_an_error_of_a_worker_is_that_of_one_process(tmp_path, divided):
    write_study(tmp_path / "study")
    bad = tmp_path / "study" / "sources" / "court.csv"
    bad.write_text(bad.read_text(encoding="utf-8") + "one,two,three,four,five,six,seven\n", encoding="utf-8")
    with pytest.raises(SourceError) as here:
        Study(tmp_path / "study").run(only="collect")
    divided()
    with pytest.raises(SourceError) as there:
        Study(tmp_path / "study").run(only="collect")
    assert str(here.value) == str(there.value)
    assert "court.csv" in str(here.value)
