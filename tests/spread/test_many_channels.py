"""Who copies whom among as many channels as a chat has members: no table of all channels by all."""

import tracemalloc

import numpy as np
import pytest

from darkfigure.spread import cascades as module
from darkfigure.spread.cascades import copying_pairs, find_parents
from darkfigure.spread.groups import Group
from darkfigure.spread.posts import Posts


def posts_of(channel, time, channels):
    many = len(channel)
    return Posts(
        channels=tuple(f"c{number}" for number in range(channels)),
        channel=np.array(channel),
        time=np.array(time, dtype=float),
        lang=(None,) * many,
        text=("",) * many,
        forwarded=np.full(many, -1),
        media=((),) * many,
        claims=((),) * many,
        ids=tuple(map(str, range(many))),
    )


def groups_of(posts, members):
    def keyed(row):
        return np.isnan(posts.time[row]), posts.time[row], row

    return [Group(kind="text", key=str(at), posts=np.array(sorted(rows, key=keyed))) for at, rows in enumerate(members)]


@pytest.mark.parametrize("at_once", [1, 2048])
def test_chances_are_those_of_the_table_of_all_channels(monkeypatch, at_once):
    rng = np.random.default_rng(5)
    channels, many = 9, 200
    time = rng.integers(0, 30, many).astype(float)  # many at one moment
    time[rng.random(many) < 0.1] = np.nan
    posts = posts_of(rng.integers(0, channels, many), time, channels)
    groups = groups_of(posts, np.array_split(rng.permutation(many), 25))
    begun = np.full((len(groups), channels), np.inf)
    for row, group in enumerate(groups):
        np.fmin.at(begun[row], posts.channel[group.posts], posts.time[group.posts])
    table = np.array(
        [
            [(np.isfinite(begun[:, b]) & (begun[:, a] > begun[:, b])).sum() for b in range(channels)]
            for a in range(channels)
        ]
    )
    monkeypatch.setattr(module, "_AT_ONCE", at_once)
    monkeypatch.setattr(module, "_WAITING", at_once)
    every = np.arange(channels * channels)
    found, inverse = module._chances(posts, groups, every)
    assert found.reshape(channels, channels).tolist() == table.tolist()
    assert inverse == pytest.approx((1 / (table + module._PRIOR)).sum())


def test_ten_thousand_channels_take_little_memory():
    rng = np.random.default_rng(1)
    channels = 10_000
    channel = np.concatenate([rng.permutation(channels)[:4_000], np.tile([1, 2], 40)])
    time = np.concatenate([rng.random(4_000) * 300, np.arange(80.0)])
    posts = posts_of(channel, time, channels)
    members = [*np.array_split(rng.permutation(4_000), 800), *(4_000 + np.arange(80).reshape(-1, 2))]
    tracemalloc.start()
    found = find_parents(posts, groups_of(posts, members))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert copying_pairs(found) == [(2, 1)]
    assert peak < 50e6  # a table of all by all has 800e6
