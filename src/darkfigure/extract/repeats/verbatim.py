"""Sentences copied word for word within a language, found by MinHash (Broder 1997, "On the resemblance")."""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt

from darkfigure.extract.normalise import FILLER, normalise

_PRIME = (1 << 61) - 1
_HASHES, _BANDS = 64, 16
_SHINGLE = 3
_MOST_IN_BAND = 40  # a band that more sentences share is compared in the order of the texts, one with the next
_WORD = re.compile(r"\w+")
_END = re.compile(r"[.!?…\n]")
_FURTHEST = 400
COPIED = 0.7


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence a quote stands in, cut to some hundred characters on either side."""
    before = text[max(0, start - _FURTHEST) : start]
    cut = max((match.end() for match in _END.finditer(before)), default=0)
    after = text[end : end + _FURTHEST]
    stop = _END.search(after)
    return before[cut:] + text[start:end] + (after[: stop.start()] if stop else after)


def signatures(sentences: Sequence[str]) -> npt.NDArray[np.uint64]:
    """MinHash signatures, shape (sentences, 64)."""
    rng = np.random.default_rng(1997)
    factor = rng.integers(1, 1 << 31, size=_HASHES, dtype=np.uint64)
    offset = rng.integers(0, 1 << 31, size=_HASHES, dtype=np.uint64)
    out = np.empty((len(sentences), _HASHES), dtype=np.uint64)
    known: dict[str, int] = {}
    for row, sentence in enumerate(sentences):
        before = known.setdefault(sentence, row)
        if before != row:
            out[row] = out[before]
            continue
        words = _WORD.findall(normalise(sentence).replace(FILLER, ""))
        parts = [" ".join(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1))]
        hashes = np.array([zlib.crc32(part.encode("utf-8", "replace")) for part in parts], dtype=np.uint64)
        out[row] = ((hashes[:, None] * factor + offset) % np.uint64(_PRIME)).min(axis=0)
    return out


def copied_pairs(signed: npt.NDArray[np.uint64], languages: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of sentences of one language whose resemblance is `COPIED` or more, each once."""
    width = _HASHES // _BANDS
    seen: set[tuple[int, int]] = set()
    for band in range(_BANDS):
        groups: dict[tuple[str, bytes], list[int]] = defaultdict(list)
        for row, lang in enumerate(languages):
            groups[lang, signed[row, band * width : (band + 1) * width].tobytes()].append(row)
        for rows in groups.values():
            near = combinations(rows, 2) if len(rows) <= _MOST_IN_BAND else pairwise(rows)
            for pair in near:
                if pair not in seen:
                    seen.add(pair)
                    if float(np.mean(signed[pair[0]] == signed[pair[1]])) >= COPIED:
                        yield pair
