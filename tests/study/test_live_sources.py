"""A study whose sources are live addresses and web archives, from the address to the rows of persons."""

import json
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from darkfigure.errors import InputError, SettingsError, SourceError
from darkfigure.settings import read_settings
from darkfigure.store import digest_file
from darkfigure.study import Study
from darkfigure.study.archiving import export_wacz
from darkfigure.study.crate.again import run_again
from darkfigure.vault import Vault

sys.path.insert(0, str(Path(__file__).parents[1] / "collect" / "web"))
from web_samples import WarcFile
from web_server import running_site

SETTINGS = """
[study]
title = "Invented"
population = "invented people"
[collect]
rate = 500.0
contact = "desk@press.example"
private_hosts = ["127.0.0.1"]
[[source]]
name = "press"
{source}
[[source]]
name = "court"
path = "court.csv"
"""
COURT = "name,birth_year,origin\nNazarov Sanjar,1991,KZ\nSaidov Timur,1990,TJ\nOmarov Ilyas,1985,KZ\n"
PERSONS = (
    "Timur Saidov, 25, a Tajik national, was in Raqqa in May 2015.",
    "Sanjar Nazarov, a citizen of Kazakhstan born in 1991, was killed near Raqqa in May 2015.",
)


def page(text, *links):
    anchors = "".join(f'<a href="{link}">more</a>' for link in links)
    head = "<!DOCTYPE html><html><head><title>News</title></head>"
    return f"{head}<body><article><p>{text}</p></article>{anchors}</body></html>"


@pytest.fixture
def site():
    with running_site() as site:
        site.page("/", page("News of the day from the region, as every day of the week.", "/1", "/2"))
        for number, text in enumerate(PERSONS, start=1):
            site.page(f"/{number}", page(text), ETag=f'"{number}"')
        yield site


def make(folder, source):
    folder.mkdir()
    (folder / "court.csv").write_text(COURT, encoding="utf-8")
    (folder / "study.toml").write_text(SETTINGS.format(source=source), encoding="utf-8")
    return Study(folder)


def crawl(folder, site):
    return make(folder, f'path = "{site.address}/"\nfollow = true')


def part(study, table):
    (path,) = (study.folder / "tables" / table).glob("press-*.parquet")
    return pq.read_table(path).to_pylist()


def states(study):
    return {state.part.partition("-")[0]: state.why for state in study.status() if state.stage == "collect"}


def test_persons_of_fetched_pages_become_rows(site, tmp_path):
    study = crawl(tmp_path / "study", site)
    document = study.run(only="collect")
    assert sorted(row["name"] for row in part(study, "record")) == ["Sanjar Nazarov", "Timur Saidov"]
    documents = part(study, "document")
    assert [row["url"].removeprefix(site.address) for row in documents] == ["/", "/1", "/2"]
    assert {row["media_type"] for row in part(study, "item")} == {"application/warc"}
    assert all(row["path"].startswith(site.address) for row in part(study, "item"))
    notices = [notice["code"] for stage in document["stages"] for notice in stage["notices"]]
    assert "no-contact" not in notices
    assert Vault(study.folder / "vault").verify().differences == ()


def test_a_study_that_is_up_to_date_asks_nobody(site, tmp_path):
    study = crawl(tmp_path / "study", site)
    study.run(only="collect")
    asked, tables = len(site.asked), digest_file(next((study.folder / "tables" / "document").glob("press-*")))
    assert states(study) == {"press": None, "court": None}
    study.run(only="collect")
    study.run(only="collect", force=True)
    assert len(site.asked) == asked
    assert digest_file(next((study.folder / "tables" / "document").glob("press-*"))) == tables


def test_refreshing_reads_what_changed(site, tmp_path):
    study = crawl(tmp_path / "study", site)
    study.run(only="collect")
    site.page("/2", page(PERSONS[1].replace("Sanjar Nazarov", "Ilyas Omarov")))
    study.run(only="collect")
    assert "Sanjar Nazarov" in [row["name"] for row in part(study, "record")]
    study.run(only="collect", fetch="anew")
    assert sorted(row["name"] for row in part(study, "record")) == ["Ilyas Omarov", "Timur Saidov"]
    assert states(study) == {"press": None, "court": None}


