"""Write the first inputs of each target into fuzz/corpus: small samples of what people have, all invented.

python fuzz/seeds.py
"""

import io
import json
import sys
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image
from target import CORPUS

TESTS = Path(__file__).resolve().parents[1] / "tests"
NAMES = "Юсупов Рустам\xffRustam Yusupov", "أبو عمر الشيشاني\xffAbu Umar", "Bexul b. Tarpen\xffТарпен Бексул"
LIST = "name,sex,birth_date,origin,date\nBexul Tarpenov,m,1.2.1990,KZ,2015-05-05\nDovan Ushkarov,f,,Uzbekistan,\n"
TEXTS = (
    "At least 4,000 people from Central Asia fight in Syria, an official told SANA on 5 May 2015.",
    "قال المصدر إن أربعة آلاف شخص من آسيا الوسطى يقاتلون في سوريا والعراق.",
    "По данным МВД, в Сирии воюют от 200 до 300 граждан Казахстана, 40 погибли.",
    "Raqqa, 5 May 2015. Bexul Tarpenov, 35, an Uzbek national, was killed in Raqqa.",
    "Environ 1 200 Français, dont deux cents femmes, seraient en Syrie.",
)
CELLS = (
    "12.03.1990",
    "March 5, 2014",
    "٥ رجب ١٤٣٥",
    "1435-07-05",
    "гр. Казахстана",
    "Чеченец",
    "الشيشاني",
    "ж",
    "~1988",
)


def tables() -> dict[str, list[bytes]]:
    """Lists and tables of captures."""
    book, packed, described = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    for row in LIST.splitlines():
        book.active.append(row.split(","))
    book.save(packed)
    pq.write_table(pa.table({"name": ["Bexul Tarpenov"], "age": [30], "date": ["2015-05-05"]}), described)
    captures = "press,police,sex,count\n1,0,f,20\n0,1,f,30\n1,1,f,10\n1,0,m,12\n0,1,m,2\n1,1,m,3\n"
    return {
        "list-written": [
            LIST.encode(),
            LIST.replace(",", ";").encode("utf-16"),
            "ФИО\tгражданство\nТарпенов Бексул\tКазахстан\n".encode("cp1251"),
            json.dumps([{"name": "Bexul Tarpenov", "age": 30, "aliases": ["Abu X"]}]).encode(),
            b'{"name": "Bexul", "sex": "m"}\n{"name": "Dovan"}\n',
        ],
        "list-packed": [packed.getvalue(), described.getvalue()],
        "captures": [captures.encode(), b"a;b\n1;0\n0;1\n1;1\n"],
        "histories": [b"history,count,removed\n101,3,0\n011,2,1\n"],
        "hashes": [
            f"pdq,quality,label\n{'0f' * 32},90,flag\n".encode(),
            json.dumps([{"hash": "1e" * 32, "quality": 50}]).encode(),
        ],
    }


def documents() -> dict[str, list[bytes]]:
    """Samples that the tests of `collect` make."""
    sys.path.insert(0, str(TESTS / "collect"))
    from test_archives import packed
    from test_damaged_exports import SAMPLES
    from test_documents import pdf
    from test_mail_and_office import zipped

    page = (
        b'<html lang="en"><head><title>Report</title><meta property="article:published_time" content="2015-05-05">'
        b'<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2015-05-05"}</script></head>'
        b"<body><ul><li><a href=/a>A</a></ul><article><p>Twelve men left the town in May.</p></article></body></html>"
    )
    feed = (
        b'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><item><title>Two left</title>'
        b"<link>http://example.org/1</link><pubDate>Tue, 05 May 2015 10:00:00 GMT</pubDate>"
        b"<description>&lt;p&gt;Two men left.&lt;/p&gt;</description></item></channel></rss>"
    )
    mhtml = (
        b"From: <Saved>\r\nSnapshot-Content-Location: http://example.org/\r\nSubject: Report\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n'
        b"Content-Location: http://example.org/\r\n\r\n<html><body><p>Two men left.</p></body></html>\r\n--b--\r\n"
    )
    book = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="c.opf"/></rootfiles></container>',
        "c.opf": '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.html" '
        'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>',
        "a.html": "<html><body><p>Two men left.</p></body></html>",
    }
    names = ("telegram", "whatsapp", "x", "docx", "tar", "acled", "gdelt", "zip")
    return {name: [SAMPLES[name]] for name in names} | {
        "telegram": [SAMPLES["telegram"], SAMPLES["telegram, all"]],
        "infojson": [SAMPLES["video"]],
        "ftm": [SAMPLES["entities"], SAMPLES["entities, array"]],
        "mail": [SAMPLES["letter"]],
        "mbox": [SAMPLES["mailbox"]],
        "mhtml": [mhtml],
        "html": [page],
        "links": [page],
        "encoding": [b"windows-1251\xff" + "<p>Двое уехали</p>".encode("cp1251"), b"\xff<meta charset=utf-8>" + page],
        "pdf": [pdf("Two men left.")],
        "feed": [feed, feed.replace(b"rss", b"feed").replace(b"item", b"entry")],
        "epub": [zipped(book)],
        "warc": [warc(page, packed=False), warc(page, packed=True)],
        "wacz": [packed({"datapackage.json": "{}", "archive/data.warc.gz": warc(page, packed=True)})],
        "document": [SAMPLES["gz"], SAMPLES["tar.gz"], page, feed, b"Two men left.\n"],
    }


