"""The section of the page on numbers by month: drawings, tables, forecast, or the reason why there are none."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from darkfigure.report.content import ReportContent
from darkfigure.report.data_links import csv_link
from darkfigure.report.figure_flows import month_words, state_words, stock_spec, stock_words
from darkfigure.report.figure_ways import all_ways, node_words, persons_words, ways_spec, ways_words
from darkfigure.report.numbers import interval, listed
from darkfigure.report.published import Published
from darkfigure.report.svg import render_svg
from darkfigure.report.wording import has, say

_COUNTED = re.compile(r"members seen (?:in|by) (\d+) (months|sources)( or more)?")


def flows_section(content: ReportContent, published: Published) -> dict[str, Any]:
    """What the template needs; nothing where the study counts no flows or its numbers are withheld."""
    document, language = content.flows, content.language
    if document is None or published.observed is None:
        return {"flows": None}
    if not document["fits"]:
        return {"flows": {"fits": False, "checks": _misfits(document, language)}}
    return {
        "flows": {
            "fits": True,
            "warnings": [one for one in document["warnings"] if one["code"] == "not-converged"],
            "total": document["total"],
            "unseen": document["unseen"],
            "between": {
                name: interval(document[name]["low"], document[name]["high"], language) for name in ("total", "unseen")
            },
            "level": say("flows.level", language, level=document["level"]),
            "figure": _drawn(stock_spec, stock_words, document, language),
            "csv": csv_link(["month", "state", "estimate", "low", "high"], _rows(document)),
            "ways": _drawn(ways_spec, ways_words, document, language),
            "ways_rows": [_way(way, language) for way in all_ways(document)],
            "ways_csv": csv_link(
                ["from", "to", "estimate", "low", "high"],
                [[way["from"], way["to"], way["estimate"], way["low"], way["high"]] for way in all_ways(document)],
            ),
            "forecasts": [_forecast(one, language) for one in document["forecasts"]],
            "linkage": _linkage(document, language),
            "claims": _claims(document, language),
            "assumptions": [_assumption(one, language) for one in document["assumptions"]],
        }
    }


def _drawn(
    spec: Callable[..., dict[str, Any]],
    words: Callable[[Mapping[str, Any], str], str],
    document: Mapping[str, Any],
    language: str,
) -> Markup:
    """A drawing in two widths, of which the page shows one."""
    said = words(document, language)
    return Markup().join(
        render_svg(spec(document, language, width=width), alternative=said, size=size, language=language)
        for width, size in ((860.0, "wide"), (344.0, "narrow"))
    )


def _way(way: Mapping[str, Any], language: str) -> tuple[str, str, float, str]:
    """From, to, persons, interval."""
    ends = (node_words(way["from"], language), node_words(way["to"], language))
    return (*ends, way["estimate"], interval(way["low"], way["high"], language))


def _forecast(one: Mapping[str, Any], language: str) -> dict[str, Any]:
    """What a scenario assumes, and rows of its table: when, where, even odds, four times in five."""
    assumed = [
        say("flows.assumed-way", language, way=_way_name(name, language), factor=factor)
        for name, factor in one["ways_factors"].items()
    ]
    if one["entries_factor"] != 1:
        assumed.insert(0, say("flows.assumed-entries", language, factor=one["entries_factor"]))
    usual = one["scenario"] == "as before" and not assumed
    return {
        "scenario": say("flows.as-before", language) if usual else one["scenario"],
        "assumed": listed(assumed, language) if assumed else "",
        "rows": [
            (
                say("flows.ahead", language, count=month["ahead"]),
                say("flows.entered-in-month", language) if state is None else state_words(state, language),
                interval(fan["0.5"][0], fan["0.5"][1], language),
                interval(fan["0.8"][0], fan["0.8"][1], language),
            )
            for month in one["months"]
            for state, fan in [*month["states"].items(), (None, month["entries"])]
            if state != "dead"
        ],
    }


def _way_name(name: str, language: str) -> str:
    ends = ["dead" if end == "dying" else end for end in name.split(" to ")]
    words = [node_words(end, language) for end in ends]
    return say("flows.way-plain", language, **dict(zip(("from", "to"), words, strict=True)))


def _linkage(document: Mapping[str, Any], language: str) -> str:
    """What the doubt about who is one person does to the numbers."""
    best = document["best_linkage"]
    if best is None:
        return say("flows.linkage-one", language)
    share = document["linkage_share"]
    return say("flows.linkage", language, share=share, theatre=best["theatre"], total=best["total"])


def _claims(document: Mapping[str, Any], language: str) -> dict[str, Any] | None:
    """What figures of the press would change: a sentence, and rows of what, traces alone, with the figures."""
    claims = document.get("claims")
    if claims is None:
        return None
    if "total" not in claims:
        key = "flows.claims-far" if claims["figures"] else "flows.claims-none"
        return {"said": say(key, language, left=claims["left_out"]), "rows": []}
    said = say(
        "flows.claims-lead",
        language,
        figures=say("flows.claims-figures", language, count=claims["figures"]),
        bias=claims["bias"],
        error=claims["error"],
        factor=claims["factor"]["estimate"],
        low=claims["factor"]["low"],
        high=claims["factor"]["high"],
    )
    month = month_words(document["months"][-1], language)
    rows = [(say("flows.ever-entered", language), document["total"], claims["total"])]
    rows += [
        (say("flows.state-in-month", language, state=state_words(state, language), month=month), series[-1], other[-1])
        for (state, series), other in zip(document["states"].items(), claims["states"].values(), strict=True)
    ]
    return {
        "said": said,
        "rows": [(what, persons_words(one, language), persons_words(two, language)) for what, one, two in rows],
    }


def _assumption(one: Mapping[str, str], language: str) -> str:
    key = f"flows.assumption-{one['code']}"
    return say(key, language) if has(key) else one["text"]


def _misfits(document: Mapping[str, Any], language: str) -> list[tuple[str, float, str]]:
    """What the model does not bring forth: what, how many were seen, and what it gives."""
    return [
        (check_words(one["code"], language), one["observed"], interval(one["low"], one["high"], language))
        for one in document["checks"]
        if not one["fits"]
    ]


def check_words(code: str, language: str) -> str:
    """A check of the model by its code."""
    counted = _COUNTED.fullmatch(code)
    if counted:
        key = f"flows.check-{counted[2]}{'-more' if counted[3] else ''}"
        return say(key, language, count=int(counted[1]))
    if has(f"flows.check-{code}"):
        return say(f"flows.check-{code}", language)
    source, _, event = code.rpartition(": ")
    return say("flows.check-event", language, source=source, event=say(f"flows.event-{event}", language))


def _rows(document: Mapping[str, Any]) -> list[list[str | float | None]]:
    series = [*document["states"].items(), ("entered", document["entries"])]
    return [
        [month[:7], state, values[place]["estimate"], values[place]["low"], values[place]["high"]]
        for state, values in series
        for place, month in enumerate(document["months"])
    ]
