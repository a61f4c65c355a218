"""Exports and archives as sources of a study: what stands in its tables, in its ledger, and after a kill."""

import hashlib
import json
import shutil
import signal
import subprocess
import sys
import time
import zipfile

import pyarrow.parquet as pq
import pytest

from darkfigure.collect.texts import TextCollector
from darkfigure.errors import SourceError
from darkfigure.store import digest_file
from darkfigure.study import Study
from darkfigure.study.claiming import claims_stage
from darkfigure.vault import Vault, read_ledger

SETTINGS = """
[study]
title = "Invented"
population = "invented people"
[[source]]
name = "channel"
path = "channel"
[[source]]
name = "court"
path = "court.csv"
"""
COURT = "name,birth_year,origin\nNazarov Sanjar,1991,KZ\nSaidov Timur,1990,TJ\nOmarov Ilyas,1985,KZ\n"
PICTURE = b"\xff\xd8\xff invented picture"
NEWS = "В мае 2015 года под Раккой погиб гражданин Казахстана Санжар Назаров, 1991 года рождения."
TWO = "Timur Saidov, 25, and Rustam Kholov, 30, both Tajik nationals, are fighting in Raqqa."


def message(number, text, **more):
    seconds = str(1457085600 + number)  # 4 March 2016
    return {"id": number, "type": "message", "date_unixtime": seconds, "from": "Hidden Author", "text": text, **more}


def export(*messages):
    return json.dumps({"name": "Test", "type": "public_channel", "id": 7, "messages": list(messages)}, indent=1)


MESSAGES = (
    message(1, NEWS, photo="photos/one.jpg", forwarded_from="Secret Source"),
    message(2, TWO, photo="photos/one.jpg", reply_to_message_id=1),
    message(3, "Nobody is named here.", photo="photos/gone.jpg"),
    message(4, "", photo="photos/one.jpg"),
)


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "study"
    (folder / "channel" / "photos").mkdir(parents=True)
    (folder / "channel" / "photos" / "one.jpg").write_bytes(PICTURE)
    (folder / "channel" / "result.json").write_text(export(*MESSAGES), encoding="utf-8")
    (folder / "court.csv").write_text(COURT, encoding="utf-8")
    (folder / "study.toml").write_text(SETTINGS, encoding="utf-8")
    return Study(folder)


def part(study, table, source="channel"):
    (path,) = (study.folder / "tables" / table).glob(f"{source}-*.parquet")
    return pq.read_table(path).to_pylist()


def notices(document):
    return [notice for stage in document["stages"] for notice in stage["notices"]]


def test_a_chat_without_kind_is_read_as_texts_and_a_list_as_a_table(study):
    study.run(only="collect")
    documents = part(study, "document")
    digest = hashlib.sha256(PICTURE).hexdigest()
    item = hashlib.sha256((study.folder / "channel" / "result.json").read_bytes()).hexdigest()
    assert [one["locator"] for one in documents] == [f"message {number}" for number in (1, 2, 3, 4)]
    assert [one["media"] for one in documents] == [digest, digest, "photos/gone.jpg", digest]
    first = documents[0]
    assert (first["item"], first["text"], first["lang"], first["path"]) == (item, NEWS, "ru", "channel/result.json")
    assert (str(first["published"]), first["published_basis"]) == ("2016-03-04", "format")
    assert (first["author"], first["forwarded_from"]) == ("Hidden Author", "Secret Source")
    assert documents[1]["reply_to"] == "message 1"
    assert len({one["document"] for one in documents}) == 4
    assert [one["name"] for one in part(study, "record", "court")] == ["Nazarov Sanjar", "Saidov Timur", "Omarov Ilyas"]
    assert not list((study.folder / "tables" / "document").glob("court-*"))


