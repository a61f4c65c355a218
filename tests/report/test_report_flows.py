"""The section on numbers by month: numbers with intervals, in every language, or the reason why there are none."""

from dataclasses import replace
from itertools import pairwise

import pytest
from markupsafe import Markup
from report_html import Page
from report_samples import sample

from darkfigure.report.figure_flows import stock_spec
from darkfigure.report.figure_ways import all_ways, node_words, ways_spec, ways_words
from darkfigure.report.flows_section import check_words, flows_section
from darkfigure.report.published import publish
from darkfigure.report.wording import LANGUAGES


def number(estimate):
    return {"estimate": estimate, "low": estimate - 7, "high": estimate + 9}


def fan(middle):
    return {"0.5": [middle - 1, middle + 1], "0.8": [middle - 3, middle + 3]}


DOCUMENT = {
    "fits": True,
    "level": 0.95,
    "months": ["2015-01-01", "2015-02-01"],
    "total": number(1000),
    "unseen": number(210),
    "states": {
        "theatre": [number(600), number(700)],
        "third_country": [number(50), number(80)],
        "home": [number(20), number(130)],
        "dead": [number(10), number(90)],
    },
    "best_linkage": {"theatre": 765, "total": 1099},
    "linkage_share": 0.36,
    "entries": [number(640), number(360)],
    "origins": [{"origin": "KZ", "total": number(800)}, {"origin": "other", "total": number(200)}],
    "movements": [
        {"from": "theatre", "to": "third_country", **number(110)},
        {"from": "theatre", "to": "home", **number(101)},
        {"from": "theatre", "to": "dead", **number(89)},
        {"from": "third_country", "to": "home", **number(31)},
        {"from": "third_country", "to": "theatre", **number(17)},
    ],
    "forecasts": [
        {
            "scenario": name,
            "entries_factor": factor,
            "ways_factors": ways,
            "months": [
                {
                    "ahead": 1,
                    "entries": fan(333),
                    "states": {state: fan(444) for state in ("theatre", "third_country", "home", "dead")},
                }
            ],
        }
        for name, factor, ways in (("as before", 1.0, {}), ("border closed", 0.1, {"theatre to home": 0.5}))
    ],
    "assumptions": [{"code": "two-kinds", "text": "of two kinds"}, {"code": "new-one", "text": "an assumption"}],
    "warnings": [],
    "checks": [
        {"code": "members seen in 1 months", "observed": 555, "low": 600, "high": 700, "fits": False},
        {"code": "posts: third_country", "observed": 44, "low": 1, "high": 22, "fits": False},
        {"code": "transience", "observed": 1.0, "low": -3, "high": 3, "fits": True},
    ],
}
CLAIMS = {
    "figures": 3, "left_out": 8, "bias": 3.0, "error": 2.0, "effective_draws": 200.0,
    "factor": {"estimate": 1.234, "low": 0.6, "high": 2.5}, "total": number(1111), "entries": [],
    "states": {state: [number(1), number(77)] for state in ("theatre", "third_country", "home", "dead")},
}  # fmt: skip


def section(document=DOCUMENT, *, language="en", **changes):
    content = replace(sample(persons=900), flows=document, **changes)
    object.__setattr__(content, "language", language)
    return flows_section(content, publish(content))["flows"]


def texts(spec):
    return [
        row["text"] for layer in spec["layer"] if layer["mark"]["type"] == "text" for row in layer["data"]["values"]
    ]


def bands(spec):
    """Thickness of each band, left to right."""
    drawn = [layer["data"]["values"] for layer in spec["layer"] if layer["mark"]["type"] == "area"]
    assert all(row["y2"] - row["y"] == pytest.approx(rows[0]["y2"] - rows[0]["y"]) for rows in drawn for row in rows)
    return [(rows[0]["x"], rows[-1]["x"], rows[0]["y2"] - rows[0]["y"]) for rows in drawn]


def test_bands_run_from_origins_to_where_people_are_in_the_end_as_thick_as_their_number():
    drawn = bands(ways_spec(DOCUMENT, "en", width=860.0))
    ahead = [way for way in all_ways(DOCUMENT) if (way["from"], way["to"]) != ("third_country", "theatre")]
    assert len(drawn) == len(ahead) == 8
    scale = max(thick for _, _, thick in drawn) / 800
    assert sorted(thick / scale for *_, thick in drawn) == pytest.approx(sorted(way["estimate"] for way in ahead))
    assert all(start < end for start, end, _ in drawn)


def test_bands_at_a_place_lie_side_by_side():
    spec = ways_spec(DOCUMENT, "en", width=860.0)
    ends = {}
    for layer in spec["layer"]:
        if layer["mark"]["type"] == "area":
            rows = layer["data"]["values"]
            for row, side in ((rows[0], "out"), (rows[-1], "in")):
                ends.setdefault((side, round(row["x"])), []).append((row["y"], row["y2"]))
    for spans in ends.values():
        spans.sort()
        assert all(above[1] <= below[0] + 1e-6 for above, below in pairwise(spans))


def test_without_origins_there_is_one_way_in():
    ways = all_ways(DOCUMENT | {"origins": []})
    assert ways[0] == {"from": "entered", "to": "theatre", **number(1000)}
    assert "Entered" in texts(ways_spec(DOCUMENT | {"origins": []}, "en", width=344.0))


