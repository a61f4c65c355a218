"""Texts that are copies of one another, within a language: proposed by MinHash, verified on all their shingles.

Source:
    Broder (1997), On the resemblance and containment of documents; Leskovec, Rajaraman & Ullman (2020), Mining of
    Massive Datasets, chapter 3.
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from darkfigure.extract.normalise import FILLER, normalise

_WORD = re.compile(r"\w+")
_LINK = re.compile(r"https?://\S+|www\.\S+|@\w+|t\.me/\S+")
_SHINGLE = 3
_HASHES, _BANDS = 96, 32
_PRIME = (1 << 61) - 1
_LONGEST_RUN = 200  # of a band that more texts share each is compared with the ones beside it in time
FEWEST_WORDS = 6
CONTAINED = 0.7
"""From which share of the shorter text's shingles two texts are copies."""


def text_pairs(
    texts: Sequence[str], languages: Sequence[str | None], order: NDArray[np.int64]
) -> Iterator[tuple[int, int]]:
    """Pairs of texts of which one holds the other, or nearly so. Shorter texts than six words have none.

    No pair is given twice. Of texts made of the same runs of words each is paired with the first alone, and the first
    stands for them all.

    Args:
        texts: [N].
        languages: [N]; texts of two languages are no copies word for word.
        order: [N], the posts by time, for bands that very many texts share.
    """
    sets = [_shingles(text) for text in texts]
    known: dict[tuple[str | None, frozenset[int]], int] = {}
    for row, shingles in enumerate(sets):
        if shingles and (stands := known.setdefault((languages[row], shingles), row)) != row:
            yield stands, row
    rank = np.empty(len(texts), dtype=np.int64)
    rank[order] = np.arange(len(texts))
    seen: set[tuple[int, int]] = set()
    for rows in _bands(sets, list(known.values()), languages):
        by_time = sorted(rows, key=lambda row: rank[row])
        near = pairwise(by_time) if len(rows) > _LONGEST_RUN else _all_pairs(by_time)
        for a, b in near:
            pair = (a, b) if a < b else (b, a)
            if pair not in seen:
                seen.add(pair)
                if _contained(sets[a], sets[b]):
                    yield pair


def _all_pairs(rows: list[int]) -> Iterator[tuple[int, int]]:
    for place, a in enumerate(rows):
        for b in rows[place + 1 :]:
            yield a, b


def _shingles(text: str) -> frozenset[int]:
    """Hashes of runs of three words; none for a text too short to be told from another."""
    words = _WORD.findall(_LINK.sub(" ", normalise(text).replace(FILLER, "")))
    if len(words) < FEWEST_WORDS:
        return frozenset()
    runs = (" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1))
    return frozenset(zlib.crc32(run.encode("utf-8", "replace")) for run in runs)


def _contained(one: frozenset[int], other: frozenset[int]) -> bool:
    return len(one & other) >= CONTAINED * min(len(one), len(other))


def _bands(sets: Sequence[frozenset[int]], rows: list[int], languages: Sequence[str | None]) -> Iterator[list[int]]:
    """Groups of the texts `rows` of one language that share a band of their signatures."""
    rng = np.random.default_rng(1997)
    factor = rng.integers(1, 1 << 31, size=_HASHES, dtype=np.uint64)
    offset = rng.integers(0, 1 << 31, size=_HASHES, dtype=np.uint64)
    signed = np.empty((len(rows), _HASHES), dtype=np.uint64)
    for place, row in enumerate(rows):
        hashes = np.fromiter(sets[row], dtype=np.uint64, count=len(sets[row]))
        signed[place] = ((hashes[:, None] * factor + offset) % np.uint64(_PRIME)).min(axis=0)
    width = _HASHES // _BANDS
    for band in range(_BANDS):
        found: dict[tuple[str | None, bytes], list[int]] = {}
        for place, row in enumerate(rows):
            key = signed[place, band * width : (band + 1) * width].tobytes()
            found.setdefault((languages[row], key), []).append(row)
        yield from (group for group in found.values() if len(group) > 1)
