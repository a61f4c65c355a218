"""What must hold before lists are compared and counted: enough lists, each of its own, and strata that exist."""

import difflib

import pyarrow as pa
import pyarrow.parquet as pq

from darkfigure.captures.persons import rows_with_stratum
from darkfigure.captures.table import MAX_LISTS
from darkfigure.errors import InputError
from darkfigure.records import MENTION, Notice
from darkfigure.store import connect
from darkfigure.study.stage import Context

_COPIES = """
WITH files AS (
    SELECT item, source, min(path) AS path, list_position($sources, source) AS place,
        bool_or(regexp_matches(media_type, '^(image|video|audio)/')) AS picture
    FROM read_parquet($items) GROUP BY item, source
), published AS (
    SELECT files.*, item IN (FROM texts) AS told, count(*) FILTER (NOT picture) OVER (PARTITION BY source) AS all_files
    FROM files
), shared AS (
    SELECT a.source, b.source AS other, a.path, b.path AS copy, a.told AND b.told AS told,
        least(a.all_files, b.all_files) AS fewest, count(*) OVER (PARTITION BY a.source, b.source) AS common
    FROM published AS a JOIN published AS b ON a.item = b.item AND a.place < b.place
    WHERE NOT a.picture AND NOT b.picture
)
SELECT source, other, path, copy FROM shared WHERE NOT told OR common = fewest ORDER BY ALL LIMIT 1
"""
_DERIVED = ("origin", "region", "sex", "age_group", "period")
_WRITTEN = ("hometown", "location", "group", "status")


def check_number_of_lists(context: Context) -> None:
    """Refuse a study with too few or too many lists for an estimate.

    Raises:
        InputError: There are fewer than two, or more than twelve.
    """
    lists, settings = len(context.settings.source), context.folder / "study.toml"
    if lists < 2:
        raise InputError(
            f"{settings}: an estimate needs at least two lists; this study has {lists}. Add a [[source]] for each list."
        )
    if lists > MAX_LISTS:
        raise InputError(
            f"{settings}: an estimate takes at most {MAX_LISTS} lists; this study has {lists}. Put lists that copy "
            "each other, or cover the same ground, into one folder and name the folder as one [[source]]."
        )


def check_copies(context: Context) -> None:
    """Refuse one list under two names: it looks like perfect overlap, and the estimate comes out far too low.

    A table in two sources is refused. Two channels may well publish the same text, picture or video: they are refused
    only where one publishes nothing that the other does not.

    Raises:
        InputError: Two sources hold the same table, or all files of one are files of the other.
    """
    parts = [context.part("document", source) for source in context.settings.source]
    nothing = pa.table({"item": pa.array([], pa.string())})
    connection = connect()
    connection.register(
        "texts",
        pa.concat_tables([nothing, *(pq.read_table(part, columns=["item"]) for part in parts if part.exists())]),
    )
    found = connection.execute(
        _COPIES,
        {
            "items": [str(context.part("item", source)) for source in context.settings.source],
            "sources": [source.name for source in context.settings.source],
        },
    ).fetchone()
    connection.close()
    if found is None:
        return
    first, second, path, copy = found
    same = f"{path}" if path == copy else f"{path} and {copy}, which have the same bytes"
    raise InputError(
        f"sources `{first}` and `{second}` hold the same file ({same}). One list under two names looks like two lists "
        "that agree on everybody. Remove one of them from study.toml, or correct its path."
    )


def check_strata(context: Context) -> tuple[Notice, ...]:
    """Refuse a stratum that no row has; say of which lists no row has it.

    Raises:
        InputError: No row of any list has it.
    """
    strata, study = context.settings.estimate.strata, context.settings.study
    if not strata:
        return ()
    lists = [source.name for source in context.settings.source]
    connection = connect()
    rows = rows_with_stratum(
        connection,
        mentions=context.table("mention"),
        strata=strata,
        period=(study.period.start, study.period.end) if study.period else None,
    )
    for name in strata:
        if not any(rows[name].values()):
            raise InputError(
                f"{context.folder / 'study.toml'}: [estimate] strata names `{name}`, {_hint(name, context)}"
            )
    connection.close()
    missing = {name: [each for each in lists if not rows[name].get(each)] for name in strata}
    return tuple(
        Notice(
            code="stratum-missing",
            message=f"No row of {', '.join(without)} says `{name}`. Whoever is on no other list is shared out like the "
            "persons of the other lists; if these lists cover other people, leave the stratum out.",
        )
        for name, without in missing.items()
        if without
    )


def rows_outside_period(context: Context) -> tuple[Notice, ...]:
    """Say how many rows are dated outside the period of the study. They are counted: a stay may reach beyond a date."""
    period = context.settings.study.period
    if period is None:
        return ()
    connection = connect()
    found = connection.execute(
        "SELECT source, count(*) FROM read_parquet($mentions) "
        "WHERE first_date > $end OR coalesce(last_date, first_date) < $start GROUP BY source ORDER BY source",
        {"mentions": str(context.table("mention")), "start": period.start, "end": period.end},
    ).fetchall()
    connection.close()
    if not found:
        return ()
    where = ", ".join(f"{source} {rows:,}" for source, rows in found)
    many = sum(rows for _, rows in found)
    said = "1 row is" if many == 1 else f"{many:,} rows are"
    return (
        Notice(
            code="outside-period",
            message=f"{said} dated outside {period.start} to {period.end} ({where}). "
            "They are counted, because a date says when somebody was seen and not how long they stayed. Take them out "
            "of the sources if they are of other people or another time.",
        ),
    )


def _hint(name: str, context: Context) -> str:
    if name in (*_DERIVED, *_WRITTEN):
        return "but no row of any list has one that could be read. Remove it from the strata."
    connection = connect()
    others = connection.execute(
        "SELECT DISTINCT unnest(json_keys(extra)) AS name FROM read_parquet($mentions) ORDER BY 1",
        {"mentions": str(context.table("mention"))},
    ).fetchall()
    connection.close()
    known = (*_DERIVED, *_WRITTEN, *(other for (other,) in others if other not in MENTION.names))
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.65)
    hint = f"Did you mean `{near[0]}`?" if near else f"There are {', '.join(f'`{each}`' for each in known[:30])}."
    return f"which no row of any list has. {hint}"
