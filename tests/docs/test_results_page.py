"""benchmarks/RESULTS.md is what its words and records make, and what is asked for can be run."""

import argparse
import importlib
import json
import shlex
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BENCHMARKS = ROOT / "benchmarks"


@pytest.fixture
def every(monkeypatch):
    """benchmarks/all.py, which is a script and no module of the package."""
    yield from loaded("all", monkeypatch)


@pytest.fixture
def results(monkeypatch):
    """benchmarks/results_page.py."""
    yield from loaded("results_page", monkeypatch)


def loaded(name, monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    before = set(sys.modules)
    yield importlib.import_module(name)
    for more in set(sys.modules) - before:
        if more in {"all", "results_page", "scale", "true_persons"}:
            del sys.modules[more]


def test_the_page_is_made_of_words_and_records(results):
    written = (BENCHMARKS / "RESULTS.md").read_text(encoding="utf-8")
    assert written == results.page(), (
        "benchmarks/RESULTS.md differs from what it is made of: write into benchmarks/results/ and run `make results`; "
        "if you wrote into RESULTS.md, run `python benchmarks/all.py --split`"
    )


def test_every_record_that_the_words_ask_for_can_be_made(every, results):
    listed = {one.name for one in every.benchmarks()}
    assert results.marks()
    assert set(results.marks()) <= listed


def test_every_command_runs_a_script_that_is_there(every):
    for one in every.benchmarks():
        words = shlex.split(one.command)
        assert words[0] == "python"
        assert (ROOT / words[1]).is_file(), one.command


def test_records_are_of_the_commands_listed(every):
    commands = {one.name: one.command.replace("{data}", "DIR") for one in every.benchmarks()}
    for file in (BENCHMARKS / "records").glob("*.json"):
        found = json.loads(file.read_bytes())
        assert found["command"] == commands[file.stem], f"{file.name} is of another command: record it anew"
        assert found["cpu_s"] > 0
        assert "/home/" not in found["output"]


@pytest.fixture
def small(tmp_path):
    """A title and two sections, of which one asks for a record."""
    (tmp_path / "results").mkdir()
    (tmp_path / "records").mkdir()
    for name, text in (
        ("000-measured.md", "# Measured\n\nWords.\n"),
        ("010-one.md", "## One\n\nMore words.\n\n<!-- record one -->\n\nAfter it.\n"),
        ("020-two.md", "## Two\n\nLast words.\n"),
    ):
        (tmp_path / "results" / name).write_text(text, encoding="utf-8")
    return tmp_path


def words(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in sorted((folder / "results").iterdir())}


def test_a_record_stands_at_its_mark(every, results, small):
    assert "`one` is not recorded yet" in results.page(small)
    found = every.record(every.Benchmark(name="one", command="python -c 'print(6 * 7)'", cpu_s=1), data=None)
    (small / "records" / "one.json").write_text(json.dumps(asdict(found)), encoding="utf-8")
    page = results.page(small)
    assert page.startswith("# Measured\n")
    assert f"*Recorded {found.date} by `python -c 'print(6 * 7)'`" in page
    assert f"Python {found.versions['Python']}" in page
    assert page.index("More words.") < page.index("```text\n42\n```") < page.index("After it.")


def test_a_page_taken_apart_gives_its_words_back(results, small):
    before = words(small)
    (small / "RESULTS.md").write_text(results.page(small), encoding="utf-8")
    results.split(small)
    assert words(small) == before
    for file in (small / "results").iterdir():
        file.unlink()
    results.split(small)
    assert words(small) == before


def test_what_is_written_into_the_page_comes_back_to_the_words(results, small):
    page = results.page(small).replace("## Two", "## New\n\nA section.\n\n## Two").replace("More words", "Other words")
    (small / "RESULTS.md").write_text(page, encoding="utf-8")
    results.split(small)
    assert list(words(small)) == ["000-measured.md", "010-one.md", "011-new.md", "020-two.md"]
    assert "Other words." in words(small)["010-one.md"]
    assert results.page(small) == page
    (small / "RESULTS.md").write_text(page.replace("## New\n\nA section.\n\n", ""), encoding="utf-8")
    results.split(small)
    assert list(words(small)) == ["000-measured.md", "010-one.md", "020-two.md"]


def test_what_is_left_out_says_why(every):
    def asked(**options):
        return argparse.Namespace(**{"only": [], "quick": False, "data": None} | options)

    one = every.Benchmark(name="one", command="python x.py --data {data}", cpu_s=100, needs=("no_such_module",))
    assert every._left_out(one, asked(quick=True)) == "takes about 100 CPU s"
    assert every._left_out(one, asked()) == "needs --data DIR"
    assert every._left_out(one, asked(data=Path())) == "needs no_such_module, which is not installed"
    other = every.Benchmark(name="other", command="python x.py", cpu_s=1, programs=("no-such-program",))
    assert every._left_out(other, asked()) == "needs no-such-program, which is not installed"


def test_a_benchmark_that_fails_ends_no_other_and_is_named(every, tmp_path, monkeypatch, capsys):
    listed = [every.Benchmark(name=name, command="python x.py", cpu_s=1) for name in ("one", "two")]

    def record(one, *, data):
        if one.name == "one":
            raise every.CommandError("python x.py ended with status 1")
        return every.Record(
            name=one.name, command=one.command, date="2026-01-01", machine="", load=0.0, versions={}, cpu_s=1.0,
            wall_s=1.0, peak_mb=1, output="said",
        )  # fmt: skip

    for name, value in {"HERE": tmp_path, "benchmarks": lambda: listed, "record": record, "page": lambda: "page"}.items():
        monkeypatch.setattr(every, name, value)
    monkeypatch.setattr(every.sys, "argv", ["all.py"])
    with pytest.raises(SystemExit, match="^one: failed"):
        every.main()
    assert [file.name for file in (tmp_path / "records").iterdir()] == ["two.json"]
    assert "ended with status 1" in capsys.readouterr().out
    assert (tmp_path / "RESULTS.md").read_text(encoding="utf-8") == "page"


def test_only_those_asked_for_are_spoken_of(every, tmp_path, monkeypatch, capsys):
    listed = [every.Benchmark(name=name, command="python x.py", cpu_s=1, needs=("no_such_module",)) for name in "ab"]
    for name, value in {"HERE": tmp_path, "benchmarks": lambda: listed, "page": lambda: "page"}.items():
        monkeypatch.setattr(every, name, value)
    monkeypatch.setattr(every.sys, "argv", ["all.py", "--only", "b"])
    every.main()
    assert capsys.readouterr().out == "b: left out, needs no_such_module, which is not installed\n"
