"""The best partition as a table for other tools: rows and persons, no names."""

from pathlib import Path

from darkfigure.errors import InputError, UsageError
from darkfigure.store import atomic_path, connect, explained
from darkfigure.study.run import Study

_BEST = """
COPY (
    SELECT source, "row", person, round(probability, 4) AS probability
    FROM read_parquet($person) AS p JOIN read_parquet($mention) AS m USING (mention)
    WHERE draw = 0 ORDER BY mention
) TO '{target}' ({how})
"""


def export_links(folder: Path, target: Path) -> int:
    """Write source, row, person and probability of every row to a CSV or Parquet file; return the number of rows.

    Raises:
        InputError: The study has not been linked, its links are out of date, or the file's folder does not exist.
        UsageError: The file's name ends neither in .csv nor in .parquet.

    Example:
        >>> rows = export_links(Path("my-study"), Path("links.csv"))
        >>> Path("links.csv").read_text(encoding="utf-8").splitlines()[0]
        'source,row,person,probability'
    """
    how = {".csv": "FORMAT csv, HEADER", ".parquet": "FORMAT parquet, COMPRESSION zstd"}.get(target.suffix.lower())
    if how is None:
        raise UsageError(f"{target}: the name must end in .csv or .parquet.")
    if not target.parent.is_dir():
        raise InputError(f"{target}: there is no folder {target.parent}. Make it, or choose another place.")
    state = next(state for state in Study(folder).status() if state.stage == "link")
    if state.why is not None:
        raise InputError(f"{folder}: stage `link` is out of date ({state.why}). Run `darkfigure run {folder}` first.")
    tables = folder / "tables"
    connection = connect()
    with explained(target), atomic_path(target) as temporary:
        quoted = str(temporary).replace("'", "''")
        ((rows,),) = connection.execute(
            _BEST.format(target=quoted, how=how),
            {"person": str(tables / "person.parquet"), "mention": str(tables / "mention.parquet")},
        ).fetchall()
    connection.close()
    return int(rows)
