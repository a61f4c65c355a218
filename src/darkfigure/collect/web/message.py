"""An HTTP response as it was sent: status, headers, and the body with its encodings undone, within a limit."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

_CHUNK = 1 << 16
_FIRST_CHUNK = re.compile(rb"\s{0,2}[0-9A-Fa-f]{1,8}\s*(?:;[^\r\n]{0,200})?\r?\n")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)


class Unreadable(Exception):  # noqa: N818 - what a record is, not what went wrong in the program
    """A record or its body is left out. `code` is that of the refusal, the message says what was found."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Message:
    """A response. Names of headers are in lower case; `body` is as it was sent."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """What the server says it is, without parameters, in lower case; "" where it does not say."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The encoding of its letters, as the server says."""
        found = _CHARSET.search(self.headers.get("content-type", ""))
        return found[1] if found else None


def split_message(block: bytes) -> Message | None:
    """The response in the block of a record; None if it is none."""
    if not block.startswith(b"HTTP/"):
        return None
    head, gap, body = block.partition(b"\r\n\r\n")
    if not gap:
        head, gap, body = block.partition(b"\n\n")
    first, *lines = head.decode("latin-1").split("\n")
    parts = first.split(None, 2)
    if len(parts) < 2 or not parts[1].isdigit():
        return None
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            name, value = name.strip().lower(), value.strip()
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return Message(status=int(parts[1]), headers=headers, body=body)


def decode_body(message: Message, *, limit: int) -> bytes:
    """The body with chunks joined and compression undone, at most `limit` bytes.

    An encoding that a header states and the body does not show is taken as undone by whoever kept it: archives do that.

    Raises:
        Unreadable: It is larger than the limit, damaged, or in an encoding that is not known.
    """
    body = unchunk(message, limit=limit)
    names = [name.strip().lower() for name in message.headers.get("content-encoding", "").split(",")]
    for name in reversed([name for name in names if name and name != "identity"]):
        body = _undo(name, body, limit=limit)
    if len(body) > limit:
        raise Unreadable("too-large", f"has {len(body):,} bytes; at most {limit:,} are read")
    return body


def unchunk(message: Message, *, limit: int) -> bytes:
    """The body with its chunks joined, still compressed."""
    if "chunked" not in message.headers.get("transfer-encoding", "").lower() or not _FIRST_CHUNK.match(message.body):
        return message.body
    from fastwarc.stream_io import ChunkedReader

    try:
        return b"".join(_bounded(ChunkedReader(BytesIO(message.body)), limit=limit))
    except OSError:
        return message.body  # it only looked like chunks


def _undo(name: str, body: bytes, *, limit: int) -> bytes:
    if name in {"gzip", "x-gzip"}:
        return _inflate(body, windows=(zlib.MAX_WBITS | 16,), limit=limit) if body.startswith(b"\x1f\x8b") else body
    if name == "deflate":
        return _inflate(body, windows=(zlib.MAX_WBITS, -zlib.MAX_WBITS), limit=limit)
    if name in {"br", "zstd"}:
        from fastwarc.stream_io import BrotliReader, ZstdReader

        if name == "zstd" and not body.startswith(b"\x28\xb5\x2f\xfd"):
            return body
        reader = BrotliReader(BytesIO(body)) if name == "br" else ZstdReader(BytesIO(body))
        try:
            return b"".join(_bounded(reader, limit=limit))
        except OSError:
            if name == "br" and _is_readable(body):
                return body
            raise Unreadable("damaged", "its compression is damaged") from None
    raise Unreadable("unknown-encoding", "is compressed in a way that is not known here")


def _bounded(reader: object, *, limit: int) -> Iterator[bytes]:
    """What a reader gives, piece by piece, until there is too much."""
    total = 0
    while piece := reader.read(_CHUNK):  # type: ignore[attr-defined]
        total += len(piece)
        if total > limit:
            raise _too_far(limit)
        yield piece


def _inflate(body: bytes, *, windows: tuple[int, ...], limit: int) -> bytes:
    for window in windows:
        unpacker = zlib.decompressobj(window)
        try:
            unpacked = unpacker.decompress(body, limit + 1)
        except zlib.error:
            continue
        if len(unpacked) > limit:
            raise _too_far(limit)
        return unpacked
    if _is_readable(body):
        return body
    raise Unreadable("damaged", "its compression is damaged")


def _too_far(limit: int) -> Unreadable:
    return Unreadable("unpacks-too-far", f"unpacks to more than the {limit:,} bytes that are read at most")


def _is_readable(body: bytes) -> bool:
    """Whether bytes are text already: whoever kept them had undone the compression."""
    return body[:1000].isascii() or body.lstrip()[:1] == b"<"
