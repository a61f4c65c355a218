"""Whatever happens around a command (Ctrl-C, a closed pipe, an old terminal, a folder locked away): no traceback."""

import json
import os
import shutil
import signal
import subprocess
import sys

import pytest
from message_desk import LISTS, SETTINGS, TABLE, call, write_study

# the test may itself run where Ctrl-C is ignored, which a child would take over
COMMAND = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from darkfigure.cli import main; main()"
)
CYRILLIC = SETTINGS.replace('name = "a"', 'name = "список"').replace('"P"', '"люди 🧍"')


def start(*arguments, **options):
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        **options,
    )


def test_ctrl_c_ends_in_one_line_and_what_was_finished_is_kept(tmp_path):
    study = write_study(tmp_path / "study", c=LISTS["c"] + "Bexul Zorkalov,1980,KZ,m,2014-05-01\n" * 200_000)
    with start("run", study, "--json") as process:
        while "keeping and reading c" not in (line := process.stderr.readline()):
            assert line
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    assert "Traceback" not in err
    assert err.splitlines()[-1] == "darkfigure: stopped. What was finished is kept; run again to go on."
    again = call("run", study, "--only", "collect", "--json")
    assert [stage["state"] for stage in json.loads(again.out)["stages"]][:3] == ["current", "current", "ran"]
    assert not [path for path in study.rglob("*") if path.suffix == ".tmp"]


@pytest.mark.parametrize("arguments", [("datasets",), ("datasets", "--json"), ("--help",)])
def test_a_reader_that_goes_away_leaves_no_traceback(arguments):
    with start(*arguments) as process:
        process.stdout.close()
        assert "Traceback" not in process.stderr.read()
        assert process.wait(30) in (0, 1)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs Linux")  # noqa: PTH110
def test_an_output_that_takes_nothing_is_told():
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-c", COMMAND, "datasets"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("darkfigure: writing the output: ")


def test_a_closed_standard_error_stops_nothing(tmp_path):
    study = write_study(tmp_path / "study")
    closed = "import sys; sys.stderr = None; " + COMMAND
    done = subprocess.run(
        [sys.executable, "-c", closed, "run", study, "--only", "collect", "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["stages"][0]["state"] == "ran"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp1251", "utf-8"])
def test_letters_that_the_output_lacks_are_written_as_json_has_them(tmp_path, encoding):
    study = write_study(tmp_path / "study", settings=CYRILLIC)
    said = call("run", study, "--only", "collect", "--json", encoding=encoding)
    assert said.status == 0
    assert json.loads(said.out)["study"]["population"] == "люди 🧍"
    told = call("status", study, encoding=encoding)
    assert told.status == 0
    missing = call("run", tmp_path / "нет", encoding=encoding)
    assert "there is no such folder" in missing.message


@pytest.mark.parametrize("width", [20, 40, 200])
@pytest.mark.parametrize("terminal", ["dumb", "xterm-256color"])
def test_any_width_and_any_terminal_will_do(tmp_path, monkeypatch, width, terminal):
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", terminal)
    monkeypatch.setenv("NO_COLOR", "1")
    said = call("estimate", tmp_path / "table.csv", "--method", "log-linear", "--strata", "origin")
    assert said.status == 0
    assert "\x1b" not in said.out
    assert "persons" in said.out


def powerless():
    """How to start a command without the right of root to do everything."""
    if os.geteuid():
        return []
    tool = shutil.which("setpriv")
    prefix = [tool, "--bounding-set=-dac_override,-dac_read_search"] if tool else []
    if not prefix or subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode:
        pytest.skip("root may do everything here")
    return prefix


@pytest.mark.parametrize(
    ("place", "mode", "told"),
    [
        ("sources/a.csv", 0, ["sources/a.csv", "cannot be read", "the right to read"]),
        ("sources", 0, ["sources/a.csv", "cannot be read", "the right to read"]),
        ("study.toml", 0, ["study.toml", "cannot be read"]),
        (".", 0o555, ["cannot be written to", "copy the study"]),
    ],
)
def test_what_may_not_be_read_or_written_is_one_message(tmp_path, place, mode, told):
    study = write_study(tmp_path / "study")
    command = [*powerless(), sys.executable, "-c", COMMAND, "run", str(study), "--json"]
    (study / place).chmod(mode)
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    finally:
        (study / place).chmod(0o755)
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = (line for line in done.stderr.splitlines() if not line.startswith("["))
    for part in ("darkfigure: ", *told):
        assert part in line
