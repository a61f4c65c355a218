"""The web archives of a study as one WACZ file, which replay programs show."""

import datetime as dt
import gzip
import zlib
from pathlib import Path

from darkfigure import __version__
from darkfigure.collect.web.wacz_writer import WaczFacts, WaczSummary, write_wacz
from darkfigure.errors import InputError
from darkfigure.settings import read_settings
from darkfigure.store import digest_file
from darkfigure.store.atomic import atomic_path, explained
from darkfigure.study.stage import Context
from darkfigure.vault.ledger import WITH_BYTES, read_ledger
from darkfigure.vault.places import stored_path

_TOGETHER = "data.warc.gz"


def export_wacz(folder: Path, target: Path) -> WaczSummary:
    """Write every WARC file that a study keeps, fetched or supplied, as one WACZ file.

    Packed WARC files are put one after the other, each record as it was. The ledger says that they left the study.

    Raises:
        InputError: The study keeps no WARC file, or `target` cannot be written to.
    """
    context = Context(folder=folder, settings=read_settings(folder / "study.toml"))
    packed, plain = _warc_files(context.vault)
    if not packed and not plain:
        raise InputError(
            f"{folder}: this study keeps no web archive: nothing was fetched, and no source is a WARC file. Run "
            f"`darkfigure run {folder}` first."
        )
    members = [(_TOGETHER, [path for _, path in packed])] if packed else []
    members += [(f"{digest[:16]}.warc", [path]) for digest, path in plain]
    facts = WaczFacts(
        title=context.settings.study.title,
        description=context.settings.study.population,
        software=f"darkfigure {__version__}",
        created=dt.datetime.now(dt.UTC),
    )
    with explained(target), atomic_path(target) as temporary:
        summary = write_wacz(temporary, members, facts=facts)
        context.open_vault().note(
            "exported",
            source="study",
            path=target.name,
            digest=digest_file(temporary),
            method="wacz",
            reason=f"{len(packed) + len(plain):,} web archives, whole, with the names in them",
        )
    return summary


def _warc_files(vault: Path) -> tuple[list[tuple[str, Path]], list[tuple[str, Path]]]:
    """The packed and the plain WARC files in a vault, with their digests, in the order in which they were kept."""
    packed, plain = [], []
    seen: set[str] = set()
    for entry in read_ledger(vault).entries:
        if entry.action not in WITH_BYTES or entry.digest is None or entry.digest in seen:
            continue
        seen.add(entry.digest)
        path = stored_path(vault, entry.digest)
        if path is None:
            continue
        with path.open("rb") as file:
            head = file.read(5)
        if head == b"WARC/":
            plain.append((entry.digest, path))
        elif head.startswith(b"\x1f\x8b") and _holds_warc(path):
            packed.append((entry.digest, path))
    return packed, plain


def _holds_warc(path: Path) -> bool:
    try:
        with gzip.open(path) as file:
            return file.read(5) == b"WARC/"
    except (OSError, EOFError, zlib.error):
        return False