def test_an_offline_run_asks_nobody_and_reads_what_is_kept(site, tmp_path):
    study = make(tmp_path / "study", 'path = "urls.txt"\nkind = "urls"')
    (study.folder / "urls.txt").write_text(f"{site.address}/1\n{site.address}/gone\n", encoding="utf-8")
    with pytest.raises(SourceError, match="None of its addresses gave a page"):
        study.run(only="collect", fetch="nothing")
    assert site.asked == []
    study.run(only="collect")
    before, tables = len(site.asked), [part(study, table) for table in ("document", "record", "item")]
    site.page("/2", page(PERSONS[1]))
    (study.folder / "urls.txt").write_text(f"{site.address}/1\n{site.address}/2\n", encoding="utf-8")
    document = study.run(only="collect", fetch="nothing")
    assert len(site.asked) == before
    assert [part(study, table) for table in ("document", "record", "item")] == tables
    assert "refused" in [notice["code"] for stage in document["stages"] for notice in stage["notices"]]


def test_an_export_of_fetched_pages_is_run_again_without_the_network(site, tmp_path, monkeypatch):
    study = crawl(tmp_path / "study", site)
    study.run(only="collect")
    (study.folder / "results").mkdir()
    (study.folder / "results" / "estimate.json").write_text('{"methods": []}', encoding="utf-8")
    asked, real = len(site.asked), Study.run
    monkeypatch.setattr(Study, "run", lambda self, **wanted: real(self, **wanted | {"only": "collect"}))
    site.page("/1", "changed")
    assert run_again(study.folder) == ()
    assert len(site.asked) == asked