def warc(page: bytes, *, packed: bool) -> bytes:
    """A web archive of one page and what was said about it."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
    said = {"WARC-Date": "2015-05-05T10:00:00Z", "WARC-Record-ID": "<urn:uuid:1>"}
    for kind in ("response", "revisit"):
        writer.write_record(
            writer.create_warc_record(
                "http://example.org/1", kind, payload=io.BytesIO(page), http_headers=headers, warc_headers_dict=said
            )
        )
    return out.getvalue()


def media() -> dict[str, list[bytes]]:
    """Small pictures of each kind, and a short video."""
    import av

    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 256, (12, 16, 3), dtype=np.uint8).repeat(8, axis=0).repeat(8, axis=1)
    picture, found = Image.fromarray(pixels), []
    exif = Image.Exif()
    exif[0x0110], exif[0x0132] = "Camera", "2015:05:05 10:00:00"
    for kind in ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP"):
        out = io.BytesIO()
        small = picture.resize((64, 48)) if kind in {"TIFF", "BMP", "PNG"} else picture
        small.quantize(8).save(out, kind) if kind in {"GIF", "PNG", "BMP"} else small.save(out, kind, exif=exif)
        found.append(out.getvalue())
    film = io.BytesIO()
    with av.open(film, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=2)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for shift in range(4):
            frame = np.ascontiguousarray(np.roll(pixels[:48, :64], shift * 8, axis=1))
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        container.mux(stream.encode())
    return {"picture": found, "metadata": [found[0], found[4]], "video": [film.getvalue()]}


def studies() -> dict[str, list[bytes]]:
    """What stands in a study."""
    import tempfile

    from darkfigure.vault import Vault

    settings = (TESTS.parent / "docs" / "reference" / "study.md").read_text(encoding="utf-8")
    whole = settings.split("```toml\n")[1].split("```")[0]
    with tempfile.TemporaryDirectory() as place:
        Vault(Path(place) / "vault").keep(b"bytes", source="s", origin_path="p")
        ledger = (Path(place) / "vault" / "ledger.jsonl").read_bytes()
        head = (Path(place) / "vault" / "ledger.head.json").read_bytes()
    judgement = {
        "seq": 1, "previous": "0" * 64, "time": "2026-01-01T10:00:00+00:00",
        "left": {"source": "a", "row": 1, "digest": "d" * 64}, "right": {"source": "b", "row": 2, "digest": "e" * 64},
        "verdict": "same", "withdraws": None, "who": "A", "why": "", "tool": "darkfigure 0.1.0",
    }  # fmt: skip
    graph = [
        {"@id": "./", "@type": "Dataset", "name": "Invented"},
        {"@id": "study.toml", "@type": "File", "sha256": "a" * 64, "contentSize": "8"},
    ]
    described = json.dumps({"@graph": graph}).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("ro-crate-metadata.json", described)
        archive.writestr("study.toml", "[study]\n")
        archive.writestr("vault/ledger.jsonl", ledger)
    proof = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01\x08" + bytes(32)
    record = {
        "stage": "link", "version": "0.1.0", "seed": 1, "inputs": {"a": "b"}, "settings": "s", "outputs": {"c": "d"},
        "started": "2026-01-01T10:00:00+00:00", "finished": "2026-01-01T10:00:01+00:00",
    }  # fmt: skip
    return {
        "settings": [whole.encode()],
        "world": [b"people = 100\nreach = [0.2, 0.3, 0.1]\n[[depend]]\nlists = ['A', 'B']\nfactor = 2.0\n"],
        "decisions": [json.dumps(judgement, separators=(",", ":")).encode() + b"\n"],
        "vault": [ledger + b"\0" + head],
        "stamp": [proof + b"\xf0\x02ab\x08\x00\x05\x88\x96\x0d\x73\xd7\x19\x01\x02\x80\x01"],
        "export": [packed.getvalue()],
        "description": [described],
        "record": [json.dumps(record).encode()],
        "key": [b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r\n-----END OPENSSH PRIVATE KEY-----\n"],
    }


def words() -> dict[str, list[bytes]]:
    """Texts, names and cells."""
    answer = {"persons": [{"start": 0, "quote": "Bexul Tarpenov", "fields": {"age": {"start": 16, "quote": "35"}}}]}
    return {
        "claims": [bytes([k]) + text.encode() for k, text in enumerate(TEXTS)],
        "persons": [bytes([k]) + text.encode() for k, text in enumerate(TEXTS)],
        "names": [b"\xff".join(part.encode() for part in pair.split("\xff")) for pair in NAMES],
        "cells": [cell.encode() for cell in CELLS],
        "model": [json.dumps(answer).encode() + b"\xffBexul Tarpenov, 35, was killed."],
    }


def main() -> None:
    from of_federation import samples

    for made in (tables(), documents(), media(), studies(), words(), samples()):
        for name, inputs in made.items():
            folder = CORPUS / name
            folder.mkdir(parents=True, exist_ok=True)
            for number, content in enumerate(inputs, start=1):
                (folder / f"sample-{number}").write_bytes(content)


if __name__ == "__main__":
    main()
