"""Copies among texts that are read once and compared by parts, against comparing all with all."""

import io

import numpy as np
import pytest

from darkfigure.spread import texts as module
from darkfigure.spread.texts import CONTAINED, text_pairs


def written(rng, count):
    return " ".join(f"word{number}" for number in rng.integers(0, 4000, count))


@pytest.fixture
def world():
    """Texts, their languages and an order; copies with a few words more, which no band misses, and halves of texts."""
    rng = np.random.default_rng(7)
    texts = [written(rng, rng.integers(30, 80)) for _ in range(60)]
    texts += [f"{texts[number]} {written(rng, 2)}" for number in rng.integers(0, 60, 50)]
    texts += [f"{' '.join(texts[number].split()[:20])} {written(rng, 20)}" for number in range(20)]
    texts += [texts[3], texts[3].upper(), "too short"]
    languages = [("en", "ru")[number % 3 == 0] for number in range(len(texts))]
    return texts, languages, rng.permutation(len(texts))


def joined(size, pairs):
    """Which texts hang together, as a set of sets."""
    group = list(range(size))
    for a, b in pairs:
        old, new = group[a], group[b]
        group = [new if one == old else one for one in group]
    return {frozenset(np.flatnonzero(np.array(group) == one).tolist()) for one in group}


def all_with_all(texts, languages):
    sets = [set(module._shingles(text).tolist()) for text in texts]
    for b in range(len(texts)):
        for a in range(b):
            fewest = min(len(sets[a]), len(sets[b]))
            if languages[a] == languages[b] and fewest and len(sets[a] & sets[b]) >= CONTAINED * fewest:
                yield a, b


def test_what_hangs_together_is_what_comparing_all_with_all_finds(world):
    texts, languages, order = world
    pairs = list(text_pairs(iter(texts), languages, order))
    assert len(pairs) == len(set(pairs))
    assert joined(len(texts), pairs) == joined(len(texts), all_with_all(texts, languages))
    assert max(map(len, joined(len(texts), pairs))) > 2


@pytest.mark.parametrize("at_once", [1, 60, 1000])
def test_the_size_of_the_parts_changes_nothing(world, monkeypatch, at_once):
    whole = list(text_pairs(*world))
    monkeypatch.setattr(module, "_AT_ONCE", at_once)
    assert list(text_pairs(*world, scratch=io.BytesIO())) == whole


def test_of_a_band_that_very_many_share_neighbours_in_time_are_compared(monkeypatch):
    rank = np.random.default_rng(2).permutation(12)
    bands = np.zeros((14, 32), dtype=np.uint64)
    language, time = np.r_[np.zeros(12, dtype=np.int64), 1, 1], np.r_[rank, 12, 13]
    pairs = set(zip(*(side.tolist() for side in module._proposed(bands, language, time)), strict=True))
    assert pairs == {(a, b) for b in range(12) for a in range(b)} | {(12, 13)}
    monkeypatch.setattr(module, "_LONGEST_RUN", 8)
    pairs = list(zip(*(side.tolist() for side in module._proposed(bands, language, time)), strict=True))
    in_time = np.argsort(rank)
    beside = {tuple(sorted(pair)) for pair in zip(in_time.tolist(), in_time[1:].tolist(), strict=False)}
    assert pairs == sorted(beside | {(12, 13)})


def test_no_text_and_texts_too_short_have_no_copies():
    assert list(text_pairs([], [], np.zeros(0, dtype=np.int64))) == []
    assert list(text_pairs(["a b c", "a b c"], ["en", "en"], np.arange(2))) == []
