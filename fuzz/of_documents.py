"""Targets: what texts come in, each reader of it on its own, and any bytes as `run` takes them."""

from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

from target import Target

from darkfigure.collect.document_kinds import DocumentKind
from darkfigure.collect.found import Blob, Found, Limits
from darkfigure.collect.open import open_intake, read_blob
from darkfigure.errors import DarkfigureError, SourceError
from darkfigure.extract.text import read_text

LIMITS = Limits(largest_part=2_000_000, largest_whole=20_000_000, most_parts=1_000)


def read_document(data: bytes, kind: DocumentKind | None = None) -> None:
    """The texts in some bytes, each with its main text, language and day."""

    def keep(_blob: Blob, _name: str, stream: BinaryIO) -> str:
        stream.read()
        return "d" * 64

    def refuse(where: str, code: str, message: str) -> None:
        if len(message.splitlines()) != 1 or not where or not code:
            raise AssertionError(f"a refusal is one line: {code}")

    intake = open_intake(refuse=refuse, limits=LIMITS, keep=keep)
    blob = Blob(item="i" * 64, where="here", name="file", data=data)
    try:
        for found in read_blob(blob, intake, kind=kind):
            _read(found)
    except SourceError as error:
        if len(str(error).splitlines()) != 1:
            raise AssertionError("an error is one line") from error


def _read(found: Found) -> None:
    with suppress(SourceError):
        reading = read_text(found, name=found.where)
        reading.text.encode()


def _kind(kind: DocumentKind) -> Callable[[bytes], None]:
    def of_bytes(data: bytes) -> None:
        with suppress(DarkfigureError):
            read_document(data, kind)

    return of_bytes


TARGETS = (
    Target(name="document", read=read_document, longest=16_384),
    Target(name="warc", read=_kind("warc"), longest=16_384),
    Target(name="wacz", read=_kind("wacz"), longest=16_384),
    Target(name="html", read=_kind("html")),
    Target(name="pdf", read=_kind("pdf")),
    Target(name="mail", read=_kind("mail")),
    Target(name="mbox", read=_kind("mbox")),
    Target(name="mhtml", read=_kind("mhtml")),
    Target(name="feed", read=_kind("feed")),
    Target(name="telegram", read=_kind("telegram")),
    Target(name="whatsapp", read=_kind("whatsapp")),
    Target(name="x", read=_kind("x")),
    Target(name="infojson", read=_kind("infojson")),
    Target(name="ftm", read=_kind("ftm")),
    Target(name="gdelt", read=_kind("gdelt")),
    Target(name="acled", read=_kind("acled")),
    Target(name="docx", read=_kind("docx"), longest=16_384),
    Target(name="epub", read=_kind("epub"), longest=16_384),
    Target(name="zip", read=_kind("zip"), longest=16_384),
    Target(name="tar", read=_kind("tar"), longest=32_768),
)
