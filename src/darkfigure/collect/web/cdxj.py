"""The index of a web archive (CDXJ): one line a record, sorted by address and time, in compressed blocks.

Source: specs.webrecorder.net/cdxj/0.1.0; the sort key follows SURT, as replay programs look it up.
"""

import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

_LINES = 1024  # a block, as py-wacz has it
_WWW = re.compile(r"^www\d*\.")
_PORTS = {"http": 80, "https": 443}


def url_key(url: str) -> str:
    """The key by which an index sorts an address: the host turned around, without scheme and `www`, in lower case.

    Example:
        >>> url_key("https://www.Example.org/News/?b=2&a=1")
        'org,example)/news?a=1&b=2'
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").lower().rstrip("."), parts.port
    except ValueError:
        return url.strip().lower()
    if not host:
        return url.strip().lower()
    turned = host if re.fullmatch(r"[\d.]+|.*:.*", host) else ",".join(reversed(_WWW.sub("", host).split(".")))
    if port is not None and port != _PORTS.get(parts.scheme):
        turned += f":{port}"
    path = re.sub(r"/+", "/", parts.path.lower())
    path = path.rstrip("/") or "/"
    query = "&".join(sorted(parts.query.lower().split("&"))) if parts.query else ""
    return f"{turned}){path}" + (f"?{query}" if query else "")


def cdxj_line(*, url: str, timestamp: str, fields: dict[str, str]) -> str:
    """One line of an index. `timestamp` has 14 digits, UTC."""
    return f"{url_key(url)} {timestamp} {json.dumps({'url': url} | fields, ensure_ascii=True)}\n"


def compress_index(lines: Iterable[str], *, filename: str) -> Iterator[tuple[bytes, str]]:
    """Sorted lines as compressed blocks, each with its line of the second index (idx)."""
    block: list[str] = []
    offset = 0
    for line in lines:
        block.append(line)
        if len(block) == _LINES:
            data, second = _block(block, offset, filename)
            yield data, second
            offset, block = offset + len(data), []
    if block:
        yield _block(block, offset, filename)


def index_head(*, filename: str) -> str:
    """The first line of the second index."""
    return "!meta 0 " + json.dumps({"format": "cdxj-gzip-1.0", "filename": filename}) + "\n"


def _block(lines: list[str], offset: int, filename: str) -> tuple[bytes, str]:
    data = gzip.compress("".join(lines).encode(), mtime=0)
    key, timestamp, _ = lines[0].split(" ", 2)
    place = {
        "offset": offset,
        "length": len(data),
        "digest": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "filename": filename,
    }
    return data, f"{key} {timestamp} {json.dumps(place)}\n"
