"""Names are hidden until somebody asks to see them; that somebody did is a line of the ledger, written before."""

from typing import TYPE_CHECKING

from darkfigure.study.provenance.items import note_revealed
from darkfigure.web.page import Asked, back_to

if TYPE_CHECKING:
    from starlette.responses import Response

_WHERE = {"review": "/review", "claims": "/claims", "pictures": "/pictures"}


def reveal(asked: Asked) -> "Response":
    """Show the words of a part of the desk, or hide them again."""
    what, desk = asked.field("what"), asked.desk
    if what in _WHERE:
        with desk.lock:
            if asked.field("hide"):
                desk.revealed.discard(what)
            elif what not in desk.revealed:
                note_revealed(desk.context(), f"desk: {what}, to {desk.by.name}")
                desk.revealed.add(what)
    address = asked.field("back")
    where = _WHERE.get(what, "/")
    return back_to(address if address == "/review/second" else where)
