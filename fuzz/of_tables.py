"""Targets: tables of people, tables of captures, histories, tables of hashes."""

import datetime as dt
import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from target import Target, as_file

from darkfigure.captures import read_table
from darkfigure.collect import collect_source
from darkfigure.errors import DarkfigureError
from darkfigure.extract import RowReader
from darkfigure.flows.histories import read_histories
from darkfigure.media.exchange import read_hashes
from darkfigure.settings import SourceSettings
from darkfigure.vault import Vault

if TYPE_CHECKING:
    import pyarrow as pa

    from darkfigure.store import TableWriter


@dataclass(frozen=True)
class _Kept:
    """What the vault says of bytes that it keeps."""

    digest: str
    size: int
    path: Path
    first_kept: dt.datetime = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


class _NoVault:
    """Keeps nothing: the disk is not what is tried here."""

    def keep(self, file: Path, **_: object) -> _Kept:
        """Speak of a file as of kept bytes."""
        data = file.read_bytes()
        return _Kept(hashlib.sha256(data).hexdigest(), len(data), file)


class _Rows:
    """Gathers the rows of a list."""

    def __init__(self) -> None:
        self.batches: list[pa.RecordBatch] = []

    def write(self, batch: "pa.RecordBatch") -> None:
        """Take rows."""
        self.batches.append(batch)


def read_list(data: bytes) -> None:
    """A list of people of any kind, down to its mentions."""
    with as_file(data) as path, suppress(DarkfigureError):
        rows = _Rows()
        collect_source(
            SourceSettings(name="list", path=path.name),
            study_folder=path.parent,
            vault=cast("Vault", _NoVault()),
            writer=cast("TableWriter", rows),
        )
        for _ in RowReader().read(rows.batches, first=0):
            pass


def _file_reader(read: Callable[[Path], object]) -> Callable[[bytes], None]:
    def of_bytes(data: bytes) -> None:
        with as_file(data) as path, suppress(DarkfigureError):
            read(path)

    return of_bytes


TARGETS = (
    Target(name="list-written", read=read_list),
    Target(name="list-packed", read=read_list, longest=32_768),
    Target(name="captures", read=_file_reader(read_table)),
    Target(name="histories", read=_file_reader(read_histories), longest=2_048),
    Target(name="hashes", read=_file_reader(read_hashes), longest=2_048),
)
