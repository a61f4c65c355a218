"""How a vault is written: one writer at a time, each step on the disk before the next, interruptions finished.

Bytes are written below `incoming`, synced and named by their digest; the ledger gets its lines; the bytes move to their
place. Bytes below `incoming` that the ledger knows are evidence on its last step; the others were never kept.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from time import monotonic

from darkfigure.errors import VerificationFailed
from darkfigure.store.atomic import explained, sync_folder
from darkfigure.vault.index import Index
from darkfigure.vault.intake import Content, Intake, Taken, has_digest, sync
from darkfigure.vault.ledger import Entry, append, ledger_path, mend, read_ledger
from darkfigure.vault.places import place_of, sealed_place_of

try:
    import fcntl
except ImportError:  # Windows: two runs at once over one study are then not kept apart
    fcntl = None  # type: ignore[assignment]

_LONGEST = 1.0  # seconds that a batch keeps what no disk has yet
_HELD = nullcontext()


class Writer:
    """The one who writes to a vault folder. All but `locked` and `batch` is called within one of these."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.index = Index()
        self._intake = Intake()
        self._size = -1  # of the ledger as indexed; -1: not read yet
        self._batching = False
        self._flushed = 0.0
        self._lines: list[bytes] = []  # not written yet
        self._arrived: dict[str, Path] = {}  # digest to a file below `incoming` whose line is not written yet

    def locked(self) -> AbstractContextManager[None]:
        """Hold the vault alone; know its ledger; finish what an interruption left.

        Raises:
            InputError: The vault cannot be written to.
            VerificationFailed: The ledger was changed.
        """
        if not self._batching:
            return self._lock()
        if self._size < 0:
            self._learn()  # after a disk that was full
        return _HELD

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Hold the vault, and write about once a second what is added, instead of at once."""
        if self._batching:
            yield
            return
        with self.locked():
            self._batching, self._flushed = True, monotonic()
            try:
                yield
            finally:
                self._batching = False
                self._flush()

    def take_in(self, content: Content) -> Taken:
        """Write bytes below `incoming`.

        Raises:
            SourceError: The content cannot be read.
            InputError: The disk is full, or the vault cannot be written to.
        """
        with self._explained():
            incoming = self.folder / "incoming"
            incoming.mkdir(exist_ok=True)
            return self._intake.take_in(content, incoming)

    def drop(self, taken: Taken) -> None:
        """Remove bytes that are not needed."""
        if taken.path.name not in self._arrived:
            taken.path.unlink(missing_ok=True)

    def add(self, entry: Entry, *, arrived: Path | None = None) -> None:
        """Take in a line, and the bytes that came with it; write both, at the latest soon.

        Raises:
            InputError: The disk is full, or the vault cannot be written to.
        """
        self._lines.append(self.index.add(entry))
        if arrived is not None:
            self._arrived[arrived.name] = arrived
        if not self._batching or monotonic() - self._flushed > _LONGEST:
            self._flush()

    def intact(self, digest: str) -> Path | None:
        """Where the bytes stand, None if the vault lacks them; they are re-read, because results follow from them.

        Raises:
            VerificationFailed: They were changed.
        """
        if digest in self._arrived:
            return self._arrived[digest]
        path = place_of(self.folder, digest)
        if not path.is_file():
            return None
        known = self.index.bytes_of.get(digest)
        if not has_digest(path, sha256=digest, blake3=known.blake3 if known else None, size=None):
            raise VerificationFailed(
                f"{path}: these preserved bytes were changed after they were kept. `darkfigure verify` names all "
                "differences; restore the vault from a copy before you run again."
            )
        return path

    @contextmanager
    def _lock(self) -> Iterator[None]:
        with self._explained():
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = (self.folder / "lock").open("w")
        with lock:
            if fcntl is not None:
                fcntl.flock(lock, fcntl.LOCK_EX)
            self._learn()
            yield

    def _flush(self) -> None:
        """Put on the disk first bytes, then the lines that speak of them; then bytes go to their place."""
        lines, arrived = self._lines, self._arrived
        self._lines, self._arrived = [], {}
        if not lines:
            return
        try:
            with self._explained():
                for path in arrived.values():
                    sync(path)
                if arrived:
                    sync_folder(self.folder / "incoming")
                index = self.index
                self._size = append(self.folder, lines, last=index.last, seq=index.lines, size=self._size)
                self._place(arrived)
        except BaseException:
            self._size = -1  # what the ledger says now is told by reading it
            raise
        self._flushed = monotonic()

    def _place(self, arrived: dict[str, Path]) -> None:
        """Move bytes that the ledger knows to where they stay."""
        folders: set[Path] = set()
        for digest, path in arrived.items():
            place = place_of(self.folder, digest)
            if place.parent not in folders and not place.parent.is_dir():
                place.parent.mkdir(parents=True, exist_ok=True)
                sync_folder(place.parent.parent)
            path.replace(place)
            folders.add(place.parent)
        for folder in folders:
            sync_folder(folder)

    def _learn(self) -> None:
        with self._explained():
            path = ledger_path(self.folder)
            if self._size == (path.stat().st_size if path.exists() else 0):
                return
            reading = read_ledger(self.folder)
            wrong = [difference for difference in reading.differences if difference.code != "ledger-torn"]
            if wrong:
                raise VerificationFailed(
                    f"{self.folder}: the ledger was changed ({wrong[0].where}: {wrong[0].message}). Nothing is added "
                    "to a changed ledger. `darkfigure verify` names all differences; restore the vault from a copy."
                )
            mend(self.folder, reading)
            self.index, self._size = Index(reading), reading.size
            self._finish_interrupted()

    def _finish_interrupted(self) -> None:
        for digest in self.index.deleted:
            for path in (place_of(self.folder, digest), sealed_place_of(self.folder, digest)):
                path.unlink(missing_ok=True)
        for path in (self.folder / "sealed").glob("??/*.age"):  # before their line came, or after they were opened
            if path.parent.name + path.stem not in self.index.sealed:
                path.unlink()
        incoming = self.folder / "incoming"
        for path in sorted(incoming.iterdir()) if incoming.is_dir() else []:
            digest = path.name
            if digest in self.index.first and digest not in self.index.deleted and self.intact(digest) is None:
                self._place({digest: path})
            else:
                path.unlink()

    def _explained(self) -> AbstractContextManager[None]:
        return explained(ledger_path(self.folder))
