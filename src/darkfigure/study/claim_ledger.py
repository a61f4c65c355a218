"""The claims of a study as a ledger to look through: by what they state, and by who repeats whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from darkfigure.errors import InputError
from darkfigure.store import connect
from darkfigure.study.claiming import claimed_texts
from darkfigure.study.stage import Context

_ROW = """
claim, path, lang, low, high, modifier, unit, state, origin, location, "group", date, outlet, role, stance, repeats,
relation, effective_sources, in_scope, why_not, quote, speaker, organisation, document
"""
_ONE = ("lang", "modifier", "state", "unit", "stance")  # columns with one value
_SEVERAL = ("origin", "location", "group")  # columns with several, separated by ;
FILTERS = (*_ONE, *_SEVERAL, "scope", "copies")
_REPEATED = (
    "(SELECT repeats AS claim, count(*) AS times FROM read_parquet($claims) WHERE repeats IS NOT NULL GROUP BY 1)"
)


@dataclass(frozen=True, kw_only=True)
class ClaimPage:
    """Some claims of those that were asked for, in order of date; `total`: how many there are."""

    rows: tuple[dict[str, Any], ...]
    total: int


def claim_page(context: Context, wanted: Mapping[str, str], *, start: int, limit: int) -> ClaimPage:
    """Claims that have these values.

    Args:
        context: the study.
        wanted: values by filter, see `FILTERS`; `scope`: "in" or "out"; `copies`: "first" leaves out what repeats.
        start: how many are passed over.
        limit: how many at most.

    Raises:
        InputError: The study has no claims.
    """
    where, values = _conditions(wanted)
    values |= {"claims": _table(context)}
    connection = connect()
    ((total,),) = connection.execute(f"SELECT count(*) FROM read_parquet($claims) WHERE {where}", values).fetchall()
    found = connection.execute(
        f"SELECT {_ROW}, coalesce(times, 0) AS times FROM read_parquet($claims) LEFT JOIN {_REPEATED} USING (claim) "
        f"WHERE {where} ORDER BY date NULLS LAST, claim LIMIT $limit OFFSET $start",
        {**values, "limit": limit, "start": start},
    )
    return ClaimPage(rows=_rows(found), total=total)


def claim_values(context: Context) -> dict[str, list[str]]:
    """The values each filter can have, the commonest first."""
    connection = connect()
    claims = {"claims": _table(context)}
    found = {}
    for name in (*_ONE, *_SEVERAL):
        value = f"unnest(string_split(\"{name}\", ';'))" if name in _SEVERAL else f'"{name}"'
        rows = connection.execute(
            f"SELECT trim(value), count(*) FROM (SELECT {value} AS value FROM read_parquet($claims)) "
            "WHERE value IS NOT NULL AND trim(value) <> '' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 60",
            claims,
        ).fetchall()
        found[name] = [value for value, _ in rows]
    return found


def claim_group(context: Context, claim: str) -> tuple[dict[str, Any], ...]:
    """A claim's first statement and all that repeat it, by date: how a figure travels, and how it drifts.

    Raises:
        InputError: There is no such claim.
    """
    connection = connect()
    claims = {"claims": _table(context), "claim": claim}
    first = connection.execute(
        "SELECT coalesce(repeats, claim) FROM read_parquet($claims) WHERE claim = $claim", claims
    ).fetchone()
    if first is None:
        raise InputError("this study has no claim of this id.")
    found = connection.execute(
        f"SELECT {_ROW}, 0 AS times FROM read_parquet($claims) WHERE coalesce(repeats, claim) = $claim "
        "ORDER BY date NULLS LAST, claim LIMIT 500",
        {**claims, "claim": first[0]},
    )
    return _rows(found)


def item_of_text(context: Context, document: str) -> str | None:
    """The preserved file in which a text with claims stands; None where the texts are not there any more."""
    path = claimed_texts(context)
    if not path.is_file():
        return None
    connection = connect()
    found = connection.execute(
        "SELECT item FROM read_parquet($texts) WHERE document = $document", {"texts": str(path), "document": document}
    ).fetchone()
    return str(found[0]) if found else None


def _conditions(wanted: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    where, values = ["true"], {}
    for name in _ONE:
        if wanted.get(name):
            where.append(f'"{name}" = $w_{name}')
            values[f"w_{name}"] = wanted[name]
    for name in _SEVERAL:
        if wanted.get(name):
            where.append(f"list_contains(string_split(\"{name}\", ';'), $w_{name})")
            values[f"w_{name}"] = wanted[name]
    if wanted.get("scope") in {"in", "out"}:
        where.append("in_scope" if wanted["scope"] == "in" else "NOT in_scope")
    if wanted.get("copies") == "first":
        where.append("repeats IS NULL")
    return " AND ".join(where), values


def _table(context: Context) -> str:
    path = context.table("claim")
    if not path.is_file():
        raise InputError(
            f"{context.folder}: this study has no claims yet. Name texts under [claims] in study.toml, and run it."
        )
    return str(path)


def _rows(found: Any) -> tuple[dict[str, Any], ...]:  # noqa: ANN401 - a result of DuckDB
    names = [column[0] for column in found.description]
    return tuple(dict(zip(names, row, strict=True)) for row in found.fetchall())
