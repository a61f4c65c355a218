"""From bytes to the texts in them: what the bytes are follows from their content, and each kind has its reader."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from typing import BinaryIO

from darkfigure.collect.document_kinds import DocumentKind, kind_of
from darkfigure.collect.found import Blob, Found, Intake, Limits
from darkfigure.errors import SourceError

Reader = Callable[[Blob, Intake], Iterator[Found]]

# Where the reader of each kind stands; it is loaded when it is needed.
_READERS: dict[DocumentKind, tuple[str, str]] = {
    "text": ("files.plain", "read_text_file"),
    "html": ("files.plain", "read_page"),
    "pdf": ("files.pdf", "read_pdf"),
    "media": ("files.picture", "read_picture"),
    "zip": ("archives.zips", "read_zip"),
    "tar": ("archives.tars", "read_tar"),
    "compressed": ("archives.compressed", "read_compressed"),
    "mail": ("files.mail", "read_mail"),
    "mbox": ("files.mail", "read_mbox"),
    "mhtml": ("files.mail", "read_mhtml"),
    "docx": ("files.docx", "read_docx"),
    "epub": ("files.epub", "read_epub"),
    "warc": ("web.warc", "read_warc"),
    "wacz": ("web.wacz", "read_wacz"),
    "feed": ("web.feeds", "read_feed"),
    "telegram": ("chats.telegram", "read_telegram"),
    "whatsapp": ("chats.whatsapp", "read_whatsapp"),
    "x": ("chats.x_archive", "read_x"),
    "infojson": ("sets.infojson", "read_infojson"),
    "ftm": ("sets.ftm", "read_ftm"),
    "gdelt": ("sets.gdelt", "read_gdelt"),
    "acled": ("sets.acled", "read_acled"),
}
_NOT_READ: dict[DocumentKind, str] = {
    "office": "this is a document of an office program. Save it as DOCX, PDF, HTML or text.",
    "damaged": "the archive is damaged: it ends too early, or bytes in it were changed. Copy it anew.",
    "chatpage": "this is a chat of Telegram as pages, without times and answers. Export it as machine-readable JSON.",
    "archive": "this archive (RAR, 7z, zstd) is not read. Unpack it, or pack its files as zip.",
    "table": "this is a table, not a text. Make it a source of its own, without `kind`.",
    "json": "this JSON is of no known kind: no export of Telegram or X, no info.json, no entities.",
    "unknown": "this is no text, and nothing that is known to hold one.",
}
_CONTAINERS: frozenset[DocumentKind] = frozenset(["zip", "tar", "compressed", "warc", "wacz"])
# Part of what programs leave beside texts: kept, referred to by texts, read by nobody.
PASSED: frozenset[DocumentKind] = frozenset(["media", "code"])


def open_intake(
    *,
    refuse: Callable[[str, str, str], None],
    limits: Limits | None = None,
    keep: Callable[[Blob, str, BinaryIO], str | None] | None = None,
    advance: Callable[[Blob, int], None] | None = None,
    recognise: Callable[[bytes], str] | None = None,
) -> Intake:
    """An intake whose `read` opens parts with the readers of this room.

    Args:
        refuse: Told of each part that is left out: where it is, a stable code, and why in one line.
        limits: What is read at most.
        keep: Preserves media that texts refer to; without it they are only named.
        advance: Told how far a long file has been read.
        recognise: Reads the text in a picture; without it pictures are passed over.
    """
    intake = Intake(limits=limits or Limits(), refuse=refuse, read=lambda blob: read_blob(blob, intake))
    intake.recognise = recognise
    if keep is not None:
        intake.keep = keep
    if advance is not None:
        intake.advance = advance
    return intake


def read_blob(blob: Blob, intake: Intake, *, kind: DocumentKind | None = None) -> Iterator[Found]:
    """The texts in some bytes, in their order.

    A part that cannot be read is told to the intake and left out. Pictures, videos and the code of pages give nothing.

    Args:
        blob: The bytes.
        intake: Hears of what is left out; keeps the media that texts show.
        kind: What the bytes are, where their content alone cannot say.

    Raises:
        SourceError: The blob at the top cannot be read at all.
    """
    if blob.depth == 0:
        intake.inflated = 0
    if blob.depth > intake.limits.deepest:
        _too_deep(blob, intake)
        return
    try:
        found = kind or kind_of(blob)
        if is_passed(found, intake):
            return
        if found in _CONTAINERS and blob.depth >= intake.limits.deepest:
            _too_deep(blob, intake)
            return
        for text in _reader(found, blob)(blob, intake):
            yield _sound(text)
    except SourceError as error:
        if blob.depth == 0:
            raise
        intake.refuse(blob.where, "unreadable", str(error).removeprefix(f"{blob.where}: "))


def is_passed(kind: DocumentKind, intake: Intake) -> bool:
    """Whether bytes of a kind are read by nobody: the code of pages; pictures and videos, if pictures are not read."""
    return kind in PASSED and not (kind == "media" and intake.recognise is not None)


def _too_deep(blob: Blob, intake: Intake) -> None:
    intake.refuse(blob.where, "too-deep", f"it lies {blob.depth} archives deep; it is left out.")


def _sound(found: Found) -> Found:
    """The same text without halves of characters, which JSON can hold and no file."""
    text = found.content
    if isinstance(text, bytes) or text.isascii():
        return found
    try:
        text.encode()
    except UnicodeEncodeError:
        return replace(found, content=text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    return found


def _reader(kind: DocumentKind, blob: Blob) -> Reader:
    if kind not in _READERS:
        raise SourceError(f"{blob.where}: {_NOT_READ[kind]}")
    module, name = _READERS[kind]
    reader: Reader = getattr(import_module(f"darkfigure.collect.{module}"), name)
    return reader
