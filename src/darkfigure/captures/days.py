"""On which day a person was seen on each list, for the check whether people come and go."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.persons import ListSources

if TYPE_CHECKING:
    import duckdb

_VAGUE = 92  # days: a wider range says a year or a stay, not when somebody was seen

# Of several sightings on a list one is picked without regard to its date: first sightings are early for everybody who
# is easy to see.
_STATEMENT = """
WITH list AS (
    SELECT unnest($sources) AS source, unnest($places) AS place
), sighting AS (
    SELECT person, place, mention, first_date, coalesce(last_date, first_date) AS last
    FROM read_parquet($persons) AS p JOIN read_parquet($mentions) AS m USING (mention) JOIN list USING (source)
    WHERE draw = 0 AND linkable AND first_date IS NOT NULL
), picked AS (
    SELECT person, place, date_diff('day', DATE '2000-01-01', first_date) + (last - first_date) / 2.0 AS day
    FROM sighting WHERE last - first_date BETWEEN 0 AND $vague
    QUALIFY row_number() OVER (PARTITION BY person, place ORDER BY md5(mention::VARCHAR)) = 1
)
SELECT person, place, day FROM picked
QUALIFY count(*) OVER (PARTITION BY person) > 1
ORDER BY person, place
"""


def sighting_days(
    connection: "duckdb.DuckDBPyConnection", *, persons: Path, mentions: Path, sources: Sequence[ListSources]
) -> NDArray[np.float64]:
    """float64 [persons, lists]: days since 2000 of one sighting on each list; nan without one.

    Only persons with a dated sighting on two lists or more are in it. Arguments as in `persons.capture_rows`.
    """
    place = {name: j for j, one in enumerate(sources) for name in ((one,) if isinstance(one, str) else one)}
    found = connection.execute(
        _STATEMENT,
        {
            "persons": str(persons),
            "mentions": str(mentions),
            "vague": _VAGUE,
            "sources": list(place),
            "places": list(place.values()),
        },
    ).fetchnumpy()
    _, row = np.unique(found["person"], return_inverse=True)
    column = found["place"].astype(np.int64)
    days = np.full((int(row.max()) + 1 if len(row) else 0, len(sources)), np.nan)
    days[row, column] = found["day"]
    return days
