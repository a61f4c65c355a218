"""Whether an unpacked export is whole: every file as described, the ledger, the evidence and the judgements."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from darkfigure.errors import InputError
from darkfigure.parsing import parse_json
from darkfigure.store import digest_file
from darkfigure.study.changes import read_changes
from darkfigure.study.crate.layout import BYTES, METADATA
from darkfigure.study.judging import read_judgements
from darkfigure.vault import Difference, Vault
from darkfigure.vault.checkpoints import check_checkpoints
from darkfigure.vault.ledger import read_ledger

_LARGEST = 1_000_000_000  # bytes of the description


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What was re-read, and every difference. `evidence`: whether the preserved bytes are there.

    `files` and `size` (bytes) are those of the export; `ledger_lines` its ledger's.
    """

    title: str
    files: int
    size: int
    ledger_lines: int
    evidence: bool
    differences: tuple[Difference, ...]


@dataclass(frozen=True, kw_only=True)
class Trusted:
    """Fingerprints of the keys that may have signed judgements, and checkpoints; any where None."""

    judgements: Collection[str] | None = None
    checkpoints: Collection[str] | None = None


def check_export(folder: Path, *, trusted: Trusted | None = None) -> Checked:
    """Re-read an unpacked export; nothing is written.

    Raises:
        InputError: It has no description, or one that cannot be read.
    """
    trusted = trusted or Trusted()
    title, described = read_description(folder)
    differences = [*_files(folder, described)]
    evidence = (folder / BYTES).is_dir()
    reading = read_ledger(folder / "vault")
    if evidence:
        differences += Vault(folder / "vault").verify(trusted=trusted.checkpoints).differences
    else:
        differences += [*reading.differences, *check_checkpoints(folder / "vault", trusted=trusted.checkpoints)[1]]
    differences += read_judgements(folder, trusted=trusted.judgements).differences
    differences += read_changes(folder).differences
    return Checked(
        title=title,
        files=len(described),
        size=sum(size for _, size in described.values()),
        ledger_lines=len(reading.entries),
        evidence=evidence,
        differences=tuple(differences),
    )


def read_description(folder: Path) -> tuple[str, dict[str, tuple[str, int]]]:
    """Title of the study, and digest and size of each file by its name, as ro-crate-metadata.json says.

    Raises:
        InputError: It cannot be read.
    """
    path = folder / METADATA
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError(f"{METADATA} is larger than any export's.")
        graph = parse_json(path.read_bytes())["@graph"]
        files = {
            unquote(one["@id"]): (str(one["sha256"]), int(one["contentSize"]))
            for one in graph
            if one["@type"] == "File"
        }
        (title,) = (str(one["name"]) for one in graph if one["@id"] == "./")
    except (ValueError, KeyError, TypeError, OSError):
        raise InputError(f"{METADATA} is not there or not as darkfigure writes it: this is no export.") from None
    return title, files


def _files(folder: Path, described: dict[str, tuple[str, int]]) -> list[Difference]:
    found = []
    for name, (digest, size) in sorted(described.items()):
        path = folder / name
        if not path.is_file():
            found.append(Difference(code="missing", where=name, message="the file is missing"))
        elif path.stat().st_size != size or digest_file(path) != digest:
            found.append(Difference(code="changed", where=name, message="its bytes are not those that were exported"))
    tops = ("tables", "results", "decisions", "vault")
    there = {
        path.relative_to(folder).as_posix() for top in tops for path in (folder / top).rglob("*") if path.is_file()
    }
    unknown = sorted({*there, "study.toml"} - described.keys())
    message = "the description does not speak of this file"
    return found + [Difference(code="unrecorded", where=name, message=message) for name in unknown]
