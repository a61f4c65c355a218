"""An analysis of what circulates as the documented JSON object; channels that are persons stand under labels."""

import datetime as dt
import math
from typing import Any

import numpy as np

from darkfigure.spread.analysis import Course, Spread
from darkfigure.spread.posts import Ints, Posts

_MOST_GROUPS = 200
_FIRST_DAY = dt.date(1970, 1, 1)


def answer_of(
    found: Spread, posts: Posts, *, labels: tuple[str, ...], sources: tuple[str, ...], source: Ints, version: str
) -> dict[str, Any]:
    """The answer: groups, copying between sources and between channels, dependent sources.

    Args:
        found: the analysis.
        posts: what it was made of.
        labels: [C], what stands for each channel.
        sources: names of the sources.
        source: [N], the source of each post.
        version: of darkfigure.
    """
    matrix = np.zeros((len(sources), len(sources)))
    home = np.zeros(len(labels), dtype=np.int64)
    home[posts.channel] = source
    copying = found.copying
    np.add.at(matrix, (home[copying.copier], home[copying.copied]), copying.copies)
    of_pair = {pair: at for at, pair in enumerate(zip(copying.copier.tolist(), copying.copied.tolist(), strict=True))}
    return {
        "version": version,
        "texts": posts.size,
        "sources": [
            {"source": name, "texts": int((source == place).sum()), "copied_share": round(float(share), 4)}
            for place, (name, share) in enumerate(zip(sources, found.copied_share, strict=True))
        ],
        "groups_found": len(found.courses),
        "groups": [_group(course, posts, labels, sources, source) for course in found.courses[:_MOST_GROUPS]],
        "copies_between_sources": [
            {"copier": sources[a], "copied": sources[b], "posts": round(float(matrix[a, b]), 1)}
            for a, b in zip(*np.nonzero(matrix >= 0.5), strict=True)
        ],
        "followers": [
            {
                "copier": labels[a],
                "copied": labels[b],
                "posts": round(float(copying.copies[of_pair[a, b]]), 1),
                "of": int(copying.chances[of_pair[a, b]]),
            }
            for a, b in found.edges
        ],
        "dependent_sources": [
            {
                "one": sources[pair.one],
                "other": sources[pair.other],
                "shared": pair.shared,
                "share": round(pair.share, 4),
                "odds_ratio": _finite(pair.odds),
                "least_odds_ratio": _finite(pair.least),
                "one_first": pair.first,
                "of": pair.ordered,
            }
            for pair in found.dependent
        ],
    }


def _group(
    course: Course, posts: Posts, labels: tuple[str, ...], sources: tuple[str, ...], source: Ints
) -> dict[str, Any]:
    first = course.first
    return {
        "kind": course.group.kind,
        "id": course.group.key,
        "posts": int(course.group.posts.size),
        "channels": course.channels,
        "sources": sorted({sources[source[post]] for post in course.group.posts}),
        "languages": sorted({str(posts.lang[post]) for post in course.group.posts if posts.lang[post]}),
        "first": {
            "document": posts.ids[first],
            "channel": labels[posts.channel[first]],
            "source": sources[source[first]],
            "language": posts.lang[first],
            "date": _day(posts.time[first]),
            "forwards": labels[course.named] if course.named >= 0 else None,
        },
        "last": _day(course.begun + course.lasted),
        "doubling_days": _finite(course.doubling),
        "documents": [posts.ids[post] for post in course.group.posts],
        "dates": [_day(posts.time[post]) for post in course.group.posts],
    }


def _day(time: float) -> str | None:
    return (_FIRST_DAY + dt.timedelta(days=math.floor(time))).isoformat() if math.isfinite(time) else None


def _finite(value: float) -> float | None:
    return round(float(value), 3) if math.isfinite(value) else None
