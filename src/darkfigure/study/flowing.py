"""The flows stage: dated mentions and their events to numbers by month."""

import json
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from darkfigure import __version__
from darkfigure.captures.months import DEAD, DETAINED, HOME, PERSON, THEATRE, THIRD, MonthlyEvents, monthly_events
from darkfigure.errors import InputError
from darkfigure.extract.status import read_status
from darkfigure.flows.sightings import Sightings, gather_sightings
from darkfigure.places import country_of, read_origin
from darkfigure.records import Notice
from darkfigure.settings import FlowsSettings
from darkfigure.store import connect, digest_file, write_atomically
from darkfigure.study.stage import Context, Event, Listener, Outcome, Stage

if TYPE_CHECKING:
    from darkfigure.flows.analysis import Flows

_OTHER = "other"
_FEWEST = 50  # persons seen of an origin that is a stratum of its own
_CODES = {"died": DEAD, "detained": DETAINED, "returned": HOME, "third_country": THIRD}


def flows_stage() -> Stage:
    """Write results/flows.json."""
    return Stage(
        name="flows",
        part="",
        settings=lambda context: msgspec.to_builtins(
            [
                context.settings.flows,
                context.settings.study,
                context.settings.claims.origins,
                [source.name for source in context.settings.source],
            ]
        ),
        inputs=lambda context: {
            name: digest_file(context.table(name)) for name in _tables(context) if context.table(name).exists()
        },
        outputs=lambda context: (context.results / "flows.json",),
        work=_flows,
    )


def _tables(context: Context) -> tuple[str, ...]:
    """What the stage reads."""
    return ("mention", "person", *(["claim"] if context.settings.flows and context.settings.flows.claims else []))


def _flows(context: Context, listener: Listener) -> Outcome:
    from darkfigure.flows.analysis import Plan, analyse
    from darkfigure.flows.answer import answer_of
    from darkfigure.flows.forecast import Scenario
    from darkfigure.flows.states import Options

    study, estimate = context.settings.study, context.settings.estimate
    flows = context.settings.flows or FlowsSettings()
    rng = np.random.default_rng(study.seed)
    linkages, undated = _linkages(context, flows, rng=rng)
    plan = Plan(
        options=Options(back=flows.back, months_a_rate=flows.months_a_rate),
        ahead=flows.ahead,
        scenarios=tuple(Scenario(name=s.name, entries=s.entries, ways=s.ways) for s in flows.scenario),
        published=flows.sampled,
        level=estimate.level,
    )
    found = analyse(
        linkages,
        plan,
        rng=rng,
        progress=lambda done, total: listener(Event(stage="flows", what="linkages", done=done, total=total)),
    )
    answer = answer_of(found, population=study.population, seed=study.seed, level=estimate.level, version=__version__)
    if flows.claims and answer["fits"]:
        answer["claims"] = _with_claims(context, flows, found, rng=rng)
    text = json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    write_atomically(context.results / "flows.json", text.encode())
    notices = [Notice(**warning) for warning in answer["warnings"]]
    if undated:
        notices.append(
            Notice(
                code="undated-sightings",
                message=f"flows: {undated:,} dated rows say no month of the period (a range of more than three months, "
                "or outside of it) and are left out.",
            )
        )
    return Outcome({"observed": answer["observed"], "fits": answer["fits"]}, tuple(notices))


def _with_claims(context: Context, flows: FlowsSettings, found: "Flows", *, rng: np.random.Generator) -> dict[str, Any]:
    """What the figures of the claims would change."""
    from darkfigure.flows.answer import answer_with_figures
    from darkfigure.flows.stated import StatedErrors, with_figures
    from darkfigure.study.flow_claims import stated_figures

    figures, left = stated_figures(
        context.table("claim"), found, origins=context.settings.claims.origins, theatre=flows.theatre
    )
    errors = StatedErrors(bias=flows.claims_bias, each=flows.claims_error)
    weighted = with_figures(found, figures, errors, rng=rng) if figures else None
    return answer_with_figures(
        weighted, used=len(figures), left=left, errors=errors, level=context.settings.estimate.level
    )


def _linkages(context: Context, flows: FlowsSettings, *, rng: np.random.Generator) -> tuple[list[Sightings], int]:
    """Sightings under the best linkage, then under its draws."""
    period = context.settings.study.period
    if period is None:
        raise InputError(f"{context.folder / 'study.toml'}: [flows] needs the period of the study.")
    sources = tuple(source.name for source in context.settings.source)
    connection = connect()
    ((last,),) = connection.execute(
        "SELECT max(draw) FROM read_parquet($person)", {"person": str(context.table("person"))}
    ).fetchall()
    found, undated, strata = [], 0, None
    for draw in range(min(last, flows.draws - 1) + 1):
        events = monthly_events(
            connection,
            persons=context.table("person"),
            mentions=context.table("mention"),
            sources=sources,
            draw=draw,
            period=(period.start, period.end),
            event_of=lambda status, location, origin: _code(status, location, origin, flows.theatre),
            rng=rng,
        )
        strata = strata or _strata(events, context)
        found.append(_sightings(events, sources, strata))
        undated = events.undated if draw == 0 else undated
    connection.close()
    return found, undated


def _strata(events: MonthlyEvents, context: Context) -> tuple[str, ...]:
    """Origins that are counted by themselves, and the rest; one stratum unless the study asks for origins."""
    if "origin" not in context.settings.estimate.strata:
        return ("",)
    counts = np.bincount(events.origin, minlength=len(events.origins))
    large = sorted(name for name, count in zip(events.origins[:-1], counts, strict=False) if count >= _FEWEST)
    return (*large, _OTHER) if large else ("",)


def _sightings(events: MonthlyEvents, sources: tuple[str, ...], strata: tuple[str, ...]) -> Sightings:
    place = {name: number for number, name in enumerate(strata)}
    stratum = np.array([place.get(name, len(strata) - 1) for name in events.origins], dtype=np.int64)[events.origin]
    return gather_sightings(
        (events.person, events.month, events.source, events.code),
        months=events.months,
        sources=sources,
        strata=strata,
        stratum=stratum,
    )


def _code(status: str | None, location: str | None, origin: str | None, theatre: tuple[str, ...]) -> int:
    """What a row says: by its status, else by its place; a row with a date and neither shows a person."""
    event = read_status(status) if status else None
    if event in _CODES:
        return _CODES[event]
    country = read_origin(location) if location else None
    country = country_of(country) if country else None
    if country in theatre or event in {"sighted", "departed"}:
        return THEATRE
    if country is None:
        return PERSON
    return HOME if origin is not None and country == country_of(origin) else THIRD
