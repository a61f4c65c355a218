"""WARC files: what is read out of them, and what is refused with one line while the rest is read."""

import base64
import datetime as dt
import gzip
import hashlib
import sys
import zlib
from pathlib import Path

import brotli
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders

from darkfigure.collect.found import Found
from darkfigure.collect.web.digests import check_digest
from darkfigure.collect.web.warc import read_warc

sys.path.insert(0, str(Path(__file__).parent))
from web_samples import PAGE, Refusals, WarcFile, blob_of, intake_of


def read(data, *, read_part=None, **limits):
    refusals = Refusals()
    return list(read_warc(blob_of(data), intake_of(refusals, read=read_part, **limits))), refusals


def five(*, packed=True):
    warc = WarcFile(packed=packed)
    for number in range(5):
        warc.add(f"http://press.example/{number}", PAGE + str(number).encode() * 50)
    return warc


@pytest.mark.parametrize("packed", [True, False])
def test_pages_come_with_address_time_charset_and_place(packed):
    warc = five(packed=packed)
    found, refusals = read(warc.data)
    assert not refusals
    assert [each.url for each in found] == [f"http://press.example/{n}" for n in range(5)]
    assert [each.locator for each in found] == [f"record {offset}" for offset in warc.offsets]
    assert found[3].content == PAGE + b"3" * 50
    assert (found[0].media_type, found[0].charset) == ("text/html", "utf-8")
    assert found[0].retrieved == dt.datetime(2015, 3, 4, 10, tzinfo=dt.UTC)


def test_one_gzip_member_for_all_records_is_read_with_places_in_the_unpacked_file():
    warc = five(packed=False)
    found, refusals = read(gzip.compress(warc.data))
    assert not refusals
    assert [each.locator for each in found] == [f"record {offset}" for offset in warc.offsets]
    found, refusals = read(gzip.compress(warc.data)[:-200])
    assert refusals.codes == ["cut"]


def test_texts_files_and_feeds_are_told_by_their_content():
    warc = WarcFile()
    warc.add("http://a.example/t", "Үш адам".encode(), kind="text/plain; charset=utf-8")
    warc.add("http://a.example/w", "Трое".encode("cp1251"), kind="text/plain; charset=windows-1251")
    warc.add("http://a.example/f.pdf", b"%PDF-1.4 invented", kind="application/octet-stream")
    warc.add("http://a.example/x", b"<rss><channel><item><title>One</title></item></channel></rss>", kind="text/xml")
    warc.add("http://a.example/p.png", b"\x89PNG\r\n", kind="image/png")
    warc.add("http://a.example/s.js", b"var x = '<html>'", kind="application/javascript")
    warc.add("http://a.example/lost", PAGE, status="404 Not Found")
    parts = []

    def read_part(blob):
        parts.append(blob)
        yield Found(item=blob.item, locator=blob.locator, where=blob.where, media_type="application/pdf", content="x")

    found, refusals = read(warc.data, read_part=read_part)
    assert not refusals
    assert [each.content for each in found] == ["Үш адам", "Трое", "x", "One"]
    assert parts[0].open().read() == b"%PDF-1.4 invented"
    assert (parts[0].name, parts[0].depth) == ("f.pdf", 1)
    assert found[2].url == "http://a.example/f.pdf"
    assert found[2].retrieved is not None
    assert found[3].locator == f"record {warc.offsets[3]}, entry 1"


def test_a_redirect_is_told_by_what_it_led_to():
    warc = WarcFile()
    warc.add("http://a.example/1", b"", status="301 Moved", headers=[("Location", "/2")])
    warc.add("http://a.example/2", b"", status="302 Found", headers=[("Location", "http://b.example/3")])
    warc.add("http://b.example/3")
    found, refusals = read(warc.data)
    assert not refusals
    assert [each.metadata for each in found] == [{"redirected_from": ["http://a.example/1", "http://a.example/2"]}]


@pytest.mark.parametrize("packed", [True, False])
def test_a_revisit_is_read_from_the_earlier_record(packed):
    warc = WarcFile(packed=packed)
    first = warc.add("http://a.example/1")
    digest = first.rec_headers.get_header("WARC-Payload-Digest")
    http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    for refers in ("http://a.example/1", "http://elsewhere.example/"):
        warc.write(
            warc.writer.create_revisit_record(
                "http://b.example/copy", digest, refers, "2015-03-04T10:00:00Z", http_headers=http
            )
        )
    warc.write(
        warc.writer.create_revisit_record(
            "http://c.example/", f"sha1:{'A' * 32}", "http://c.example/", "2014-01-01T00:00:00Z"
        )
    )
    found, refusals = read(warc.data)
    assert [each.url for each in found] == ["http://a.example/1", "http://b.example/copy", "http://b.example/copy"]
    assert [each.content for each in found] == [PAGE] * 3
    assert found[2].metadata == {"revisit_of": f"record {warc.offsets[0]}"}
    assert refusals.codes == ["unresolved"]


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "md5"])
@pytest.mark.parametrize("base", [16, 32])
def test_a_wrong_payload_digest_refuses_that_record_alone(packed, algorithm, base):
    def digest(data):
        raw = hashlib.new(algorithm, data).digest()
        return f"{algorithm}:{raw.hex() if base == 16 else base64.b32encode(raw).decode().rstrip('=')}"

    warc = WarcFile(packed=packed)
    warc.add("http://a.example/1", digest=digest(PAGE))
    warc.add("http://a.example/2", digest=digest(b"something else"))
    warc.add("http://a.example/3", digest=digest(PAGE))
    found, refusals = read(warc.data)
    assert [each.url for each in found] == ["http://a.example/1", "http://a.example/3"]
    (refusal,) = refusals
    assert refusal[1] == "wrong-digest"
    assert f"record {warc.offsets[1]}" in refusal[0]


