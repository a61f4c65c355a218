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
from darkfigure.spread.posts import Floats, Posts

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
    candidates = [_candidates(posts, group) for group in groups]
    chances = _chances(posts, groups)
    delay = _first_delay(candidates)
    rate = np.full((size, size), 0.2)
    for _ in range(_ROUNDS):
        copies, waited = np.zeros((size, size)), [0.0, 0.0]
        for group, options in zip(groups, candidates, strict=True):
            for post, earlier in zip(group.posts, options, strict=True):
                weights = _weights(posts, int(post), earlier, rate, delay)
                for (parent, days), weight in zip(earlier, weights, strict=True):
                    copies[posts.channel[post], posts.channel[parent]] += weight
                    waited[0] += weight * days
                    waited[1] += weight
        rate = (copies + _PRIOR * rate.mean()) / (chances + _PRIOR)
        delay = max(waited[0] / waited[1], 1e-4) if waited[1] > 0 else delay
    parents = tuple(
        tuple(
            _likeliest(posts, int(post), earlier, rate, delay)
            for post, earlier in zip(group.posts, options, strict=True)
        )
        for group, options in zip(groups, candidates, strict=True)
    )
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


def _candidates(posts: Posts, group: Group) -> list[list[tuple[int, float]]]:
    """For each post of a group, the posts of other channels it may be taken from, with the days between."""
    found = []
    for place, post in enumerate(group.posts):
        earlier = [
            (int(other), float(posts.time[post] - posts.time[other]))
            for other in group.posts[:place]
            if posts.time[other] < posts.time[post] and posts.channel[other] != posts.channel[post]
        ]
        told = [one for one in earlier if posts.channel[one[0]] == posts.forwarded[post]]
        if told:
            earlier = [max(told, key=lambda one: posts.time[one[0]])]
        elif any(posts.channel[other] == posts.channel[post] for other in group.posts[:place]):
            earlier = []  # its channel had it already
        found.append(earlier)
    return found


def _weights(posts: Posts, post: int, earlier: list[tuple[int, float]], rate: Floats, delay: float) -> Floats:
    """[candidates], how likely each is the parent; they sum to less than one, the rest came from elsewhere."""
    if not earlier:
        return np.zeros(0)
    parents = np.array([posts.channel[parent] for parent, _ in earlier])
    days = np.array([days for _, days in earlier])
    weights = rate[posts.channel[post], parents] * np.exp(-days / delay) / delay
    if len(earlier) == 1 and posts.forwarded[post] == parents[0]:
        return np.ones(1)
    outside = _OUTSIDE * _OUTSIDE_RATE * np.exp(-days.min() / delay) / delay
    total = weights.sum() + outside
    return weights / total if total > 0 else np.zeros(len(earlier))


def _likeliest(posts: Posts, post: int, earlier: list[tuple[int, float]], rate: Floats, delay: float) -> int:
    weights = _weights(posts, post, earlier, rate, delay)
    if not weights.size or weights.max() < 1 - weights.sum():
        return -1
    return earlier[int(np.argmax(weights))][0]


def _first_delay(candidates: list[list[list[tuple[int, float]]]]) -> float:
    waits = [min(days for _, days in earlier) for options in candidates for earlier in options if earlier]
    return float(np.median(waits)) + 1e-3 if waits else 1.0
