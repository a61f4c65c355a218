"""A source of texts: the persons named in them become rows that are linked like those of a table."""

import json
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from PIL import Image

from darkfigure.collect.ocr import find_tesseract
from darkfigure.errors import InputError, SettingsError, SourceError
from darkfigure.settings import read_settings
from darkfigure.study import Study

sys.path.insert(0, str(Path(__file__).parents[1] / "extract" / "persons"))
from stub_server import model_server

SETTINGS = """
[study]
title = "Invented"
population = "invented people"
[[source]]
name = "press"
path = "press"
kind = "text"
[[source]]
name = "court"
path = "court.csv"
"""
PRESS = {
    "one.txt": "В мае 2015 года под Раккой погиб гражданин Казахстана Санжар Назаров, 1991 года рождения. "
    "Об этом сообщил представитель МВД Игорь Лапшин.",
    "two.html": '<html><head><meta property="article:published_time" content="2016-03-04T10:00:00Z"></head>'
    "<body><p>Timur Saidov, 25, a Tajik national, is in Raqqa.</p></body></html>",
    "three.txt": "At least 40 fighters were killed, the ministry said.",
}
COURT = "name,birth_year,origin\nNazarov Sanjar,1991,KZ\nSaidov Timur,1990,TJ\nOmarov Ilyas,1985,KZ\n"


def make(folder, *, press=PRESS, settings=SETTINGS):
    (folder / "press").mkdir(parents=True)
    for name, text in press.items():
        (folder / "press" / name).write_text(text, encoding="utf-8")
    (folder / "court.csv").write_text(COURT, encoding="utf-8")
    (folder / "study.toml").write_text(settings, encoding="utf-8")
    return Study(folder)


def rows(folder, table):
    return pq.read_table(folder / "tables" / f"{table}.parquet").to_pylist()


def part(folder, table, source):
    (path,) = (folder / "tables" / table).glob(f"{source}-*.parquet")
    return pq.read_table(path).to_pylist()


def test_persons_of_texts_become_mentions_with_their_locator(tmp_path):
    study = make(tmp_path / "study")
    for stage in ("collect", "extract", "link"):
        document = study.run(only=stage)
    press = [row for row in rows(study.folder, "mention") if row["source"] == "press"]
    assert [row["name"] for row in press] == ["Санжар Назаров", "Timur Saidov"]
    first, second = press
    assert (first["origin"], first["location"], first["status"], first["birth_low"]) == ("KZ", "SY", "died", 1991)
    assert (str(first["first_date"]), str(first["last_date"])) == ("2015-05-01", "2015-05-31")
    extra = json.loads(first["extra"])
    start, end = map(int, extra["locator"].split("-"))
    documents = {row["document"]: row for row in part(study.folder, "document", "press")}
    assert documents[extra["document"]]["text"][start:end] == "Санжар Назаров"
    assert PRESS[Path(extra["path"]).name] == documents[extra["document"]]["text"]
    assert (second["birth_low"], second["birth_high"]) == (1990, 1991)  # 25 when the page came out
    best = [row for row in rows(study.folder, "person") if row["draw"] == 0]
    assert len(best) == 5
    persons = {}
    for row in best:
        persons.setdefault(row["person"], []).append(row["mention"])
    assert sorted(map(len, persons.values())) == [1, 2, 2]
    assert "persons-read" in {notice["code"] for notice in _notices(document)}


def _notices(document):
    return [notice for stage in document["stages"] for notice in stage["notices"]]


def test_texts_that_did_not_change_are_not_read_again(tmp_path):
    study = make(tmp_path / "study")
    study.run(only="collect")
    assert [state.why for state in study.status() if state.stage == "collect"] == [None, None]
    (study.folder / "press" / "one.txt").write_text("Никого.", encoding="utf-8")
    assert any(state.why for state in study.status() if state.stage == "collect")


def test_texts_without_persons_stop_the_run(tmp_path):
    study = make(tmp_path / "study", press={"three.txt": PRESS["three.txt"]})
    with pytest.raises(SourceError, match="`press`: 1 texts were read and none names"):
        study.run(only="collect")


