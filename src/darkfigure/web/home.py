"""The first page: what the study counts, where its stages stand, and the number so far."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkfigure.errors import DarkfigureError, InputError
from darkfigure.study import Study
from darkfigure.study.stage import part_of
from darkfigure.web.page import Asked, back_to, html

if TYPE_CHECKING:
    from starlette.responses import Response

    from darkfigure.web.desk import Desk

# without scripts; of this site, so that the page in another language is asked for with the cookie
_REPORT = "sandbox allow-downloads allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_WRITTEN = re.compile(r"report(\.[a-z]{2})?\.(html|pdf)")
_COMMAND = "`darkfigure report STUDY --lang LANGUAGE`"
_COUNTED = (
    ("rows", "rows"),
    ("mentions", "mentions"),
    ("persons", "persons"),
    ("observed", "persons seen"),
    ("claims", "claims"),
    ("groups", "groups"),
)


def home(asked: Asked) -> "Response":
    """The page."""
    desk = asked.desk
    context = desk.context()
    return asked.page(
        "home.html.j2",
        title=context.settings.study.title,
        study=context.settings.study,
        answer=answer_of(desk),
        reports=_reports(context.results),
        last=desk.jobs.last("run"),
        checked=desk.jobs.last("verify"),
        **_states(desk),
    )


def _reports(results: Path) -> list[tuple[str, str]]:
    """Names and words of the reports that were written, the one in the first language first."""
    names = sorted(path.name for path in results.glob("report.*") if _WRITTEN.fullmatch(path.name))
    words = {"report.html": "Report"}
    return sorted(
        ((name, words.get(name, name.removeprefix("report.").replace(".", " "))) for name in names),
        key=lambda one: one[1] != "Report",
    )


def report(asked: Asked) -> "Response":
    """The report as it was written, in one of its languages, with no right but to be looked at."""
    from starlette.responses import FileResponse

    name = f"report.{asked.request.path_params.get('which', 'html')}"
    path = asked.desk.folder / "results" / name
    if not _WRITTEN.fullmatch(name) or not path.is_file():
        raise InputError(f"there is no report of this name yet. Run the study on the first page, or {_COMMAND}.")
    if path.suffix == ".pdf":
        return FileResponse(path, media_type="application/pdf")
    return FileResponse(path, media_type="text/html", headers={"content-security-policy": _REPORT})


def state(asked: Asked) -> "Response":
    """The stages alone, looked at again."""
    asked.desk.forget("states")
    return html(asked.part("stages.html.j2", last=asked.desk.jobs.last("run"), **_states(asked.desk)))


def run(asked: Asked) -> "Response":
    """Run what is out of date; where work is going on already, that goes on."""
    asked.desk.jobs.start("run", {})
    return back_to("/")


def verify(asked: Asked) -> "Response":
    """Re-read all evidence."""
    asked.desk.jobs.start("verify", {})
    return back_to("/")


def stop(asked: Asked) -> "Response":
    """End the work that is going on."""
    asked.desk.jobs.stop()
    asked.desk.forget("states")
    return back_to(asked.field("from", "/") if asked.field("from") in {"/explore", "/plan"} else "/")


def events(asked: Asked) -> "Response":
    """How far the work is, as server-sent events: each a line of words, and an empty one at the end."""
    from starlette.responses import StreamingResponse

    job = asked.desk.jobs.current()

    def lines() -> Iterator[str]:
        if job is not None:
            for said in asked.desk.jobs.follow(job):
                yield ": still at work\n\n" if said is None else _event("progress", f"{said} ({job.seconds:.0f} s)")
            asked.desk.forget("states")
        yield _event("end", job.message if job else "")

    return StreamingResponse(lines(), media_type="text/event-stream")


def answer_of(desk: "Desk") -> dict[str, Any] | None:
    """The estimate, if there is one."""
    path = desk.folder / "results" / "estimate.json"
    read: dict[str, Any] | None = desk.prepared(
        "answer", [path], lambda: json.loads(path.read_bytes()) if path.is_file() else None
    )
    return read


def _event(name: str, words: str) -> str:
    return f"event: {name}\ndata: {json.dumps(words)}\n\n"


def _states(desk: "Desk") -> dict[str, Any]:
    """Where the stages stand. To know it, all that a stage reads is digested: so it is kept until something ran."""

    def look() -> dict[str, Any]:
        try:
            names = {part_of(source): source.name for source in desk.context().settings.source}
            found = [_shown(asdict(state), names) for state in Study(desk.folder).status()]
            fault = ""
        except DarkfigureError as error:
            found, fault = [], str(error)
        return {"states": found, "fault": fault, "looked": time.strftime("%H:%M:%S")}

    said: dict[str, Any] = desk.prepared("states", desk.watched(), look)
    return said


def _shown(state: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    counted = next((f"{state['facts'][key]:,} {word}" for key, word in _COUNTED if state["facts"].get(key)), "")
    return {**state, "part": names.get(state["part"], state["part"]), "counted": counted}
