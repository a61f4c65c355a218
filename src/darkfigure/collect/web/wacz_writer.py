"""WARC files to one WACZ file, with index, list of pages and list of contents.

Source: WACZ 1.1.1, specs.webrecorder.net/wacz/1.1.1.
"""

import datetime as dt
import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import BinaryIO, Self

from darkfigure.collect.web.cdxj import cdxj_line, compress_index, index_head
from darkfigure.collect.web.message import Message, Unreadable, decode_body, split_message
from darkfigure.collect.web.records import Record, iterate_records

_CHUNK = 1 << 20
_LARGEST = 50_000_000
_TITLE = re.compile(r"<title[^>]{0,200}>(.{1,2000}?)</title>", re.IGNORECASE | re.DOTALL)
_HEAD = 1 << 16
_ALL = frozenset(
    ("warcinfo", "response", "resource", "request", "metadata", "revisit", "conversion", "continuation", "")
)
_INDEXED = {"response", "resource", "revisit"}


@dataclass(frozen=True, kw_only=True)
class WaczSummary:
    """What a WACZ file holds: WARC files, records that can be looked up, and pages."""

    warcs: int
    records: int
    pages: int


@dataclass(frozen=True, kw_only=True)
class WaczFacts:
    """What a WACZ file says of itself. `created` is UTC."""

    title: str
    description: str
    software: str
    created: dt.datetime


@dataclass(kw_only=True)
class _Contents:
    """What gathers while WARC files are copied: lines of the index, of the list of pages, and of the contents."""

    lines: list[str] = field(default_factory=list)
    pages: list[dict[str, str]] = field(default_factory=list)
    resources: list[dict[str, object]] = field(default_factory=list)


def write_wacz(to: Path, members: Iterable[tuple[str, Sequence[Path]]], *, facts: WaczFacts) -> WaczSummary:
    """Write WARC files as one WACZ file.

    Args:
        to: Where to write.
        members: For each file below `archive/` its name and the WARC files that it is put together from, in order:
            packed WARC files one after the other are a WARC file again, each record byte for byte as it was.
        facts: What it says of itself.

    Raises:
        OSError: A file cannot be read, or `to` cannot be written.
    """
    contents, count = _Contents(), 0
    with zipfile.ZipFile(to, "w", allowZip64=True) as archive:
        for name, paths in members:
            count += 1
            with _member(archive, f"archive/{name}", facts, contents, packed=False) as out:
                base = 0
                for path in paths:
                    _index(path, base, name, contents)
                    base += _copy(path, out)
        _write_index(archive, facts, contents)
        with _member(archive, "pages/pages.jsonl", facts, contents) as out:
            for line in ({"format": "json-pages-1.0", "id": "pages", "title": "All pages"}, *contents.pages):
                out.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        _write_package(archive, facts, contents)
    return WaczSummary(warcs=count, records=len(contents.lines), pages=len(contents.pages))


class _Member:
    """A file within the archive that is hashed as it is written, and listed when it is closed."""

    def __init__(self, stream: BinaryIO, path: str, resources: list[dict[str, object]]) -> None:
        self._stream, self._path, self._resources = stream, path, resources
        self._hash, self._size = hashlib.sha256(), 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()
        self._resources.append(
            {
                "name": self._path.rpartition("/")[2].lower(),
                "path": self._path,
                "hash": f"sha256:{self._hash.hexdigest()}",
                "bytes": self._size,
            }
        )

    def write(self, data: bytes) -> None:
        self._hash.update(data)
        self._size += len(data)
        self._stream.write(data)


def _member(
    archive: zipfile.ZipFile, path: str, facts: WaczFacts, contents: _Contents, *, packed: bool = True
) -> _Member:
    """A new file within the archive. WARC files and the index are packed already: they are stored as they are."""
    stream = archive.open(_entry(path, facts, packed=packed), "w", force_zip64=not packed)
    return _Member(stream, path, contents.resources)  # type: ignore[arg-type]


def _entry(path: str, facts: WaczFacts, *, packed: bool) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, facts.created.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    entry.external_attr = 0o644 << 16
    return entry


