import json
from pathlib import Path

from click.testing import CliRunner

from darkfigure.cli.flows import flows

TABLES = Path(__file__).parents[1] / "flows" / "tables"


def call(*arguments):
    return CliRunner().invoke(flows, [str(argument) for argument in arguments])


def test_plain_histories_give_a_population_and_the_closed_form():
    done = call(TABLES / "dipper.csv", "--json")
    document = json.loads(done.stdout)
    assert round(document["population"]["estimate"], 2) == 310.64
    assert document["population"]["low"] > 294
    assert round(document["closed_form"][1]["there"], 3) == 79.769


def test_free_detection_identifies_no_population():
    done = call(TABLES / "dipper.csv", "--detection", "time")
    assert "is not identified" in done.stdout


def test_states_are_shown_by_their_codes():
    done = call(TABLES / "mark_multistate_js.csv")
    assert "1,200 (" in done.stdout
    assert " E  " in done.stdout


def test_a_file_that_is_not_there_is_named():
    done = call("nowhere.csv")
    assert "nowhere.csv" in str(done.exception)


def test_options_of_histories_do_not_go_with_a_study(tmp_path):
    done = call(tmp_path, "--detection", "time")
    assert done.exit_code == 2
