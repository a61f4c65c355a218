"""A contact sheet of the groups: one HTML file that holds all it shows and asks nothing of any network."""

import base64
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from darkfigure.media.fingerprint import Fingerprint
from darkfigure.media.groups import Group, Relation
from darkfigure.media.near_duplicates import NearDuplicates
from darkfigure.media.picture import UnreadableMedia
from darkfigure.media.thumbnail import thumbnail
from darkfigure.store import write_atomically

_MEMBERS = 24  # of a group that are shown
_GROUPS = 300
_POINTS = 40


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """A picture on the sheet; places are in pixels of the thumbnail."""

    path: str
    size: str
    words: str
    data: str
    width: int
    height: int
    outline: str
    points: tuple[tuple[float, float], ...]


def write_sheet(found: NearDuplicates, path: Path) -> None:
    """Write the contact sheet."""
    from jinja2 import Environment, PackageLoader

    page = Environment(loader=PackageLoader("darkfigure.media", "."), autoescape=True).get_template("sheet.html")
    groups = [
        {
            "count": len(group.rows),
            "members": _members(group, found),
            "more": max(len(group.rows) - _MEMBERS, 0),
        }
        for group in found.groups[:_GROUPS]
    ]
    text = page.render(
        pictures=len(found.pictures),
        groups=groups,
        left_out=max(len(found.groups) - _GROUPS, 0),
        skipped=found.skipped,
        decoder=f"Decoded by {found.decoder}.",
    )
    write_atomically(path, text.encode())


def _members(group: Group, found: NearDuplicates) -> list[_Shown]:
    relations = (None, *group.relations)
    return [_shown(found, row, relation) for row, relation in list(zip(group.rows, relations, strict=True))[:_MEMBERS]]


def _shown(found: NearDuplicates, row: int, relation: Relation | None) -> _Shown:
    one = found.pictures[row]
    data, width, height = _thumbnail(one)
    outline, points = "", np.zeros((0, 2))
    if relation is not None:
        scale = np.array([width / one.width, height / one.height])
        other = found.pictures[relation.to]
        corners = np.array([[0, 0], [other.width, 0], [other.width, other.height], [0, other.height]], np.float64)
        there = (corners @ relation.affine[:, :2].T + relation.affine[:, 2]) * scale
        outline = " ".join(f"{x:.1f},{y:.1f}" for x, y in there)
        points = np.round(relation.points[:_POINTS, 2:] * scale, 1)
    return _Shown(
        path=str(one.path),
        size=f"{one.width} x {one.height} {one.format}",
        words=what_was_done(relation),
        data=data,
        width=width,
        height=height,
        outline=outline,
        points=tuple((float(x), float(y)) for x, y in points),
    )


def what_was_done(relation: Relation | None) -> str:
    """How a member of a group came from another, in words."""
    if relation is None:
        return "compared with"
    return "the same file" if relation.found_by == "bytes" else ", ".join(relation.change.words())


def _thumbnail(one: Fingerprint) -> tuple[str, int, int]:
    """A small JPEG as base64, and its size; nothing where the file has gone since it was read."""
    try:
        data, width, height = thumbnail(one.path)
    except (UnreadableMedia, OSError):
        return "", one.decoded[0], one.decoded[1]
    return base64.b64encode(data).decode("ascii"), width, height
