"""The members of zip files that are one document, such as DOCX and EPUB: few, small, and XML."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from darkfigure.collect.archives.broken import BROKEN_ZIP
from darkfigure.collect.archives.members import Content, Refused, measured
from darkfigure.collect.found import Blob, Intake
from darkfigure.errors import SourceError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


class Package:
    """An opened document: gives its members, limited like those of any archive."""

    def __init__(self, archive: zipfile.ZipFile, blob: Blob, intake: Intake) -> None:
        self.names = frozenset(archive.namelist())
        self._archive, self._blob, self._intake = archive, blob, intake

    def read(self, name: str) -> bytes:
        """The bytes of a member.

        Raises:
            SourceError: It is missing, damaged or too large.
        """
        try:
            packed = self._archive.getinfo(name).compress_size
            with self._archive.open(name) as content:
                limits = self._intake.limits
                chunks = measured(cast("Content", content), self._intake, packed=packed, largest=limits.largest_part)
                return b"".join(chunks)
        except KeyError:
            raise SourceError(f"{self._blob.where}: the document lacks a part that it must have.") from None
        except Refused as refusal:
            raise SourceError(f"{self._blob.where}: {refusal}") from None
        except BROKEN_ZIP:
            raise SourceError(f"{self._blob.where}: the document is damaged or locked. Copy it anew.") from None

    def tree(self, name: str) -> "Element":
        """A member as XML.

        Raises:
            SourceError: It is missing, damaged, too large, or declares entities.
        """
        return parse_xml(self.read(name), where=self._blob.where)


@contextmanager
def opened_package(blob: Blob, intake: Intake) -> Iterator[Package]:
    """Open a document that is a zip file.

    Raises:
        SourceError: It is damaged.
    """
    with blob.open() as file:
        try:
            archive = zipfile.ZipFile(file)
        except BROKEN_ZIP:
            raise SourceError(f"{blob.where}: the document is damaged or locked. Copy it anew.") from None
        with archive:
            yield Package(archive, blob, intake)


def parse_xml(data: bytes, *, where: str) -> "Element":
    """A tree of XML. Entities are refused: no document needs them, and they can make gigabytes out of a page.

    Raises:
        SourceError: It is no XML, or declares entities.
    """
    from xml.etree import ElementTree as ET

    if b"<!ENTITY" in data or b"\0<\0!\0E\0N\0T\0I\0T\0Y" in data:
        raise SourceError(f"{where}: it declares XML entities, as no document needs; it is left out.")
    try:
        return ET.fromstring(data)  # noqa: S314 - entities are refused above
    except (ET.ParseError, ValueError, LookupError):
        raise SourceError(f"{where}: a part of the document is damaged. Copy it anew.") from None


def local(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2]
