"""Which earlier posts each copy may be taken from, all groups in flat columns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.spread.groups import Group
from darkfigure.spread.posts import Floats, Ints, Posts

_NEAREST = 1000  # earlier posts of one thing that are weighed: what lies before a thousand others is no likely origin


@dataclass(frozen=True, kw_only=True)
class Options:
    """P pairs of a post and one it may be taken from; those of a post follow one another.

    `post`, `parent`: [P]. `days`: [P], between the two. `told`: [P], the post says so itself, and has no other option.
    `begins`, `counts`: [Q], where the options of a post begin, and how many they are. `soonest`: [P], the fewest days
    among the options of the post.
    """

    post: Ints
    parent: Ints
    days: Floats
    told: NDArray[np.bool_]
    begins: Ints
    counts: Ints
    soonest: Floats


def possible_parents(posts: Posts, groups: list[Group]) -> Options:
    """Earlier posts of other channels, unless a channel had the thing already; only the one a post names, if it does.

    Posts whose day is not known are taken from none.
    """
    found = [_of_group(posts, group.posts) for group in groups]
    post, parent = (
        np.concatenate([part[at] for part in found] or [np.zeros(0, dtype=np.int64)]).astype(np.int64) for at in (0, 1)
    )
    told = np.concatenate([part[2] for part in found] or [np.zeros(0, dtype=bool)]).astype(bool)
    begins = np.flatnonzero(np.r_[True, post[1:] != post[:-1]]) if post.size else np.zeros(0, dtype=np.int64)
    counts = np.diff(np.r_[begins, post.size])
    days = posts.time[post] - posts.time[parent]
    least = np.minimum.reduceat(days, begins) if post.size else days
    return Options(
        post=post,
        parent=parent,
        days=days,
        told=told,
        begins=begins,
        counts=counts,
        soonest=np.repeat(least, counts),
    )


def _of_group(posts: Posts, rows: Ints) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """Posts, parents, told, of one group; `rows` in order of time."""
    rows = rows[np.isfinite(posts.time[rows])]
    time, channel, forwarded = posts.time[rows], posts.channel[rows], posts.forwarded[rows]
    before = np.searchsorted(time, time, side="left")  # posts of the same moment are not earlier
    _, first = np.unique(channel, return_index=True)
    had = np.ones(rows.size, dtype=bool)
    had[first] = False
    post, parent, told = [], [], []
    for at in range(1, rows.size):
        named = np.flatnonzero(channel[: before[at]] == forwarded[at]) if forwarded[at] >= 0 else first[:0]
        if named.size and forwarded[at] != channel[at]:
            earlier = named[-1:]
        elif had[at]:
            continue
        else:
            near = max(0, int(before[at]) - _NEAREST)
            earlier = near + np.flatnonzero(channel[near : before[at]] != channel[at])
        post.append(np.full(earlier.size, rows[at]))
        parent.append(rows[earlier])
        told.append(np.full(earlier.size, channel[earlier[:1]] == forwarded[at]) & (earlier.size == 1))
    nothing = rows[:0]
    return (
        np.concatenate([nothing, *post]),
        np.concatenate([nothing, *parent]),
        np.concatenate([nothing.astype(bool), *told]),
    )
