"""Which pairs of mentions are worth comparing: those that share a script-independent key.

Keys of a mention, over the skeletons (coarse consonants) of its names' tokens:

- two tokens together, or kunya and another name;
- one token, or a kunya;
- one token but for a consonant: a slip of the pen changes one;
- an identifier, a handle, or a picture or video;
- the day of birth, and with the hometown where many share the day.

Of a key of names that few share, all pairs are compared; where more share it, each mention is compared with its best
partners, see `nearest`. Where very many share it, it is refined by birth year (neighbouring years share a key), by
hometown, by origin, and by year and origin together, and dropped where even that does not make it small enough.
"""

from enum import IntEnum
from typing import NamedTuple

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from darkfigure.link.compare import MARKS
from darkfigure.link.fields import NO_DAY, Fields
from darkfigure.link.nearest import NEAR, SLOTS, Entries, Words, nearest_pairs

_LARGEST = {"two": 100, "one": 30, "near": 0}  # mentions that may share a key of names alone, and all are compared
_MANY = (
    30_000  # mentions; blocks may be twice as large where there are fewer, and shrink to _LEAST where there are more
)
_LEAST = 0.6  # of the size above
_RANKED = {"exact": 1000, "near": 200}  # mentions that may share a key, each with its best partners among them
_BEST, _MOST = 40, 110  # partners of a mention: so many among _MANY or fewer; more mentions, more namesakes
_BEST_RISES = 0.6  # with this power of the number of mentions
_SHORTEST = 4  # consonants of a name that may be another but for one of them
_WEAK = 0.5  # of the rarity of a name of one's own, what that of a kunya is worth


class Sharing(IntEnum):
    """What brought a pair together; of several, the first."""

    NAMES = 0  # a key of names alone that few share
    ONE_NAME = 1  # one common name, or one but for a consonant, and among the best
    KUNYA = 2  # one common kunya, and among the best
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
CREATE OR REPLACE TEMP TABLE spelled AS
    WITH written AS (SELECT mention, skeleton, kind, min(first) AS first FROM mention_token GROUP BY ALL)
    SELECT mention, skeleton, kind, count(*) OVER (PARTITION BY skeleton, kind) AS mentions,
        least(dense_rank() OVER (PARTITION BY mention ORDER BY first), {slots}) - 1 AS slot
    FROM written;
CREATE OR REPLACE TEMP TABLE core AS
    SELECT DISTINCT mention, name, first, last, skeleton, 1 << slot AS bits
    FROM mention_token JOIN spelled USING (mention, skeleton, kind) WHERE kind = 0;
