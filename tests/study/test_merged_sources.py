"""Sources that copy one another as one list, through the command line."""

import json

import numpy as np
import pyarrow.parquet as pq
import pytest
from test_spread_study import PEOPLE, SETTINGS, run

from darkfigure.captures.persons import tables_of_rows
from darkfigure.captures.regroup import merge_lists
from darkfigure.errors import InputError
from darkfigure.estimate.linked_strata import estimate_drawn
from darkfigure.estimate.options import EstimateOptions
from darkfigure.study import Study
from darkfigure.study.lists import study_lists
from darkfigure.study.opening import open_study

BLOG = """
[[source]]
name = "blog"
path = "blog"
kind = "text"

[spread]
"""

MORE = ["Тохтар Ибраев", "Сабит Жунусов", "Камиль Валиев", "Олжас Бекетов"]


def write_study(folder, *, more=""):
    for name in ("agency", "echo", "blog"):
        (folder / name).mkdir(parents=True)
    (folder / "study.toml").write_text(SETTINGS.replace("[spread]", BLOG) + more)
    for number, person in enumerate([*PEOPLE, *MORE]):
        text = (
            f"Гражданин Казахстана {person} погиб в Сирии в боях за селение номер {number}, сообщили близкие в среду."
        )
        (folder / "agency" / f"2015-03-{number + 1:02d}-report.txt").write_text(text)
        (folder / "echo" / f"2015-03-{number + 2:02d}-report.txt").write_text(text + " Подробности выясняются.")
        if number % 2:
            own = f"Соседи рассказали, что {person} уехал из дома и воевал в Ираке. Дом его стоит у реки {number}."
            (folder / "blog" / f"2015-05-{number + 2:02d}-post.txt").write_text(own)
    return folder


@pytest.fixture(scope="module")
def studies(tmp_path_factory):
    apart = write_study(tmp_path_factory.mktemp("apart") / "study")
    merged = write_study(tmp_path_factory.mktemp("merged") / "study", more="merge_dependent = true\n")
    return [(folder, Study(folder).run()) for folder in (apart, merged)]


def test_lists_that_copy_are_one_in_the_capture_table_and_the_estimate_is_that_of_the_merged_table(studies):
    (apart, before), (merged, after) = studies
    assert before["estimate"]["lists"] == ["agency", "echo", "blog"]
    assert after["estimate"]["lists"] == ["agency/echo", "blog"]
    tables = tables_of_rows(pq.read_table(apart / "tables/capture.parquet"), lists=before["estimate"]["lists"])
    best, *drawn = [merge_lists(table, ["agency", "echo"]) for table in tables]
    (found, *_) = tables_of_rows(pq.read_table(merged / "tables/capture.parquet"), lists=after["estimate"]["lists"])
    np.testing.assert_array_equal(found.full(), best.full())
    options = EstimateOptions(level=0.95, seed=after["estimate"]["seed"], population="invented people")
    expected = estimate_drawn(best, drawn, options=options).to_dict()
    for name in ("observed", "estimate", "low", "high", "lower_bound"):
        assert after["estimate"][name] == expected[name]


def test_the_reason_stands_beside_the_number_and_in_the_report(studies):
    (_, before), (merged, after) = studies
    (said,) = [one["message"] for one in after["estimate"]["warnings"] if one["code"] == "merged-sources"]
    assert said.startswith("agency and echo are counted as one list, because they copy")
    assert "pass on the same 16 texts or pictures, 100% of" in said
    assert "merged-sources" not in {one["code"] for one in before["estimate"]["warnings"]}
    assert "Sources counted as one list" in (merged / "results/report.html").read_text()


def test_what_circulates_is_looked_at_first_and_a_second_run_changes_nothing(studies):
    folder, after = studies[1]
    names = [one["stage"] for one in after["stages"]]
    assert names.index("spread") < names.index("estimate")
    record = json.loads((folder / "tables/estimate.run.json").read_text())
    assert "results/spread.json" in record["inputs"]
    assert {one["state"] for one in Study(folder).run()["stages"]} == {"current"}


def test_persons_of_a_merged_list_can_be_traced(studies):
    folder, after = studies[1]
    done = run("trace", folder, "on=agency/echo+blog")
    assert done.returncode == 0, done.stderr
    (table,) = tables_of_rows(pq.read_table(folder / "tables/capture.parquet"), lists=after["estimate"]["lists"])[:1]
    both = int(table.overlaps()[0, 1])
    assert both > 0
    assert f"{both} person" in done.stdout


def test_sources_that_are_all_one_voice_are_refused(tmp_path):
    folder = write_study(tmp_path / "study", more="merge_dependent = true\n")
    settings = (folder / "study.toml").read_text()
    (folder / "study.toml").write_text(settings.replace(BLOG.removesuffix("\n[spread]\n"), ""))
    with pytest.raises(InputError, match="all sources turn out to be one voice"):
        Study(folder).run()


def test_three_lists_of_two_pairs_are_one(tmp_path):
    folder = write_study(tmp_path / "study", more="merge_dependent = true\n")
    pair = {"shared": 9, "share": 0.9}
    found = {"dependent_sources": [pair | {"one": "echo", "other": "blog"}, pair | {"one": "agency", "other": "blog"}]}
    (folder / "results").mkdir()
    (folder / "results/spread.json").write_text(json.dumps(found))
    text = (folder / "study.toml").read_text()
    fourth = '[[source]]\nname = "own"\npath = "blog"\nkind = "text"\n\n[spread]'
    (folder / "study.toml").write_text(text.replace("[spread]", fourth))
    lists = study_lists(open_study(folder))
    assert lists.names == ("agency/echo/blog", "own")
    assert lists.sources[0] == ("agency", "echo", "blog")
    assert "echo and blog pass on the same 9" in lists.notices[0].message
