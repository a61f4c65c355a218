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
_AT_ONCE = 2048  # channels of a group that are compared together with all of it
_WAITING = 1 << 22  # pairs that wait to be counted


@dataclass(frozen=True, kw_only=True)
class Copying:
    """Expected copies between Q pairs of channels of which one may have copied the other, in order.

    `copier`, `copied`: [Q], channels. `copies`: [Q], posts of the copier taken from the copied. `chances`: [Q], things
    that the copier could have taken from the copied. `parents`: for each group, the post each post was taken from, -1
    for those that were first or came from elsewhere. `delay`: mean days from a post to its copy.
    """

    copier: Ints
    copied: Ints
    copies: Floats
    chances: Floats
    parents: tuple[tuple[int, ...], ...]
    delay: float


def find_parents(posts: Posts, groups: list[Group]) -> Copying:
    """The likely parent of each copy. Groups of one kind should be given, so that no copy counts twice."""
    size = len(posts.channels)
    options = possible_parents(posts, groups)
    pairs, pair = np.unique(posts.channel[options.post] * size + posts.channel[options.parent], return_inverse=True)
    chances, inverse = _chances(posts, groups, pairs)
    sooner = options.days - options.soonest
    delay = float(np.median(options.soonest[options.begins])) + 1e-3 if pair.size else 1.0
    rate, mean = np.full(pairs.size, 0.2), 0.2  # the mean is over all pairs of channels
    copies: Floats = np.zeros(pairs.size)
    for _ in range(_ROUNDS):
        weights = _weights(options, rate[pair], sooner, delay)
        copies = np.bincount(pair, weights, minlength=pairs.size).astype(float)
        total = weights.sum()
        rate = (copies + _PRIOR * mean) / (chances + _PRIOR)
        mean = ((copies / (chances + _PRIOR)).sum() + _PRIOR * mean * inverse) / max(size * size, 1)
        delay = max(float(weights @ options.days / total), 1e-4) if total > 0 else delay
    likeliest = _likeliest(posts.size, options, _weights(options, rate[pair], sooner, delay))
    parents = tuple(tuple(likeliest[group.posts].tolist()) for group in groups)
    return Copying(
        copier=pairs // max(size, 1),
        copied=pairs % max(size, 1),
        copies=copies,
        chances=chances,
        parents=parents,
        delay=float(delay),
    )


def copying_pairs(found: Copying, *, share: float = _SHARE, fewest: float = 3.0) -> list[tuple[int, int]]:
    """Pairs (copier, copied): at least `fewest` posts, and `share` of what the one could have taken from the other."""
    shares = found.copies / np.maximum(found.chances, 1.0)
    often = (found.copies >= fewest) & (shares >= share)
    return list(zip(found.copier[often].tolist(), found.copied[often].tolist(), strict=True))


def _chances(posts: Posts, groups: list[Group], pairs: Ints) -> tuple[Floats, float]:
    """Groups in which the first channel of a pair had not posted the thing before the second did, [Q].

    Also the sum of 1 / (chances + prior) over all pairs of channels. Pairs that share no group are counted by formula:
    there are as many of them as the square of the channels.
    """
    size = len(posts.channels)
    known = np.zeros(size)
    shared, times = np.zeros(0, dtype=np.int64), np.zeros(0)  # pairs in one group, the first no later than the second
    waiting: list[Ints] = []
    for group in groups:
        rows = group.posts[np.isfinite(posts.time[group.posts])]
        channels, first = np.unique(posts.channel[rows], return_index=True)
        begun = posts.time[rows[first]]
        known[channels] += 1
        for at in range(0, channels.size, _AT_ONCE):
            one, other = np.nonzero(begun[at : at + _AT_ONCE, None] <= begun)
            waiting.append(channels[at + one] * size + channels[other])
        if sum(map(len, waiting)) > _WAITING:
            shared, times = _added(shared, times, waiting)
            waiting = []
    shared, times = _added(shared, times, waiting)
    beside = known[shared % max(size, 1)]
    inverse = size * (1 / (known + _PRIOR)).sum() + (1 / (beside - times + _PRIOR) - 1 / (beside + _PRIOR)).sum()
    place = np.minimum(np.searchsorted(shared, pairs), max(shared.size - 1, 0))
    earlier = np.where(shared[place] == pairs, times[place], 0.0) if shared.size else np.zeros(pairs.size)
    return np.asarray(known[pairs % max(size, 1)] - earlier), float(inverse)


def _added(pairs: Ints, times: Floats, more: list[Ints]) -> tuple[Ints, Floats]:
    """How often each pair is met, with those of `more`."""
    found, at = np.unique(np.concatenate([pairs, *more]), return_inverse=True)
    weights = np.concatenate([times, *(np.ones(len(each)) for each in more)])
    return found, np.bincount(at, weights, minlength=found.size).astype(float)


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
