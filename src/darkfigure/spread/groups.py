"""Groups of posts that pass on one thing: a text, a picture, a sound, an assertion."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO, Literal

import numpy as np

from darkfigure.spread.posts import SOUND, Floats, Ints, Posts
from darkfigure.spread.texts import text_pairs

Kind = Literal["text", "media", "sound", "claim"]


@dataclass(frozen=True, kw_only=True)
class Group:
    """Posts that pass on one thing, in order of time; those without a time are last."""

    kind: Kind
    key: str
    posts: Ints


def find_groups(posts: Posts, *, scratch: BinaryIO | None = None) -> list[Group]:
    """Groups of two posts and more, the largest first; no sound whose posts all show one video, which is told.

    `scratch`: an empty file for what texts are compared by; in memory if left out.
    """
    order = np.argsort(np.where(np.isnan(posts.time), np.inf, posts.time), kind="stable")
    found = [
        *(
            ("text", posts.ids[rows[0]], rows)
            for rows in _joined(posts.size, text_pairs(posts.text, posts.lang, order, scratch=scratch))
        ),
        *(("sound" if key.startswith(SOUND) else "media", key, rows) for key, rows in _by_key(posts.media)),
        *(("claim", key, rows) for key, rows in _by_key(posts.claims)),
    ]
    groups = [
        Group(kind=kind, key=key, posts=_in_time(rows, posts.time))  # type: ignore[arg-type]
        for kind, key, rows in found
        if len(rows) > 1
    ]
    seen = [set(group.posts.tolist()) for group in groups if group.kind == "media"]
    groups = [group for group in groups if group.kind != "sound" or not any(map(set(group.posts).issubset, seen))]
    return sorted(groups, key=lambda group: (-group.posts.size, group.kind, group.key))


def _in_time(rows: Iterable[int], time: Floats) -> Ints:
    return np.array(sorted(rows, key=lambda row: (np.isnan(time[row]), time[row], row)), dtype=np.int64)


def _by_key(keys: tuple[tuple[str, ...], ...]) -> list[tuple[str, list[int]]]:
    found: dict[str, list[int]] = defaultdict(list)
    for row, of in enumerate(keys):
        for key in dict.fromkeys(of):
            found[key].append(row)
    return list(found.items())


def _joined(size: int, pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """What pairs tie together."""
    parent = list(range(size))

    def root(row: int) -> int:
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    for a, b in pairs:
        parent[root(a)] = root(b)
    found: dict[int, list[int]] = defaultdict(list)
    for row in range(size):
        found[root(row)].append(row)
    return [rows for rows in found.values() if len(rows) > 1]