def test_rows_point_into_their_texts_and_bear_a_picture_only_alone(study):
    study.run(only="collect")
    documents = {one["document"]: one for one in part(study, "document")}
    rows = part(study, "record")
    assert {row["name"] for row in rows} == {"Санжар Назаров", "Timur Saidov", "Rustam Kholov"}
    for row in rows:
        extra = json.loads(row["extra"])
        start, end = map(int, extra["locator"].split("-"))
        text = documents[extra["document"]]
        assert text["text"][start:end] == row["name"]
        assert extra["place"] == text["locator"]
        alone = row["name"] == "Санжар Назаров"
        assert row["media"] == (hashlib.sha256(PICTURE).hexdigest() if alone else None)
        assert "Hidden" not in json.dumps(row, ensure_ascii=False)


def test_pictures_are_evidence_of_their_message(study):
    study.run(only="collect")
    digest = hashlib.sha256(PICTURE).hexdigest()
    lines = [one for one in read_ledger(study.folder / "vault").entries if one.digest == digest]
    assert {(one.method, one.path) for one in lines} == {
        ("file", "channel/photos/one.jpg"),
        ("referenced-by", "channel/result.json, photos/one.jpg"),
    }
    assert {one.parent for one in lines if one.method == "referenced-by"} == {part(study, "document")[0]["item"]}


def test_who_wrote_stands_in_no_notice_and_not_in_the_ledger(study):
    broken = export(*MESSAGES)[:-30]
    (study.folder / "channel" / "broken.json").write_text(broken, encoding="utf-8")
    said = json.dumps(notices(study.run(only="collect")), ensure_ascii=False)
    ledger = (study.folder / "vault" / "ledger.jsonl").read_text(encoding="utf-8")
    assert "refused" in said
    for word in ("Hidden", "Secret", "Назаров", "Saidov"):
        assert word not in said
        assert word not in ledger


def test_what_is_left_out_is_said_and_written_down_once(study):
    with zipfile.ZipFile(study.folder / "channel" / "more.zip", "w") as archive:
        archive.writestr("../out.txt", "x")
        archive.writestr("good.html", f"<html><body><p>{NEWS}</p></body></html>")
    (study.folder / "channel" / "empty.txt").touch()
    said = [one["message"] for one in notices(study.run(only="collect")) if one["code"] == "refused"]
    assert said == [
        "channel/empty.txt: the file is empty.",
        "channel/more.zip, member ../out.txt: its name leads out of the archive; it is left out.",
    ]
    study.run(only="collect", force=True)
    refused = [one for one in read_ledger(study.folder / "vault").entries if one.action == "refused"]
    assert [(one.path, one.code) for one in refused] == [
        ("channel/empty.txt", "unreadable"),
        ("channel/more.zip, member ../out.txt", "unsafe-name"),
    ]
    assert not (study.folder.parent / "out.txt").exists()
    assert [one["locator"] for one in part(study, "document")][:1] == ["member good.html"]


def test_two_channels_may_show_the_same_picture(study):
    other = study.folder / "other"
    (other / "photos").mkdir(parents=True)
    (other / "photos" / "one.jpg").write_bytes(PICTURE)
    (other / "result.json").write_text(export(message(9, TWO, photo="photos/one.jpg")), encoding="utf-8")
    settings = f'{SETTINGS}\n[[source]]\nname = "other"\npath = "other"\n'
    (study.folder / "study.toml").write_text(settings, encoding="utf-8")
    study.run(only="collect")
    study.run(only="extract")
    sources = pq.read_table(study.folder / "tables" / "mention.parquet")["source"].to_pylist()
    assert sorted(sources) == ["channel"] * 3 + ["court"] * 3 + ["other"] * 2


def test_entities_become_rows_of_a_list(study):
    lines = [{"id": "p", "schema": "Person", "properties": {"name": ["Омар Ильясов"], "birthDate": ["1985-02-03"]}}]
    (study.folder / "channel" / "entities.ftm.json").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    study.run(only="collect")
    study.run(only="extract")
    mentions = pq.read_table(study.folder / "tables" / "mention.parquet").to_pylist()
    (row,) = [one for one in mentions if one["name"] == "Омар Ильясов"]
    assert (row["source"], str(row["birth_date"])) == ("channel", "1985-02-03")
    assert json.loads(row["extra"])["locator"] == "line 1"


