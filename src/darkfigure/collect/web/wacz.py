"""Web archives in one file (WACZ): the digests of its parts checked, its WARC files read, pages by their titles.

Source: WACZ 1.1.1, specs.webrecorder.net/wacz/1.1.1.
"""

import hashlib
import io
import json
import struct
import zipfile
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from darkfigure.collect.archives.broken import BROKEN_ZIP
from darkfigure.collect.found import Blob, Found, Intake
from darkfigure.collect.web.digests import judge_digest, new_hash
from darkfigure.collect.web.message import Unreadable
from darkfigure.collect.web.warc import Archive, read_archive
from darkfigure.collect.web.window import Window
from darkfigure.errors import SourceError

_CHUNK = 1 << 20
_LONGEST_LINE = 1 << 20


def read_wacz(blob: Blob, intake: Intake) -> Iterator[Found]:
    """Read all WARC files of a WACZ file whose digests are those that its list of contents states.

    Signatures of a WACZ file are not checked: they say who made it, not whether it is whole.

    Raises:
        SourceError: It is no WACZ file, or is damaged, or its list of contents was changed.
    """
    with blob.open() as stream, _opened(stream, blob.where) as archive:
        resources = _resources(archive, blob, largest=intake.limits.largest_part)
        titles = _titles(archive, resources, most=intake.limits.most_parts)
        for info in archive.infolist():
            name = info.filename
            if not name.startswith("archive/") or info.is_dir() or not _is_warc(name):
                continue
            where = f"{blob.where}, member {name}"
            try:
                _check(archive, info, resources.get(name), intake)
            except Unreadable as error:
                intake.refuse(where, error.code, f"{error}.")
                continue
            opener = _opener(archive, info, blob)
            yield from read_archive(Archive(blob=blob, open=opener, locator=f"member {name}", titles=titles), intake)


def _opened(stream: BinaryIO, where: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except BROKEN_ZIP:
        raise SourceError(f"{where}: this WACZ file is damaged: it is no whole zip file. Copy it anew.") from None


def _is_warc(name: str) -> bool:
    return name.lower().endswith((".warc", ".warc.gz", ".warc.zst"))


def _resources(archive: zipfile.ZipFile, blob: Blob, *, largest: int) -> dict[str, str]:
    """The digests that the list of contents states, by path."""
    listed = _small(archive, "datapackage.json", largest=largest)
    if listed is None:
        raise SourceError(f"{blob.where}: this zip file has no datapackage.json that can be read: it is no WACZ file.")
    sealed = _small(archive, "datapackage-digest.json", largest=largest)
    if sealed is not None and _stated(sealed) != hashlib.sha256(listed).hexdigest():
        raise SourceError(
            f"{blob.where}: datapackage.json does not have the digest that datapackage-digest.json states: the list of "
            "contents was changed. Get the WACZ file anew from where it came."
        )
    try:
        resources = json.loads(listed)["resources"]
        return {str(each["path"]): str(each["hash"]) for each in resources}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise SourceError(f"{blob.where}: datapackage.json is not what WACZ asks for: it lists no digests.") from None


def _stated(sealed: bytes) -> str | None:
    try:
        return str(json.loads(sealed)["hash"]).removeprefix("sha256:")
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _small(archive: zipfile.ZipFile, name: str, *, largest: int) -> bytes | None:
    """A part that is read whole; None where it is missing, damaged or too large."""
    try:
        with archive.open(name) as file:
            data = file.read(largest + 1)
    except (KeyError, *BROKEN_ZIP):
        return None
    return data if len(data) <= largest else None


def _check(archive: zipfile.ZipFile, info: zipfile.ZipInfo, written: str | None, intake: Intake) -> None:
    """See that a WARC file is whole.

    Raises:
        Unreadable: It is not, or nothing says that it is.
    """
    limits = intake.limits
    if info.file_size > limits.largest_whole:
        raise Unreadable("too-large", f"has {info.file_size:,} bytes; at most {limits.largest_whole:,} are read")
    if info.file_size > limits.highest_ratio * max(info.compress_size, 1):
        raise Unreadable("unpacks-too-far", "unpacks to more than its size lets expect")
    if written is None:
        raise Unreadable("not-listed", "is not in the list of contents (datapackage.json): nothing says it is whole")
    running = new_hash(written)
    if running is None:
        raise Unreadable("unknown-digest", "the list of contents states its digest in a way that is not known here")
    try:
        with archive.open(info) as file:
            while piece := file.read(_CHUNK):
                running.update(piece)
    except BROKEN_ZIP:
        raise Unreadable("damaged", "is damaged") from None
    if judge_digest(written.partition(":")[2], running.digest()) == "wrong":
        raise Unreadable("wrong-digest", "does not have the digest that the list of contents states")


def _opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo, blob: Blob) -> Callable[[], BinaryIO]:
    """Opens a member; one that is stored as it is can be sought in without reading what lies before."""
    if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1:
        return lambda: cast("BinaryIO", archive.open(info))

    def window() -> BinaryIO:
        stream = blob.open()
        stream.seek(info.header_offset + 26)
        name, extra = struct.unpack("<HH", stream.read(4))
        start = info.header_offset + 30 + name + extra
        return cast("BinaryIO", io.BufferedReader(Window(stream, start=start, size=info.file_size), _CHUNK))

    return window


def _titles(archive: zipfile.ZipFile, resources: dict[str, str], *, most: int) -> dict[str, str]:
    """Titles of pages by address, from the lists of pages; what cannot be read there only lacks titles."""
    titles: dict[str, str] = {}
    for name in resources:
        if not (name.startswith("pages/") and name.endswith(".jsonl")):
            continue
        try:
            with archive.open(name) as file:
                while (line := file.readline(_LONGEST_LINE)) and len(titles) < most:
                    _note_title(line, titles)
        except (KeyError, *BROKEN_ZIP):
            continue
    return titles


def _note_title(line: bytes, titles: dict[str, str]) -> None:
    try:
        page = json.loads(line)
    except (ValueError, RecursionError):
        return
    if isinstance(page, dict):
        url, title = page.get("url"), page.get("title")
        if isinstance(url, str) and isinstance(title, str) and title != url:
            titles.setdefault(url, title)
