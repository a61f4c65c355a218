"""Which pairs of mentions are worth comparing: those that share a script-independent key.

Keys of a mention, over the skeletons (coarse consonants) of its names' tokens:

- two tokens together, or kunya and another name;
- one token, or a kunya, alone where it is rare;
- an identifier, a handle, or a picture or video;
- the day of birth, and with the hometown where many share the day.

A key that many mentions share says little; it is refined by birth year (neighbouring years share a key), by hometown,
by origin, and by year and origin together, and dropped where even that does not make it small enough.
"""

from enum import IntEnum
from typing import NamedTuple

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from darkfigure.link.compare import MARKS
from darkfigure.link.fields import NO_DAY, Fields

_LARGEST = {"two": 100, "one": 30}  # mentions that may share a key of names alone
_LARGEST_REFINED = {"year": 25, "origin": 25, "place": 50, "both": 50}  # and one refined; a place says most
_MANY = (
    30_000  # mentions; blocks may be twice as large where there are fewer, and shrink to _LEAST where there are more
)
_LEAST = 0.6  # of the size above


class Sharing(IntEnum):
    """What brought a pair together; of several, the first."""

    NAMES = 0  # a key of names alone that few share
    ONE_NAME = 1  # one common name, and a covariate
    KUNYA = 2  # one common kunya, and a covariate
    MARK = 3  # an identifier, a handle or media, and no key of their names
    DAY = 4  # a day of birth, and no key of their names


class Candidates(NamedTuple):
    """Pairs to compare, `left` < `right`, int64 [pairs], in order; `sharing`: int8 [pairs], of `Sharing`."""

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    sharing: npt.NDArray[np.int8]


class Sample(NamedTuple):
    """Pairs that share one common name or kunya, whatever their covariates; each stands for `weight` such pairs."""

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    sharing: npt.NDArray[np.int8]
    weight: npt.NDArray[np.float64]


_TOKENS = """
CREATE OR REPLACE TEMP TABLE core AS
    SELECT DISTINCT mention, name, first, last, skeleton FROM mention_token WHERE kind = 0;
CREATE OR REPLACE TEMP TABLE alias AS SELECT DISTINCT mention, skeleton FROM mention_token WHERE kind = 1;
CREATE OR REPLACE TEMP TABLE year AS
    SELECT mention, unnest([birth // 2, (birth + 1) // 2 + 10000]) AS value FROM mention_field WHERE birth >= 0;
CREATE OR REPLACE TEMP TABLE place AS SELECT mention, place AS value FROM mention_field WHERE place >= 0;
CREATE OR REPLACE TEMP TABLE origin AS SELECT mention, origin AS value FROM mention_field WHERE origin >= 0;
"""