def test_claims_are_read_from_a_chat(study):
    folder = study.folder / "said"
    folder.mkdir()
    said = "Minister Pavel Orlov said that 700 Kazakh citizens had left for Syria."
    (folder / "result.json").write_text(export(message(5, "x"), message(6, said)), encoding="utf-8")
    settings = f'{SETTINGS}\n[claims]\ndocuments = ["said"]\n'
    (study.folder / "study.toml").write_text(settings, encoding="utf-8")
    claims_stage().work(study._context(), lambda _: None)
    (claim,) = pq.read_table(study.folder / "tables" / "claim.parquet").to_pylist()
    texts = pq.read_table(study.folder / "tables" / "document" / "claims.parquet").to_pylist()
    text = next(one for one in texts if one["document"] == claim["document"])
    assert (claim["low"], claim["date"], claim["path"]) == (700, "2016-03-04", "said/result.json")
    assert text["text"][claim["start"] : claim["end"]] == claim["quote"]
    assert text["locator"] == "message 6"


def test_progress_is_told_in_bytes_while_one_file_is_read(study):
    path = study.folder / "channel" / "result.json"
    path.write_text(export(*(message(number, "x" * 400) for number in range(5000))), encoding="utf-8")
    told = []
    collector = TextCollector(
        source="channel",
        study_folder=study.folder,
        vault=Vault(study.folder / "vault"),
        progress=lambda done, total: told.append((done, total)),
    )
    assert sum(1 for _ in collector.read([path])) == 5000
    size = path.stat().st_size
    done = [one for one, _ in told]
    assert {total for _, total in told} == {size}
    assert done == sorted(done)
    assert done[-1] == size
    assert any(0 < one < size for one in done)


def test_tables_among_texts_need_a_word_about_what_is_meant(study):
    (study.folder / "channel" / "list.csv").write_text(COURT, encoding="utf-8")
    with pytest.raises(SourceError, match=r"list\.csv is a table, and .*result\.json beside it is not"):
        study.run(only="collect")


def test_a_source_that_becomes_a_table_leaves_no_texts(study):
    study.run(only="collect")
    settings = SETTINGS.replace('path = "channel"', 'path = "list.csv"')
    (study.folder / "list.csv").write_text(COURT.replace("1991", "1992"), encoding="utf-8")
    (study.folder / "study.toml").write_text(settings, encoding="utf-8")
    study.run(only="collect")
    assert list((study.folder / "tables" / "document").glob("*.parquet")) == []


@pytest.mark.parametrize("pause", [0.02, 0.3])
def test_a_run_killed_while_it_reads_comes_to_the_same_tables(study, tmp_path, pause):
    many = [message(number, f"{NEWS} {number}", photo="photos/one.jpg") for number in range(300)]
    (study.folder / "channel" / "result.json").write_text(export(*many), encoding="utf-8")
    whole = Study(shutil.copytree(study.folder, tmp_path / "whole"))
    whole.run(only="collect")
    run = [sys.executable, "-m", "darkfigure", "run", str(study.folder), "--only", "collect"]
    with subprocess.Popen(run, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        while "keeping and reading" not in (line := process.stderr.readline()):
            assert line
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
    study.run(only="collect")
    for table in ("document", "record"):
        ours, theirs = (sorted((one.folder / "tables" / table).glob("*.parquet")) for one in (study, whole))
        assert [digest_file(path) for path in ours] == [digest_file(path) for path in theirs]
    assert Vault(study.folder / "vault").verify().differences == ()
    assert not [path for path in study.folder.rglob("*") if path.is_file() and path.suffix == ".tmp"]