def _copy(path: Path, out: _Member) -> int:
    size = 0
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            out.write(piece)
            size += len(piece)
    return size


def _index(path: Path, base: int, name: str, contents: _Contents) -> None:
    """Lines of index and pages for the records of a WARC file that begins at byte `base` of the member."""
    with path.open("rb") as stream:
        records = iterate_records(stream, kinds=_ALL, largest=_LARGEST, damage=lambda *_: None)
        for record, length in _with_length(records, path.stat().st_size):
            url = record.headers.get("warc-target-uri", "").strip("<>")
            if record.kind not in _INDEXED or not url:
                continue
            message = split_message(record.block or b"") if record.kind != "resource" else None
            fields = _fields(record, message) | {
                "length": str(length),
                "offset": str(base + record.offset),
                "filename": name,
            }
            moment = _moment(record)
            contents.lines.append(cdxj_line(url=url, timestamp=f"{moment:%Y%m%d%H%M%S}", fields=fields))
            if record.kind == "response" and message is not None and _is_page(message):
                contents.pages.append(_page(url, moment, message))


def _with_length(records: Iterator[Record], size: int) -> Iterator[tuple[Record, int]]:
    """Each record with the bytes it takes: until the next one, or until the end."""
    before = next(records, None)
    for record in records:
        if before is not None:
            yield before, record.offset - before.offset
        before = record
    if before is not None:
        yield before, size - before.offset


def _fields(record: Record, message: Message | None) -> dict[str, str]:
    mime = "warc/revisit" if record.kind == "revisit" else record.headers.get("content-type", "").partition(";")[0]
    if record.kind == "response":
        mime = message.media_type if message is not None else ""
    fields = {"mime": mime or "unk"}
    if message is not None:
        fields["status"] = str(message.status)
    if digest := record.headers.get("warc-payload-digest"):
        fields["digest"] = digest
    return fields


def _moment(record: Record) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(record.headers.get("warc-date", "")).astimezone(dt.UTC)
    except ValueError:
        return dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def _is_page(message: Message) -> bool:
    return message.status == 200 and message.media_type in {"text/html", "application/xhtml+xml"}


def _page(url: str, moment: dt.datetime, message: Message) -> dict[str, str]:
    stamp = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    return {
        "id": hashlib.sha256(f"{stamp} {url}".encode()).hexdigest()[:22],
        "url": url,
        "ts": stamp,
        "title": _title(message) or url,
    }


def _title(message: Message) -> str | None:
    try:
        body = decode_body(message, limit=_LARGEST)[:_HEAD]
    except Unreadable:
        return None
    try:
        text = body.decode(message.charset or "utf-8", "replace")
    except LookupError:
        text = body.decode("utf-8", "replace")
    found = _TITLE.search(text)
    return " ".join(unescape(found[1]).split()) or None if found else None


def _write_index(archive: zipfile.ZipFile, facts: WaczFacts, contents: _Contents) -> None:
    blocks = list(compress_index(sorted(contents.lines), filename="index.cdx.gz"))
    with _member(archive, "indexes/index.cdx.gz", facts, contents, packed=False) as out:
        for data, _ in blocks:
            out.write(data)
    with _member(archive, "indexes/index.idx", facts, contents) as out:
        out.write(index_head(filename="index.cdx.gz").encode())
        for _, line in blocks:
            out.write(line.encode())


def _write_package(archive: zipfile.ZipFile, facts: WaczFacts, contents: _Contents) -> None:
    package: dict[str, object] = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": facts.title,
        "description": facts.description,
        "created": f"{facts.created:%Y-%m-%dT%H:%M:%SZ}",
        "software": facts.software,
        "resources": contents.resources,
    }
    if contents.pages:
        package |= {"mainPageUrl": contents.pages[0]["url"], "mainPageDate": contents.pages[0]["ts"]}
    data = json.dumps(package, ensure_ascii=False, indent=2).encode()
    sealed = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
    archive.writestr(_entry("datapackage.json", facts, packed=True), data)
    archive.writestr(_entry("datapackage-digest.json", facts, packed=True), json.dumps(sealed, indent=2).encode())
