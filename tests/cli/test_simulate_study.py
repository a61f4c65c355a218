"""`darkfigure simulate study`."""

import json

import pytest
from click.testing import CliRunner

from darkfigure.cli.main import cli
from darkfigure.cli.simulate_study import KINDS
from darkfigure.errors import UsageError
from darkfigure.simulate import World


def run(*args: str, check: bool = False):
    return CliRunner().invoke(cli, ["simulate", "study", *args], catch_exceptions=not check)


def test_it_says_what_it_wrote_and_what_to_do_next(tmp_path):
    done = run(str(tmp_path / "s"), "--people", "200", "--articles", "5", "--posts", "20", "--pictures", "3")
    assert done.exit_code == 0, done.output
    truth = json.loads((tmp_path / "s" / "truth" / "truth.json").read_bytes())
    assert f"{sum(truth['rows'].values()):,} rows on 5 lists, {truth['texts']:,} texts" in done.stdout
    assert f"Next: darkfigure run {tmp_path / 's'}" in done.stdout


def test_json_is_the_truth(tmp_path):
    done = run(str(tmp_path / "s"), "--people", "150", "--posts", "0", "--articles", "0", "--pictures", "0", "--json")
    assert json.loads(done.stdout) == json.loads((tmp_path / "s" / "truth" / "truth.json").read_bytes())


def test_the_kinds_are_those_of_the_worlds():
    assert set(KINDS) == set(World.variants())


def test_a_second_study_in_a_folder_is_wrong_usage(tmp_path):
    assert run(str(tmp_path), "--people", "50", "--json").exit_code == 0
    with pytest.raises(UsageError, match="there is a study in this folder already"):
        run(str(tmp_path), "--people", "50", check=True)


def test_a_folder_that_holds_something_else_is_wrong_usage_and_is_not_touched(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match="holds something else"):
        run(str(tmp_path), "--people", "50", check=True)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_too_few_people_for_the_texts_is_wrong_usage(tmp_path):
    with pytest.raises(UsageError, match="the texts of `channels` would name"):
        run(str(tmp_path / "s"), "--people", "50", "--posts", "500", check=True)
    assert not (tmp_path / "s").exists()
