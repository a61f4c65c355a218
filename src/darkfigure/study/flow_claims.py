"""Figures of the claims of a study that are of one number by month: who was there, came, went home or died."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from darkfigure.flows.analysis import Flows
from darkfigure.flows.stated import StatedFigure
from darkfigure.places import countries_in
from darkfigure.store import connect

_STATES = {
    "fighting": "theatre",
    "present": "theatre",
    "remaining": "theatre",
    "departed": "entered",
    "returned": "home",
    "detained": "detained",
    "killed": "dead",
}
_PERSONS = frozenset({"persons", "fighters"})
_STANCES = frozenset({"asserts", "reports"})
_CLAIMS = 'SELECT * FROM read_parquet($claims) WHERE repeats IS NULL ORDER BY "date", claim'


def stated_figures(
    claims: Path, flows: Flows, *, origins: tuple[str, ...], theatre: tuple[str, ...]
) -> tuple[list[StatedFigure], int]:
    """The figures that can be set beside the numbers by month, and how many first statements cannot.

    Of each assertion the first statement is taken. It counts if it is about whom the study counts, is of persons and
    not of a part, has a day or a month of the period, names the origins of the study or of one of its strata, and no
    place outside of the theatre.

    Args:
        claims: Parquet file of the table `claim`.
        flows: the analysis, for its months, states and strata.
        origins: of the people the study counts, as study.toml names them under [claims].
        theatre: codes of the countries of the conflict.
    """
    connection = connect()
    found = connection.execute(_CLAIMS, {"claims": str(claims)})
    names = [column[0] for column in found.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    connection.close()
    figures = [_figure(row, flows, origins=origins, theatre=theatre) for row in rows]
    kept = [one for one in figures if one is not None]
    return kept, len(rows) - len(kept)


def _figure(
    row: Mapping[str, Any], flows: Flows, *, origins: tuple[str, ...], theatre: tuple[str, ...]
) -> StatedFigure | None:
    state = _STATES.get(row["state"])
    if (
        state not in {*flows.design.states, "entered"}
        or not row["in_scope"]
        or row["unit"] not in _PERSONS
        or row["stance"] not in _STANCES
        or row["part_of"]
        or not (row["low"] or row["high"])
    ):
        return None
    where = countries_in(row["location"].split(";")) if row["location"] else frozenset()
    months = [month[:7] for month in flows.months]
    if (state == "theatre" and where - set(theatre)) or (row["date"] or "")[:7] not in months:
        return None
    mine = countries_in(row["origin"].split(";")) if row["origin"] else frozenset()
    stratum: int | None = None
    if not mine or (not origins and len(flows.strata) == 1):
        return None
    if mine != countries_in(origins):
        own = [place for place, name in enumerate(flows.strata) if mine == {name}]
        if not own:
            return None
        stratum = own[0]
    return StatedFigure(
        state=str(state),
        month=months.index(row["date"][:7]),
        stratum=stratum,
        low=row["low"],
        high=row["high"],
    )
