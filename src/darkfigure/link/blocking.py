"""Which pairs of mentions are worth comparing: those that share a script-independent key.

Keys of a mention, over the skeletons (coarse consonants) of its names' tokens:

- two tokens together, or kunya and another name;
- one token, or a kunya, alone where it is rare.

A key that many mentions share says little; it is refined by birth year (neighbouring years share a key), by hometown,
by origin, and by year and origin together, and dropped where even that does not make it small enough.
"""

from typing import NamedTuple

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from darkfigure.link.fields import Fields

_LARGEST = {"two": 100, "one": 30}  # mentions that may share a key of names alone
_LARGEST_REFINED = {"year": 25, "origin": 25, "place": 50, "both": 50}  # and one refined; a place says most


class Candidates(NamedTuple):
    """Pairs to compare: `left` < `right`, int64 [pairs], in order; `by_name`: a key of names alone brought it."""

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    by_name: npt.NDArray[np.bool_]


_TOKENS = """
CREATE OR REPLACE TEMP TABLE core AS SELECT DISTINCT mention, skeleton FROM mention_token WHERE kind = 0;
CREATE OR REPLACE TEMP TABLE alias AS SELECT DISTINCT mention, skeleton FROM mention_token WHERE kind = 1;
CREATE OR REPLACE TEMP TABLE year AS
    SELECT mention, unnest([birth // 2, (birth + 1) // 2 + 10000]) AS value FROM mention_field WHERE birth >= 0;
CREATE OR REPLACE TEMP TABLE place AS SELECT mention, place AS value FROM mention_field WHERE place >= 0;
CREATE OR REPLACE TEMP TABLE origin AS SELECT mention, origin AS value FROM mention_field WHERE origin >= 0;
"""

# Each coarse key is a key where few share it, and one with each covariate where many do. A pair that only a covariate
# brought together is marked: there, the covariate's agreement is no evidence that can be counted.
_COARSE = {
    "two own": "SELECT a.mention, hash(1, a.skeleton, b.skeleton) AS key FROM core a JOIN core b "
    "ON a.mention = b.mention AND a.skeleton < b.skeleton",
    "two with kunya": "SELECT a.mention, hash(2, a.skeleton, b.skeleton) AS key FROM alias a JOIN core b "
    "ON a.mention = b.mention",
    "one own": "SELECT mention, hash(3, skeleton) AS key FROM core",
    "one kunya": "SELECT mention, hash(4, skeleton) AS key FROM alias",
}

_KEYS = """
INSERT INTO block_key
WITH coarse AS MATERIALIZED (SELECT DISTINCT mention, key FROM ({coarse})),
size AS (SELECT key, count(*) AS mentions FROM coarse GROUP BY key HAVING count(*) > 1),
sized AS MATERIALIZED (SELECT mention, key, mentions AS size FROM coarse JOIN size USING (key))
SELECT mention, key, TRUE, $small FROM sized WHERE size <= $small
UNION ALL SELECT mention, hash(11, key, year.value), FALSE, $year
    FROM sized JOIN year USING (mention) WHERE size > $small
UNION ALL SELECT mention, hash(12, key, place.value), FALSE, $place
    FROM sized JOIN place USING (mention) WHERE size > $small
UNION ALL SELECT mention, hash(13, key, origin.value), FALSE, $origin
    FROM sized JOIN origin USING (mention) WHERE size > $small
UNION ALL SELECT mention, hash(14, key, year.value, origin.value), FALSE, $both
    FROM sized JOIN year USING (mention) JOIN origin USING (mention) WHERE size > $small
"""

_PAIRS = """
WITH block AS (SELECT key FROM block_key GROUP BY key HAVING count(*) BETWEEN 2 AND any_value(largest)),
member AS MATERIALIZED (SELECT mention, key, by_name FROM block_key JOIN block USING (key))
SELECT a.mention AS "left", b.mention AS "right", bool_or(a.by_name) AS by_name
FROM member a JOIN member b ON a.key = b.key AND a.mention < b.mention
GROUP BY ALL ORDER BY 1, 2
"""


def candidate_pairs(connection: duckdb.DuckDBPyConnection, *, tokens: pa.Table, fields: Fields) -> Candidates:
    """Pairs of mentions that share a key, each once.

    Args:
        connection: where the work is done; its memory limit and temporary folder hold.
        tokens: mention (int64), skeleton (int32), kind (int8: 0 own name; 1 kunya or nisba).
        fields: the other fields, one entry a mention.
    """
    known = fields.birth_high - fields.birth_low <= 1
    field_table = pa.table(
        {
            "mention": np.arange(len(fields.sex), dtype=np.int64),
            "birth": np.where(known, fields.birth_low, -1).astype(np.int64),
            "place": fields.place,
            "origin": fields.country,
        }
    )
    connection.register("mention_token", tokens)
    connection.register("mention_field", field_table)
    try:
        connection.execute(_TOKENS)
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE block_key (mention BIGINT, key UBIGINT, by_name BOOLEAN, largest INTEGER)"
        )
        for name, coarse in _COARSE.items():
            connection.execute(
                _KEYS.format(coarse=coarse),
                {"small": _LARGEST[name[:3]]} | _LARGEST_REFINED,
            )
        pairs = connection.sql(_PAIRS).to_arrow_table()
    finally:
        connection.unregister("mention_token")
        connection.unregister("mention_field")
    connection.execute("DROP TABLE block_key")
    return Candidates(
        left=pairs["left"].to_numpy(),
        right=pairs["right"].to_numpy(),
        by_name=pairs["by_name"].to_numpy(),
    )
