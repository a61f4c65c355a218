"""The vault: bytes under their digest, written once, and an observation in the ledger for each place they were found.

A file comes in by steps that survive an interruption at any point: its bytes are written below `incoming`, synced and
named by their digest; the ledger gets its line; the bytes move to their place. Bytes below `incoming` that the ledger
knows are evidence on its last step; the others were never kept.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from darkfigure.errors import SourceError, VerificationFailed
from darkfigure.store.atomic import explained, sync_folder
from darkfigure.vault.ledger import Entry, append, ledger_path, read_ledger
from darkfigure.vault.verify import Verification, stored_path, verify_vault

try:
    import fcntl
except ImportError:  # Windows: two runs at once over one study are then not kept apart
    fcntl = None  # type: ignore[assignment]

_CHUNK = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Preserved bytes: their SHA-256 (hex), size in bytes, where they stand, and the ledger line that says so.

    `first_kept` (UTC) is when these bytes were first preserved, wherever they were found then.
    """

    digest: str
    size: int
    path: Path
    ledger_entry: int
    first_kept: datetime


@dataclass(frozen=True, kw_only=True)
class _Taken:
    """Bytes on their way in."""

    path: Path
    digest: str
    blake3: str
    size: int


class Vault:
    """The evidence of one study, in one folder. Append-only.

    Args:
        folder: The vault's folder; made when something is kept.
        now: Tells the time (UTC) that goes into the ledger.
    """

    def __init__(self, folder: Path, *, now: Callable[[], datetime] | None = None) -> None:
        self.folder = folder
        self._now = now or (lambda: datetime.now(UTC).replace(microsecond=0))
        self._size = -1  # of the ledger as indexed below; -1: not read yet
        self._last = ""
        self._lines = 0
        self._first: dict[str, datetime] = {}
        self._latest: dict[tuple[str, str], Entry] = {}

    def keep(self, content: Path | BinaryIO, *, source: str, origin_path: str) -> Kept:
        """Preserve a file's bytes, unless these bytes were the last ones found at this place.

        Bytes that the vault already has are not copied again; finding them at another place is another ledger line.

        Args:
            content: The file, or an open stream of bytes. Read in chunks.
            source: The source's name in study.toml.
            origin_path: Where it was found, as the ledger shall say.

        Raises:
            SourceError: The file cannot be read.
            InputError: The vault cannot be written to, or the disk is full.
            VerificationFailed: The preserved bytes or the ledger were changed since.
        """
        with explained(ledger_path(self.folder)), self._locked():
            latest = self._latest.get((source, origin_path))
            if latest is not None and isinstance(content, Path) and _same_bytes(content, latest):
                stored = self._intact(latest.digest)
                if stored is not None:
                    return self._kept(latest, stored)
            taken = self._take_in(content)
            try:
                return self._settle(taken, source=source, origin_path=origin_path)
            finally:
                taken.path.unlink(missing_ok=True)

    def path_of(self, digest: str) -> Path:
        """Where the bytes of a digest stand.

        Raises:
            VerificationFailed: They are not there.
        """
        path = stored_path(self.folder, digest)
        if path is None:
            raise VerificationFailed(
                f"{self.folder}: the bytes of {digest} are missing. `darkfigure verify` names all differences; "
                "restore the vault from a copy."
            )
        return path

    def verify(self) -> Verification:
        """Re-read the ledger and all bytes; say every difference."""
        return verify_vault(self.folder)

    def _settle(self, taken: _Taken, *, source: str, origin_path: str) -> Kept:
        """Give the bytes their place and the observation its line, where they lack them."""
        stored = self._intact(taken.digest)
        latest = self._latest.get((source, origin_path))
        if stored is not None and latest is not None and latest.digest == taken.digest:
            return self._kept(latest, stored)
        from darkfigure import __version__

        entry = Entry(
            seq=self._lines + 1,
            previous=self._last,
            time=self._now(),
            action="restored" if stored is None and taken.digest in self._first else "collected",
            digest=taken.digest,
            blake3=taken.blake3,
            size=taken.size,
            source=source,
            path=origin_path,
            tool=f"darkfigure {__version__}",
        )
        self._size = append(self.folder, entry, size=self._size)
        self._index(entry)
        if stored is None:
            stored = self._place(taken.path, taken.digest)
        return self._kept(entry, stored)

    def _take_in(self, content: Path | BinaryIO) -> _Taken:
        """Write the bytes below `incoming`, under their digest, in one pass."""
        from blake3 import blake3

        incoming = self.folder / "incoming"
        incoming.mkdir(exist_ok=True)
        sha, blake, size = hashlib.sha256(), blake3(), 0
        handle, name = tempfile.mkstemp(dir=incoming, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in _chunks(content):
                    sha.update(chunk)
                    blake.update(chunk)
                    size += file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o444)
            path = Path(name).replace(incoming / sha.hexdigest())
            sync_folder(incoming)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return _Taken(path=path, digest=sha.hexdigest(), blake3=blake.hexdigest(), size=size)

    def _place(self, path: Path, digest: str) -> Path:
        """Move bytes that the ledger knows to where they stay."""
        place = self.folder / "bytes" / digest[:2] / digest[2:]
        if not place.parent.is_dir():
            place.parent.mkdir(parents=True, exist_ok=True)
            sync_folder(place.parent.parent)
        path.replace(place)
        sync_folder(place.parent)
        return place

    def _intact(self, digest: str) -> Path | None:
        """Where the bytes stand, None if the vault lacks them; they are re-read, because results follow from them."""
        path = self.folder / "bytes" / digest[:2] / digest[2:]
        if not path.is_file():
            return None
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                raise VerificationFailed(
                    f"{path}: these preserved bytes were changed after they were kept. `darkfigure verify` names all "
                    "differences; restore the vault from a copy before you run again."
                )
        return path

    def _kept(self, entry: Entry, path: Path) -> Kept:
        return Kept(
            digest=entry.digest,
            size=entry.size,
            path=path,
            ledger_entry=entry.seq,
            first_kept=self._first[entry.digest],
        )

    def _index(self, entry: Entry) -> None:
        self._lines = entry.seq
        self._last = hashlib.sha256(entry.to_line()).hexdigest()
        self._first.setdefault(entry.digest, entry.time)
        self._latest[entry.source, entry.path] = entry

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the vault alone; know its ledger; finish what an interruption left."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            if fcntl is not None:
                fcntl.flock(lock, fcntl.LOCK_EX)
            path = ledger_path(self.folder)
            if self._size != (path.stat().st_size if path.exists() else 0):
                self._read_ledger()
                self._finish_interrupted()
            yield

    def _read_ledger(self) -> None:
        reading = read_ledger(self.folder)
        wrong = [difference for difference in reading.differences if difference.code != "ledger-torn"]
        if wrong:
            raise VerificationFailed(
                f"{self.folder}: the ledger was changed ({wrong[0].where}: {wrong[0].message}). Nothing is added to a "
                "changed ledger. `darkfigure verify` names all differences; restore the vault from a copy."
            )
        self._first, self._latest, self._lines = {}, {}, 0
        for entry in reading.entries:
            self._index(entry)
        self._last, self._size = reading.last, reading.size

    def _finish_interrupted(self) -> None:
        incoming = self.folder / "incoming"
        for path in sorted(incoming.iterdir()) if incoming.is_dir() else []:
            if path.name in self._first and self._intact(path.name) is None:
                self._place(path, path.name)
            else:
                path.unlink()


def _chunks(content: Path | BinaryIO) -> Iterator[bytes]:
    """The bytes in pieces; what goes wrong in reading is about the source, not about the vault."""
    if not isinstance(content, Path):
        while chunk := content.read(_CHUNK):
            yield chunk
        return
    try:
        with content.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise SourceError(f"{content}: this file cannot be read: {error.strerror}.") from error


def _same_bytes(path: Path, entry: Entry) -> bool:
    try:
        if path.stat().st_size != entry.size:
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == entry.digest
    except OSError as error:
        raise SourceError(f"{path}: this file cannot be read: {error.strerror}.") from error
