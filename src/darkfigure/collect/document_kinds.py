"""What outside bytes are, told from their first bytes; a name decides only where the content says nothing."""

import bz2
import codecs
import gzip
import io
import lzma
import re
import zipfile
from collections.abc import Callable
from typing import BinaryIO, Literal

from darkfigure.collect.archives.broken import BROKEN_STREAM, BROKEN_ZIP
from darkfigure.collect.chats.whatsapp_lines import looks_like_whatsapp
from darkfigure.collect.found import Blob
from darkfigure.collect.json_kinds import json_kind
from darkfigure.errors import SourceError

DocumentKind = Literal[
    "text", "html", "pdf", "mhtml", "mail", "mbox", "epub", "docx", "zip", "tar", "compressed", "warc", "wacz", "feed",
    "telegram", "whatsapp", "x", "infojson", "ftm", "gdelt", "acled", "media", "code", "table", "json", "office",
    "archive", "chatpage", "damaged", "unknown",
]  # fmt: skip

HEAD = 65_536
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MEDIA = (
    b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\x1aE\xdf\xa3", b"OggS", b"ID3", b"FLV\1",
    b"\xff\xfb", b"\xff\xf3", b"\0\0\1\0", b"\0\0\1\xba", b"#!AMR",
)  # fmt: skip
_BOXED = re.compile(rb"....ftyp", re.DOTALL)  # MP4, MOV, HEIC, AVIF, M4A
_PAGE = re.compile(
    r"\s*(?:<!--|<!doctype|<html|<head|<body|<\?xml|<div|<p>|<article|<table|<meta|<title)", re.IGNORECASE
)
# a chat as Telegram Desktop exports it by default: many messages of many days in one page
_CHAT_PAGE = re.compile(r"<title>Exported Data</title>.*class=\"page_wrap", re.DOTALL)
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]")
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,40}):[ \t]")
_OF_MAIL = {"from", "to", "date", "subject", "message-id", "received", "return-path", "mime-version", "content-type"}
_GKG = re.compile(r"\d{14}-T?\d+\t\d{14}\t[12345]?\t")
_YTD = re.compile(r"\s*window\.(?:YTD\.([\w-]+)\.part\d+|__THAR_CONFIG)\s*=")
_TWEETS = {"tweet", "tweets", "note_tweet", "community_tweet"}
_CODE = (".js", ".css", ".mjs", ".map", ".ini", ".toml", ".yml", ".yaml", ".py", ".sh", ".bat", ".xsl", ".svg")
_TABLES = {"xl/workbook.xml", "xl/workbook.bin"}
_OPENERS = ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ\0", lzma.open))
# What is read as texts where study.toml does not say what a source is; the others are tables, or nothing.
OF_TEXTS: frozenset[DocumentKind] = frozenset(
    [
        "html", "pdf", "mhtml", "mail", "mbox", "epub", "docx", "zip", "tar", "compressed", "warc", "wacz", "feed",
        "telegram", "whatsapp", "x", "infojson", "ftm", "gdelt", "acled", "chatpage",
    ]
)  # fmt: skip


def kind_of(blob: Blob) -> DocumentKind:
    """What the bytes are.

    Raises:
        SourceError: There are no bytes.
    """
    with blob.open() as file:
        head = file.read(HEAD)
        if not head:
            raise SourceError(f"{blob.where}: the file is empty.")
        packed = _packed(head, file)
    if packed is not None:
        return packed
    binary = next((kind for kind, test in _BY_BYTES if test(head)), None)
    if binary is not None:
        return binary
    text = peek_text(head)
    return "unknown" if text is None else _kind_of_text(text, blob)


def peek_text(head: bytes) -> str | None:
    """The first characters, well enough to see what they are; None where no text begins so."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "ignore")
    nulls = head.count(b"\0")
    if nulls * 5 > len(head):  # UTF-16 of Latin letters without a mark
        return head.replace(b"\0", b"").decode("utf-8", "replace")
    if nulls and head[:4096].count(b"\0") * 50 > len(head[:4096]):
        return None
    return head.decode("utf-8-sig", "replace")


def _packed(head: bytes, file: BinaryIO) -> DocumentKind | None:
    """What kind of container or compressed file it is, None if it is none."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_in_zip(file)
    if head[257:262] == b"ustar":
        return "tar"
    for magic, opener in _OPENERS:
        if head.startswith(magic):
            inner = _first_inflated(head, opener)
            return "warc" if inner.startswith(b"WARC/") else "tar" if inner[257:262] == b"ustar" else "compressed"
    return None


