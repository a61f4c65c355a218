"""One page: the request, the desk it is about, and how an answer is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, RedirectResponse, Response

from darkfigure.web.render import render

if TYPE_CHECKING:
    from starlette.requests import Request

    from darkfigure.web.desk import Desk


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request for a page of a desk."""

    desk: "Desk"
    request: "Request"
    csrf: str

    @property
    def of_htmx(self) -> bool:
        """Whether a part of a page is asked for, and not all of it."""
        return self.request.headers.get("hx-request") == "true"

    def field(self, name: str, default: str = "") -> str:
        """A field of the form that was sent."""
        form: Mapping[str, list[str]] = self.request.scope.get("darkfigure.form", {})
        return form.get(name, [default])[0]

    def fields(self, name: str) -> tuple[str, ...]:
        """All values of a field of the form that was sent."""
        form: Mapping[str, list[str]] = self.request.scope.get("darkfigure.form", {})
        return tuple(form.get(name, []))

    def query(self, name: str, default: str = "") -> str:
        """A part of the address behind the question mark."""
        return self.request.query_params.get(name, default)

    def number(self, name: str, default: int = 0) -> int:
        """A number of the address; what is no number is the default."""
        said = self.query(name)
        return int(said) if said.isdecimal() and len(said) < 12 else default

    def page(self, template: str, *, title: str, status: int = 200, **content: Any) -> Response:  # noqa: ANN401 - for a template
        """A template as a whole page."""
        return HTMLResponse(self.part(template, title=title, **content), status_code=status)

    def part(self, template: str, **content: Any) -> str:  # noqa: ANN401 - for a template
        """A template filled, with what all templates may use."""
        path = self.request.url.path
        shared = {
            "csrf": self.csrf,
            "path": path,
            "desk": self.desk,
            "job": self.desk.jobs.current(),
            "revealed": self.desk.revealed,
        }
        return render(template, shared | content)


def html(text: str) -> Response:
    """A part of a page."""
    return HTMLResponse(text)


def back_to(address: str) -> Response:
    """After a form: to a page of this application, by GET."""
    return RedirectResponse(address, status_code=303)
