"""Write docs/reference/tables.md from the declarations in records.py. `--check` only says whether it is up to date."""

import sys
from pathlib import Path

from darkfigure import records
from darkfigure.records import Column, Table

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "tables.md"

# One file a source, in a folder of the table's name; the others are one file each.
BY_SOURCE = (records.ITEM, records.DOCUMENT, records.RECORD)
# What somebody wrote about a person stands in these.
PERSONAL = (records.DOCUMENT, records.RECORD, records.MENTION, records.CLAIM)

_HEAD = """\
# Tables

<!-- Made by tools/tables_reference.py from src/darkfigure/records.py. Do not edit. -->

Every stage of a study leaves its result as a table in the folder `tables/` of the study. The tables are Parquet files.
R, Python, DuckDB, Excel (Power Query) and most other tools read them. They are written whole or not at all, and the
same rows give the same bytes. A table can be deleted at any time: the next run makes it again.

Read them, do not edit them. A table that was changed is noticed, and its stage runs again.

```python
import pyarrow.parquet as pq

persons = pq.read_table("my-study/tables/person.parquet")
```

The types are DuckDB's: `varchar` is text, `bigint`, `integer` and `smallint` are whole numbers of 64, 32 and 16 bits,
`float` is a number of 32 bits, `date` a Gregorian day, `timestamp` a day and time in UTC. Where a value is not
known, the cell is empty (null)."""

_PERSONAL = "**Holds personal data.** Treat it as you treat the lists it was made from."


def page() -> str:
    """The whole page."""
    return "\n\n".join([_HEAD, _overview(), *map(_section, records.TABLES)]) + "\n"


def where(table: Table) -> str:
    """Where a study keeps the table, relative to its folder."""
    return f"tables/{table.name}/*.parquet" if table in BY_SOURCE else f"tables/{table.name}.parquet"


def _overview() -> str:
    lines = ["| table | one row | file |", "|---|---|---|"]
    lines += [f"| [`{table.name}`](#{table.name}) | {table.meaning} | `{where(table)}` |" for table in records.TABLES]
    return "\n".join(lines)


def _section(table: Table) -> str:
    parts = [f"## {table.name}", f"One row: {table.meaning}."]
    if table in BY_SOURCE:
        parts.append("There is one file for each source.")
    if table is records.DOCUMENT:
        parts.append("It is there for sources of texts, and in `claims.parquet` for the texts named under `[claims]`.")
    if table is records.CLAIM:
        parts.append("It is there only where study.toml names texts under `[claims]`.")
    if table in PERSONAL:
        parts.append(_PERSONAL)
    lines = ["| column | type | meaning |", "|---|---|---|", *map(_line, table.columns)]
    return "\n\n".join([*parts, "\n".join(lines)])


def _line(column: Column) -> str:
    return f"| `{column.name}` | {column.type} | {column.meaning.replace('|', chr(92) + '|')} |"


if __name__ == "__main__":
    if "--check" in sys.argv:
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page():
            sys.exit("docs/reference/tables.md is not what records.py declares: run tools/tables_reference.py")
    else:
        PAGE.write_text(page(), encoding="utf-8")
