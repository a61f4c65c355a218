"""Tar archives, plain or compressed with gzip, bzip2 or xz: every member that holds texts, in their order."""

import tarfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from darkfigure.collect.archives.compressed import until_broken
from darkfigure.collect.archives.members import Refused, check_name, inside, measured, shown, unpacked
from darkfigure.collect.found import Beside, Blob, Found, Intake
from darkfigure.collect.leftovers import left_by_programs
from darkfigure.collect.media_names import media_kind
from darkfigure.errors import SourceError


def read_tar(blob: Blob, intake: Intake) -> Iterator[Found]:
    """The texts of all members. A compressed archive is unpacked into a temporary file first, as far as is allowed.

    Raises:
        SourceError: The archive cannot be opened, or unpacks to too much.
    """
    with blob.open() as file:
        if _is_plain(file):
            yield from _members(file, blob, intake)
            return
        try:
            chunks = until_broken(file, blob, intake)
            with unpacked(blob, chunks, name=blob.name, locator="unpacked") as plain, plain.open() as inner:
                yield from _members(inner, blob, intake)
        except Refused as refusal:
            raise SourceError(f"{blob.where}: {refusal}") from None


def _is_plain(file: BinaryIO) -> bool:
    start = file.read(262)
    file.seek(0)
    return start[257:262] == b"ustar"


def _members(file: BinaryIO, blob: Blob, intake: Intake) -> Iterator[Found]:
    try:
        archive = tarfile.open(fileobj=file, mode="r:")  # noqa: SIM115 - closed with the file
        listed = _listed(archive, blob, intake)
    except (tarfile.TarError, OSError, EOFError, ValueError):
        raise SourceError(f"{blob.where}: the archive is damaged. Copy it anew from where it came.") from None
    names = {member.name.removeprefix("./"): member for member in listed}
    for member in listed:
        if member.isdir() or left_by_programs(member.name):
            continue
        locator = f"member {shown(member.name)}"
        where = f"{blob.where}, {locator}"
        try:
            _check(member)
            if media_kind(member.name) != "file":
                continue
            content = archive.extractfile(member)
            if content is None:
                continue
            chunks = measured(content, intake, packed=None, largest=intake.limits.largest_whole)
            beside = _neighbours(archive, names, member)
            with unpacked(blob, chunks, name=member.name, locator=locator, beside=beside) as part:
                yield from intake.read(part)
        except Refused as refusal:
            intake.refuse(where, refusal.code, str(refusal))
        except (tarfile.TarError, OSError, EOFError):
            intake.refuse(where, "damaged", "it is cut or damaged; it is left out.")
        intake.advance(blob, member.offset_data + member.size)


def _listed(archive: tarfile.TarFile, blob: Blob, intake: Intake) -> list[tarfile.TarInfo]:
    """The members, up to where the archive breaks off or has too many."""
    listed: list[tarfile.TarInfo] = []
    most = intake.limits.most_parts
    try:
        for member in archive:
            if len(listed) == most:
                message = f"it has more than {most:,} members; the rest is left out."
                intake.refuse(blob.where, "too-many", message)
                break
            listed.append(member)
    except (tarfile.TarError, EOFError, OSError):
        intake.refuse(blob.where, "cut", "the archive breaks off; the members before are read. Copy it anew.")
    return listed


def _check(member: tarfile.TarInfo) -> None:
    check_name(member.name)
    if member.issym() or member.islnk():
        raise Refused("link", "it is a link, not a file; it is left out.")
    if not member.isfile():
        raise Refused("unsafe-kind", "it is no file but a device or a pipe; it is left out.")


def _neighbours(archive: tarfile.TarFile, names: dict[str, tarfile.TarInfo], member: tarfile.TarInfo) -> Beside:
    """Opens what a member calls by a name of its own folder."""
    folder = str(PurePosixPath(member.name.removeprefix("./")).parent)

    def beside(name: str) -> BinaryIO | None:
        place = inside(folder, name)
        found = names.get(place) if place is not None else None
        if found is None or not found.isfile():
            return None
        return cast("BinaryIO | None", archive.extractfile(found))

    return beside
