"""The vault: bytes under their digest, written once, and a line in the ledger for all that happened to them."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import time
from typing import TYPE_CHECKING

from darkfigure.errors import InputError, Purged, SourceError, VerificationFailed
from darkfigure.vault.index import ONCE
from darkfigure.vault.intake import Content, Digests, has_digest
from darkfigure.vault.ledger import Action, Entry
from darkfigure.vault.places import stored_path
from darkfigure.vault.writing import Writer

if TYPE_CHECKING:
    from darkfigure.vault.verify import Verification

_WITHHELD = "withheld"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Preserved bytes: their SHA-256 (hex), size in bytes, and the ledger line that says so.

    `first_kept` (UTC) is when these bytes were first preserved, wherever they were found then. `vault` is the folder.

    Example:
        >>> from pathlib import Path
        >>> kept = Vault(Path("other")).keep(b"abc", source="press", origin_path="abc.txt")
        >>> kept.digest[:8], kept.ledger_entry
        ('ba7816bf', 1)
    """

    digest: str
    size: int
    vault: Path
    ledger_entry: int
    first_kept: datetime

    @property
    def path(self) -> Path:
        """Where the bytes stand now; within a batch they move once.

        Raises:
            VerificationFailed: They are not there.
        """
        return _path_of(self.vault, self.digest)


