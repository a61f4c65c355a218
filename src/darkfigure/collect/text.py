"""Which encoding a text file is in. The whole file decides; what stays open is refused, never guessed."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from darkfigure.collect.letters import judge_single_byte, opened
from darkfigure.errors import SourceError

_CHUNK = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SAVE = "Open it and save it as UTF-8 (in a spreadsheet program: 'CSV UTF-8')."


@dataclass(frozen=True, kw_only=True)
class Encoding:
    """A Python codec, what people call it, and whether the file itself says so (a byte order mark, valid UTF-8)."""

    codec: str
    label: str
    certain: bool


def detect_encoding(path: Path | bytes, *, where: str) -> Encoding:
    """Decide the encoding of a text file, or of its bytes, by reading all of it, in chunks.

    Raises:
        SourceError: A byte that no text holds, bytes that fit no encoding, or two encodings that both fit.
    """
    with opened(path) as file:
        start = file.read(_CHUNK)
    for mark, codec in _BOMS:
        if start.startswith(mark):
            label = "UTF-8" if codec == "utf-8-sig" else "UTF-16"
            _check_decoding(path, codec, where=where, label=label)
            return Encoding(codec=codec, label=label, certain=True)
    unmarked = _utf16_without_mark(start)
    if unmarked is not None:
        _check_decoding(path, unmarked, where=where, label="UTF-16")
        return Encoding(codec=unmarked, label="UTF-16", certain=True)
    bad = _first_bad_byte(path, "utf-8")
    if bad is None:
        _refuse_nul(path, where=where)
        return Encoding(codec="utf-8", label="UTF-8", certain=True)
    _refuse_nul(path, where=where)
    verdict = judge_single_byte(path)
    if len(verdict) == 1 and verdict[0].certain:
        return Encoding(codec=verdict[0].codec, label=verdict[0].label, certain=False)
    offset, row = bad, _line_of(path, bad)
    if len(verdict) < 2:
        raise SourceError(
            f"{where}: the byte at offset {offset} (line {row}) is not UTF-8, and the file does not read as "
            f"Windows-1251, 1252, 1254 or 1256 either. {_SAVE}"
        )
    labels = " and ".join(choice.label for choice in verdict)
    raise SourceError(
        f"{where}: the byte at offset {offset} (line {row}) is not UTF-8, and the file reads as {labels} alike. {_SAVE}"
    )


def _check_decoding(path: Path | bytes, codec: str, *, where: str, label: str) -> None:
    bad = _first_bad_byte(path, codec)
    if bad is not None:
        raise SourceError(f"{where}: the file says it is {label}, but the byte at offset {bad} is not. {_SAVE}")
    with opened(path) as file:
        decoder = codecs.getincrementaldecoder(codec)()
        while chunk := file.read(_CHUNK):
            if "\0" in decoder.decode(chunk):
                raise SourceError(f"{where}: it holds NUL characters: it is damaged, or no text. {_SAVE}")


def _first_bad_byte(path: Path | bytes, codec: str) -> int | None:
    """Offset of the first byte that the codec refuses, None if it takes the whole file."""
    decoder = codecs.getincrementaldecoder(codec)()
    offset = 0
    with opened(path) as file:
        while True:
            chunk = file.read(_CHUNK)
            held = len(decoder.getstate()[0])  # bytes of a character that the last chunk cut
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return offset - held + error.start
            if not chunk:
                return None
            offset += len(chunk)


def _refuse_nul(path: Path | bytes, *, where: str) -> None:
    offset = 0
    with opened(path) as file:
        while chunk := file.read(_CHUNK):
            at = chunk.find(b"\0")
            if at >= 0:
                raise SourceError(
                    f"{where}: NUL byte at offset {offset + at} (line {_line_of(path, offset + at)}): the file is "
                    f"damaged, or no text. {_SAVE}"
                )
            offset += len(chunk)


def _utf16_without_mark(start: bytes) -> str | None:
    """UTF-16 shows itself by its line ends: one half of each is a NUL, always the same half."""
    if b"\0" not in start:
        return None
    even, odd = start[0::2], start[1::2]
    ends = sum(start.count(mark) for mark in (b"\n", b"\r"))
    for codec, low, high in (("utf-16-le", even, odd), ("utf-16-be", odd, even)):
        halved = sum(high[at : at + 1] == b"\0" for mark in b"\n\r" for at in _places(low, mark))
        if halved > 0.5 * ends:  # a few letters have the byte of a line end
            return codec
    return None


def _places(data: bytes, byte: int) -> Iterator[int]:
    at = data.find(byte)
    while at >= 0:
        yield at
        at = data.find(byte, at + 1)


def _line_of(path: Path | bytes, offset: int) -> int:
    line = 1
    with opened(path) as file:
        while offset > 0 and (chunk := file.read(min(_CHUNK, offset))):
            line += chunk.count(b"\n")
            offset -= len(chunk)
    return line
