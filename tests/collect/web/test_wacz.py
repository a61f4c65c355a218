"""WACZ files: read with their digests checked, and written as the specification asks."""

import datetime as dt
import gzip
import hashlib
import io
import json
import sys
import zipfile
from pathlib import Path

import pytest

from darkfigure.collect.web.cdxj import url_key
from darkfigure.collect.web.wacz import read_wacz
from darkfigure.collect.web.wacz_writer import WaczFacts, write_wacz
from darkfigure.errors import SourceError

sys.path.insert(0, str(Path(__file__).parent))
from web_samples import PAGE, Refusals, WarcFile, blob_of, intake_of

FACTS = WaczFacts(
    title="Invented",
    description="pages of a test",
    software="darkfigure",
    created=dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
)
TITLED = b"<html><head><title>Three &amp; four\n left</title></head><body><p>Three men left.</p></body></html>"


def warc(*urls, body=TITLED, packed=True):
    file = WarcFile(packed=packed)
    for url in urls:
        file.add(url, body)
    return file.data


def made(folder, members=None):
    """A WACZ file of three WARC files, two of them put together."""
    paths = []
    for name, data in (
        ("1.warc.gz", warc("http://www.a.example/1", "http://a.example/2?b=1&a=2")),
        ("2.warc.gz", warc("https://b.example:8443/3")),
        ("3.warc", warc("http://a.example/0", body=PAGE, packed=False)),
    ):
        paths.append(folder / name)
        paths[-1].write_bytes(data)
    to = folder / "all.wacz"
    return to, write_wacz(to, members or [("data.warc.gz", paths[:2]), ("plain.warc", paths[2:])], facts=FACTS)


def read(data, **limits):
    refusals = Refusals()
    return list(read_wacz(blob_of(data, "all.wacz"), intake_of(refusals, **limits))), refusals


