"""Bytes that leave the vault on purpose: deleted with a line that says so, or encrypted and opened again."""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from darkfigure.errors import VerificationFailed
from darkfigure.store.atomic import explained, scratch_folder, sync_folder
from darkfigure.vault.intake import sync
from darkfigure.vault.ledger import read_ledger
from darkfigure.vault.places import place_of, sealed_place_of
from darkfigure.vault.vault import Vault


def delete(vault: Vault, digests: Iterable[str], *, reason: str) -> None:
    """Delete bytes, also where they are sealed. First the ledger says so; what is then interrupted is finished later.

    Args:
        vault: the study's.
        digests: SHA-256 of bytes that the ledger knows.
        reason: why, as the ledger shall say. No name, handle or text out of the evidence.

    Raises:
        InputError: The vault cannot be written to.
        VerificationFailed: The ledger was changed.
    """
    wanted = list(digests)
    kept = {entry.digest: entry for entry in reversed(read_ledger(vault.folder).entries) if entry.digest in set(wanted)}
    with vault.batch():
        for digest in wanted:
            entry = kept[digest]
            vault.note("deleted", source=entry.source, path=entry.path, digest=digest, reason=reason)
    for digest in wanted:
        remove(vault.folder, digest)


def remove(folder: Path, digest: str) -> None:
    """Take bytes away, in the clear and sealed."""
    for path in (place_of(folder, digest), sealed_place_of(folder, digest), folder / "incoming" / digest):
        if path.is_file():
            with explained(path):
                path.unlink()
                sync_folder(path.parent)


def put_away(
    vault: Vault, plain: Path, digest: str, *, source: str, path: str, encrypt: Callable[[Path, Path], None]
) -> None:
    """Encrypt a file into the vault, and have the ledger say so. The file itself stays.

    Args:
        vault: the study's.
        plain: the file.
        digest: its SHA-256.
        source: as the ledger shall say; the bytes of evidence keep theirs.
        path: the same.
        encrypt: writes the second file, encrypted, from the first.
    """
    place = sealed_place_of(vault.folder, digest)
    # not beside evidence, as a kill may leave it
    with explained(place), scratch_folder(vault.folder, name="sealing") as scratch:
        temporary = scratch / place.name
        encrypt(plain, temporary)
        temporary.chmod(0o444)
        sync(temporary)
        place.parent.mkdir(parents=True, exist_ok=True)
        with vault.batch():  # nobody else may finish this meanwhile
            temporary.replace(place)
            sync_folder(place.parent)
            vault.note("sealed", source=source, path=path, digest=digest, sealed=sealed_digest(place))


def take_out(vault: Vault, digest: str, target: Path, *, beside: Path, decrypt: Callable[[Path, Path], None]) -> None:
    """Decrypt a sealed file to where it stood, checked. The sealed file stays.

    Args:
        vault: the study's.
        digest: SHA-256 of the file before it was sealed.
        target: where it stood.
        beside: a folder on the same disk, where it is written first: of the many below `bytes`, none is searched for
            what a kill left.
        decrypt: writes the second file, in the clear, from the first.

    Raises:
        VerificationFailed: The sealed bytes are missing, or are not those that were sealed.
    """
    place = sealed_place_of(vault.folder, digest)
    if not place.is_file():
        raise VerificationFailed(f"{place}: the sealed file is missing. Restore the vault from a copy.")
    with explained(target), scratch_folder(beside, name="unsealing") as scratch:
        temporary = scratch / target.name
        decrypt(place, temporary)
        if sealed_digest(temporary) != digest:
            raise VerificationFailed(f"{place}: what was sealed is not what the ledger says. Restore the vault.")
        sync(temporary)
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.replace(target)
        sync_folder(target.parent)


def sealed_digest(path: Path) -> str:
    """SHA-256 (hex) of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
