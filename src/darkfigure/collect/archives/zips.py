"""Zip archives: every member that holds texts, in the order of their names."""

import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from darkfigure.collect.archives.broken import BROKEN_ZIP
from darkfigure.collect.archives.members import Refused, check_name, inside, measured, shown, unpacked
from darkfigure.collect.found import Beside, Blob, Found, Intake
from darkfigure.collect.leftovers import left_by_programs
from darkfigure.collect.media_names import media_kind
from darkfigure.errors import SourceError

_LINK = 0o120000
_KIND = 0o170000
_HEAD = 64


def read_zip(blob: Blob, intake: Intake) -> Iterator[Found]:
    """The texts of all members. Pictures and videos are passed; texts that refer to them find them.

    Raises:
        SourceError: The archive is damaged at its end, where it lists its members.
    """
    with blob.open() as file:
        try:
            archive = zipfile.ZipFile(file)
        except BROKEN_ZIP:
            raise SourceError(
                f"{blob.where}: the archive is damaged: it ends too early, or bytes in it were changed. Copy it anew "
                "from where it came."
            ) from None
        with archive:
            yield from _members(archive, blob, intake)


def _members(archive: zipfile.ZipFile, blob: Blob, intake: Intake) -> Iterator[Found]:
    names = {member.filename: member for member in archive.infolist()}
    listed = sorted(archive.infolist(), key=lambda member: member.filename)
    most = intake.limits.most_parts
    if len(listed) > most:
        message = f"it has {len(listed):,} members; those after the first {most:,} are left out."
        intake.refuse(blob.where, "too-many", message)
    done = 0
    for member in listed[:most]:
        if member.is_dir() or left_by_programs(member.filename):
            continue
        locator = f"member {shown(member.filename)}"
        where = f"{blob.where}, {locator}"
        try:
            _check(member)
            if media_kind(member.filename) != "file" and _is_media(archive, member):
                continue
            packed, beside = member.compress_size, _neighbours(archive, names, member)
            with archive.open(member) as content:
                chunks = measured(content, intake, packed=packed, largest=intake.limits.largest_whole)
                with unpacked(blob, chunks, name=member.filename, locator=locator, beside=beside) as part:
                    yield from intake.read(part)
        except Refused as refusal:
            intake.refuse(where, refusal.code, str(refusal))
        except BROKEN_ZIP:
            intake.refuse(where, "damaged", "it is damaged, or packed in a way that is not known; it is left out.")
        done += member.compress_size
        intake.advance(blob, done)


def _check(member: zipfile.ZipInfo) -> None:
    check_name(member.filename)
    if member.external_attr >> 16 & _KIND == _LINK:
        raise Refused("link", "it is a link, not a file; it is left out.")
    if member.flag_bits & 1:
        raise Refused("encrypted", "it is locked with a password; unpack it and give its files.")


def _is_media(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether a member that is called like a picture or video begins like one: then it need not be unpacked."""
    from darkfigure.collect.document_kinds import kind_of

    with archive.open(member) as content:
        head = content.read(_HEAD)
    return bool(head) and kind_of(Blob(item="", where="", name="", data=head)) in {"media", "unknown"}


def _neighbours(archive: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo], member: zipfile.ZipInfo) -> Beside:
    """Opens what a member calls by a name of its own folder."""
    folder = str(PurePosixPath(member.filename).parent)

    def beside(name: str) -> BinaryIO | None:
        place = inside(folder, name)
        found = names.get(place) if place is not None else None
        if found is None or found.is_dir():
            return None
        try:
            _check(found)
            return cast("BinaryIO", archive.open(found))
        except (Refused, *BROKEN_ZIP):
            return None

    return beside
