"""`darkfigure mentions`: persons of texts, names only where asked for."""

import json

import pytest
from click.testing import CliRunner

from darkfigure.cli.mentions import mentions

TEXT = "Azamat Toktorov, 27, was killed in Aleppo in May 2015. Interior Minister Zafar Holmatov confirmed it.\n"


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "text.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def run(*arguments, **settings):
    result = CliRunner().invoke(mentions, [str(one) for one in arguments], **settings)
    assert result.exit_code == 0
    return result.stdout


def test_a_table_shows_what_is_said_and_no_name(path):
    shown = run(path)
    assert "died" in shown
    assert "2015-05" in shown
    assert "text.txt:0" in shown
    assert "Azamat" not in shown
    assert "official" not in shown


def test_names_and_roles_are_shown_where_asked_for(path):
    shown = run(path, "--names", "--all", env={"COLUMNS": "200"})
    assert "Azamat Toktorov" in shown
    assert "official" in shown


def test_json_lines_hold_names_only_where_asked_for(path):
    (one,) = [json.loads(line) for line in run(path, "--json").splitlines()]
    assert (one["event"], one["age"], one["place"], one["date"]) == ("died", 27, "SY", ["2015-05-01", "2015-05-31"])
    assert not {"name", "kunya", "aliases", "quote"} & set(one)
    (one,) = [json.loads(line) for line in run(path, "--json", "--names").splitlines()]
    assert one["name"] == "Azamat Toktorov"
    assert TEXT[one["start"] : one["end"]] == one["quote"]


def test_standard_input_is_read_and_nobody_is_said():
    assert "died" in run("-", input=TEXT)
    assert run("-", input="At least 40 people were killed.") == "no person was found.\n"
