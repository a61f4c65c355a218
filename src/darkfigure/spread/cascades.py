"""Who took it from whom: the likely parent of each copy, and how often each channel copies each other one.

A copy that says what it forwards has that parent. The others are shared out among the earlier copies of their group: by
how often the channel copies that one elsewhere, and by how soon after it they follow. Both are learnt together.

Source:
    Gomez-Rodriguez, Leskovec & Krause (2010), Inferring networks of diffusion and influence, KDD; Simma & Jordan
    (2010), Modeling events with cascades of Poisson processes, UAI (the EM algorithm).
"""

from dataclasses import dataclass

import numpy as np

from darkfigure.spread.groups import Group
from darkfigure.spread.parents import Options, possible_parents
from darkfigure.spread.posts import Floats, Ints, Posts

_ROUNDS = 40
_OUTSIDE = 0.1  # what a parent nobody collected weighs beside one that was
_OUTSIDE_RATE = 0.2
_PRIOR = 0.3  # copies that a pair of channels is thought to have before any is seen, over all its chances
_SHARE = 0.15


@dataclass(frozen=True, kw_only=True)
class Copying:
    """Expected copies.

    `copies`: [C, C], posts of the row's channel taken from the column's. `chances`: [C, C], things the row's channel
    could have taken from the column's. `parents`: for each group, the post each post was taken from, -1 for those that
    were first or came from elsewhere. `delay`: mean days from a post to its copy.
    """

    copies: Floats
    chances: Floats
    parents: tuple[tuple[int, ...], ...]
    delay: float


def find_parents(posts: Posts, groups: list[Group]) -> Copying:
    """The likely parent of each copy. Groups of one kind should be given, so that no copy counts twice."""
    size = len(posts.channels)
    options = possible_parents(posts, groups)
    chances = _chances(posts, groups)
    pair = posts.channel[options.post] * size + posts.channel[options.parent]
    sooner = options.days - options.soonest
    delay = float(np.median(options.soonest[options.begins])) + 1e-3 if pair.size else 1.0
    rate = np.full((size, size), 0.2)
    copies: Floats = np.zeros((size, size))
    for _ in range(_ROUNDS):
        weights = _weights(options, rate.ravel()[pair], sooner, delay)
        copies = np.bincount(pair, weights, minlength=size * size).astype(float).reshape(size, size)
        total = weights.sum()
        rate = (copies + _PRIOR * rate.mean()) / (chances + _PRIOR)
        delay = max(float(weights @ options.days / total), 1e-4) if total > 0 else delay
    likeliest = _likeliest(posts.size, options, _weights(options, rate.ravel()[pair], sooner, delay))
    parents = tuple(tuple(likeliest[group.posts].tolist()) for group in groups)
    return Copying(copies=copies, chances=chances, parents=parents, delay=float(delay))


def copying_pairs(found: Copying, *, share: float = _SHARE, fewest: float = 3.0) -> list[tuple[int, int]]:
    """Pairs (copier, copied): at least `fewest` posts, and `share` of what the one could have taken from the other."""
    shares = found.copies / np.maximum(found.chances, 1.0)
    rows, columns = np.nonzero((found.copies >= fewest) & (shares >= share))
    return [(int(a), int(b)) for a, b in zip(rows, columns, strict=True)]


def _chances(posts: Posts, groups: list[Group]) -> Floats:
    """[C, C], groups in which the row's channel had not posted the thing before the column's did."""
    size = len(posts.channels)
    begun = np.full((len(groups), size), np.inf)
    for row, group in enumerate(groups):
        times = np.where(np.isfinite(posts.time[group.posts]), posts.time[group.posts], np.inf)
        np.minimum.at(begun[row], posts.channel[group.posts], times)
    chances = np.zeros((size, size))
    for channel in range(size):
        known = np.isfinite(begun[:, channel])
        chances[:, channel] = (begun[known] > begun[known, channel][:, None]).sum(axis=0)
    return chances


def _weights(options: Options, rate: Floats, sooner: Floats, delay: float) -> Floats:
    """[P], how likely each option is the parent; those of a post sum to less than one, the rest came from elsewhere."""
    if not rate.size:
        return rate
    weights = rate * np.exp(-sooner / delay)
    total = np.add.reduceat(weights, options.begins) + _OUTSIDE * _OUTSIDE_RATE
    return np.where(options.told, 1.0, weights / np.repeat(total, options.counts))


def _likeliest(size: int, options: Options, weights: Floats) -> Ints:
    """[N], the parent of each post: -1 where none is as likely as that it came from elsewhere."""
    found = np.full(size, -1, dtype=np.int64)
    if not weights.size:
        return found
    most = np.maximum.reduceat(weights, options.begins)
    first = np.flatnonzero(weights == np.repeat(most, options.counts))
    posts, places = np.unique(options.post[first], return_index=True)
    at = first[places]
    held = weights[at] >= 1 - np.add.reduceat(weights, options.begins)[np.searchsorted(options.begins, at, "right") - 1]
    found[posts[held]] = options.parent[at[held]]
    return found
