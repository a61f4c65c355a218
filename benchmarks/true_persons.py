"""The true persons of a study by `darkfigure simulate study` in the place of what linking would find."""

import dataclasses
from pathlib import Path

from darkfigure import records
from darkfigure.store import connect, table_from_rows, write_table
from darkfigure.study import Study
from darkfigure.study.stage import Context, Listener, Outcome
from darkfigure.study.stages import stages_of

# a text's rows are its persons in the order in which it names them; rows beyond them are persons of their own
_TRUE = """
WITH written AS (
    SELECT mention, source, row, json_extract_string(extra, '$.path') AS path,
        regexp_replace(json_extract_string(extra, '$.place'), '^member ', '') AS place,
        TRY_CAST(string_split(json_extract_string(extra, '$.locator'), '-')[1] AS BIGINT) AS start
    FROM read_parquet($mentions)
), told AS (
    SELECT w.mention, TRY_CAST(list_extract(string_split(t.persons, ' '),
        row_number() OVER (PARTITION BY t.text ORDER BY w.start)) AS BIGINT) AS person
    FROM written AS w JOIN read_parquet($texts) AS t ON w.source = t.source AND w.path = t.path AND w.place = t.place
), owned AS (
    SELECT w.mention, coalesce(r.person, told.person, -1 - w.mention) AS owner
    FROM written AS w LEFT JOIN read_parquet($rows) AS r ON w.source = r.source AND w.row = r.row
    LEFT JOIN told ON w.mention = told.mention
)
SELECT 0::INTEGER AS draw, mention, dense_rank() OVER (ORDER BY owner) - 1 AS person, 1::FLOAT AS probability,
    TRUE AS linkable
FROM owned ORDER BY mention
"""


def link_truly(folder: Path) -> None:
    """Write the tables of links (none) and of persons (the true ones), noted as the work of the stage `link`."""
    study = Study(folder)
    context = Context(folder=folder, settings=study.settings())

    def linked(context: Context, _: Listener) -> Outcome:
        files = {"mentions": str(context.table("mention"))}
        files |= {name: str(folder / "truth" / f"{name}.parquet") for name in ("rows", "texts")}
        connection = connect(memory_limit="4GB", temp=context.tables / ".spill")
        reader = connection.sql(_TRUE, params=files).to_arrow_reader(122_880)
        many = write_table(context.table("person"), reader, table=records.PERSON)
        connection.close()
        write_table(context.table("link"), table_from_rows([], table=records.LINK), table=records.LINK)
        return Outcome({"mentions": many, "linkable_mentions": many}, ())

    stage = next(one for one in stages_of(context) if one.name == "link")
    work = dataclasses.replace(stage, work=linked)
    study._execute(context, work, lambda _: None, inputs=stage.inputs(context))  # noqa: SLF001 - no command does so
