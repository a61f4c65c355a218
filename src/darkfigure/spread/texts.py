"""Texts that are copies of one another, within a language: proposed by MinHash, verified on all their shingles.

Source:
    Broder (1997), On the resemblance and containment of documents; Leskovec, Rajaraman & Ullman (2020), Mining of
    Massive Datasets, chapter 3.
"""

import io
import re
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from darkfigure.extract.normalise import FILLER, normalise

Ints = NDArray[np.int64]

_WORD = re.compile(r"\w+")
_LINK = re.compile(r"https?://\S+|www\.\S+|@\w+|t\.me/\S+")
_SHINGLE = 3
_HASHES, _BANDS = 96, 32
_PRIME = (1 << 61) - 1
_MIXED = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)  # odd
_AT_ONCE = 1 << 18  # shingles in memory while pairs are looked at
_LONGEST_RUN = 200  # of a band that more texts share each is compared with the ones beside it in time
FEWEST_WORDS = 6
CONTAINED = 0.7
"""From which share of the shorter text's shingles two texts are copies."""


def text_pairs(
    texts: Iterable[str],
    languages: Sequence[str | None],
    order: NDArray[np.int64],
    *,
    scratch: BinaryIO | None = None,
) -> Iterator[tuple[int, int]]:
    """Pairs of texts of which one holds the other, or nearly so. Shorter texts than six words have none.

    No pair is given twice. Of texts made of the same runs of words each is paired with the first alone, and the first
    stands for them all. Each text is read once; what is compared in the end is read back from `scratch` by parts.

    Args:
        texts: N, one after the other.
        languages: [N]; texts of two languages are no copies word for word.
        order: [N], the posts by time, for bands that very many texts share.
        scratch: an empty file, open to be written and read; in memory if left out.
    """
    kept = _Kept(scratch or io.BytesIO())
    signer = _Signer()
    known: dict[tuple[str | None, bytes], int] = {}
    rows, bands = array("q"), array("Q")
    for row, text in enumerate(texts):
        shingles = _shingles(text)
        if not shingles.size:
            continue
        stands = known.setdefault((languages[row], blake2b(shingles.tobytes(), digest_size=16).digest()), row)
        if stands != row:
            yield stands, row
            continue
        kept.add(shingles)
        rows.append(row)
        bands.frombytes(signer.bands_of(shingles).tobytes())
    del known
    row_of = np.array(rows, dtype=np.int64)
    rank = np.empty(order.size, dtype=np.int64)
    rank[order] = np.arange(order.size)
    kinds: dict[str | None, int] = {}
    language = np.array([kinds.setdefault(languages[row], len(kinds)) for row in rows], dtype=np.int64)
    proposed = _proposed(np.array(bands, dtype=np.uint64).reshape(-1, _BANDS), language, rank[row_of])
    for a, b in kept.containing(*proposed):
        yield rows[a], rows[b]


class _Kept:
    """Shingles of texts, one text after the other in a file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._begins = array("q", [0])

    def add(self, shingles: NDArray[np.uint32]) -> None:
        self._file.write(shingles.tobytes())
        self._begins.append(self._begins[-1] + shingles.nbytes)

    def containing(self, one: Ints, other: Ints) -> Iterator[tuple[int, int]]:
        """Those of the pairs, in order of `one`, of which one text holds the other; a part of the pairs at a time."""
        begins = np.array(self._begins, dtype=np.int64)
        many = np.diff(begins) // np.dtype(np.uint32).itemsize
        held = np.cumsum(many[other] + np.where(np.diff(one, prepend=-1) > 0, many[one], 0))
        for pairs in np.split(np.arange(one.size), np.flatnonzero(np.diff(held // _AT_ONCE)) + 1):
            needed = np.unique(np.concatenate([one[pairs], other[pairs]]))
            sets = {int(row): self._read(begins[row], begins[row + 1]) for row in needed}
            for a, b in zip(one[pairs].tolist(), other[pairs].tolist(), strict=True):
                if len(sets[a] & sets[b]) >= CONTAINED * min(len(sets[a]), len(sets[b])):
                    yield a, b

    def _read(self, begin: int, end: int) -> frozenset[int]:
        self._file.seek(begin)
        return frozenset(np.frombuffer(self._file.read(end - begin), dtype=np.uint32).tolist())


def _proposed(bands: NDArray[np.uint64], language: Ints, rank: Ints) -> tuple[Ints, Ints]:
    """Pairs of texts of a language that share a band, each once, the smaller number first, in order."""
    size = len(bands)
    found = np.zeros(0, dtype=np.int64)
    for keys in bands.T:
        order = np.lexsort((rank, keys, language))
        same = (keys[order[1:]] == keys[order[:-1]]) & (language[order[1:]] == language[order[:-1]])
        run = np.cumsum(np.r_[True, ~same]) - 1 if size else order
        length = np.bincount(run)[run] if size else order
        at = np.flatnonzero(length > 1)
        paired = [found]
        apart = 1  # places between the two of a pair; in a long run neighbours in time alone are compared
        while at.size:
            at = at[at + apart < size]
            at = at[(run[at + apart] == run[at]) & ((length[at] <= _LONGEST_RUN) | (apart == 1))]
            one, other = order[at], order[at + apart]
            paired.append(np.minimum(one, other) * size + np.maximum(one, other))
            apart += 1
        found = np.unique(np.concatenate(paired))
    return found // max(size, 1), found % max(size, 1)


def _shingles(text: str) -> NDArray[np.uint32]:
    """Hashes of runs of three words, each once and in order; none for a text too short to be told from another."""
    words = _WORD.findall(_LINK.sub(" ", normalise(text).replace(FILLER, "")))
    if len(words) < FEWEST_WORDS:
        return np.zeros(0, dtype=np.uint32)
    runs = (" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1))
    return np.array(sorted({zlib.crc32(run.encode("utf-8", "replace")) for run in runs}), dtype=np.uint32)


class _Signer:
    """Signatures, as keys of bands: the least of each hash over a text's shingles, three and three as one number."""

    def __init__(self) -> None:
        rng = np.random.default_rng(1997)
        self._factor = rng.integers(1, 1 << 31, size=_HASHES, dtype=np.uint64)
        self._offset = rng.integers(0, 1 << 31, size=_HASHES, dtype=np.uint64)

    def bands_of(self, shingles: NDArray[np.uint32]) -> NDArray[np.uint64]:
        """[32], a key each."""
        hashes = shingles.astype(np.uint64)[:, None]
        signed = ((hashes * self._factor + self._offset) % np.uint64(_PRIME)).min(axis=0).reshape(_BANDS, -1)
        return np.asarray((signed * _MIXED).sum(axis=1, dtype=np.uint64))