def changed(data, *, member=None, content=None, drop=(), add=()):
    """A copy of a zip file with one member changed, some left out, some added; the rest as it was."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            if info.filename not in drop:
                new.writestr(info, content if info.filename == member else old.read(info))
        for name, extra in add:
            new.writestr(name, extra)
    return out.getvalue()


def test_what_was_written_is_read_with_titles(tmp_path):
    to, summary = made(tmp_path)
    assert (summary.warcs, summary.records, summary.pages) == (2, 4, 4)
    found, refusals = read(to.read_bytes())
    assert not refusals
    assert [each.url for each in found] == [
        "http://www.a.example/1",
        "http://a.example/2?b=1&a=2",
        "https://b.example:8443/3",
        "http://a.example/0",
    ]
    assert [each.title for each in found] == ["Three & four left"] * 3 + [None]
    assert found[0].locator == "member archive/data.warc.gz, record 0"
    assert found[3].content == PAGE


def test_every_line_of_the_index_leads_to_its_record(tmp_path):
    to, _ = made(tmp_path)
    with zipfile.ZipFile(to) as archive:
        lines = gzip.decompress(archive.read("indexes/index.cdx.gz")).decode().splitlines()
        second = archive.read("indexes/index.idx").decode().splitlines()
        assert lines == sorted(lines)
        assert [line.split(" ")[0] for line in lines] == [
            "example,a)/0",
            "example,a)/1",
            "example,a)/2?a=2&b=1",
            "example,b:8443)/3",
        ]
        for line in lines:
            _, stamp, place = line.split(" ", 2)
            place = json.loads(place)
            assert stamp == "20150304100000"
            data = archive.read(f"archive/{place['filename']}")
            record = data[int(place["offset"]) : int(place["offset"]) + int(place["length"])]
            record = gzip.decompress(record) if place["filename"].endswith(".gz") else record
            assert record.startswith(b"WARC/1.1\r\n")
            assert f"WARC-Target-URI: {place['url']}\r\n".encode() in record
            assert record.count(b"WARC-Type") == 1
        assert second[0].startswith("!meta 0 ")
        assert json.loads(second[1].split(" ", 2)[2])["filename"] == "index.cdx.gz"


def test_the_list_of_contents_is_what_the_specification_asks_for(tmp_path):
    to, _ = made(tmp_path)
    with zipfile.ZipFile(to) as archive:
        package = json.loads(archive.read("datapackage.json"))
        sealed = json.loads(archive.read("datapackage-digest.json"))
        assert sealed["hash"] == f"sha256:{hashlib.sha256(archive.read('datapackage.json')).hexdigest()}"
        assert (package["profile"], package["wacz_version"]) == ("data-package", "1.1.1")
        listed = {each["path"]: each for each in package["resources"]}
        names = {info.filename for info in archive.infolist()}
        assert set(listed) == names - {"datapackage.json", "datapackage-digest.json"}
        for path, each in listed.items():
            data = archive.read(path)
            assert (each["bytes"], each["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
            assert each["name"] == path.rpartition("/")[2].lower()
        for info in archive.infolist():
            stored = info.filename.startswith("archive/") or info.filename.endswith(".cdx.gz")
            assert (info.compress_type == zipfile.ZIP_STORED) is stored
        pages = [json.loads(line) for line in archive.read("pages/pages.jsonl").splitlines()]
        assert pages[0]["format"] == "json-pages-1.0"
        assert all({"id", "url", "ts", "title"} <= set(page) for page in pages[1:])
        assert len({page["id"] for page in pages[1:]}) == 4


def test_a_warc_file_with_a_wrong_digest_is_refused_and_the_rest_read(tmp_path):
    to, _ = made(tmp_path)
    other = warc("http://evil.example/")
    found, refusals = read(changed(to.read_bytes(), member="archive/data.warc.gz", content=other))
    assert [each.url for each in found] == ["http://a.example/0"]
    assert refusals.codes == ["wrong-digest"]
    assert "archive/data.warc.gz" in refusals[0][0]


def test_a_warc_file_that_is_not_listed_is_refused(tmp_path):
    to, _ = made(tmp_path)
    found, refusals = read(changed(to.read_bytes(), add=[("archive/more.warc.gz", warc("http://evil.example/"))]))
    assert len(found) == 4
    assert refusals.codes == ["not-listed"]


def test_a_changed_or_missing_list_of_contents_refuses_the_file(tmp_path):
    to, _ = made(tmp_path)
    data = to.read_bytes()
    with pytest.raises(SourceError, match="list of contents was changed"):
        read(changed(data, member="datapackage.json", content=b"{}"))
    with pytest.raises(SourceError, match="no datapackage"):
        read(changed(data, drop={"datapackage.json"}))
    with pytest.raises(SourceError, match="lists no digests"):
        read(changed(data, member="datapackage.json", content=b"[" * 100_000, drop={"datapackage-digest.json"}))
    with pytest.raises(SourceError, match="damaged"):
        read(data[:-50])


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    to, _ = made(tmp_path)
    out = io.BytesIO(to.read_bytes())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/bomb.warc", b"\0" * 3_000_000)
    found, refusals = read(out.getvalue())
    assert len(found) == 4
    assert refusals.codes == ["unpacks-too-far"]
    found, refusals = read(to.read_bytes(), largest_whole=600)
    assert "too-large" in refusals.codes


def test_a_packed_warc_file_is_read_too(tmp_path):
    to, _ = made(tmp_path)
    out = io.BytesIO()
    with zipfile.ZipFile(to) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
    assert [each.locator for each in read(out.getvalue())[0]] == [each.locator for each in read(to.read_bytes())[0]]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www2.example.org", "org,example)/"),
        ("https://example.org:443/a/?", "org,example)/a"),
        ("http://10.0.0.1/x", "10.0.0.1)/x"),
        ("urn:pageinfo:x", "urn:pageinfo:x"),
        ("http://[broken", "http://[broken"),
    ],
)
def test_keys_of_addresses(url, key):
    assert url_key(url) == key
