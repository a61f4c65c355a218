"""A mailbox: files sealed to somebody, kept until fetched. It cannot open them and does not know who asks.

PUT /NAME.for-RECIPIENT.age    leave a file; a second one of the same name with other bytes is refused
GET /for/RECIPIENT             names of the files for somebody, one a line
GET /NAME.for-RECIPIENT.age    a file
"""

import http.client
import re
import shutil
import urllib.parse
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from darkfigure.errors import InputError
from darkfigure.store import atomic_path, digest_file

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,120}\.for-([a-z0-9][a-z0-9-]{0,31})\.age")
_SEALED = b"age-encryption.org/v1\n"
_LARGEST = 4 << 30
_PART = 1 << 20


class _Handler(BaseHTTPRequestHandler):
    """Answers one request; `folder` is set by `open_mailbox`."""

    folder: Path
    timeout = 60

    def do_PUT(self) -> None:
        """Leave a file."""
        name = self.path.removeprefix("/")
        size = self.headers.get("Content-Length", "")
        if not _NAME.fullmatch(name) or not size.isdecimal() or int(size) > _LARGEST:
            self._answer(400, b"not a name or size of a sealed file\n")
            return
        target = self.folder / name
        with atomic_path(self.folder / f"{name}.new") as temporary:
            with temporary.open("wb") as file:
                left = int(size)
                while left and (part := self.rfile.read(min(left, _PART))):
                    file.write(part)
                    left -= len(part)
            with temporary.open("rb") as file:
                sealed = not left and file.read(len(_SEALED)) == _SEALED
        new = self.folder / f"{name}.new"
        if not sealed:
            new.unlink()
            self._answer(400, b"not a sealed file\n")
        elif target.exists() and digest_file(target) != digest_file(new):
            new.unlink()
            self._answer(409, b"there is another file of this name\n")
        else:
            new.replace(target)
            self._answer(200, b"kept\n")

    def do_GET(self) -> None:
        """List the files for somebody, or give one."""
        name = self.path.removeprefix("/")
        if name.startswith("for/"):
            found = [path.name for path in sorted(self.folder.iterdir()) if _is_for(path.name, name[4:])]
            self._answer(200, "".join(f"{one}\n" for one in found).encode())
            return
        path = self.folder / name
        if not _NAME.fullmatch(name) or not path.is_file():
            self._answer(404, b"there is no such file\n")
            return
        self.send_response(200)
        self.send_header("Content-Length", str(path.stat().st_size))
        self.end_headers()
        with path.open("rb") as file:
            shutil.copyfileobj(file, self.wfile, _PART)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Say nothing: who fetched what and when is nobody's business."""

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def open_mailbox(folder: Path, *, host: str = "127.0.0.1", port: int = 0) -> ThreadingHTTPServer:
    """A server that keeps sealed files in a folder; the caller serves and closes it.

    Raises:
        InputError: The address cannot be listened on.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handler = type("Handler", (_Handler,), {"folder": folder})
    try:
        return ThreadingHTTPServer((host, port), handler)
    except OSError as error:
        raise InputError(
            f"{host}:{port}: no mailbox can be opened here: {error.strerror}. Choose another port."
        ) from None


def put_file(url: str, path: Path) -> None:
    """Leave a sealed file in a mailbox.

    Raises:
        InputError: The mailbox does not answer, or refuses it.
    """
    try:
        with path.open("rb") as file:
            size = str(path.stat().st_size)
            status, body = _ask(url, "PUT", f"/{path.name}", body=file, headers={"Content-Length": size})
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file.") from None
    if status != 200:
        raise InputError(f"{path}: the mailbox refused it: {body.decode(errors='replace').strip()}.")


def fetch_files(url: str, name: str, target: Path) -> Iterator[Path]:
    """Fetch the files for somebody that are not in a folder yet.

    Raises:
        InputError: The mailbox does not answer.
    """
    _, listed = _ask(url, "GET", f"/for/{urllib.parse.quote(name)}")
    for one in listed.decode(errors="replace").split():
        path = target / one
        if not _is_for(one, name) or path.exists():
            continue
        status, content = _ask(url, "GET", f"/{one}")
        if status == 200:
            with atomic_path(path) as temporary:
                temporary.write_bytes(content)
            yield path


def _ask(url: str, method: str, path: str, **options: object) -> tuple[int, bytes]:
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InputError(f"{url}: this is no address of a mailbox. It looks like http://127.0.0.1:8750.")
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname, parts.port, timeout=60)
    try:
        connection.request(method, parts.path.rstrip("/") + path, **options)  # type: ignore[arg-type]
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        raise InputError(
            f"{url}: the mailbox does not answer. Is `darkfigure federate mailbox serve` running?"
        ) from None
    finally:
        connection.close()


def _is_for(name: str, recipient: str) -> bool:
    found = _NAME.fullmatch(name)
    return found is not None and found[1] == recipient
