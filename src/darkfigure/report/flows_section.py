"""The section of the page on numbers by month: drawings, tables, forecast, or the reason why there are none."""

from typing import Any

from markupsafe import Markup

from darkfigure.report.content import ReportContent
from darkfigure.report.data_links import csv_link
from darkfigure.report.figure_flows import STATE_WORDS, stock_spec, stock_words, ways_spec, ways_words
from darkfigure.report.numbers import interval
from darkfigure.report.published import Published
from darkfigure.report.svg import render_svg


def flows_section(content: ReportContent, published: Published) -> dict[str, Any]:
    """What the template needs; nothing where the study counts no flows or its numbers are withheld."""
    document = content.flows
    if document is None or published.observed is None:
        return {"flows": None}
    if not document["fits"]:
        return {"flows": {"fits": False, "warnings": document["warnings"]}}
    language = content.language
    return {
        "flows": {
            "fits": True,
            "warnings": document["warnings"],
            "figure": _drawn(stock_spec, document, stock_words(document, language), language),
            "ways": _drawn(ways_spec, document, ways_words(document, language), language),
            "ways_words": ways_words(document, language),
            "forecasts": [_forecast(one, language) for one in document["forecasts"]],
            "assumptions": [one["text"] for one in document["assumptions"]],
            "csv": csv_link(["month", "state", "estimate", "low", "high"], _rows(document)),
            "total": document["total"],
            "unseen": document["unseen"],
        }
    }


def _drawn(spec: Any, document: dict[str, Any], words: str, language: str) -> Markup:  # noqa: ANN401 - a function
    return Markup().join(
        render_svg(spec(document, language, width=width), alternative=words, size=size)
        for width, size in ((960.0, "wide"), (344.0, "narrow"))
    )


def _forecast(one: dict[str, Any], language: str) -> dict[str, Any]:
    """Rows of the table: month ahead, state, even odds, four in five."""
    return {
        "scenario": one["scenario"],
        "rows": [
            (
                f"+{month['ahead']}",
                STATE_WORDS.get(state, state),
                interval(fan["0.5"][0], fan["0.5"][1], language),
                interval(fan["0.8"][0], fan["0.8"][1], language),
            )
            for month in one["months"]
            for state, fan in month["states"].items()
            if state != "dead"
        ],
    }


def _rows(document: dict[str, Any]) -> list[list[str | float | None]]:
    series = [*document["states"].items(), ("entered", document["entries"])]
    return [
        [month[:7], state, values[place]["estimate"], values[place]["low"], values[place]["high"]]
        for state, values in series
        for place, month in enumerate(document["months"])
    ]
