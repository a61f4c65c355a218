"""What if: the estimate without a source, with several taken for one, by other strata; and what one more would do."""

from typing import TYPE_CHECKING, Any

from darkfigure.errors import UsageError
from darkfigure.study.changes import read_changes, record_change
from darkfigure.study.lists import study_lists
from darkfigure.web.home import answer_of
from darkfigure.web.page import Asked, back_to

if TYPE_CHECKING:
    from starlette.responses import Response

    from darkfigure.web.jobs import Job

STRATA = ("origin", "region", "sex", "age_group", "period")
_SHOWN = 20
_FUTURES = (10, 20, 50)


def explore(asked: Asked) -> "Response":
    """The page: what can be otherwise, and what was tried."""
    desk = asked.desk
    settings = desk.context().settings
    tried = [one for one in reversed(read_changes(desk.folder).entries) if one.what == "explored"]
    return asked.page(
        "explore.html.j2",
        title="Explore the estimate",
        answer=answer_of(desk),
        lists=list(study_lists(desk.context()).names),
        strata=tuple(dict.fromkeys((*settings.estimate.strata, *STRATA))),
        now=settings.estimate.strata,
        tried=tried[:_SHOWN],
        last=desk.jobs.last("explore"),
    )


def start_exploring(asked: Asked) -> "Response":
    """Estimate otherwise; what came of it is recorded when it is there."""
    desk, why = asked.desk, asked.field("why")[:400]
    lists = set(study_lists(desk.context()).names)
    named = {"dropped": asked.fields("drop"), "merged": asked.fields("merge")}
    if any(name not in lists for names in named.values() for name in names):
        raise UsageError("there is no such source any more. Load the page again.")
    strata = asked.fields("strata") if asked.field("other") else None
    variation = {name: list(found) for name, found in named.items()} | {"strata": strata and list(strata)}
    if asked.field("other") and not strata:
        variation["strata"] = []

    def done(job: "Job") -> None:
        said = {name: job.result[name] for name in ("variation", "lists", "now", "then")}
        record_change(desk.folder, "explored", said, by=desk.by, why=why)

    desk.jobs.start("explore", variation, done=done)
    return back_to("/explore")


def plan(asked: Asked) -> "Response":
    """What one more source, or a longer search, would bring."""
    job = asked.desk.jobs.last("plan")
    return asked.page(
        "plan.html.j2", title="Plan", last=job, plan=_planned(job), futures=_FUTURES, answer=answer_of(asked.desk)
    )


def start_planning(asked: Asked) -> "Response":
    """Play out futures of the study."""
    futures = asked.field("futures")
    reach, hours = asked.field("reach").strip(), asked.field("hours").strip()
    said: dict[str, Any] = {"futures": int(futures) if futures in map(str, _FUTURES) else _FUTURES[0]}
    if reach:
        share = _share(reach)
        said["extra_list"] = [share]
        said["more_overlap"] = [1.5]
    if hours:
        said["review_hours"] = [_hours(hours)]
    asked.desk.jobs.start("plan", said)
    return back_to("/plan")


def figure(asked: Asked) -> "Response":
    """The drawing of the last plan."""
    from starlette.responses import Response

    job = asked.desk.jobs.last("plan")
    if job is None or job.state != "done":
        return Response(status_code=404)
    return Response(job.result["figure"], media_type="image/svg+xml")


def _planned(job: "Job | None") -> dict[str, Any] | None:
    return job.result if job is not None and job.state == "done" else None


def _hours(text: str) -> float:
    try:
        hours = float(text.replace(",", "."))
    except ValueError:
        hours = 0.0
    if not 0 < hours < 10_000:
        raise UsageError("hours of review are a number above 0, e.g. 8.")
    return hours


def _share(text: str) -> float:
    try:
        share = float(text.rstrip("%").replace(",", ".")) / 100
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        raise UsageError("one more list would hold between 0 and 100 per cent of all people, e.g. 20.")
    return share
