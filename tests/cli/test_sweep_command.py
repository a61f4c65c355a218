"""`darkfigure sweep`, and the options of `estimate` for noise, link errors and frequency tables."""

import json

import altair as alt
import pytest
from message_desk import TABLE, call

from darkfigure.estimate.front import sweep_settings
from darkfigure.report.figure_sweep import sweep_spec


@pytest.fixture
def settings(tmp_path):
    """Two settings of a linkage and two of de-duplication; one combination has no overlap."""
    rows = ["a,b,c,cut,near,count"]
    for cut in (1, 2):
        for near in ("no", "yes"):
            for line in TABLE.splitlines()[1:]:
                a, b, c, _, count = line.split(",")
                both = int(a) + int(b) + int(c) > 1
                if both and (cut, near) == (2, "yes"):
                    continue
                rows.append(f"{a},{b},{c},{cut},{near},{int(count) // cut if both else count}")
    path = tmp_path / "settings.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_sweep_prints_each_setting_and_how_far_the_number_moves(settings):
    said = call("sweep", settings, "--over", "cut,near", "--method", "log-linear")
    assert said.status == 0
    assert len([line for line in said.out.splitlines() if line.startswith(("1 ", "2 "))]) == 4
    assert "Over 4 settings the estimate moves from" in said.out
    assert "1 of the settings" in " ".join(said.out.split())


def test_a_sweep_is_one_json_document_and_one_figure(settings, tmp_path):
    figure = tmp_path / "figure.svg"
    said = call("sweep", settings, "--over", "cut,near", "--method", "log-linear", "--json", "--figure", figure)
    found = json.loads(said.out)
    assert found["over"] == ["cut", "near"]
    assert [row["at"] for row in found["rows"]][-1] == {"cut": "2", "near": "yes"}
    assert found["rows"][-1]["estimate"] is None
    assert found["least"]["estimate"] < found["most"]["estimate"]
    text = figure.read_text(encoding="utf-8")
    assert text.startswith("<svg ")
    assert ">near</text>" in text
    assert ">persons" in text


def test_the_figure_follows_the_schema(settings):
    found = sweep_settings(settings, over=("cut", "near"), method="log-linear")
    alt.Chart.from_dict(sweep_spec(found))
    alt.Chart.from_dict(sweep_spec(sweep_settings(_one_column(settings), over=("cut",), method="log-linear")))


def _one_column(path):
    text = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    kept = [row for row in text if row[4] in {"near", "no"}]
    path.write_text("\n".join(",".join(row[:4] + row[5:]) for row in kept) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("--noisy", "0"), 2, "positive"),
        (("--noisy", "2"), 1, "column `count`"),
        (("--missed-links", "0.7"), 2, "below 0.5"),
        (("--rates-known-to", "0.03"), 2, "--missed-links"),
        (("--captures", "4"), 2, "frequency table"),
    ],
)
def test_options_that_do_not_fit_the_table_are_told(tmp_path, arguments, status, told):
    table = TABLE if arguments[0] != "--noisy" or arguments[1] == "0" else "a,b\n1,0\n1,1\n1,1\n"
    (tmp_path / "table.csv").write_text(table, encoding="utf-8")
    said = call("estimate", tmp_path / "table.csv", *arguments)
    assert said.status == status
    assert told in said.message


def test_a_frequency_table_is_answered_in_words(tmp_path):
    (tmp_path / "f.csv").write_text("nbcap,freq\n1,60\n2,25\n3,7\n", encoding="utf-8")
    said = call("estimate", tmp_path / "f.csv", "--captures", "5")
    assert said.status == 0
    assert "At least" in said.out
    assert "mh-gamma" in said.out
    assert "can be seen 5 times" in " ".join(said.out.split())
