"""The page in which five agencies count together works as it is written.

It starts darkfigure some forty times. Here the shell's `darkfigure` hands its words to this process, which runs the
command: all is done as a reader would do it, but for the forty starts.
"""

import os
import threading
from contextlib import contextmanager
from pathlib import Path

import page_commands
import pytest
from click.testing import CliRunner

from darkfigure.cli.main import cli
from darkfigure.errors import DarkfigureError

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tutorial" / "count-together.md"
TYPED = """
darkfigure() {{
  printf '%s\\0' "$@" > {place}/asked
  cat {place}/answer
  return "$(cat {place}/status)"
}}
"""


@contextmanager
def answering(place):
    """A shell function `darkfigure` whose commands are run here, one after the other."""
    for name in ("asked", "answer"):
        os.mkfifo(place / name)

    def serve():
        while words := (place / "asked").read_bytes().decode().split("\0")[:-1]:
            printed, status = run(words)
            (place / "status").write_text(str(status))
            (place / "answer").write_text(printed, encoding="utf-8")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield TYPED.format(place=place)
    (place / "asked").write_bytes(b"")
    thread.join()


def run(words):
    done = CliRunner().invoke(cli, words)
    if isinstance(done.exception, DarkfigureError):
        return f"{done.output}{done.exception}\n", done.exception.exit_status
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        return f"{done.output}{done.exception!r}\n", 1
    return done.output, done.exit_code


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """What the page shows and nothing printed, and the folder it was played in."""
    folder, place = tmp_path_factory.mktemp("together"), tmp_path_factory.mktemp("shell")
    before, printed, untrue = Path.cwd(), "", []
    os.chdir(folder)
    try:
        with answering(place) as shell:
            for block in page_commands.blocks(PAGE):
                if block.kind == "sh":
                    printed = page_commands.type_in(shell + block.text, folder)
                elif block.kind == "text":
                    untrue += page_commands.missing(block.text, printed)
    finally:
        os.chdir(before)
    return untrue, folder


def test_the_commands_print_what_the_page_shows(played):
    untrue, _ = played
    assert untrue == []


def test_the_page_leads_to_counts_of_every_pattern_and_a_statement(played):
    _, folder = played
    lines = (folder / "count" / "result" / "table.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2**5
    assert "Who saw what" in (folder / "count" / "result" / "statement.md").read_text(encoding="utf-8")


def test_a_command_that_fails_stops_the_page(tmp_path):
    with answering(tmp_path) as shell, pytest.raises(AssertionError, match="no keys of a participant"):
        page_commands.type_in(f"{shell}darkfigure federate sign nowhere neverwhere --yes", tmp_path)
