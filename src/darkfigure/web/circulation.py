"""What circulates, and who is there by month: as the stages `spread` and `flows` wrote it."""

import json
from typing import TYPE_CHECKING, Any

from darkfigure.errors import InputError
from darkfigure.web.page import Asked

if TYPE_CHECKING:
    from starlette.responses import Response

    from darkfigure.web.desk import Desk

_GROUPS = 40
_WIDTH = 720  # pixels of a drawing


def spread(asked: Asked) -> "Response":
    """Groups of copies, who takes from whom, and sources that are hardly two."""
    found = _result(asked.desk, "spread")
    return asked.page("spread.html.j2", title="Spread", found=found, most=_GROUPS)


def flows(asked: Asked) -> "Response":
    """Numbers by month."""
    found = _result(asked.desk, "flows")
    return asked.page("flows.html.j2", title="Flows", found=found)


def figure(asked: Asked) -> "Response":
    """The drawing of numbers by month."""
    from starlette.responses import Response

    desk = asked.desk
    found = _result(desk, "flows")
    if found is None or "total" not in found:
        return Response(status_code=404)
    path = desk.folder / "results" / "flows.json"
    return Response(desk.prepared("flows figure", [path], lambda: _drawn(found)), media_type="image/svg+xml")


def copied_sources(desk: "Desk") -> list[dict[str, Any]]:
    """Pairs of sources that share so much that they are hardly two; none where nothing looked for them."""
    try:
        found = _result(desk, "spread")
    except InputError:
        return []
    return list(found["dependent_sources"]) if found else []


def _drawn(found: dict[str, Any]) -> str:
    from darkfigure.report.figure_flows import stock_spec, stock_words
    from darkfigure.report.svg import standalone_svg

    words = stock_words(found, "en")
    return standalone_svg(stock_spec(found, "en", width=_WIDTH), title="By month", alternative=words)


def _result(desk: "Desk", name: str) -> dict[str, Any] | None:
    """What a stage wrote; None where the study has no such stage.

    Raises:
        InputError: It has, and was not run.
    """
    if getattr(desk.context().settings, name) is None:
        return None
    path = desk.folder / "results" / f"{name}.json"
    if not path.is_file():
        raise InputError(f"stage `{name}` was not run yet. Run the study on the first page.")
    read: dict[str, Any] = desk.prepared(name, [path], lambda: json.loads(path.read_bytes()))
    return read
