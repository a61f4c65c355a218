"""Targets: what stands in a study, or is sent to it: settings, worlds, judgements, ledgers, exports, timestamps."""

import zipfile
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from target import Target, as_file

from darkfigure.collect.web.live.links import page_links
from darkfigure.errors import DarkfigureError
from darkfigure.settings import read_settings
from darkfigure.signing import load_key
from darkfigure.simulate.world_files import read_world
from darkfigure.store import read_run_record
from darkfigure.store.runs import run_record_path
from darkfigure.study import read_judgements
from darkfigure.study.changes import CHANGES, read_changes
from darkfigure.study.crate.take_in import opened_export
from darkfigure.study.judging import JUDGEMENTS, standing_judgements
from darkfigure.vault import Vault
from darkfigure.vault.timestamps import attach


def _file(read: Callable[[Path], object], name: str = "file") -> Callable[[bytes], None]:
    def of_bytes(data: bytes) -> None:
        with as_file(data, name=name) as path, suppress(DarkfigureError):
            read(path)

    return of_bytes


def _beside(data: bytes, path: Path) -> None:
    """A chained file and its head, which the bytes hold one after the other, cut at a zero."""
    lines, _, head = data.partition(b"\0")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(lines)
    if head:
        path.with_name(f"{path.stem}.head.json").write_bytes(head)


def read_decisions(data: bytes) -> None:
    """Judgements and changes."""
    with as_file(b"") as place:
        folder = place.parent
        _beside(data, folder / JUDGEMENTS)
        _beside(data, folder / CHANGES)
        read_judgements(folder, trusted=("SHA256:x",))
        read_changes(folder)
        with suppress(DarkfigureError):
            standing_judgements(folder)


def read_vault(data: bytes) -> None:
    """A ledger and its head, then checkpoints and theirs, verified, and added to."""
    ledger, _, checkpoints = data.partition(b"\0\0")
    with as_file(b"") as place:
        folder = place.parent / "vault"
        _beside(ledger, folder / "ledger.jsonl")
        _beside(checkpoints, folder / "checkpoints.jsonl")
        Vault(folder).verify(trusted=("SHA256:x",))
        with suppress(DarkfigureError):
            Vault(folder).keep(b"bytes", source="s", origin_path="p")


def read_stamp(data: bytes) -> None:
    """An answer to a request for a timestamp."""
    with as_file(data) as path, suppress(DarkfigureError):
        attach(Vault(path.parent / "vault"), path)


def read_export(data: bytes) -> None:
    """An export, as it comes."""
    with as_file(data, name="export.zip") as path, suppress(DarkfigureError), opened_export(path):
        pass


def read_described(data: bytes) -> None:
    """An export with any description."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("ro-crate-metadata.json", data)
        archive.writestr("study.toml", "[study]\n")
    read_export(packed.getvalue())


def read_record(data: bytes) -> None:
    """The record of a stage: one that cannot be read counts as none."""
    with as_file(b"") as place:
        path = run_record_path(place.parent, "link")
        path.write_bytes(data)
        read_run_record(place.parent, "link")


def read_key(data: bytes) -> None:
    """A private key."""
    with as_file(data) as path, suppress(DarkfigureError):
        path.chmod(0o600)
        load_key(path)


def read_links(data: bytes) -> None:
    """The links of a page that was fetched."""
    page_links(data, base="http://example.org/a/b")


TARGETS = (
    Target(name="settings", read=_file(read_settings, "study.toml"), longest=2_048),
    Target(name="world", read=_file(read_world), longest=2_048),
    Target(name="decisions", read=read_decisions),
    Target(name="vault", read=read_vault),
    Target(name="stamp", read=read_stamp),
    Target(name="export", read=read_export, longest=32_768),
    Target(name="description", read=read_described, longest=4_096),
    Target(name="record", read=read_record, longest=2_048),
    Target(name="key", read=read_key, longest=1_024),
    Target(name="links", read=read_links, longest=4_096),
)
