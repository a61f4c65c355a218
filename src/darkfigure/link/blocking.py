"""Which pairs of mentions are worth comparing: those that share a script-independent key.

Keys of a mention, over the skeletons (coarse consonants) of its names' tokens:

- two tokens together, or kunya and another name;
- one token, or a kunya;
- one token but for a consonant: a slip of the pen changes one;
- an identifier, a handle, or a picture or video;
- the day of birth, and with the hometown where many share the day.

Of a key of names that few share, all pairs are compared; where more share it, each mention is compared with its best
partners, see `nearest`; where there are many mentions, with those of them that a first look finds best, see `crowd`,
and keys but for a consonant, which bring little and are most of all keys, are left out. Where very many share it, it is
refined by birth year (neighbouring years share a key), by hometown, by origin, and by year and origin together, and
dropped where even that does not make it small enough.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from darkfigure.engine import Engine
from darkfigure.link.candidates import Blocked, Sharing
from darkfigure.link.compare import MARKS
from darkfigure.link.crowd import Blocks, crowd_pairs, join_blocks
from darkfigure.link.fields import NO_DAY, Fields
from darkfigure.link.glance import see_rows
from darkfigure.link.marked import pairs_of_blocks, put_back
from darkfigure.link.nearest import NEAR, SLOTS, Entries, Many, Words, nearest_pairs
from darkfigure.link.thinning import Drawn, beside, thinned

_LARGEST = {"two": 100, "one": 30, "near": 0}  # mentions that may share a key of names alone, and all are compared
MANY = 30_000  # mentions; blocks may be twice as large where there are fewer, and shrink to _LEAST where there are more
_LEAST = 0.6  # of the size above
_RANKED = {"exact": 1000, "near": 200}  # mentions that may share a key, each with its best partners among them
_BEST, _BEST_OF_MANY = 40, 72  # partners of a mention among MANY or fewer, and among more
_COMPARED = 20  # of these, where there are more: those that a first look finds best
_SHORTEST = 4  # consonants of a name that may be another but for one of them
_WEAK = 0.5  # of the rarity of a name of one's own, what that of a kunya is worth


# Written once, in what DuckDB and Spark both read; `Engine` says what that is. Nothing depends on a hash's value but by
# a clash, so that every engine, and every version of it, comes to the same pairs.
_TOKENS = {
    "spelled": """
    WITH written AS (SELECT mention, skeleton, kind, min(first) AS first FROM mention_token GROUP BY ALL)
    SELECT mention, skeleton, kind, count(*) OVER (PARTITION BY skeleton, kind) AS mentions,
        least(dense_rank() OVER (PARTITION BY mention ORDER BY first), $slots) - 1 AS slot
    FROM written
    """,
    "core": "SELECT DISTINCT mention, name, first, last, skeleton, 1 << slot AS bits "
    "FROM mention_token JOIN spelled USING (mention, skeleton, kind) WHERE kind = 0",
    "alias": "SELECT mention, skeleton, 1 << slot AS bits FROM spelled WHERE kind = 1",
    "year": "SELECT mention, birth - birth % 2 AS value FROM mention_field WHERE birth >= 0 "
    "UNION ALL SELECT mention, birth + birth % 2 + 10000 FROM mention_field WHERE birth >= 0",
    "place": "SELECT mention, place AS value FROM mention_field WHERE place >= 0",
    "origin": "SELECT mention, origin AS value FROM mention_field WHERE origin >= 0",
}

# Each coarse key is a key where few share it, and one with each covariate where many do. A pair that only a covariate
# brought together is marked: there, the covariate's agreement is no evidence that can be counted. What agreement means
# there is learnt on a sample of all that share the coarse key.
_COARSE = {
    "two own": "SELECT a.mention, hash64(1, least(a.skeleton, b.skeleton), greatest(a.skeleton, b.skeleton)) AS key, "
    "a.bits | b.bits AS bits FROM core a JOIN core b ON a.mention = b.mention AND a.name = b.name "
    "AND a.last < b.first AND a.skeleton <> b.skeleton",
    "two with kunya": "SELECT a.mention, hash64(2, a.skeleton, b.skeleton) AS key, a.bits | b.bits AS bits "
    "FROM alias a JOIN core b ON a.mention = b.mention",
    "one own": "SELECT mention, hash64(3, skeleton) AS key, bits FROM core",
    "one kunya": "SELECT mention, hash64(4, skeleton) AS key, bits FROM alias",
    "near own": "SELECT mention, hash64(5, near.key) AS key, bits, skeleton FROM core JOIN near USING (skeleton)",
}

_GROUPED = "SELECT mention, key, CAST(bit_or(bits) AS SMALLINT) AS bits, {sound} AS sound FROM ({coarse}) GROUP BY ALL"
_SIZED = """
WITH size AS (SELECT key, count(*) AS size FROM coarse GROUP BY key HAVING count(*) > 1 AND max(mention) >= $since)
SELECT mention, key, bits, sound, size FROM coarse JOIN size USING (key)
"""
_KEYS = """
WITH many AS (SELECT mention, key, bits, sound FROM sized WHERE size > $ranked)
SELECT mention, key, CASE WHEN size <= $small THEN 0 ELSE $sharing END + $near AS sharing, bits, sound,
    $ranked AS largest FROM sized WHERE size <= $ranked
