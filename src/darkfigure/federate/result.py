"""What is published: counts with noise, the statements of all hops, and who saw what; signed by the tally.

agreement.toml, signatures/   what all signed
result.json                   the counts and all statements, with the tally's signature in result.sig
table.csv                     the best table, as `darkfigure estimate --noisy SCALE` takes it
draws.csv                     all tables, where links were in doubt
statement.md                  who saw what
"""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from darkfigure.captures.table import CaptureTable
from darkfigure.federate.agreed import Agreed
from darkfigure.federate.statement import statement_text
from darkfigure.signing import SigningKey
from darkfigure.store import write_atomically

PURPOSE = "federate-result"


@dataclass(frozen=True, kw_only=True)
class Result:
    """A counted run. `said` is what result.json holds."""

    said: dict[str, Any]

    @property
    def lists(self) -> tuple[str, ...]:
        """Names of the lists, in ring order."""
        return tuple(self.said["lists"])

    @property
    def scale(self) -> float:
        """Scale of the noise in every count."""
        return float(self.said["scale"])

    def table(self, number: int = 0) -> CaptureTable:
        """A table as the estimator takes it; 0 is the best, the others are drawn. Counts hold noise."""
        strata = self.said["strata"]
        counts = np.array(self.said["tables"][number], dtype=np.int64)
        cells = np.arange(1, 1 << len(self.lists))
        patterns = ((cells[:, None] >> np.arange(len(self.lists))) & 1).astype(np.uint8)
        return CaptureTable(
            lists=self.lists,
            strata=tuple({strata["column"]: code} for code in strata["codes"]) if strata else ({},),
            patterns=np.tile(patterns, (len(counts), 1)),
            counts=counts.ravel(),
            stratum=np.repeat(np.arange(len(counts), dtype=np.int32), len(cells)),
        )


def write_result(folder: Path, result: Result, agreed: Agreed, *, key: SigningKey) -> None:
    """Write all files of a result."""
    content = json.dumps(result.said, ensure_ascii=False, indent=1).encode()
    write_atomically(folder / "result.json", content)
    write_atomically(folder / "result.sig", key.sign(content, purpose=PURPOSE).encode())
    for name, table in table_files(result).items():
        write_atomically(folder / name, table)
    write_atomically(folder / "statement.md", statement_text(result.said, agreed.agreement).encode())


def table_files(result: Result) -> dict[str, bytes]:
    """The tables of a result as CSV, by the name of their file."""
    tables = [result.table(number) for number in range(len(result.said["tables"]))]
    files = {"table.csv": _csv(tables[:1], draws=False)}
    return files | ({"draws.csv": _csv(tables, draws=True)} if len(tables) > 1 else {})


def _csv(tables: Sequence[CaptureTable], *, draws: bool) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    first = tables[0]
    columns = list(first.strata[0])
    writer.writerow([*(["draw"] if draws else []), *columns, *first.lists, "count"])
    for draw, table in enumerate(tables):
        for pattern, count, stratum in zip(
            table.patterns.tolist(), table.counts.tolist(), table.stratum.tolist(), strict=True
        ):
            place = [table.strata[stratum][column] for column in columns]
            writer.writerow([*([draw] if draws else []), *place, *pattern, count])
    return text.getvalue().encode()
