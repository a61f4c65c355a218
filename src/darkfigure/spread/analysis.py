"""The whole analysis: groups with their course, who copies whom, and sources that are one voice."""

from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from darkfigure.spread.cascades import Copying, copying_pairs, find_parents
from darkfigure.spread.dependence import Dependence, dependent_sources
from darkfigure.spread.groups import Group, find_groups
from darkfigure.spread.posts import Floats, Ints, Posts


@dataclass(frozen=True, kw_only=True)
class Course:
    """How a group went. `first`: the post it began with, and the channel it names as its origin if that is another.

    `begun`, `lasted`: days since 1970, and days; NaN where no time is known. `doubling`: days in which the number of
    posts doubled, from a quarter of them to half; NaN below four. `channels`, `sources`, `languages`: how many.
    """

    group: Group
    first: int
    named: int
    begun: float
    lasted: float
    doubling: float
    channels: int
    sources: int
    languages: int


@dataclass(frozen=True, kw_only=True)
class Spread:
    """What circulates. `courses`: the largest first.

    `copying`: between channels, of groups of texts and pictures together. `edges`: who copies whom as a habit, (copier,
    copied). `dependent`: sources that are hardly two. `copied_share`: [S], part of each source's posts that pass on
    what another source had before.

    Example:
        >>> nobody = Posts(
        ...     channels=("one",), channel=np.zeros(0, dtype=np.int64), time=np.zeros(0), lang=(), text=(),
        ...     forwarded=np.zeros(0, dtype=np.int64), media=(), claims=(), ids=(),
        ... )
        >>> spread = analyse_spread(nobody)
        >>> spread.courses, spread.edges
        ((), ())
    """

    courses: tuple[Course, ...]
    copying: Copying
    edges: tuple[tuple[int, int], ...]
    dependent: tuple[Dependence, ...]
    copied_share: Floats


def analyse_spread(
    posts: Posts, *, source: Ints | None = None, level: float = 0.001, scratch: BinaryIO | None = None
) -> Spread:
    """Find what circulates among posts.

    Args:
        posts: what was published.
        source: [N], the source of each post where sources are coarser than channels, such as the study's lists.
        level: the chance of any false pair of dependent sources.
        scratch: an empty file for what texts are compared by, open to be written and read; in memory if left out.

    Example:
        >>> text = "Two men from the town were said to have left for the border on Monday, three witnesses told us."
        >>> posts = Posts(
        ...     channels=("one", "other"),
        ...     channel=np.array([0, 1]),
        ...     time=np.array([16_000.0, 16_001.0]),
        ...     lang=("en", "en"),
        ...     text=(text, text),
        ...     forwarded=np.array([-1, -1]),
        ...     media=((), ()),
        ...     claims=((), ()),
        ...     ids=("a", "b"),
        ... )
        >>> found = analyse_spread(posts)
        >>> len(found.courses)
        1
    """
    groups = find_groups(posts, scratch=scratch)
    of = posts.channel if source is None else source
    # who states one claim, or puts one hymn under videos of his own, has not copied another's post
    passed_on = _once([group for group in groups if group.kind in {"text", "media"}])
    copying = find_parents(posts, passed_on)
    return Spread(
        courses=tuple(_course(posts, group, of) for group in groups),
        copying=copying,
        edges=tuple(copying_pairs(copying)),
        dependent=tuple(dependent_sources(posts, passed_on, of, level=level)),
        copied_share=_copied(posts, passed_on, of),
    )


def _once(groups: list[Group]) -> list[Group]:
    """Groups in which each post stands once: of a post that passes on several things, the one of the larger group."""
    seen: set[int] = set()
    found = []
    for group in groups:
        kept = np.array([post for post in group.posts if int(post) not in seen], dtype=np.int64)
        if kept.size > 1:
            seen.update(int(post) for post in kept)
            found.append(Group(kind=group.kind, key=group.key, posts=kept))
    return found


def _course(posts: Posts, group: Group, source: Ints) -> Course:
    times = posts.time[group.posts]
    times = times[np.isfinite(times)]
    first = int(group.posts[0])
    count = times.size
    return Course(
        group=group,
        first=first,
        named=int(posts.forwarded[first]) if posts.forwarded[first] != posts.channel[first] else -1,
        begun=float(times[0]) if count else float("nan"),
        lasted=float(times[-1] - times[0]) if count else float("nan"),
        doubling=float(times[-(-count // 2) - 1] - times[-(-count // 4) - 1]) if count >= 4 else float("nan"),
        channels=len(set(posts.channel[group.posts].tolist())),
        sources=len(set(source[group.posts].tolist())),
        languages=len({posts.lang[post] for post in group.posts} - {None}),
    )


def _copied(posts: Posts, groups: list[Group], source: Ints) -> Floats:
    size = int(source.max()) + 1 if source.size else 0
    copied = np.zeros(size)
    for group in groups:
        time, of = posts.time[group.posts], source[group.posts]
        first = np.full(size, np.inf)
        np.fmin.at(first, of, time)
        soonest, *_ = order = np.argsort(first)
        other = np.where(of == soonest, first[order[1]] if size > 1 else np.inf, first[soonest])
        np.add.at(copied, of[other < time], 1)
    return copied / np.maximum(np.bincount(source, minlength=size), 1)
