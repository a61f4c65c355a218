import csv
import json

import click
import pytest
from click.testing import CliRunner
from message_desk import call

from darkfigure.cli.main import cli
from darkfigure.cli.simulate import simulate


def run(*arguments):
    done = CliRunner().invoke(cli, ["simulate", *map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    return done


@pytest.mark.parametrize("name", simulate.commands)
def test_every_command_has_help_and_every_option_says_what_it_does(name):
    command = simulate.commands[name]
    assert command.help
    assert all(option.help for option in command.params if isinstance(option, click.Option))


def test_a_drawn_table_can_be_estimated(tmp_path):
    path = tmp_path / "drawn.csv"
    told = run("table", "tiny4", "--seed", 3, "--to", path)
    assert "in truth there are 200" in told.stderr
    assert path.read_text(encoding="utf-8") == run("table", "tiny4", "--seed", 3).stdout
    done = CliRunner().invoke(cli, ["estimate", str(path), "--method", "chao-lower-bound", "--json"])
    assert json.loads(done.stdout)["observed"] == sum(
        int(row["count"]) for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    )


def test_worlds_are_listed():
    rows = json.loads(run("worlds", "--json").stdout)
    assert {"classes4", "triple4", "missed4"} <= {row["name"] for row in rows}
    assert "classes4" in run("worlds").stdout


def test_coverage_of_a_world_of_ones_own_in_every_form(tmp_path):
    table, figure = tmp_path / "trials.parquet", tmp_path / "coverage.svg"
    done = run(
        "coverage",
        *("--reach", "0.3,0.2,0.25", "--people", 500, "--depend", "A,B=3", "--missed-links", 0.1),
        *("--classes", "0.5:3", "--classes", "0.5:0.2,0.2,0.2", "--world", "tiny4"),
        *("--methods", "chao-lower-bound", "--replicates", 4, "--table", table, "--figure", figure, "--json"),
    )
    found = json.loads(done.stdout)
    tiny, own = found["worlds"]
    assert (tiny["name"], tiny["people"], own["name"], own["people"]) == ("tiny4", 500, "own", 500)
    assert own["missed_links"] == tiny["missed_links"] == 0.1
    assert own["interactions"] == [{"lists": [0, 1], "factor": 3.0}]
    assert [kind["share"] for kind in own["kinds"]] == [0.5, 0.5]
    assert [(one["world"], one["tables"]) for one in found["coverage"]] == [("tiny4", 4), ("own", 4)]
    import pyarrow.parquet as pq

    rows = pq.read_table(table).to_pylist()
    assert len(rows) == 8
    held = [row["low"] <= row["people"] for row in rows if row["world"] == "own"]
    assert found["coverage"][1]["coverage"] == sum(held) / 4
    assert figure.read_text(encoding="utf-8").startswith("<svg")


def test_coverage_like_a_table(tmp_path):
    path = tmp_path / "seen.csv"
    path.write_text("a,b,sex,count\n1,0,f,40\n0,1,f,30\n1,1,f,20\n1,0,m,30\n0,1,m,22\n1,1,m,11\n", encoding="utf-8")
    done = run(
        *("coverage", "--like", path, "--strata", "sex", "--methods", "chao-lower-bound"),
        *("--replicates", 2, "--json"),
    )
    worlds = json.loads(done.stdout)["worlds"]
    assert worlds[0]["name"] == "like-loglinear"
    assert all(one["name"].startswith("like-") and one["people"] >= 153 for one in worlds)
    assert worlds[0]["people"] == pytest.approx(101 * 83 / 31, abs=2)


def test_coverage_on_a_terminal():
    done = run("coverage", "--world", "tiny4", "--methods", "chao-lower-bound", "--replicates", 3)
    assert "tiny4: 200 people" in done.stdout
    assert "chao-lower-bound" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("coverage", "--world", "clases4"), 2, "Did you mean `classes4`"),
        (("coverage", "--world", "no.toml"), 1, "no.toml: there is no such file"),
        (("coverage", "--methods", "best"), 2, "no method `best`"),
        (("coverage", "--reach", "0.3;0.2"), 2, "separated by comma"),
        (("coverage", "--reach", "0.3,1.2"), 2, "reach of B is 1.2"),
        (("coverage", "--lists", "3", "--reach", "0.3,0.2"), 2, "--reach has 2 values"),
        (("coverage", "--depend", "A,B"), 2, "odds ratio"),
        (("coverage", "--depend", "A,Z=2"), 2, "names the list `Z`"),
        (("coverage", "--classes", "0.5"), 2, "a share and a factor"),
        (("coverage", "--classes", "0.5:2"), 2, "sum to 0.5"),
        (("coverage", "--missed-links", "1.5"), 2, "missed_links is 1.5"),
        (("coverage", "--table", "out.xlsx"), 2, ".csv or .parquet"),
        (("coverage", "--figure", "out.jpg"), 2, ".svg, .png, .pdf"),
        (("plan", "no-such-table"), 1, "no-such-table"),
        (("plan", "kosovo1999", "--extra-list", "2"), 2, "would hold 2 of all"),
        (("plan", "kosovo1999", "--more-overlap", "0.5"), 2, "searched 0.5 times"),
        (("plan", "kosovo1999", "--figure", "plan"), 2, ".svg, .png, .pdf"),
        (("cover",), 2, "No such command"),
    ],
)
def test_a_slip_is_one_message(arguments, status, said):
    done = call("simulate", *arguments)
    assert done.status == status
    assert said in " ".join(done.err.split())
    assert done.out == ""
    assert "Traceback" not in done.err
