"""A contact sheet of groups and stills: one HTML file that holds all it shows and asks nothing of any network."""

import base64
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from darkfigure.media.align import Affine
from darkfigure.media.fingerprint import Fingerprint
from darkfigure.media.frame_at import frame_at
from darkfigure.media.groups import Group, Relation
from darkfigure.media.near_duplicates import NearDuplicates
from darkfigure.media.picture import UnreadableMedia
from darkfigure.media.stills import Still
from darkfigure.media.thumbnail import small_jpeg, thumbnail
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
        videos=len(found.videos),
        stills=[{"members": (_frame(found, still), _still(found, still))} for still in found.stills[:_GROUPS]],
        stills_left_out=max(len(found.stills) - _GROUPS, 0),
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
        outline = _outline(relation.affine, (other.width, other.height), (width / one.width, height / one.height))
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


def _frame(found: NearDuplicates, still: Still) -> _Shown:
    """The frame that a still shows, read again; nothing of it where the file has gone since."""
    video = found.videos[still.video]
    frame = frame_at(video.path, still.at)
    data, width, height = "", video.width, video.height
    if frame is not None:
        encoded, width, height = small_jpeg(frame)
        data = base64.b64encode(encoded).decode("ascii")
    return _Shown(
        path=str(video.path),
        size=f"{video.width} x {video.height} {video.format}",
        words=f"at {still.at:.0f} s of the video",
        data=data,
        width=width,
        height=height,
        outline="",
        points=(),
    )


def _still(found: NearDuplicates, still: Still) -> _Shown:
    """A picture, and where the frame of the video lies in it."""
    one, video = found.pictures[still.picture], found.videos[still.video]
    data, width, height = _thumbnail(one)
    return _Shown(
        path=str(one.path),
        size=f"{one.width} x {one.height} {one.format}",
        words=", ".join(still.change.words()),
        data=data,
        width=width,
        height=height,
        outline=_outline(still.affine, (video.width, video.height), (width / one.width, height / one.height)),
        points=(),
    )


def _outline(affine: Affine, size: tuple[int, int], scale: tuple[float, float]) -> str:
    """Where a picture of this size lies in a thumbnail, as the corners of a polygon."""
    corners = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float64)
    there = (corners @ affine[:, :2].T + affine[:, 2]) * np.array(scale)
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in there)


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