def test_the_words_of_the_ways_have_every_interval():
    said = ways_words(DOCUMENT, "en")
    assert "from Kazakhstan to In the theatre: 800 (793 to 809)" in said
    assert "from In third countries to In the theatre: 17 (10 to 26)" in said
    assert all(f"{way['low']} to {way['high']}" in said for way in all_ways(DOCUMENT))


def test_panels_hold_each_month_and_the_fans_ahead():
    spec = stock_spec(DOCUMENT, "en", width=860.0)
    boxes = [row for layer in spec["layer"] if layer["mark"]["type"] == "rect" for row in layer["data"]["values"]]
    assert len(boxes) == 5 * (2 + 2)  # states and entries: two months, and two fans of one month ahead
    assert all(row["y"] < row["y2"] for row in boxes)
    heights = [row["y2"] - row["y"] for row in boxes[:4]]
    assert heights[2] > heights[3]  # four times in five is wider than even odds
    assert "at the end: 693 to 709" in texts(spec)


def test_a_forecast_has_bounds_and_no_number_and_says_what_it_assumes():
    usual, closed = section()["forecasts"]
    assert usual["scenario"] == "entries and rates go on changing as before"
    assert usual["assumed"] == ""
    assert closed["assumed"] == "new entries times 0.1, odds of the way In the theatre to At home again times 0.5"
    assert ("in 1 month", "In the theatre", "443 to 445", "441 to 447") in usual["rows"]
    assert ("in 1 month", "Entered in the month", "332 to 334", "330 to 336") in usual["rows"]
    assert not any(row[1] == "Dead" for row in usual["rows"])


def test_what_the_linkage_does_is_said():
    assert "36% of the variance" in section()["linkage"]
    assert "alone 765 would be in the theatre then, and 1,099" in section()["linkage"]
    assert "taken as right" in section(DOCUMENT | {"best_linkage": None})["linkage"]


def test_figures_of_the_press_stand_beside_the_numbers_and_never_for_them():
    assert section()["claims"] is None
    shown = section(DOCUMENT | {"claims": CLAIMS})
    assert shown["claims"]["rows"][0] == ("Ever entered", "1,000 (993 to 1,009)", "1,111 (1,104 to 1,120)")
    assert shown["claims"]["rows"][1][0].startswith("In the theatre, February")
    assert shown["claims"]["rows"][1][2] == "77 (70 to 86)"
    assert "1.234 times the numbers" in shown["claims"]["said"]
    assert shown["total"] == DOCUMENT["total"]
    none = {"figures": 0, "left_out": 8, "bias": 3.0, "error": 2.0, "effective_draws": 0.0}
    assert "left out: 8" in section(DOCUMENT | {"claims": none})["claims"]["said"]
    assert "nobody" in section(DOCUMENT | {"claims": none | {"figures": 2}})["claims"]["said"]


def test_a_model_that_does_not_fit_gives_the_reason_and_no_number():
    bare = {key: DOCUMENT[key] for key in ("level", "months", "assumptions", "warnings", "checks")} | {"fits": False}
    shown = section(bare)
    assert shown == {
        "fits": False,
        "checks": [
            ("Persons seen in 1 month", 555, "600 to 700"),
            ("Source posts: seen in third countries", 44, "1 to 22"),
        ],
    }


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("members seen in 4 months or more", "Persons seen in 4 months or more"),
        ("members seen by 2 sources", "Persons seen by 2 sources"),
        ("a: b: person_only", "Source a: b: seen, not where"),
        ("trap-response", "Those just seen are seen next less often than those missed (a standard score)"),
    ],
)
def test_checks_have_words(code, said):
    assert check_words(code, "en") == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_said_in_every_language(language):
    shown = section(DOCUMENT | {"claims": CLAIMS}, language=language)
    assert isinstance(shown["figure"], Markup)
    assert shown["ways"].count("<svg") == 2
    assert shown["assumptions"][1] == "an assumption"
    names = {node_words(way[end], language) for way in all_ways(DOCUMENT) for end in ("from", "to")}
    assert len(names) == 8
    if language != "en":
        assert not any(word in str(shown["ways"]) for word in ("theatre", "Still", "Dead", "origins"))


def test_nothing_is_shown_where_the_numbers_of_the_study_are_withheld():
    few = sample(lists=("a", "b"), persons=3)
    content = replace(few, flows=DOCUMENT, smallest_cell=5)
    assert flows_section(content, publish(content)) == {"flows": None}


def test_the_page_holds_the_section_and_its_data():
    from darkfigure.report import render_report

    page = Page(render_report(replace(sample(persons=900), flows=DOCUMENT | {"claims": CLAIMS})))
    assert page.crossed == []
    assert "1,000 persons ever entered ( 993 to 1,009 )" in page.words
    assert "of two kinds by how readily" in page.words
    assert {"from": "theatre", "to": "home", "estimate": "101", "low": "94", "high": "110"} in page.data("ways")
    assert len(page.data("flows")) == 5 * 2
    bare = {"fits": False, **{key: DOCUMENT[key] for key in ("checks", "warnings", "assumptions", "level", "months")}}
    other = Page(render_report(replace(sample(persons=900), flows=bare)))
    assert "No numbers by month." in other.words