def test_a_wrong_block_digest_refuses_that_record_alone():
    warc = five(packed=False)
    data = bytearray(warc.data)
    at = data.index(b"HTTP/1.1 200 OK", warc.offsets[2]) + len(b"HTTP/1.1 200 ")
    data[at : at + 2] = b"KO"
    found, refusals = read(bytes(data))
    assert [each.url[-1] for each in found] == ["0", "1", "3", "4"]
    assert refusals.codes == ["wrong-digest"]


def test_the_digest_of_a_chunked_payload_may_count_its_chunks_or_not():
    body = b"5\r\n<html\r\n6\r\n>Three\r\n0\r\n\r\n"
    warc = WarcFile()
    for whole in (body, b"<html>Three"):
        digest = f"sha1:{hashlib.sha1(whole).hexdigest()}"  # noqa: S324 - the digest that archives use
        warc.add("http://a.example/", body, headers=[("Transfer-Encoding", "chunked")], digest=digest)
    found, refusals = read(warc.data)
    assert not refusals
    assert [each.content for each in found] == [b"<html>Three"] * 2


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_that_ends_too_early_is_read_up_to_there_with_one_line(packed):
    warc = five(packed=packed)
    blank = 0 if packed else 4  # the empty lines after a record may be missing
    ends = [*warc.offsets[1:], len(warc.data)]
    assert read(warc.data[: ends[2]]) == (read(warc.data)[0][:3], [])
    for cut in range(1, len(warc.data)):
        found, refusals = read(warc.data[:cut])
        whole = sum(end - blank <= cut for end in ends)
        assert [each.url[-1] for each in found] in ([str(n) for n in range(whole)], [str(n) for n in range(whole + 1)])
        if not any(end - blank <= cut <= end for end in ends):
            # a length of which digits are missing is a wrong one
            assert refusals.codes in (["cut"], ["damaged"], ["wrong-digest", "cut"]), cut


@pytest.mark.parametrize("packed", [True, False])
def test_reading_goes_on_after_a_damaged_stretch(packed):
    warc = five(packed=packed)
    data = bytearray(warc.data)
    middle = warc.offsets[2]
    data[middle : middle + 60] = b"\0" * 60
    found, refusals = read(bytes(data))
    assert [each.url[-1] for each in found] == ["0", "1", "3", "4"]
    assert refusals.codes == ["damaged"]
    assert str(warc.offsets[3]) in refusals[0][2]


def test_any_changed_byte_of_a_record_is_noticed():
    data, rng = five().data, np.random.default_rng(5)
    whole = read(data)[0]
    for _ in range(300):
        changed = bytearray(data)
        changed[rng.integers(len(data))] ^= int(rng.integers(1, 256))
        found, refusals = read(bytes(changed))
        assert all(each.content == PAGE + each.url[-1].encode() * 50 for each in found if each.url), "a changed page"
        assert refusals or len(found) == len(whole)


@given(st.binary(max_size=300))
def test_bytes_that_are_no_archive_never_break_the_reader(data):
    for start in (b"", b"WARC/1.0\r\n", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd"):
        found, _ = read(start + data)
        assert found == []


def test_compressed_pages_are_unpacked_within_the_limit():
    warc = WarcFile()
    warc.add("http://a.example/1", gzip.compress(PAGE), headers=[("Content-Encoding", "gzip")])
    warc.add("http://a.example/2", zlib.compress(PAGE), headers=[("Content-Encoding", "deflate")])
    warc.add("http://a.example/3", PAGE, headers=[("Content-Encoding", "gzip")])  # undone by whoever kept it
    warc.add("http://a.example/4", gzip.compress(b"<html>" + b" " * 3_000_000), headers=[("Content-Encoding", "gzip")])
    warc.add("http://a.example/5", gzip.compress(PAGE), headers=[("Content-Encoding", "gzip, secret")])
    warc.add("http://a.example/6", brotli.compress(b"<html>"), headers=[("Content-Encoding", "br")])
    found, refusals = read(warc.data, largest_part=2_000_000)
    assert [each.url[-1] for each in found] == ["1", "2", "3", "6"]
    assert {each.content for each in found} == {PAGE, b"<html>"}
    assert refusals.codes == ["unpacks-too-far", "unknown-encoding"]


def test_a_page_larger_than_what_is_read_is_refused_and_the_rest_read():
    warc = five()
    warc.add("http://a.example/big", b"<html>" + b"x" * 60_000)
    warc.add("http://a.example/last")
    found, refusals = read(warc.data, largest_part=50_000)
    assert len(found) == 6
    assert refusals.codes == ["too-large"]


def test_more_documents_than_are_read_is_said_once():
    found, refusals = read(five().data, most_parts=3)
    assert len(found) == 3
    assert refusals.codes == ["too-many"]


def test_digests_in_either_base_are_checked():
    for name in ("sha1", "sha256", "sha512", "md5"):
        raw = hashlib.new(name, b"x").digest()
        for written in (raw.hex(), raw.hex().upper(), base64.b32encode(raw).decode()):
            assert check_digest(f"{name}:{written}", b"x") == "good"
            assert check_digest(f"{name}:{written}", b"y") == "wrong"
            assert check_digest(f"{name}:{written[:-9]}", b"x") == "wrong"
    assert check_digest("blake9:abc", b"x") == "unknown"
    assert check_digest(None, b"x") == "absent"