CREATE OR REPLACE TEMP TABLE alias AS SELECT mention, skeleton, 1 << slot AS bits FROM spelled WHERE kind = 1;
CREATE OR REPLACE TEMP TABLE year AS
    SELECT mention, unnest([birth // 2, (birth + 1) // 2 + 10000]) AS value FROM mention_field WHERE birth >= 0;
CREATE OR REPLACE TEMP TABLE place AS SELECT mention, place AS value FROM mention_field WHERE place >= 0;
CREATE OR REPLACE TEMP TABLE origin AS SELECT mention, origin AS value FROM mention_field WHERE origin >= 0;
"""

# Each coarse key is a key where few share it, and one with each covariate where many do. A pair that only a covariate
# brought together is marked: there, the covariate's agreement is no evidence that can be counted. What agreement means
# there is learnt on a sample of all that share the coarse key.
_COARSE = {
    "two own": "SELECT a.mention, hash(1, least(a.skeleton, b.skeleton), greatest(a.skeleton, b.skeleton)) AS key, "
    "a.bits | b.bits AS bits FROM core a JOIN core b ON a.mention = b.mention AND a.name = b.name "
    "AND a.last < b.first AND a.skeleton <> b.skeleton",
    "two with kunya": "SELECT a.mention, hash(2, a.skeleton, b.skeleton) AS key, a.bits | b.bits AS bits "
    "FROM alias a JOIN core b ON a.mention = b.mention",
    "one own": "SELECT mention, hash(3, skeleton) AS key, bits FROM core",
    "one kunya": "SELECT mention, hash(4, skeleton) AS key, bits FROM alias",
    "near own": "SELECT mention, hash(5, near.key) AS key, bits FROM core JOIN near USING (skeleton)",
}

_KEYS = """
INSERT INTO block_key
WITH coarse AS MATERIALIZED (SELECT mention, key, bit_or(bits)::UTINYINT AS bits FROM ({coarse}) GROUP BY ALL),
size AS (SELECT key, count(*) AS mentions FROM coarse GROUP BY key HAVING count(*) > 1),
sized AS MATERIALIZED (SELECT mention, key, bits, mentions AS size FROM coarse JOIN size USING (key)),
many AS (SELECT mention, key, bits FROM sized WHERE size > $ranked)
SELECT mention, key, CASE WHEN size <= $small THEN 0 ELSE $sharing END + $near, bits, $ranked FROM sized
    WHERE size <= $ranked
UNION ALL SELECT mention, hash(11, key, year.value), $sharing + $near, bits, $ranked
    FROM many JOIN year USING (mention)
UNION ALL SELECT mention, hash(12, key, place.value), $sharing + $near, bits, $ranked
    FROM many JOIN place USING (mention)
UNION ALL SELECT mention, hash(13, key, origin.value), $sharing + $near, bits, $ranked
    FROM many JOIN origin USING (mention)
UNION ALL SELECT mention, hash(14, key, year.value, origin.value), $sharing + $near, bits, $ranked
    FROM many JOIN year USING (mention) JOIN origin USING (mention)
"""

_DAYS = """
INSERT INTO block_key
SELECT mention, hash(30, day), $sharing, 0, $largest FROM mention_field WHERE day IS NOT NULL
UNION ALL SELECT mention, hash(31, day, place), $sharing, 0, $largest FROM mention_field
    WHERE day IS NOT NULL AND place >= 0
"""

_MARKS = "INSERT INTO block_key SELECT DISTINCT mention, hash(20 + kind, value), $sharing, 0, $largest FROM mark"

_ENTRIES = """
WITH block AS (
    SELECT key, (row_number() OVER (ORDER BY key) - 1)::INTEGER AS block FROM block_key
    GROUP BY key HAVING count(*) BETWEEN 2 AND any_value(largest)
)
SELECT mention::INTEGER AS "row", block, sharing, bits FROM block_key JOIN block USING (key) ORDER BY block, mention
"""
_WORTH = """
SELECT mention, slot, max(CASE WHEN kind = 0 THEN 1.0 ELSE $weak END * ln($n / mentions)) AS worth,
    bool_or(kind = 0) AS own
FROM spelled GROUP BY ALL
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
        tokens: mention, name (of the mention), first and last token it stands for (int64), skeleton (a dictionary
            of texts), kind (int8: 0 own name; 1 kunya or nisba).
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
    skeletons = tokens["skeleton"].combine_chunks()
    connection.register("mention_token", tokens.set_column(4, "skeleton", skeletons.indices))
    connection.register("near", _near_keys(skeletons.dictionary.to_pylist()))
    connection.register("mention_field", field_table)
    connection.register("mark", _marks(fields))
    samples = []
    n = len(fields.sex)
    larger = min(max(_MANY / max(n, 1), _LEAST), 2.0)
    try:
        connection.execute(_TOKENS.format(slots=SLOTS))
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE block_key "
            "(mention BIGINT, key UBIGINT, sharing TINYINT, bits UTINYINT, largest INTEGER)"
        )
        for name, coarse in _COARSE.items():
            sharing = int(Sharing.KUNYA if name == "one kunya" else Sharing.ONE_NAME)
            how = {"small": int(_LARGEST[name.partition(" ")[0]] * larger), "sharing": sharing}
            near = name == "near own"
            ranked = _RANKED["near" if near else "exact"]
            connection.execute(_KEYS.format(coarse=coarse), how | {"ranked": ranked, "near": NEAR if near else 0})
            if name.startswith("one"):
                drawn = connection.sql(_SAMPLE.format(coarse=coarse), params=how | {"steps": _STEPS})
                samples.append(drawn.to_arrow_table())
        connection.execute(_DAYS, {"sharing": int(Sharing.DAY), "largest": int(_LARGEST["one"] * larger)})
        connection.execute(_MARKS, {"sharing": int(Sharing.MARK), "largest": int(_LARGEST["two"] * larger)})
        entries = connection.sql(_ENTRIES).to_arrow_table()
        rarity = connection.sql(_WORTH, params={"n": float(n), "weak": _WEAK}).to_arrow_table()
    finally:
        for table in ("mention_token", "near", "mention_field", "mark"):
            connection.unregister(table)
    connection.execute("DROP TABLE block_key; DROP TABLE spelled; DROP TABLE core; DROP TABLE alias;")
    mention, slot = rarity["mention"].to_numpy(), rarity["slot"].to_numpy()
    worth, own = np.zeros((n, SLOTS), dtype=np.float32), np.zeros((n, SLOTS), dtype=np.bool_)
    worth[mention, slot], own[mention, slot] = rarity["worth"].to_numpy(), rarity["own"].to_numpy()
    pairs = nearest_pairs(
        Entries(*(entries[name].to_numpy() for name in Entries._fields)),
        fields,
        Words(worth, np.packbits(own, axis=1, bitorder="little").ravel()),
        ranked=(Sharing.ONE_NAME, Sharing.KUNYA),
        most=int(min(_BEST * max(n / _MANY, 1.0) ** _BEST_RISES, _MOST)),
    )
    left, right = np.divmod(pairs >> 3, max(n, 1))
    found = Candidates(left, right, (pairs & 7).astype(np.int8))
    return found, _beside(found, pa.concat_tables(samples), n)


def _near_keys(skeletons: list[str]) -> pa.Table:
    """Keys that two skeletons share which are one consonant apart: skeleton (int32: its number), key (string).

    A skeleton's keys are itself and what is left of it without one consonant (Mor & Fraenkel 1982).
    """
    found = [
        (number, key)
        for number, text in enumerate(skeletons)
        if len(text) >= _SHORTEST - 1
        for key in {text, *(text[:at] + text[at + 1 :] for at in range(len(text)) if len(text) >= _SHORTEST)}
    ]
    return pa.table(
        {
            "skeleton": pa.array([number for number, _ in found], pa.int32()),
            "key": pa.array([key for _, key in found], pa.string()),
        }
    )


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
