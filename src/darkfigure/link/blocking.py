"""Which pairs of mentions are worth comparing: those that share a script-independent key.

Keys of a mention, over the skeletons of its names' tokens:

- two tokens together;
- one token with a birth year (neighbouring years share a key), or with the hometown;
- one token alone, where it is rare;
- kunya with nisba, with birth year or with hometown, for those who are known by nothing else.

A key that more than `LARGEST_BLOCK` mentions share says little; it is refined by birth year and origin, and dropped
where even that does not make it smaller.
"""

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from darkfigure.link.fields import Fields

LARGEST_BLOCK = 120
RARE = 25  # mentions: a token this rare is a key of its own

_KEYS = """
CREATE OR REPLACE TEMP TABLE block_key AS
WITH core AS (SELECT DISTINCT mention, skeleton FROM mention_token WHERE kind = 0),
alias AS (SELECT DISTINCT mention, skeleton FROM mention_token WHERE kind = 1),
share AS (SELECT skeleton, count(*) AS mentions FROM core GROUP BY skeleton),
year AS (
    SELECT mention, unnest([birth // 2, (birth + 1) // 2 + 10000]) AS year FROM mention_field WHERE birth >= 0
),
pair AS (
    SELECT a.mention, hash(1, a.skeleton, b.skeleton) AS key
    FROM core a JOIN core b ON a.mention = b.mention AND a.skeleton < b.skeleton
),
coarse AS (
    SELECT * FROM pair
    UNION ALL SELECT mention, hash(2, skeleton) FROM alias
    UNION ALL SELECT a.mention, hash(3, a.skeleton, b.skeleton)
        FROM alias a JOIN core b ON a.mention = b.mention
),
size AS (SELECT key, count(*) AS mentions FROM coarse GROUP BY key),
fine AS (
    SELECT mention, key FROM coarse JOIN size USING (key) WHERE mentions <= $largest
    UNION ALL SELECT mention, hash(4, key, year)
        FROM coarse JOIN size USING (key) JOIN year USING (mention) WHERE mentions > $largest
    UNION ALL SELECT mention, hash(5, key, place)
        FROM coarse JOIN size USING (key) JOIN mention_field USING (mention) WHERE mentions > $largest AND place >= 0
    UNION ALL SELECT mention, hash(6, key, origin)
        FROM coarse JOIN size USING (key) JOIN mention_field USING (mention) WHERE mentions > $largest AND origin >= 0
    UNION ALL SELECT mention, hash(7, skeleton, year) FROM core JOIN year USING (mention)
    UNION ALL SELECT mention, hash(8, skeleton, place) FROM core JOIN mention_field USING (mention) WHERE place >= 0
    UNION ALL SELECT mention, hash(9, skeleton) FROM core JOIN share USING (skeleton) WHERE mentions <= $rare
)
SELECT DISTINCT mention, key FROM fine
"""

_PAIRS = """
WITH block AS (
    SELECT key FROM block_key GROUP BY key HAVING count(*) BETWEEN 2 AND $largest
),
member AS (SELECT mention, key FROM block_key JOIN block USING (key))
SELECT DISTINCT a.mention AS "left", b.mention AS "right"
FROM member a JOIN member b ON a.key = b.key AND a.mention < b.mention
ORDER BY 1, 2
"""


def candidate_pairs(
    connection: duckdb.DuckDBPyConnection, *, tokens: pa.Table, fields: Fields
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Pairs of mentions that share a key, left < right, in order, each once.

    Args:
        connection: where the work is done; its memory limit and temporary folder hold.
        tokens: mention (int64), skeleton (int32), kind (int8: 0 given, father's or family name; 1 kunya or nisba).
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
        connection.execute(_KEYS, {"largest": LARGEST_BLOCK, "rare": RARE})
        pairs = connection.execute(_PAIRS, {"largest": LARGEST_BLOCK}).to_arrow_table()
    finally:
        connection.unregister("mention_token")
        connection.unregister("mention_field")
    connection.execute("DROP TABLE block_key")
    return pairs["left"].to_numpy(), pairs["right"].to_numpy()
