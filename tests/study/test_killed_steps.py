"""A run that is killed at any step it takes on the disk, and resumed, loses nothing and doubles nothing."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from darkfigure.vault import Vault

SETTINGS = """
[study]
title = "Invented"
population = "invented people"
[[source]]
name = "press"
path = "press"
kind = "text"
"""
ARTICLE = "Raqqa, 5 May 2015. Bexul Tarpenov, 35, an Uzbek national, was killed in Raqqa."


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """The copies of a study, the first of a run that was not killed, the others killed at one step more each."""
    place = tmp_path_factory.mktemp("steps")
    sources, work = place / "sources", place / "work"
    (sources / "press").mkdir(parents=True)
    (sources / "study.toml").write_text(SETTINGS, encoding="utf-8")
    for name in ("one.txt", "same.txt"):  # the second has the bytes of the first
        (sources / "press" / name).write_text(ARTICLE, encoding="utf-8")
    work.mkdir()
    killer = Path(__file__).with_name("step_killer.py")
    done = subprocess.run(
        [sys.executable, killer, sources, work, "collect"],
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "JE_ARROW_MALLOC_CONF": "background_thread:false"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    copies = sorted(work.iterdir())
    assert len(copies) == int(done.stdout) + 1 > 30
    return copies


def lines(study):
    text = (study / "vault" / "ledger.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_the_heads_guard_the_last_lines(killed):
    for study in killed:
        for name in ("ledger", "checkpoints"):
            head = json.loads((study / "vault" / f"{name}.head.json").read_text(encoding="utf-8"))
            there = (study / "vault" / f"{name}.jsonl").read_bytes().count(b"\n")
            assert head["lines"] == there, (study.name, name)


def rows(study, table):
    """The rows of a table; when bytes were preserved is a time."""
    parts = sorted((study / "tables" / table).glob("*.parquet"))
    return [
        {name: value for name, value in row.items() if name != "retrieved_at"}
        for part in parts
        for row in pq.read_table(part).to_pylist()
    ]


def test_the_ledger_verifies_and_speaks_of_each_place_once(killed):
    whole = Counter((one["action"], one["source"], one["path"], one["digest"]) for one in lines(killed[0]))
    assert set(whole.values()) == {1}
    for study in killed[1:]:
        result = Vault(study / "vault").verify()
        assert (result.differences, result.lines, result.files) == ((), len(whole), 1), study.name
        assert Counter((one["action"], one["source"], one["path"], one["digest"]) for one in lines(study)) == whole


@pytest.mark.parametrize("table", ["record", "item"])
def test_the_tables_hold_the_same_rows(killed, table):
    whole = rows(killed[0], table)
    assert whole
    for study in killed[1:]:
        assert rows(study, table) == whole, study.name


def test_the_same_files_are_there_and_no_others(killed):
    def files(study):
        return {path.relative_to(study).as_posix() for path in study.rglob("*") if path.is_file()}

    whole = files(killed[0])
    assert not [name for name in whole if name.endswith(".tmp") or "/incoming/" in name]
    for study in killed[1:]:
        assert files(study) == whole, study.name
