"""Rows dated outside the period of a study are counted, and said."""

from darkfigure.settings import read_settings
from darkfigure.study import Study
from darkfigure.study.checking import rows_outside_period
from darkfigure.study.stage import Context

SETTINGS = """
[study]
title = "Invented"
population = "invented people"
period = {{ start = {start}, end = 2015-12-31 }}
[[source]]
name = "press"
path = "press.csv"
[[source]]
name = "court"
path = "court.csv"
"""


def notices(folder, *, start):
    folder.mkdir()
    (folder / "study.toml").write_text(SETTINGS.format(start=start), encoding="utf-8")
    (folder / "press.csv").write_text(
        "name,date\nBexul Tarpenov,2012-12-31\nOrzu Kelmatov,2013-01-01\nDavlat Shornazar,2016-02-03\n",
        encoding="utf-8",
    )
    (folder / "court.csv").write_text("name,date\nBexul Tarpenov,2014-05-06\nOrzu Kelmatov,\n", encoding="utf-8")
    for stage in ("collect", "extract"):
        Study(folder).run(only=stage)
    return rows_outside_period(Context(folder=folder, settings=read_settings(folder / "study.toml")))


def test_rows_before_and_after_the_period_are_told_by_list(tmp_path):
    (notice,) = notices(tmp_path / "study", start="2013-01-01")
    assert notice.code == "outside-period"
    assert "2 rows are dated outside 2013-01-01 to 2015-12-31 (press 2)" in notice.message


def test_only_what_is_outside_is_told(tmp_path):
    (notice,) = notices(tmp_path / "study", start="2012-01-01")
    assert "1 rows" not in notice.message
    assert "1 row is dated outside" in notice.message
