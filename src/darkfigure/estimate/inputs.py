"""What may be given to `estimate`, and what becomes of a table that is not simply persons by pattern."""

from collections.abc import Sequence
from pathlib import Path

from darkfigure import datasets
from darkfigure.captures.frequencies import Frequencies, frequencies_of, is_frequencies
from darkfigure.captures.read import read_sheet, table_of_sheet
from darkfigure.captures.table import CaptureTable
from darkfigure.errors import TableError, UsageError
from darkfigure.estimate.frequencies import estimate_frequencies
from darkfigure.estimate.link_errors import LinkErrors, estimate_with_link_errors
from darkfigure.estimate.noisy import estimate_noisy
from darkfigure.estimate.options import POPULATION, EstimateOptions
from darkfigure.estimate.run import estimate_table
from darkfigure.records import Estimate


def open_table(
    table: object, *, strata: Sequence[str] = (), noisy: bool = False
) -> tuple[CaptureTable | Frequencies, str]:
    """The table of a file, a frame or a published dataset, and whom it counts."""
    if isinstance(table, CaptureTable):
        if strata:
            raise TableError("a CaptureTable has its strata already; name strata when reading it with `read_table`.")
        return table, POPULATION
    if isinstance(table, str) and not Path(table).exists() and table in datasets.names():
        dataset = datasets.find(table)
        sheet = read_sheet(dataset.path)
        return table_of_sheet(sheet, strata=strata or dataset.strata, noisy=noisy), dataset.population
    if table == datasets.FIGURES and not Path(datasets.FIGURES).exists():
        raise UsageError(
            f"`{table}` holds figures that others published, not who was seen on which lists; there is nothing to "
            f"estimate from. `darkfigure datasets {table}` shows them."
        )
    sheet = read_sheet(table)
    if is_frequencies(sheet) and not strata:
        return frequencies_of(sheet), POPULATION
    return table_of_sheet(sheet, strata=strata, noisy=noisy), POPULATION


def open_captures(table: object, *, strata: Sequence[str] = ()) -> tuple[CaptureTable, str]:
    """The same where only a capture table will do.

    Raises:
        UsageError: It is a frequency table.
    """
    read, population = open_table(table, strata=strata)
    if isinstance(read, Frequencies):
        raise UsageError(
            f"{read.name} is a frequency table, which says how often people were seen and not on which lists; there is "
            "nothing in it to draw or compare."
        )
    return read, population


def estimate_input(
    read: CaptureTable | Frequencies,
    *,
    options: EstimateOptions,
    noisy: float | None = None,
    link_errors: LinkErrors | None = None,
    captures: float | None = None,
) -> Estimate:
    """Estimate what was read, as its kind asks.

    Raises:
        UsageError: Options that do not go with the table or with each other.
    """
    if noisy is not None and link_errors is not None:
        raise UsageError(
            "a table with noise cannot be corrected for link errors too: correct it before the noise is added."
        )
    if isinstance(read, Frequencies):
        if noisy is not None or link_errors is not None:
            raise UsageError(
                f"{read.name} is a frequency table; noise and link errors can be counted only where a table says who "
                "was on which list."
            )
        return estimate_frequencies(read, options=options, captures=captures)
    if captures is not None:
        raise UsageError("captures are for a frequency table; this table names its lists, and they say how many.")
    if noisy is not None:
        return estimate_noisy(read, scale=noisy, options=options)
    if link_errors is not None:
        return estimate_with_link_errors(read, errors=link_errors, options=options)
    return estimate_table(read, options=options)