def _first_inflated(head: bytes, opener: object) -> bytes:
    try:
        with opener(io.BytesIO(head)) as inner:  # type: ignore[operator]
            return bytes(inner.read(512))
    except BROKEN_STREAM:
        return b""


def _kind_in_zip(file: BinaryIO) -> DocumentKind:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            stated = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except BROKEN_ZIP:
        return "damaged"
    signs: tuple[tuple[DocumentKind, object], ...] = (
        ("table", names & _TABLES or b"opendocument.spreadsheet" in stated),
        ("docx", "word/document.xml" in names),
        ("epub", stated.startswith(b"application/epub")),
        ("office", stated.startswith(b"application/vnd.oasis") or "ppt/presentation.xml" in names),
        ("wacz", "datapackage.json" in names and any(name.startswith("archive/") for name in names)),
    )
    return next((kind for kind, sign in signs if sign), "zip")


def _kind_of_text(text: str, blob: Blob) -> DocumentKind:
    start = text.lstrip()
    if start.startswith("[") and looks_like_whatsapp(text):  # `[12.05.2014, 10:33:21] ...` begins like a list
        return "whatsapp"
    if start.startswith(("{", "[")) and (written := json_kind(start, blob)) is not None:
        return written
    kinds = (test(text, blob.name.lower()) for test in _BY_WORDS)
    return next((kind for kind in kinds if kind is not None), "text")


def _script(text: str, _name: str) -> DocumentKind | None:
    export = _YTD.match(text)
    return None if export is None else "x" if export[1] in _TWEETS else "code"


def _feed(text: str, _name: str) -> DocumentKind | None:
    return "feed" if text.lstrip().startswith("<") and _FEED.search(text[:2000]) else None


def _code(_text: str, name: str) -> DocumentKind | None:
    return "code" if name.endswith(_CODE) else None


def _page(text: str, _name: str) -> DocumentKind | None:
    if _PAGE.match(text) and _CHAT_PAGE.search(text):
        return "chatpage"
    return "html" if _PAGE.match(text) else None


def _events(text: str, _name: str) -> DocumentKind | None:
    if _GKG.match(text):
        return "gdelt"
    first = text.split("\n", 1)[0].lower()
    return "acled" if "event_id_cnty" in first and "notes" in first else None


def _chat(text: str, _name: str) -> DocumentKind | None:
    return "whatsapp" if looks_like_whatsapp(text) else None


def _mail_kind(text: str, _name: str) -> DocumentKind | None:
    """Whether the text begins with the headers of a mail, of several, or of a saved page."""
    lines = text[:16_384].splitlines()
    mbox = bool(lines) and lines[0].startswith("From ") and ":" in lines[0]
    seen: set[str] = set()
    for line in lines[1:] if mbox else lines:
        if not line:
            break
        header = _HEADER.match(line)
        if header:
            seen.add(header[1].lower())
        elif not line[0].isspace():
            return None
    if len(seen & _OF_MAIL) < 2:
        return None
    if mbox:
        return "mbox"
    page = "snapshot-content-location" in seen or "multipart/related" in text[:16_384].lower()
    return "mhtml" if page and "received" not in seen and "to" not in seen else "mail"


_BY_BYTES: tuple[tuple[DocumentKind, Callable[[bytes], object]], ...] = (
    ("warc", lambda head: head.startswith(b"WARC/")),
    ("pdf", lambda head: b"%PDF-" in head[:1024]),
    ("media", lambda head: head.startswith(_MEDIA) or _BOXED.match(head) or head.startswith(b"RIFF")),
    ("office", lambda head: head.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf"))),
    ("archive", lambda head: head.startswith((b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x28\xb5\x2f\xfd"))),
    ("table", lambda head: head.startswith(b"PAR1")),
)
_BY_WORDS = (_script, _feed, _code, _page, _mail_kind, _events, _chat)
