import sys
from pathlib import Path

from click.testing import CliRunner

from darkfigure.cli.main import cli
from darkfigure.study import Study

sys.path.insert(0, str(Path(__file__).parents[1] / "collect" / "web"))
from web_samples import WarcFile

SETTINGS = """
[study]
title = "Invented"
population = "invented people"
[[source]]
name = "press"
path = "press.warc.gz"
[[source]]
name = "court"
path = "court.csv"
"""


def test_the_web_pages_of_a_study_are_written_as_one_file(tmp_path):
    warc = WarcFile()
    warc.add("http://press.example/", b"<html><p>Timur Saidov, 25, a Tajik national, was in Raqqa in May 2015.</p>")
    (tmp_path / "press.warc.gz").write_bytes(warc.data)
    (tmp_path / "court.csv").write_text("name\nSaidov Timur\n", encoding="utf-8")
    (tmp_path / "study.toml").write_text(SETTINGS, encoding="utf-8")
    Study(tmp_path).run(only="collect")
    done = CliRunner().invoke(cli, ["wacz", str(tmp_path), "--to", str(tmp_path / "all.wacz")])
    assert done.exit_code == 0
    assert "1 pages, 1 records" in done.stderr
    assert done.stdout == ""
    assert (tmp_path / "all.wacz").read_bytes().startswith(b"PK")
    assert CliRunner().invoke(cli, ["wacz", str(tmp_path)]).exit_code == 2
