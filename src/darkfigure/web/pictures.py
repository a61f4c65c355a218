"""Pictures that are copies of one another: groups, and one laid over another. They are made small, and anew.

Bytes of the evidence never reach the browser: a picture is decoded, shrunk and written again as a JPEG of its pixels.
"""

import re
from typing import TYPE_CHECKING

from darkfigure.errors import InputError, UsageError
from darkfigure.media.picture import UnreadableMedia
from darkfigure.media.thumbnail import thumbnail
from darkfigure.study.pictures import lay_over, picture_sets
from darkfigure.web.page import Asked

if TYPE_CHECKING:
    from starlette.responses import Response

    from darkfigure.web.desk import Desk

_DIGEST = re.compile("[0-9a-f]{64}")
_GROUPS = 20
_MEMBERS = 12
_LARGE = 400_000  # pixels of a picture that others are laid over


def pictures(asked: Asked) -> "Response":
    """The groups of copies."""
    desk, start = asked.desk, asked.number("start")
    sets = _sets(desk)
    return asked.page(
        "pictures.html.j2",
        title="Pictures",
        sets=sets[start : start + _GROUPS],
        total=len(sets),
        start=start,
        step=_GROUPS,
        members=_MEMBERS,
        shown="pictures" in desk.revealed,
    )


def overlay(asked: Asked) -> "Response":
    """Two pictures, one laid over the other."""
    one, other = asked.query("one"), asked.query("other")
    if not _DIGEST.fullmatch(one) or not _DIGEST.fullmatch(other) or one == other:
        raise UsageError("an overlay is of two pictures, each by its digest of 64 hexadecimal digits.")
    if "pictures" not in asked.desk.revealed:
        raise InputError("pictures are hidden. Show them on the page Pictures first; the ledger notes that you looked.")
    laid = lay_over(asked.desk.context(), one, other)
    return asked.page("overlay.html.j2", title="One picture over another", laid=laid, one=one, other=other)


def thumb(asked: Asked) -> "Response":
    """A small picture; nothing where none can be made, or pictures are hidden."""
    from starlette.responses import Response

    digest = str(asked.request.path_params["digest"])
    if not _DIGEST.fullmatch(digest) or not asked.desk.revealed & {"pictures", "review"}:
        return Response(status_code=404)
    area = _LARGE if asked.query("large") else 50_000
    try:
        data, _, _ = thumbnail(asked.desk.context().open_vault().path_of(digest), area=area)
    except (UnreadableMedia, OSError):
        return Response(status_code=404)
    return Response(data, media_type="image/jpeg")


def _sets(desk: "Desk") -> list[tuple[str, ...]]:
    paths = [desk.table("picture_group"), desk.folder / "study.toml"]
    return desk.prepared("pictures", paths, lambda: picture_sets(desk.context()))
