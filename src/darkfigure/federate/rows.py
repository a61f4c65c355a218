"""A party's own list, read for keys: name, year of birth, sex, origin. The list is read where it lies and not kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from darkfigure.errors import InputError
from darkfigure.store import scratch_folder

_BATCH = 65_536


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a list, as far as keys are made of it; None where the list does not say. It is personal: never shown.

    `year`: of birth, where one year alone is possible. `origin`: ISO 3166-1 alpha-2, without the subdivision.
    `identifier`: number of a document. `first`, `last`: days of the sighting.
    """

    name: str | None = field(repr=False)
    year: int | None = field(repr=False)
    sex: str | None = field(repr=False)
    origin: str | None = field(repr=False)
    identifier: str | None = field(default=None, repr=False)
    first: date | None = field(default=None, repr=False)
    last: date | None = field(default=None, repr=False)


def read_rows(path: Path, *, columns: Mapping[str, str] | None = None) -> list[Row]:
    """Read a list as `darkfigure run` reads a source: any script, date order, encoding and table format it knows.

    Args:
        path: the file.
        columns: standard column name to the header as written, only where the header does not say it.

    Raises:
        InputError: The file is missing or cannot be read as a list.
    """
    if not path.is_file():
        raise InputError(f"{path}: there is no such list. Give the path of your own list.")
    with scratch_folder(path.parent, name="reading") as folder:  # not /tmp: others may read there
        return [_row(mention) for mention in _mentions(path.resolve(), dict(columns or {}), folder)]


def _mentions(path: Path, columns: dict[str, str], folder: Path) -> Iterator[dict[str, object]]:
    import pyarrow.parquet as pq

    from darkfigure import records
    from darkfigure.collect import collect_source
    from darkfigure.extract import RowReader
    from darkfigure.settings import SourceSettings
    from darkfigure.store import table_writer
    from darkfigure.vault import Vault

    source = SourceSettings(name="list", path=str(path), columns=columns)
    target = folder / "record.parquet"
    with table_writer(target, records.RECORD) as writer:
        collect_source(source, study_folder=folder, vault=Vault(folder / "vault"), writer=writer)
    orders = {}
    with pq.ParquetFile(target) as file:
        for column in ("date", "birth_date"):
            orders[column] = _order(file, column)
        reader = RowReader(date_order=orders["date"], birth_order=orders["birth_date"])
        for batch in reader.read(file.iter_batches(batch_size=_BATCH), first=0):
            wanted = ["name", "birth_low", "birth_high", "sex", "origin", "identifier", "first_date", "last_date"]
            yield from batch.select(wanted).to_pylist()


def _order(file: object, column: str) -> str | None:
    """The order in which the list writes day and month."""
    from darkfigure.dates import date_order

    cells: set[str] = set()
    for batch in file.iter_batches(batch_size=_BATCH, columns=[column]):  # type: ignore[attr-defined]
        cells.update(cell for cell in batch.column(0).to_pylist() if cell is not None)
    return date_order(sorted(cells))


def _row(mention: dict[str, object]) -> Row:
    low, origin = mention["birth_low"], mention["origin"]
    return Row(
        name=mention["name"],  # type: ignore[arg-type]
        year=low if low == mention["birth_high"] else None,  # type: ignore[arg-type]
        sex=mention["sex"],  # type: ignore[arg-type]
        origin=None if origin is None else str(origin).partition("-")[0],
        identifier=mention["identifier"],  # type: ignore[arg-type]
        first=mention["first_date"],  # type: ignore[arg-type]
        last=mention["last_date"],  # type: ignore[arg-type]
    )
