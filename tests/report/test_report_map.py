"""The map: where circles lie, how large they are, what stands beside it."""

import math
from dataclasses import replace

import report_samples
from altair.vegalite.v6.schema import core
from report_html import Page, rendered

from darkfigure.records import StratumEstimate
from darkfigure.report import render_report
from darkfigure.report.figure_map import Spot, _cut, map_section, map_spec
from darkfigure.report.published import StratumRow
from darkfigure.report.shapes import place_of, rings

KZ = Spot(name="Kazakhstan", code="KZ", place=(67.0, 48.0), persons=400.0, open=False)
TJ = Spot(name="Tajikistan", code="TJ", place=(71.0, 39.0), persons=100.0, open=False)
FR = Spot(name="France", code="FR", place=(2.5, 46.8), persons=25.0, open=True)


def circles(spec):
    return [row for layer in spec["layer"][1:3] for row in layer["data"]["values"]]


def test_places_lie_where_the_countries_are():
    longitude, latitude = place_of("KZ")
    assert 60 < longitude < 75
    assert 45 < latitude < 52
    assert place_of("RU-CE") == (45.7, 43.3)
    assert place_of("unknown") is None
    assert all(-180 <= x <= 180 and -90 <= y <= 90 for found in rings().values() for ring in found for x, y in ring)


def test_the_area_of_a_circle_is_as_large_as_its_number():
    large, middle, small = circles(map_spec([KZ, TJ, FR], "en", width=900.0, height=440.0))
    assert math.isclose(large["size"] / middle["size"], 4.0)
    assert math.isclose(large["size"] / small["size"], 16.0)
    assert (large["open"], small["open"]) == (False, True)


def test_circles_lie_on_the_sheet_east_to_the_right_and_north_above():
    kz, tj, fr = circles(map_spec([KZ, TJ, FR], "en", width=900.0, height=440.0))
    assert all(0 < one["x"] < 900 and 0 < one["y"] < 440 for one in (kz, tj, fr))
    assert fr["x"] < kz["x"] < tj["x"]
    assert kz["y"] < tj["y"]


def test_no_outline_leaves_the_sheet():
    spec = map_spec([KZ, FR], "en", width=344.0, height=280.0)
    land = spec["layer"][0]["data"]["values"][0]["geometry"]["coordinates"]
    assert land
    assert all(-0.1 <= x <= 344.1 and -0.1 <= y <= 280.1 for (ring,) in land for x, y in ring)


def test_a_polygon_is_cut_at_the_edge():
    square = [(-1.0, 0.0), (1.0, 0.0), (1.0, 2.0), (-1.0, 2.0)]
    assert sorted(set(_cut(square, 0, 0.0, above=True))) == [(0.0, 0.0), (0.0, 2.0), (1.0, 0.0), (1.0, 2.0)]


def test_the_drawing_is_valid_vega_lite():
    core.TopLevelLayerSpec.from_dict(map_spec([KZ, TJ, FR], "en", width=900.0, height=440.0))


def test_the_withheld_is_not_on_the_map():
    page = Page(rendered(report_samples.sample))
    rows = page.data("map")
    shown = {row["origin"] for row in rows}
    assert {"KZ", "RU-CE"} <= shown
    assert "unknown" not in shown
    assert "Not on the map" not in page.words
    assert shown <= {row["origin"] for row in page.data("strata")}
    assert {row["bound"] for row in Page(rendered(report_samples.unidentified)).data("map")} == {"yes"}


def test_whose_place_is_not_known_is_told_beside_the_map():
    rows = [
        StratumRow(
            stratum={"origin": origin}, withheld=False, observed=n, estimate=2.0 * n, low=n, high=None, at_least=n
        )
        for origin, n in (("KZ", 100), ("TJ", 90), ("unknown", 80), ("IQ-AN", 70))
    ]
    assert map_section(rows, "en")["map_rest"] == "Not on the map: not known: 160; Anbar (IQ-AN): 140."
    assert map_section(rows[:1], "en")["figure_map"] == ""


def test_strata_that_are_no_origins_have_no_map():
    sample = report_samples.sample()
    parts = tuple(
        StratumEstimate(stratum={"sex": sex}, observed=100, estimate=200.0, low=150.0, high=300.0) for sex in "fm"
    )
    page = render_report(replace(sample, estimate=replace(sample.estimate, strata=parts)))
    assert "map.csv" not in page
