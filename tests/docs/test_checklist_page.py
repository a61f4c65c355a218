"""docs/explanation/evidence-checklist.md names tests and commands that exist, and says of each row what holds it."""

import re
from pathlib import Path

import click
import pytest

from darkfigure.cli.main import cli

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "explanation" / "evidence-checklist.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \| (.+?) \| (.+) \|$", PAGE, flags=re.MULTILINE)
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
COMMANDS = sorted(set(re.findall(r"`darkfigure (\w+)([^`]*)`", PAGE)))


def test_there_are_21_rows_in_order():
    assert [int(number) for number, _, _ in ROWS] == list(range(1, 22))


@pytest.mark.parametrize(("number", "demand", "holds"), ROWS, ids=[row[0] for row in ROWS])
def test_each_row_says_what_holds_it_or_that_nothing_does(number, demand, holds):
    assert demand.startswith("**"), number
    assert "::test_" in holds or "Not covered: " in holds


@pytest.mark.parametrize(("file", "name"), TESTS, ids=[name for _, name in TESTS])
def test_every_test_that_is_named_is_there(file, name):
    assert re.search(rf"^def {name}\(", (ROOT / file).read_text(encoding="utf-8"), flags=re.MULTILINE)


@pytest.mark.parametrize(("name", "rest"), COMMANDS, ids=[" ".join(command) for command in COMMANDS])
def test_every_command_that_is_named_is_there_with_its_options(name, rest):
    context = click.Context(cli, info_name="darkfigure")
    command = cli.get_command(context, name)
    assert command is not None
    known = {option for parameter in command.params for option in parameter.opts}
    assert set(re.findall(r"--[\w-]+", rest)) <= known