UNION ALL SELECT mention, hash64(12, key, place.value), $sharing + $near, bits, sound, $ranked
    FROM many JOIN place USING (mention)
UNION ALL SELECT mention, hash64(14, key, year.value, origin.value), $sharing + $near, bits, sound, $ranked
    FROM many JOIN year USING (mention) JOIN origin USING (mention)
UNION ALL SELECT mention, hash64(11, key, year.value), $sharing + $near, bits, sound, $ranked
    FROM many JOIN year USING (mention)
UNION ALL SELECT mention, hash64(13, key, origin.value), $sharing + $near, bits, sound, $ranked
    FROM many JOIN origin USING (mention)
"""
_DAYS = """
SELECT mention, hash64(30, day) AS key, $sharing AS sharing, 0 AS bits, -1 AS sound, $largest AS largest
    FROM mention_field WHERE day IS NOT NULL
UNION ALL SELECT mention, hash64(31, day, place), $sharing, 0, -1, $largest FROM mention_field
    WHERE day IS NOT NULL AND place >= 0
"""
_MARKS = """
SELECT DISTINCT mention, hash64(20 + kind, value) AS key, $sharing AS sharing, 0 AS bits, -1 AS sound,
    $largest AS largest FROM mark
"""
_NARROW = """
SELECT mention, key, CAST(sharing AS TINYINT) AS sharing, CAST(bits AS SMALLINT) AS bits,
    CAST(sound AS INTEGER) AS sound, largest FROM ({keys})
"""

# Where there are many, who is in which block is all that counts: the order of blocks decides nothing there.
_SIZES = """
SELECT key, count(*) AS size FROM {key} GROUP BY key
HAVING count(*) BETWEEN 2 AND any_value(largest) AND max(mention) >= $since
"""
_TOTAL = "SELECT CAST(coalesce(sum(size), 0) AS BIGINT) AS entries, count(*) AS blocks FROM block_size"
_MEMBERS = """
SELECT CAST(mention AS INTEGER) AS "row", key, sharing FROM {key} JOIN block_size USING (key) ORDER BY key, mention
"""

# Blocks are numbered by who is in them: the order decides between partners that are equally good. A row stands twice in
# a block where two of its words are near the same one.
_ENTRIES = """
WITH block AS (
    SELECT key, row_number() OVER (ORDER BY min(mention), max(mention), sum(mention), sum(bits), min(sharing), key) - 1
        AS block
    FROM ({keys}) GROUP BY key HAVING count(*) BETWEEN 2 AND any_value(largest) AND max(mention) >= $since
)
SELECT CAST(mention AS INTEGER) AS "row", CAST(block AS INTEGER) AS block, sharing, bits, sound
FROM ({keys}) JOIN block USING (key) ORDER BY block, "row", sharing, bits, sound
"""
_WORTH = """
SELECT mention, slot, max(CASE WHEN kind = 0 THEN 1 ELSE $weak END * ln($n / mentions)) AS worth,
    bool_or(kind = 0) AS own
FROM spelled GROUP BY ALL
"""

# Neighbours in an arbitrary order of the block are as good as pairs drawn at random. Each mention has a lot, and each
# block orders its mentions by the lot times a number of the block's own, modulo a prime.
_SAMPLE = """
WITH held AS (SELECT DISTINCT mention, skeleton FROM {source}),
sized AS (
    SELECT mention, count(*) OVER (PARTITION BY skeleton) AS size, skeleton,
        lot * (2 * CAST(skeleton AS BIGINT) + 1) % 2147483647 AS place
    FROM held JOIN mention_field USING (mention)
),
beside AS ({neighbours})
SELECT least(mention, other) AS "left", greatest(mention, other) AS "right",
    max(CAST(size - 1 AS DOUBLE) / (2 * $steps)) AS weight