def test_refusals_are_notices_and_stand_in_the_ledger(site, tmp_path):
    site.page("/p.png", b"\x89PNG\r\n", kind="image/png")
    study = make(tmp_path / "study", 'path = "urls.txt"\nkind = "urls"')
    (study.folder / "urls.txt").write_text(
        f"{site.address}/1\n{site.address}/gone\nfile:///etc/passwd\n{site.address}/p.png\n", encoding="utf-8"
    )
    document = study.run(only="collect")
    said = [
        notice["message"] for stage in document["stages"] for notice in stage["notices"] if notice["code"] == "refused"
    ]
    assert len(said) == 3
    assert any("/p.png: what was answered is no page" in message for message in said)
    assert any("/gone: answered with status 404" in message for message in said)
    assert any("urls.txt, line 3: only addresses that begin with http" in message for message in said)
    lines = (study.folder / "vault" / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    codes = [line["code"] for line in map(json.loads, lines) if line["action"] == "refused"]
    assert sorted(codes) == ["bad-scheme", "no-page", "no-text"]
    (study.folder / "urls.txt").write_text(f"{site.address}/1\n{site.address}/2\n", encoding="utf-8")
    assert states(study)["press"] is not None


def test_a_source_of_which_nothing_can_be_fetched_stops_the_run(site, tmp_path):
    study = make(tmp_path / "study", f'path = "{site.address}/gone"')
    with pytest.raises(SourceError, match=r"`press`: .*/gone: answered with status 404"):
        study.run(only="collect")


def test_a_run_killed_while_it_fetches_goes_on_and_comes_to_the_same_tables(tmp_path):
    with running_site() as site:
        links = [f"/{number}" for number in range(24)]
        site.page("/", page("News of the day from the region, as every day of the week.", *links))
        for number in range(24):
            site.page(f"/{number}", page(f"{PERSONS[number % 2]} Report number {number} of the agency."))
        whole, broken = crawl(tmp_path / "whole", site), crawl(tmp_path / "broken", site)
        whole.run(only="collect")
        before = len(site.asked)
        slow = broken.folder / "study.toml"
        slow.write_text(slow.read_text(encoding="utf-8").replace("rate = 500.0", "rate = 12.0"), encoding="utf-8")
        run = [sys.executable, "-m", "darkfigure", "run", str(broken.folder), "--only", "collect"]
        with subprocess.Popen(run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            while len(site.asked) < before + 12:
                time.sleep(0.02)
                assert process.poll() is None
            process.send_signal(signal.SIGKILL)
        slow.write_text(slow.read_text(encoding="utf-8").replace("rate = 12.0", "rate = 500.0"), encoding="utf-8")
        broken.run(only="collect")
        asked = [path for _, path, _ in site.asked[before:]]
        again = len(asked) - len(set(asked))
        assert again <= 1, "only what was under way is asked again"
        for table in ("document", "record"):
            ours, theirs = part(broken, table), part(whole, table)
            hidden = {"document", "item", "extra", "locator"}  # of WARC files, which hold the moment
            assert [{k: v for k, v in row.items() if k not in hidden} for row in ours] == [
                {k: v for k, v in row.items() if k not in hidden} for row in theirs
            ]
        assert Vault(broken.folder / "vault").verify().differences == ()


def test_what_is_kept_becomes_a_wacz_file_that_is_a_source_itself(site, tmp_path):
    study = crawl(tmp_path / "study", site)
    with pytest.raises(InputError, match="keeps no web archive"):
        export_wacz(study.folder, tmp_path / "x.wacz")
    study.run(only="collect")
    summary = export_wacz(study.folder, tmp_path / "x.wacz")
    assert summary.pages == 3
    with zipfile.ZipFile(tmp_path / "x.wacz") as archive:
        assert archive.testzip() is None
    other = make(tmp_path / "other", 'path = "../x.wacz"')
    other.run(only="collect")
    assert [row["title"] for row in part(other, "document")] == ["News"] * 3
    assert [row["name"] for row in part(other, "record")] == [row["name"] for row in part(study, "record")]
    actions = [
        json.loads(line)["action"] for line in (study.folder / "vault" / "ledger.jsonl").read_text().splitlines()
    ]
    assert actions.count("exported") == 1


def test_a_warc_file_with_a_wrong_digest_is_read_but_for_that_record(tmp_path):
    warc = WarcFile()
    for number, text in enumerate(PERSONS):
        warc.add(f"http://press.example/{number}", page(text).encode(), digest=f"sha1:{'A' * 32}" if number else None)
    study = make(tmp_path / "study", 'path = "press.warc.gz"')
    (study.folder / "press.warc.gz").write_bytes(warc.data)
    document = study.run(only="collect")
    assert [row["name"] for row in part(study, "record")] == ["Timur Saidov"]
    (said,) = [
        notice["message"] for stage in document["stages"] for notice in stage["notices"] if notice["code"] == "refused"
    ]
    assert f"press.warc.gz, record {warc.offsets[1]}: the page in this record does not have the digest" in said


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("rate = 500.0", "rate = 0", r"rate is 0"),
        ("rate = 500.0", "longest = -1", r"longest is -1"),
        ('"desk@press.example"', '"line\\nbreak: x"', r"contact must be one line"),
        ('["127.0.0.1"]', '["http://127.0.0.1/"]', r"names of hosts without http"),
        ("follow = true", "follow = true\ndepth = 0", r"depth = 0"),
        ('path = "court.csv"', 'path = "https://press.example/"', r"fetch the same addresses"),
        ("follow = true", "follow = true\nmost_pages = 0", r"most_pages = 0"),
        ("follow = true", 'columns = { name = "x" }', r"has no columns"),
        ('path = "court.csv"', 'path = "court.csv"\nfollow = true', r"not fetched from an address"),
    ],
)
def test_settings_of_fetching_that_cannot_be_are_refused(tmp_path, old, new, message):
    path = tmp_path / "study.toml"
    text = SETTINGS.format(source='path = "https://press.example/"\nfollow = true')
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        read_settings(path)
