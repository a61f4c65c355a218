"""The application: which address leads to which page."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from darkfigure.errors import DarkfigureError
from darkfigure.web.guard import Guard
from darkfigure.web.page import Asked

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from darkfigure.web.desk import Desk

# address -> module and function that answers GET, or POST where the address says what is done
_GET = {
    "/": "home:home",
    "/state": "home:state",
    "/run/events": "home:events",
    "/review": "reviewing:review",
    "/review/second": "reviewing:second",
    "/why": "why:why",
    "/numbers": "evidence:numbers",
    "/cell": "evidence:cell",
    "/person": "evidence:person",
    "/item/{digest}": "evidence:item",
    "/integrity/{digest}": "evidence:integrity",
    "/report": "home:report",
    "/report.{which}": "home:report",  # the pages of a report lead to one another by these names
    "/sources": "sources:sources",
    "/claims": "claims:claims",
    "/claim/{claim}": "claims:claim",
    "/pictures": "pictures:pictures",
    "/pictures/overlay": "pictures:overlay",
    "/thumb/{digest}": "pictures:thumb",
    "/spread": "circulation:spread",
    "/flows": "circulation:flows",
    "/figure/flows.svg": "circulation:figure",
    "/explore": "exploring:explore",
    "/plan": "exploring:plan",
    "/figure/plan.svg": "exploring:figure",
}
_POST = {
    "/run": "home:run",
    "/run/stop": "home:stop",
    "/reveal": "revealing:reveal",
    "/person": "evidence:reveal_person",
    "/verify": "home:verify",
    "/sources/add": "sources:add",
    "/sources/drop": "sources:drop",
    "/explore": "exploring:start_exploring",
    "/plan": "exploring:start_planning",
    "/review/judge": "reviewing:judge",
    "/review/undo": "reviewing:undo",
    "/review/second/judge": "reviewing:judge_second",
    "/review/second/undo": "reviewing:undo_second",
    "/review/settle": "reviewing:settle",
}

Answer = Callable[[Asked], "Response"]


def create_app(desk: "Desk", *, port: int) -> Guard:
    """The application of one desk, behind its guard.

    Args:
        desk: of which study.
        port: on which 127.0.0.1 is asked.
    """
    from starlette.applications import Starlette
    from starlette.routing import Mount, Route
    from starlette.staticfiles import StaticFiles

    routes = [
        *(Route(path, _endpoint(desk, name, lambda: guard), methods=["GET"]) for path, name in _GET.items()),
        *(Route(path, _endpoint(desk, name, lambda: guard), methods=["POST"]) for path, name in _POST.items()),
        Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
    ]
    app = Starlette(routes=routes, exception_handlers={404: _missing(desk, lambda: guard)})
    hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
    guard = Guard(app, hosts=hosts, name=f"darkfigure-{port}")
    return guard


def _endpoint(desk: "Desk", name: str, guard: Callable[[], Guard]) -> "Callable[[Request], Response]":
    module, _, function = name.partition(":")

    def answer(request: "Request") -> "Response":
        asked = Asked(desk=desk, request=request, csrf=guard().csrf)
        try:
            found: Answer = getattr(import_module(f"darkfigure.web.{module}"), function)
            return found(asked)
        except DarkfigureError as error:
            return asked.page("stopped.html.j2", title="This cannot be shown yet", status=409, message=str(error))

    return answer


def _missing(desk: "Desk", guard: Callable[[], Guard]) -> "Callable[[Request, Exception], Response]":
    def answer(request: "Request", _error: Exception) -> "Response":
        asked = Asked(desk=desk, request=request, csrf=guard().csrf)
        message = "There is no such page. The pages of this desk stand above."
        return asked.page("stopped.html.j2", title="No such page", status=404, message=message)

    return answer