# Each coarse key is a key where few share it, and one with each covariate where many do. A pair that only a covariate
# brought together is marked: there, the covariate's agreement is no evidence that can be counted. What agreement means
# there is learnt on a sample of all that share the coarse key.
_COARSE = {
    "two own": "SELECT a.mention, hash(1, least(a.skeleton, b.skeleton), greatest(a.skeleton, b.skeleton)) AS key "
    "FROM core a JOIN core b ON a.mention = b.mention AND a.name = b.name AND a.last < b.first "
    "AND a.skeleton <> b.skeleton",
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
SELECT mention, key, 0, $small FROM sized WHERE size <= $small
UNION ALL SELECT mention, hash(11, key, year.value), $sharing, $year
    FROM sized JOIN year USING (mention) WHERE size > $small
UNION ALL SELECT mention, hash(12, key, place.value), $sharing, $place
    FROM sized JOIN place USING (mention) WHERE size > $small
UNION ALL SELECT mention, hash(13, key, origin.value), $sharing, $origin
    FROM sized JOIN origin USING (mention) WHERE size > $small
UNION ALL SELECT mention, hash(14, key, year.value, origin.value), $sharing, $both
    FROM sized JOIN year USING (mention) JOIN origin USING (mention) WHERE size > $small
"""

_DAYS = """
INSERT INTO block_key
SELECT mention, hash(30, day), $sharing, $largest FROM mention_field WHERE day IS NOT NULL
UNION ALL SELECT mention, hash(31, day, place), $sharing, $largest FROM mention_field
    WHERE day IS NOT NULL AND place >= 0
"""

_MARKS = "INSERT INTO block_key SELECT mention, hash(20 + kind, value), $sharing, $largest FROM mark"

_PAIRS = """
WITH block AS (SELECT key FROM block_key GROUP BY key HAVING count(*) BETWEEN 2 AND any_value(largest)),
member AS MATERIALIZED (SELECT mention, key, sharing FROM block_key JOIN block USING (key))
SELECT a.mention AS "left", b.mention AS "right", min(a.sharing) AS sharing
FROM member a JOIN member b ON a.key = b.key AND a.mention < b.mention
GROUP BY ALL ORDER BY 1, 2
"""

# Neighbours in an arbitrary but fixed order of the block are as good as pairs drawn at random.
_SAMPLE = """
WITH coarse AS MATERIALIZED (SELECT DISTINCT mention, key FROM ({coarse})),
sized AS (SELECT mention, key, count(*) OVER (PARTITION BY key) AS size FROM coarse),
ordered AS (
    SELECT mention, size, lead(mention, step) OVER (PARTITION BY key, step ORDER BY hash(mention, key)) AS other
    FROM sized, (SELECT unnest(range(1, $steps + 1)) AS step) WHERE size > $small
)
SELECT least(mention, other) AS "left", greatest(mention, other) AS "right", $sharing::TINYINT AS sharing,
    max((size - 1) / (2.0 * $steps)) AS weight
FROM ordered WHERE other IS NOT NULL GROUP BY ALL ORDER BY 1, 2
"""
_STEPS = 2  # neighbours of each mention in the sample


def candidate_pairs(
    connection: duckdb.DuckDBPyConnection, *, tokens: pa.Table, fields: Fields
) -> tuple[Candidates, Sample]:
    """Pairs of mentions that share a key, each once, and the sample on which weak keys are learnt.

    Args:
        connection: where the work is done; its memory limit and temporary folder hold.
        tokens: mention, name (of the mention), first and last token it stands for (int64), skeleton (int32),
            kind (int8: 0 own name; 1 kunya or nisba).
        fields: the other fields, one entry a mention.
    """
    known = fields.birth_high - fields.birth_low <= 1
    field_table = pa.table(
        {
            "mention": np.arange(len(fields.sex), dtype=np.int64),
            "birth": np.where(known, fields.birth_low, -1).astype(np.int64),
            "day": pa.array(fields.birth_day, mask=fields.birth_day == NO_DAY),
            "place": fields.place,
            "origin": fields.country,
        }
    )
    connection.register("mention_token", tokens)
    connection.register("mention_field", field_table)
    samples = []
    larger = min(max(_MANY / max(len(fields.sex), 1), _LEAST), 2.0)
    try:
        connection.execute(_TOKENS)
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE block_key (mention BIGINT, key UBIGINT, sharing TINYINT, largest INTEGER)"
        )
        for name, coarse in _COARSE.items():
            sharing = int(Sharing.KUNYA if name == "one kunya" else Sharing.ONE_NAME)
            how = {"small": int(_LARGEST[name[:3]] * larger), "sharing": sharing}
            refined = {by: int(most * larger) for by, most in _LARGEST_REFINED.items()}
            connection.execute(_KEYS.format(coarse=coarse), how | refined)
            if name.startswith("one"):
                drawn = connection.sql(_SAMPLE.format(coarse=coarse), params=how | {"steps": _STEPS})
                samples.append(drawn.to_arrow_table())
        connection.execute(_DAYS, {"sharing": int(Sharing.DAY), "largest": int(_LARGEST["one"] * larger)})
        connection.register("mark", _marks(fields))
        connection.execute(_MARKS, {"sharing": int(Sharing.MARK), "largest": int(_LARGEST["two"] * larger)})
        pairs = connection.sql(_PAIRS).to_arrow_table()
    finally:
        connection.unregister("mention_token")
        connection.unregister("mention_field")
        connection.unregister("mark")
    connection.execute("DROP TABLE block_key")
    found = Candidates(*(pairs[name].to_numpy() for name in Candidates._fields))
    return found, _beside(found, pa.concat_tables(samples), len(fields.sex))


def _marks(fields: Fields) -> pa.Table:
    """The marks of all mentions: mention, what kind of mark it is, and its number."""
    kinds = [getattr(fields, name) for name in MARKS]
    return pa.table(
        {
            "mention": np.concatenate([np.repeat(np.arange(len(m.start) - 1), np.diff(m.start)) for m in kinds]),
            "kind": np.repeat(np.arange(len(kinds)), [len(marks.value) for marks in kinds]),
            "value": np.concatenate([marks.value for marks in kinds]),
        }
    )


def _beside(found: Candidates, drawn: pa.Table, mentions: int) -> Sample:
    """The sample without the pairs that a key of names alone brought together: those are all there already."""
    by_names = found.sharing == Sharing.NAMES
    there = found.left[by_names] * mentions + found.right[by_names]
    kept = drawn.filter(~np.isin(drawn["left"].to_numpy() * mentions + drawn["right"].to_numpy(), there))
    return Sample(*(kept[name].to_numpy() for name in Sample._fields))