class Vault:
    """The evidence of one study, in one folder. Append-only.

    Args:
        folder: The vault's folder; made when something is kept.
        now: Tells the time (UTC) that goes into the ledger.
        who: Who collects, as the ledger shall say; left out where None.
        machine: On which machine, as the ledger shall say.

    Example:
        >>> from pathlib import Path
        >>> vault = Vault(Path("vault"))
        >>> kept = vault.keep(b"a page as it was", source="press", origin_path="page.html")
        >>> kept.size, vault.path_of(kept.digest).read_bytes(), vault.verify().differences
        (16, b'a page as it was', ())
    """

    def __init__(
        self,
        folder: Path,
        *,
        now: Callable[[], datetime] | None = None,
        who: str | None = None,
        machine: str = _WITHHELD,
    ) -> None:
        from darkfigure import __version__

        self.folder = folder
        self._clock = _Clock(now)
        self._tool, self._who, self._machine = f"darkfigure {__version__}", who, machine
        self._writer = Writer(folder)

    def keep(  # noqa: PLR0913 - what an observation consists of
        self,
        content: Content,
        *,
        source: str,
        origin_path: str,
        url: str | None = None,
        final_url: str | None = None,
        method: str | None = None,
        parent: str | None = None,
        action: Action = "collected",
    ) -> Kept:
        """Preserve bytes, unless they were the last ones found at this place.

        Bytes that the vault already has are not copied again; finding them at another place is another ledger line.

        Args:
            content: A file, bytes, or an open stream of bytes. Read in chunks.
            source: The source's name in study.toml.
            origin_path: Where it was found, as the ledger shall say: a path, an address, or a member of an archive.
            url: The address that was asked, where there is one.
            final_url: The address that answered after redirects, where it is another.
            method: How: `file` (what a Path is without it), `http-get`, `archive-member`, ...
            parent: SHA-256 of the preserved bytes that it was taken out of.
            action: `collected`, or `attested` for a timestamp.

        Raises:
            SourceError: The file cannot be read.
            Purged: These bytes were deleted from the vault on purpose.
            InputError: The vault cannot be written to, or the disk is full; or these bytes are sealed.
            VerificationFailed: The preserved bytes or the ledger were changed since.
        """
        if method is None and isinstance(content, Path):
            method = "file"
        writer = self._writer
        with writer.locked():
            found = (url, final_url, parent, action)
            latest = writer.index.latest.get((source, origin_path))
            if latest is not None and _found(latest) != found:
                latest = None
            same = latest is not None and isinstance(content, Path) and _same_bytes(content, latest)
            if latest is not None and same and writer.intact(latest.digest or "") is not None:
                return self._kept(latest)
            taken = writer.take_in(content)
            digest, needed = taken.digests.sha256, False
            try:
                self._check_wanted(digest, source=source, origin_path=origin_path)
                stored = writer.intact(digest)
                if stored is not None and latest is not None and latest.digest == digest:
                    return self._kept(latest)
                needed = stored is None
                entry = self._entry(
                    "restored" if needed and digest in writer.index.first else action,
                    source=source,
                    path=origin_path,
                    digests=taken.digests,
                    url=url,
                    final_url=final_url,
                    method=method,
                    parent=parent,
                )
                writer.add(entry, arrived=taken.path if needed else None)
            finally:
                if not needed:
                    writer.drop(taken)
            return self._kept(entry)

    def note(  # noqa: PLR0913 - what an event consists of
        self,
        action: Action,
        *,
        source: str,
        path: str,
        digest: str | None = None,
        code: str | None = None,
        reason: str | None = None,
        url: str | None = None,
        final_url: str | None = None,
        method: str | None = None,
        parent: str | None = None,
        sealed: str | None = None,
    ) -> int:
        """Write down something that happened without new bytes; return its ledger line.

        Something `read`, `derived` or `refused` is written once: a run that is resumed comes to it again.

        Args:
            action: What happened.
            source: The source's name in study.toml.
            path: Where, as the ledger shall say.
            digest: SHA-256 of the preserved bytes that it is about; None where there are none, as of a refusal.
            code: Why, for programs: such as `zip-bomb` or `robots`.
            reason: Why, in a sentence. No name, handle or text out of the evidence.
            url: The address that was asked, where there is one.
            final_url: The address that answered, where it is another.
            method: How: `file`, `http-get`, `archive-member`, ...
            parent: SHA-256 of the preserved bytes that it is a part of.
            sealed: SHA-256 of the encrypted bytes.

        Raises:
            InputError: The vault cannot be written to, or the disk is full.
            VerificationFailed: The ledger was changed since.
        """
        writer = self._writer
        with writer.locked():
            entry = self._entry(
                action,
                source=source,
                path=path,
                digest=digest,
                code=code,
                reason=reason,
                url=url,
                final_url=final_url,
                method=method,
                parent=parent,
                sealed=sealed,
            )
            seq = writer.index.once(entry) if action in ONCE else entry.seq
            if seq == entry.seq:
                writer.add(entry)
            return seq

    def batch(self) -> AbstractContextManager[None]:
        """Do many things with few waits for the disk: within it, what is kept and noted is written about once a second.

        The vault is held until the end, so that no other `Vault` of this folder can be used within it. After a kill, up
        to a second of what was kept is not there; who resumes keeps it again.
        """
        return self._writer.batch()

    def path_of(self, digest: str) -> Path:
        """Where the bytes of a digest stand.

        Raises:
            VerificationFailed: They are not there.
        """
        return _path_of(self.folder, digest)

    def settle(self) -> None:
        """Finish what an interruption left: bytes that the ledger says were deleted, or are not sealed any more.

        Raises:
            InputError: The vault cannot be written to.
            VerificationFailed: The ledger was changed.
        """
        if self.folder.is_dir():
            with self._writer.locked():
                pass

    def verify(self, *, trusted: Collection[str] | None = None) -> "Verification":
        """Re-read the ledger, its checkpoints and all bytes; say every difference.

        Args:
            trusted: fingerprints of the keys that may have signed checkpoints; any if None.
        """
        from darkfigure.vault.verify import verify_vault

        return verify_vault(self.folder, trusted=trusted)

    def _entry(
        self, action: Action, *, source: str, path: str, digests: Digests | None = None, **said: str | None
    ) -> Entry:
        if digests is not None:
            said |= {"digest": digests.sha256, "blake3": digests.blake3}
        return Entry(
            seq=self._writer.index.lines + 1,
            previous=self._writer.index.last,
            stamp=self._clock.stamp(),
            action=action,
            size=None if digests is None else digests.size,
            source=source,
            path=path,
            tool=self._tool,
            who=self._who,
            machine=self._machine,
            **said,
        )

    def _check_wanted(self, digest: str, *, source: str, origin_path: str) -> None:
        gone = self._writer.index.deleted.get(digest)
        if gone is not None:
            raise Purged(
                f"source `{source}`: {origin_path}: these bytes were deleted from the evidence on {gone.time:%Y-%m-%d} "
                f"(ledger line {gone.seq}). Remove them from the source too; what was deleted is not kept again."
            )
        if digest in self._writer.index.sealed:
            raise InputError(
                f"source `{source}`: {origin_path}: this evidence is sealed. `darkfigure unseal` opens it again."
            )

    def _kept(self, entry: Entry) -> Kept:
        digest = entry.digest or ""
        return Kept(
            digest=digest,
            size=entry.size or 0,
            vault=self.folder,
            ledger_entry=entry.seq,
            first_kept=self._writer.index.first[digest],
        )


class _Clock:
    """The time (UTC) as it stands in a line, to the second."""

    def __init__(self, now: Callable[[], datetime] | None) -> None:
        self._now = now
        self._second = -1
        self._stamp = ""

    def stamp(self) -> str:
        if self._now is not None:
            return self._now().isoformat()
        second = int(time())
        if second != self._second:  # many lines have the same
            self._second, self._stamp = second, datetime.fromtimestamp(second, UTC).isoformat()
        return self._stamp


def _path_of(folder: Path, digest: str) -> Path:
    path = stored_path(folder, digest)
    if path is None:
        raise VerificationFailed(
            f"{folder}: the bytes of {digest} are missing. `darkfigure verify` names all differences; "
            "restore the vault from a copy."
        )
    return path


def _found(entry: Entry) -> tuple[str | None, ...]:
    """What besides the bytes tells one observation at a place from another."""
    action = "collected" if entry.action == "restored" else entry.action
    return (entry.url, entry.final_url, entry.parent, action)


def _same_bytes(path: Path, entry: Entry) -> bool:
    try:
        return has_digest(path, sha256=entry.digest or "", blake3=entry.blake3, size=entry.size)
    except OSError as error:
        raise SourceError(f"{path}: this file cannot be read: {error.strerror}.") from error
