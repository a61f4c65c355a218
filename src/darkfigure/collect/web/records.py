"""The records of a WARC file, one by one, with the place of each; damage is said and stepped over."""

import gzip
import re
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from darkfigure.collect.web.digests import Verdict, check_digest, judge_digest, new_hash

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

_CHUNK = 1 << 20
_HEAD = 1 << 16  # bytes within which the head of a record ends
_BLANK = 64  # more than the empty lines after a record
_MEMBER = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_NEXT_PLAIN = re.compile(rb"(?<=\n)WARC/[01]\.\d\r?\n")
_LENGTH = re.compile(rb"\ncontent-length:\s*(\d{1,15})\s*\n", re.IGNORECASE)

Damage = Callable[[int, str, str], None]
"""Told of damage: the byte at which it lies, the code of the refusal, and a sentence."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """One record. `kind`: its WARC-Type. `block` is None where it is larger than what is read; `digest`: of the block.

    `offset`: the byte of the file at which it begins; of the unpacked file where all of it is one gzip member.
    """

    offset: int
    kind: str
    headers: dict[str, str]
    length: int
    block: bytes | None
    digest: Verdict


def iterate_records(
    stream: BinaryIO, *, kinds: frozenset[str], largest: int, damage: Damage, start: int = 0
) -> Iterator[Record]:
    """Read the records of some kinds, in order, from a seekable stream.

    Where the file is damaged, the stretch is said and reading goes on at the next record; where it ends within a
    record, that is said.
    """
    whole = _is_one_member(stream)
    stream.seek(0)
    readable: BinaryIO = gzip.GzipFile(fileobj=stream) if whole else stream  # type: ignore[assignment]
    position: int | None = start
    while position is not None:
        position = yield from _stretch(readable, position, kinds=kinds, largest=largest, damage=damage, whole=whole)


def _stretch(
    stream: BinaryIO, start: int, *, kinds: frozenset[str], largest: int, damage: Damage, whole: bool
) -> Generator[Record, None, int | None]:
    """Records until the end or the next damage; returns where to go on, or None."""
    from fastwarc.warc import ArchiveIterator

    stream.seek(start)
    offset, last = start, None
    try:
        for raw in ArchiveIterator(stream, parse_http=False):
            offset = last = raw.stream_pos
            record = _read(raw, kinds=kinds, largest=largest)
            if record is None:
                continue
            if "content-length" not in record.headers:
                return _step_over(stream, offset, damage=damage, whole=whole)
            if record.block is not None and len(record.block) < record.length:
                damage(offset, "cut", "the file ends within this record")
                return None
            yield record
    except EOFError:
        damage(offset, "cut", "the file ends too early: its compression is cut off after this record")
        return None
    except OSError:
        return _step_over(stream, offset if last is not None else start, damage=damage, whole=whole)
    return _check_end(stream, last, start, damage=damage, whole=whole)


def _read(raw: "WarcRecord", *, kinds: frozenset[str], largest: int) -> Record | None:
    headers = {name.lower(): value for name, value in raw.headers.to_tuples()}
    kind = headers.get("warc-type", "").lower()
    if kind not in kinds:
        return None
    length, written = raw.content_length, headers.get("warc-block-digest")
    if length > largest:
        block, digest = None, _pass_over(raw, written)
    else:
        block = raw.reader.read()
        digest = check_digest(written, block)
    return Record(offset=raw.stream_pos, kind=kind, headers=headers, length=length, block=block, digest=digest)


def _pass_over(raw: "WarcRecord", written: str | None) -> Verdict:
    """Check the digest of a block that is too large to hold."""
    running = new_hash(written)
    while piece := raw.reader.read(_CHUNK):
        if running is not None:
            running.update(piece)
    if running is None or written is None:
        return "unknown" if written else "absent"
    return judge_digest(written.partition(":")[2], running.digest())


def _step_over(stream: BinaryIO, offset: int, *, damage: Damage, whole: bool) -> int | None:
    """Say a damage that lies after a record, and find the next record."""
    if whole:
        damage(offset, "damaged", "the file is damaged after this record, and what follows cannot be read")
        return None
    found = _find_next(stream, offset)
    if found is None:
        damage(offset, "damaged", "the file is damaged here or after this record, and no record follows")
        return None
    damage(offset, "damaged", f"the file is damaged here or after this record; read on at byte {found}")
    return found


def _find_next(stream: BinaryIO, offset: int) -> int | None:
    """The next byte after `offset` at which a record begins."""
    stream.seek(0)
    packed = stream.read(2) == _MEMBER[:2]
    position, kept = offset + 1, b""
    stream.seek(position)
    while piece := stream.read(_CHUNK):
        data, base = kept + piece, position - len(kept)
        if packed:
            at = data.find(_MEMBER)
            while at >= 0:
                if _begins_record(stream, base + at):
                    return base + at
                at = data.find(_MEMBER, at + 1)
        for match in () if packed else _NEXT_PLAIN.finditer(data):
            if _begins_record(stream, base + match.start()):
                return base + match.start()
        position += len(piece)
        kept = data[-16:]
        stream.seek(position)
    return None


def _begins_record(stream: BinaryIO, offset: int) -> bool:
    """Whether a whole head of a record stands at a byte."""
    stream.seek(offset)
    head = stream.read(_HEAD)
    if head.startswith(_MEMBER):
        try:
            head = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, _HEAD)
        except zlib.error:
            return False
    return head.startswith(b"WARC/") and _end_stated(head) is not None


def _end_stated(head: bytes) -> int | None:
    """The byte at which a record ends by its own head, None where the head is not whole."""
    end = head.find(b"\r\n\r\n")
    found = _LENGTH.search(head[: end + 2].replace(b"\r", b"")) if end >= 0 else None
    return None if found is None else end + 4 + int(found[1])


def _is_one_member(stream: BinaryIO) -> bool:
    """Whether all records lie in one gzip member, so that no record has a place of its own in the file."""
    stream.seek(0)
    unpacker, head, size, end = zlib.decompressobj(zlib.MAX_WBITS | 16), b"", 0, None
    while not unpacker.eof:
        piece = unpacker.unconsumed_tail or stream.read(_HEAD)
        if not piece or (not size and not piece.startswith(_MEMBER[:2])):
            return False
        try:
            unpacked = unpacker.decompress(piece, _CHUNK)
        except zlib.error:
            return False
        size += len(unpacked)
        if end is None:
            head += unpacked
            end = _end_stated(head)
            if end is None and len(head) > _CHUNK:
                return False
        if end is not None and size > end + _BLANK:
            return True
    return False


def _check_end(stream: BinaryIO, last: int | None, start: int, *, damage: Damage, whole: bool) -> int | None:
    """Say a file that ends within a record: the reader of records ends there without a word."""
    at = start if last is None else last
    if whole:
        return None
    stream.seek(at)
    head = stream.read(4)
    if head.startswith(_MEMBER[:2]):
        stream.seek(at)
        if not _ends_well(stream):
            damage(at, "cut", "the file ends too early: its compression is cut off in or after this record")
    elif head.startswith(b"WARC"):
        _check_plain_end(stream, at, damage=damage)
    elif head and not head.startswith(_ZSTD):
        damage(at, "damaged", "no record begins here")
    return None


def _check_plain_end(stream: BinaryIO, at: int, *, damage: Damage) -> None:
    stream.seek(at)
    end, rest = _end_stated(stream.read(_HEAD)), b""
    if end is not None:
        stream.seek(at + end)
        rest = stream.read(_BLANK).strip()
    if end is None or rest:
        damage(at, "cut", "the file ends in or after this record, where a record should end or follow")


def _ends_well(stream: BinaryIO) -> bool:
    """Whether what follows is whole gzip members to the end."""
    piece = stream.read(_CHUNK)
    while piece:
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            while not unpacker.eof:
                unpacker.decompress(piece, _CHUNK)
                piece = unpacker.unconsumed_tail
                if not piece and not unpacker.eof:
                    piece = stream.read(_CHUNK)
                    if not piece:
                        return False
        except zlib.error:
            return False
        piece = unpacker.unused_data or stream.read(_CHUNK)
    return True
