import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from darkfigure.cli.main import _COMMANDS, cli

ROOT = Path(__file__).resolve().parents[2]
TABLE = "a,b,c,count\n1,0,0,30\n0,1,0,25\n0,0,1,20\n1,1,0,10\n1,0,1,9\n0,1,1,8\n1,1,1,4\n"


def darkfigure(*arguments, cwd=None):
    return subprocess.run(
        [sys.executable, "-m", "darkfigure", *arguments], capture_output=True, text=True, cwd=cwd, check=False
    )


@pytest.mark.parametrize("name", _COMMANDS)
def test_every_command_has_help_and_every_option_says_what_it_does(name):
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.help
    assert all(option.help for option in command.params if isinstance(option, click.Option))
    assert CliRunner().invoke(cli, [name, "--help"]).exit_code == 0


def test_the_documentation_holds_the_help_as_it_is():
    check = subprocess.run(
        [sys.executable, ROOT / "tools" / "cli_reference.py", "--check"], capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stderr


def test_an_estimate_goes_to_standard_output_alone(tmp_path):
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    done = darkfigure("estimate", "t.csv", "--json", cwd=tmp_path)
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert found["observed"] == 106
    assert found["low"] < found["estimate"] < found["high"]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("estimate", "no-such-table"), 1, "no-such-table"),
        (("run", "no-such-folder"), 1, "darkfigure init"),
        (("status", "."), 1, "study.toml"),
        (("links", ".", "--to", "x.doc"), 2, ".csv or .parquet"),
        (("estimate",), 2, "Missing argument"),
        (("estiamte", "x"), 2, "Did you mean 'estimate'"),
    ],
)
def test_a_slip_gives_one_message_and_the_right_exit_status(tmp_path, arguments, status, said):
    done = darkfigure(*arguments, cwd=tmp_path)
    assert done.returncode == status
    assert done.stdout == ""
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_init_makes_a_study_that_says_what_is_missing(tmp_path):
    assert darkfigure("init", "mine", cwd=tmp_path).returncode == 0
    done = darkfigure("run", "mine", cwd=tmp_path)
    assert done.returncode == 1
    assert "[[source]]" in done.stderr
    again = darkfigure("init", "mine", cwd=tmp_path)
    assert again.returncode == 1
    assert "Nothing was changed" in again.stderr


def test_the_front_door_opens_fast():
    code = "import sys, darkfigure; print([m for m in ('numpy', 'pyarrow', 'duckdb', 'numba') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_room_that_was_imported_does_not_hide_the_function_of_its_name():
    code = "import darkfigure as df, darkfigure.estimate.run; assert callable(df.estimate) and callable(df.match_names)"
    subprocess.run([sys.executable, "-c", code], check=True)