FROM beside WHERE other IS NOT NULL GROUP BY ALL
"""
_IN_ORDER = 'SELECT * FROM drawn ORDER BY "left", "right"'
_NEIGHBOUR = """
SELECT mention, size, lead(mention, {step}) OVER (PARTITION BY skeleton ORDER BY place, mention) AS other
FROM sized WHERE size > $small
"""
_STEPS = 2  # neighbours of each mention in the sample


def candidate_pairs(
    engine: Engine, *, tokens: pa.Table, fields: Fields, reach: npt.NDArray[np.float32] | None = None
) -> Blocked:
    """Pairs of mentions that share a key, and the sample on which weak keys are learnt.

    Args:
        engine: where the work is done.
        tokens: mention, name (of the mention), first and last token it stands for (int64), skeleton (a dictionary
            of texts), kind (int8: 0 own name; 1 kunya or nisba).
        fields: the other fields, one entry a mention.
        reach: what a run on the first mentions found. Then only pairs of these with the mentions after them are found,
            and no sample is drawn.
    """
    n, since = len(fields.sex), 0 if reach is None else len(reach)
    large = (n if reach is None else since) > MANY
    larger = min(max(MANY / max(n, 1), _LEAST), 2.0)
    coarse = [name for name in _COARSE if name != "near own" or not large]
    keys = [f"key_{number}" for number in range(len(coarse) + 2)]
    _hand_over(engine, tokens, fields, near="near own" in coarse)
    try:
        for name, query in _TOKENS.items():
            engine.step(name, query, {"slots": SLOTS})
        samples = _make_keys(engine, dict(zip(keys, coarse, strict=False)), larger=larger, since=since)
        _make_marks(engine, keys[-2:], larger=larger)
        laid = _blocks_of(engine, keys, since=since) if large else _entries_of(engine, keys, since=since)
        rarity = None if large else engine.fetch(_WORTH, {"n": float(n), "weak": _WEAK})
    finally:
        engine.drop(*keys, "coarse", "sized", *_TOKENS, "mention_token", "near", "mention_field", "mark")
    many = Many((Sharing.ONE_NAME, Sharing.KUNYA), _BEST_OF_MANY if large else _BEST, _COMPARED)
    seen = see_rows(tokens, fields)
    if isinstance(laid, Blocks):
        pair, found_reach = crowd_pairs(laid, seen, many, reach=reach, scratch=engine.scratch)
    else:
        pair, found_reach = nearest_pairs(engine, laid, _words(rarity, n), seen.row, many, reach=reach)
        pair = _with_marked(pair, laid, n, since)
    found, shown = thinned(pair, n, scratch=engine.scratch)
    return Blocked(found, shown, beside(pair, samples, n), found_reach)


def _hand_over(engine: Engine, tokens: pa.Table, fields: Fields, *, near: bool) -> None:
    """Give the engine what keys are made of."""
    skeletons = tokens["skeleton"].combine_chunks()
    engine.keep("mention_token", tokens.set_column(4, "skeleton", skeletons.indices))
    if near:
        engine.keep("near", _near_keys(skeletons.dictionary.to_pylist()))
    engine.keep("mention_field", _covariates(fields))
    engine.keep("mark", _marks(fields))


def _make_keys(engine: Engine, keys: dict[str, str], *, larger: float, since: int) -> list[Drawn]:
    """The keys of names, each refined where many share it: a table each, with which of `_COARSE` it holds.

    Returns the samples of pairs that share a weak key, with what they share.
    """
    samples = []
    for key, name in keys.items():
        near = name == "near own"
        sharing = Sharing.KUNYA if name == "one kunya" else Sharing.ONE_NAME
        small = int(_LARGEST[name.partition(" ")[0]] * larger)
        how = {"ranked": _RANKED["near" if near else "exact"], "near": NEAR if near else 0, "sharing": sharing}
        engine.step("coarse", _GROUPED.format(coarse=_COARSE[name], sound="skeleton" if near else -1))
        engine.step("sized", _SIZED, {"since": since})
        engine.step(key, _NARROW.format(keys=_KEYS), how | {"small": small})
        if name.startswith("one") and not since:
            neighbours = " UNION ALL ".join(_NEIGHBOUR.format(step=step) for step in range(1, _STEPS + 1))
            drawn = _SAMPLE.format(source="alias" if name == "one kunya" else "core", neighbours=neighbours)
            engine.step("drawn", drawn, {"small": small, "steps": _STEPS})
            samples.append(_drawn(engine, sharing))
    engine.drop("coarse", "sized", "drawn")
    return samples


def _drawn(engine: Engine, sharing: Sharing) -> Drawn:
    """The table `drawn`, in order."""
    many = engine.fetch("SELECT count(*) AS many FROM drawn")["many"][0].as_py()
    out = Drawn(
        sharing,
        engine.scratch.empty(many, np.int64),
        engine.scratch.empty(many, np.int64),
        engine.scratch.empty(many, np.float64),
    )
    at = 0
    for batch in engine.stream(_IN_ORDER):
        for column, name in zip(out[1:], ("left", "right", "weight"), strict=True):
            column[at : at + batch.num_rows] = batch[name].to_numpy()
        at += batch.num_rows
    return out


def _make_marks(engine: Engine, keys: list[str], *, larger: float) -> None:
    """The keys of days and of marks, in two tables."""
    kinds = ((_DAYS, Sharing.DAY, "one"), (_MARKS, Sharing.MARK, "two"))
    for key, (query, sharing, most) in zip(keys, kinds, strict=True):
        largest = int(_LARGEST[most] * larger)
        engine.step(key, _NARROW.format(keys=query), {"sharing": sharing, "largest": largest})


def _entries_of(engine: Engine, keys: list[str], *, since: int) -> Entries:
    """Who stands in which block, by all keys."""
    union = " UNION ALL ".join(f"SELECT * FROM {key}" for key in keys)
    entries = engine.fetch(_ENTRIES.format(keys=union), {"since": since})
    return Entries(
        row=entries["row"].to_numpy(),
        block=entries["block"].to_numpy(),
        sharing=entries["sharing"].to_numpy(),
        bits=entries["bits"].to_numpy().astype(np.uint8),  # SQL that both read has signed numbers only
        sound=entries["sound"].to_numpy(),
    )


def _blocks_of(engine: Engine, keys: list[str], *, since: int) -> Blocks:
    """Who stands in which block, by all keys, of many mentions."""
    parts = []
    for key in keys:
        engine.step("block_size", _SIZES.format(key=key), {"since": since})
        entries, blocks = (column[0].as_py() for column in engine.fetch(_TOTAL).columns)
        part = Blocks(
            engine.scratch.empty(entries, np.int32),
            engine.scratch.empty(blocks, np.int64),
            engine.scratch.empty(blocks, np.int8),
        )
        at, number, before = 0, 0, None
        for batch in engine.stream(_MEMBERS.format(key=key)):
            of, end = batch["key"].to_numpy(), at + batch.num_rows
            part.row[at:end] = batch["row"].to_numpy()
            new = np.r_[of[:1] != before if number else True, of[1:] != of[:-1]]
            begins = np.flatnonzero(new[: len(of)])
            part.begins[number : number + len(begins)] = at + begins
            part.sharing[number : number + len(begins)] = batch["sharing"].to_numpy()[begins]
            at, number, before = end, number + len(begins), of[-1] if len(of) else before
        parts.append(part)
        engine.drop("block_size", key)
    return join_blocks(parts, scratch=engine.scratch)


def _with_marked(pair: npt.NDArray[np.int64], entries: Entries, mentions: int, since: int) -> npt.NDArray[np.int64]:
    """The pairs with those that share a mark or a day and were left out because they share a common name."""
    marked = (entries.sharing >= Sharing.MARK) & (entries.sharing < NEAR)
    by_mark = pairs_of_blocks(entries.row[marked], entries.block[marked], mentions=mentions)
    if since:
        by_mark = by_mark[(by_mark // mentions < since) & (by_mark % mentions >= since)]
    return put_back(pair, by_mark, sharing=Sharing.ONE_NAME)


def _covariates(fields: Fields) -> pa.Table:
    """What refines keys: birth (year, where known), day, place, origin; and a lot, which shuffles the mentions."""
    n = len(fields.sex)
    known = fields.birth_high - fields.birth_low <= 1
    return pa.table(
        {
            "mention": np.arange(n, dtype=np.int64),
            "birth": np.where(known, fields.birth_low, -1).astype(np.int64),
            "day": pa.array(fields.birth_day, mask=fields.birth_day == NO_DAY),
            "place": fields.place,
            "origin": fields.country,
            "lot": np.random.default_rng(0).integers(1, 2**31 - 1, n),  # the same whoever runs it, and whatever n
        }
    )


def _words(rarity: pa.Table | None, mentions: int) -> Words:
    """What each word of a mention is worth, by its slot, and which are names of its own."""
    assert rarity is not None  # noqa: S101
    mention, slot = rarity["mention"].to_numpy(), rarity["slot"].to_numpy()
    worth = np.zeros((mentions, SLOTS), dtype=np.float32)
    own = np.zeros((mentions, SLOTS), dtype=np.bool_)
    worth[mention, slot], own[mention, slot] = rarity["worth"].to_numpy(), rarity["own"].to_numpy()
    return Words(worth, np.packbits(own, axis=1, bitorder="little").ravel())


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