def test_a_file_that_is_no_text_is_named(tmp_path):
    study = make(tmp_path / "study")
    (study.folder / "press" / "four.txt").write_bytes(b"PK\x03\x04 not a text")
    (notice,) = [one for one in _notices(study.run(only="collect")) if one["code"] == "refused"]
    assert notice["message"].startswith("press/four.txt: the archive is damaged")
    assert len(part(study.folder, "document", "press")) == 3
    for name in PRESS:
        (study.folder / "press" / name).unlink()
    with pytest.raises(SourceError, match=r"press/four\.txt: the archive is damaged"):
        study.run(only="collect")


def test_a_model_server_is_asked_and_what_it_points_at_counts(tmp_path):
    def answer(body):
        text = body["messages"][1]["content"].split("Text:\n", 1)[1]
        at = text.find("Qwendrik Zzolt")
        return [{"start": at, "quote": "Qwendrik Zzolt"}, {"start": 2, "quote": "Nobody"}] if at >= 0 else []

    with model_server(answer) as (address, requests):
        study = make(
            tmp_path / "study",
            press=PRESS | {"four.txt": "Later Qwendrik Zzolt was mourned."},
            settings=f'{SETTINGS}\n[extract]\nmodel_server = "{address}"\nmodel = "stub"\n',
        )
        for stage in ("collect", "extract"):
            study.run(only=stage)
    assert len(requests) == 4
    names = [row["name"] for row in rows(study.folder, "mention") if row["source"] == "press"]
    assert sorted(names) == ["Qwendrik Zzolt", "Timur Saidov", "Санжар Назаров"]


def test_a_model_server_that_does_not_answer_stops_the_run(tmp_path):
    study = make(tmp_path / "study", settings=f'{SETTINGS}\n[extract]\nmodel_server = "http://127.0.0.1:9/v1"\n')
    with pytest.raises(InputError, match="does not answer"):
        study.run(only="collect")


@pytest.mark.parametrize(
    ("added", "message"),
    [
        ('[extract]\nmodel_server = "http://192.0.2.1/v1"', "not on this machine"),
        ('[extract]\nmodel_server = "http://localhost.example/v1"', "not on this machine"),
        ('[extract]\nmodel_server = "127.0.0.1:8080"', "must be an address"),
        ('[[source]]\nname = "x"\npath = "y"\nkind = "text"\ncolumns = { name = "n" }', "has no columns"),
    ],
)
def test_settings_that_cannot_be_are_refused(tmp_path, added, message):
    path = tmp_path / "study.toml"
    path.write_text(f"{SETTINGS}\n{added}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        read_settings(path)


def test_a_model_server_elsewhere_can_be_allowed(tmp_path):
    path = tmp_path / "study.toml"
    path.write_text(
        f'{SETTINGS}\n[extract]\nmodel_server = "https://models.example/v1"\nmodel_elsewhere = true\n', encoding="utf-8"
    )
    assert read_settings(path).extract.model_elsewhere


def test_pictures_of_text_are_read_where_asked_for(tmp_path, monkeypatch):
    tool = tmp_path / "bin" / "tesseract"
    tool.parent.mkdir()
    tool.write_text(
        '#!/bin/sh\n[ "$1" = --list-langs ] && printf "List:\\neng\\n" || '
        'echo "Ilyas Omarov, 30, a Kazakh national, was killed in Raqqa in May 2015."\n'
    )
    tool.chmod(0o755)
    study = make(tmp_path / "study", settings=SETTINGS + "[extract]\nocr = true\n")
    Image.new("L", (30, 20), 255).save(tmp_path / "study" / "press" / "scan.png")
    monkeypatch.setenv("PATH", "")
    find_tesseract.cache_clear()
    without = study.run(only="collect")
    assert "ocr-missing" in json.dumps(without)
    assert len(part(tmp_path / "study", "record", "press")) == 2
    monkeypatch.setenv("PATH", f"{tool.parent}:/usr/bin:/bin")
    find_tesseract.cache_clear()
    assert "ocr-missing" not in json.dumps(study.run(only="collect"))  # read again, for it is there now
    assert "Ilyas Omarov" in {row["name"] for row in part(tmp_path / "study", "record", "press")}
    flags = {
        json.loads(row["extra"] or "{}").get("flags", [""])[0] for row in part(tmp_path / "study", "document", "press")
    }
    assert "ocr" in flags
    find_tesseract.cache_clear()
