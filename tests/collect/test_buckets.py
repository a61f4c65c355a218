"""Sources in object storage, against a small server on this machine that speaks as S3 does."""

import threading
from collections.abc import Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

import pytest

from darkfigure.collect.buckets import copy_bucket
from darkfigure.collect.locate import find_files
from darkfigure.errors import SourceError
from darkfigure.study import Study

WRITTEN = 1_700_000_000
SETTINGS = """
[study]
title = "Invented"
population = "invented people"
[[source]]
name = "press"
path = "s3a://lists/press/*.csv"
[[source]]
name = "court"
path = "court.csv"
"""


class Bucket:
    """`objects`: bytes and the second they were written, by bucket and key. `asked`: methods and keys."""

    def __init__(self) -> None:
        self.objects: dict[str, tuple[bytes, int]] = {}
        self.asked: list[tuple[str, str]] = []

    def put(self, key: str, content: str, *, written: int = WRITTEN) -> None:
        self.objects[key] = (content.encode(), written)

    def fetched(self) -> list[str]:
        return sorted(key for method, key in self.asked if method == "GET" and key in self.objects)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    bucket: Bucket

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        parts = urlsplit(self.path)
        key, query = unquote(parts.path).strip("/"), parse_qs(parts.query)
        self.bucket.asked.append((self.command, key))
        if "list-type" in query:
            self._send(200, self._listing(key, query.get("prefix", [""])[0]), body=body)
        elif key in self.bucket.objects:
            content, written = self.bucket.objects[key]
            start, _, end = self.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")
            piece = content[int(start) : int(end) + 1 if end else None]
            self._send(206 if "Range" in self.headers else 200, piece, body=body, written=written)
        elif any(one.startswith(f"{key}/") for one in self.bucket.objects) and "/" not in key:
            self._send(200, b"", body=body)  # the bucket itself
        else:
            self._send(404, b"", body=body)

    def _listing(self, bucket: str, prefix: str) -> bytes:
        rows = "".join(
            f"<Contents><Key>{escape(key.partition('/')[2])}</Key><Size>{len(content)}</Size>"
            "<LastModified>2023-11-14T22:13:20.000Z</LastModified></Contents>"
            for key, (content, _) in sorted(self.bucket.objects.items())
            if key.startswith(f"{bucket}/{prefix}")
        )
        head = '<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>'
        return f"{head}<KeyCount>{rows.count('<Key>')}</KeyCount>{rows}</ListBucketResult>".encode()

    def _send(self, status: int, content: bytes, *, body: bool, written: int = WRITTEN) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Last-Modified", formatdate(written, usegmt=True))
        self.end_headers()
        if body:
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    held = Bucket()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Handler,), {"bucket": held}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "invented")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "invented")
    yield held
    server.shutdown()
    server.server_close()


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("s3://lists/press/a.csv", ["lists/press/a.csv"]),
        ("s3a://lists/press", ["lists/press/a.csv", "lists/press/b.csv", "lists/press/old/c.tsv"]),
        ("s3a://lists/press/*.csv", ["lists/press/a.csv", "lists/press/b.csv"]),
        ("s3a://lists/press/**/*.tsv", ["lists/press/old/c.tsv"]),
        ("s3://lists/", ["lists/press/a.csv", "lists/press/b.csv", "lists/press/old/c.tsv", "lists/tables/d.csv"]),
        ("s3://lists/tables/*", ["lists/tables/d.csv"]),
    ],
)
def test_an_object_a_folder_and_a_pattern(bucket: Bucket, tmp_path: Path, path: str, found: list[str]) -> None:
    for key in ("press/a.csv", "press/b.csv", "press/old/c.tsv", "tables/d.csv"):
        bucket.put(f"lists/{key}", f"name\n{key}\n")
    copy_bucket(path, study_folder=tmp_path, source="press")
    files = find_files(path, study_folder=tmp_path, source="press")
    assert [file.relative_to(tmp_path / "buckets").as_posix() for file in files] == found
    assert files[0].read_text(encoding="utf-8") == f"name\n{found[0].removeprefix('lists/')}\n"
    assert bucket.fetched() == found


def test_what_did_not_change_is_not_fetched_again_and_what_is_gone_goes(bucket: Bucket, tmp_path: Path) -> None:
    for key in ("a", "b", "c"):
        bucket.put(f"lists/press/{key}.csv", "name\nA\n")
    (tmp_path / "buckets" / "lists" / "other").mkdir(parents=True)
    (tmp_path / "buckets" / "lists" / "other" / "x.csv").touch()  # of another source
    assert copy_bucket("s3a://lists/press/*.csv", study_folder=tmp_path, source="press") == 3
    assert copy_bucket("s3a://lists/press/*.csv", study_folder=tmp_path, source="press") == 0
    bucket.put("lists/press/a.csv", "name\nA\nB\n")
    del bucket.objects["lists/press/b.csv"]
    assert copy_bucket("s3a://lists/press/*.csv", study_folder=tmp_path, source="press") == 1
    assert names(tmp_path / "buckets") == ["lists/other/x.csv", "lists/press/a.csv", "lists/press/c.csv"]
    assert (tmp_path / "buckets/lists/press/a.csv").read_text(encoding="utf-8") == "name\nA\nB\n"


def test_a_key_that_leads_out_of_the_copy_is_passed_over(bucket: Bucket, tmp_path: Path) -> None:
    bucket.put("lists/press/a.csv", "name\nA\n")
    bucket.put("lists/press/../../../../out.csv", "name\nB\n")
    assert copy_bucket("s3a://lists/press", study_folder=tmp_path / "study", source="press") == 1
    assert names(tmp_path) == ["study/buckets/lists/press/a.csv"]


def test_nothing_there_and_nobody_there_are_told(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket.put("lists/press/a.csv", "name\nA\n")
    with pytest.raises(SourceError, match=r"source `press`: nothing in the bucket matches s3://lists/pres/\*\.csv"):
        copy_bucket("s3://lists/pres/*.csv", study_folder=tmp_path, source="press")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(SourceError, match=r"cannot be read: .*AWS_ENDPOINT_URL.*--offline") as caught:
        copy_bucket("s3://lists/press", study_folder=tmp_path, source="press")
    assert "invented" not in str(caught.value)
    with pytest.raises(SourceError, match="has not been copied from its bucket"):
        find_files("s3://lists/press", study_folder=tmp_path, source="press")
    with pytest.raises(SourceError, match="leads out of its bucket"):
        find_files("s3://../press", study_folder=tmp_path, source="press")


def test_a_run_reads_a_bucket_and_offline_it_asks_nobody(bucket: Bucket, tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "court.csv").write_text("name\nRustam Yusupov\n", encoding="utf-8")
    bucket.put("lists/press/a.csv", "name\nAziz Karimov\n")
    assert Study(tmp_path).run(only="collect")["stages"][0]["facts"]["rows"] == 1
    asked = len(bucket.asked)
    assert Study(tmp_path).run(only="collect", fetch="nothing")["stages"][0]["state"] == "current"
    assert Study(tmp_path).status()[0].why is None
    assert len(bucket.asked) == asked
    bucket.put("lists/press/a.csv", "name\nAziz Karimov\nTimur Saidov\n")
    again = Study(tmp_path).run(only="collect")["stages"]
    assert (again[0]["state"], again[0]["facts"]["rows"], again[1]["state"]) == ("ran", 2, "current")
    assert (tmp_path / "buckets/lists/press/a.csv").stat().st_mtime == WRITTEN
