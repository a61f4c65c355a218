"""Unpack an export that came from elsewhere: nothing is written outside of its folder, and not more than fits."""

import errno
import shutil
import stat
import zipfile
from pathlib import Path, PurePosixPath

from darkfigure.collect.archives.broken import BROKEN_BYTES
from darkfigure.errors import InputError, VerificationFailed
from darkfigure.store import scratch_folder
from darkfigure.study.crate.layout import METADATA
from darkfigure.study.crate.sealed import is_sealed, unseal

_MOST_FILES = 2_000_000
_HIGHEST_RATIO = 200  # bytes out of one byte in; a zip bomb has more
_LONGEST_NAME = 1_000
_SPARE = 100_000_000  # bytes of the disk that stay free
_TOP = ("study.toml", METADATA, "tables", "results", "decisions", "vault")
_KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = 1 << 20


def unpack(path: Path, folder: Path, *, identity: Path | None = None) -> None:
    """Unpack an export into an empty folder; open it first if it is sealed.

    Raises:
        InputError: It is no export, it is sealed to others, or it holds what no export holds: a name that leads out of
            the folder, a link, a file twice, more than the disk has room for.
        VerificationFailed: It is damaged.
    """
    if not path.is_file():
        raise InputError(f"{path}: there is no such file.")
    if is_sealed(path):
        with scratch_folder(folder.parent, name="unsealed") as scratch:
            plain = scratch / "plain.zip"
            unseal(path, plain, identity=identity)
            _unpack(plain, folder, where=path)
    else:
        _unpack(path, folder, where=path)


def safe_name(name: str) -> bool:
    """Whether a name in an export stays inside its folder, on any system, and is one that an export has."""
    parts = PurePosixPath(name).parts
    plain = name.isprintable() and not any(sign in name for sign in '\\:*?"<>|\0')
    return (
        plain
        and bool(parts)
        and len(name) <= _LONGEST_NAME
        and "/".join(parts) == name
        and not name.startswith("/")
        and not any(part in {".", ".."} or part.endswith((".", " ")) for part in parts)
    )


def _unpack(plain: Path, folder: Path, *, where: Path) -> None:
    try:
        with zipfile.ZipFile(plain) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check(entries, folder, where=where, size=plain.stat().st_size)
            for entry in entries:
                _extract(archive, entry, folder / entry.filename)
    except BROKEN_BYTES as error:
        if not zipfile.is_zipfile(plain):
            raise InputError(f"{where}: this is no export: it is no zip file.") from None
        raise VerificationFailed(
            f"{where}: the file is damaged ({type(error).__name__}). Have it sent again."
        ) from None
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        raise VerificationFailed(
            f"{where}: the file is damaged: it points before its start. Have it sent again."
        ) from None


def _check(entries: list[zipfile.ZipInfo], folder: Path, *, where: Path, size: int) -> None:
    """Refuse all of it before anything is written."""
    names = {entry.filename.casefold() for entry in entries}
    if len(entries) > _MOST_FILES:
        raise InputError(f"{where}: holds {len(entries):,} files; an export has at most {_MOST_FILES:,}.")
    for number, entry in enumerate(entries, start=1):
        wrong = _wrong(entry)
        if wrong:
            raise InputError(
                f"{where}: file {number} of the archive {wrong}. No export has that; nothing was unpacked."
            )
    if len(names) < len(entries):
        raise InputError(f"{where}: holds a file twice. No export has that; nothing was unpacked.")
    if METADATA not in names:
        raise InputError(f"{where}: this is no export of darkfigure: it has no {METADATA}.")
    whole = sum(entry.file_size for entry in entries)
    if whole > size * _HIGHEST_RATIO:
        raise InputError(f"{where}: {size:,} bytes would become {whole:,}, as of a zip bomb; nothing was unpacked.")
    free = shutil.disk_usage(folder).free
    if whole + _SPARE > free:
        raise InputError(f"{where}: needs {whole:,} bytes; the disk of {folder.parent} has {free:,}. Free some space.")


def _wrong(entry: zipfile.ZipInfo) -> str:
    mode = entry.external_attr >> 16
    if not safe_name(entry.filename) or entry.filename.split("/")[0] not in _TOP:
        return "has a name that leads elsewhere"
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "is a link or a device"
    if entry.flag_bits & 0x1 or entry.compress_type not in _KINDS:
        return "is encrypted or compressed in an unusual way"
    if entry.file_size > max(entry.compress_size, 1) * _HIGHEST_RATIO + 1_000:
        return "would become very large, as of a zip bomb"
    return ""


def _extract(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(entry) as source, target.open("xb") as sink:
        shutil.copyfileobj(source, sink, _CHUNK)
    if entry.filename.startswith("vault/bytes/"):
        target.chmod(0o444)
