import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import altair as alt
import numpy as np
import pytest
from click.testing import CliRunner

from darkfigure.captures.table import table_of
from darkfigure.cli.main import cli
from darkfigure.errors import InputError
from darkfigure.estimate import EstimateOptions
from darkfigure.estimate.bounds import Curve
from darkfigure.estimate.details import EstimateDetails, StructureDraws, estimate_with_details
from darkfigure.records import Estimate, MethodEstimate
from darkfigure.report.figures import figures_of, write_figures
from darkfigure.report.svg import styled
from darkfigure.report.words import structure_words

TABLE = table_of(np.array([0, 210, 190, 61, 160, 52, 47, 23]), ("press", "police", "<b>posts</b>"))


def method(name: str, estimate: float | None, low: float | None, high: float | None) -> MethodEstimate:
    diagnostics = {"r_hat": 1.002, "ess": 900} if name == "combined" else {}
    return MethodEstimate(
        method=name, estimate=estimate, low=low, high=high, weight=0, cpu_seconds=0, diagnostics=diagnostics
    )


def details(*, high: float | None = 1900.0) -> EstimateDetails:
    """Invented, with everything that can be drawn."""
    rng = np.random.default_rng(1)
    draws = 743 + rng.gamma(9, 90, 4000)
    return EstimateDetails(
        estimate=Estimate(
            population="invented people",
            lists=("press", "police", "posts"),
            observed=743,
            level=0.95,
            seed=1,
            version="0",
            estimate=1550.0,
            low=1100.0,
            high=high,
            method="combined",
            lower_bound=1300.0,
            verdict="families agree",
            methods=(
                method("combined", 1550.0, 1100.0, high),
                method("log-linear", 1400.0, 1200.0, 60000.0),
                method("decomposable", None, None, None),
                method("chao-lower-bound", 1300.0, 1200.0, 1450.0),
            ),
        ),
        patterns=(("100", 210), ("010", 190), ("110", 61), ("001", 160), ("101", 3)),
        population=draws,
        runs=draws.reshape(4, 1000),
        structures=(
            StructureDraws(name="typed+pairs", weight=0.6, population=draws[:500]),
            StructureDraws(name="3 classes", weight=0.4, population=draws[500:]),
        ),
        curve=Curve(strength=(-1.2, 0.0, 1.2), population=(1000.0, 1550.0, 3400.0)),
    )


def by_name(found: EstimateDetails) -> dict[str, object]:
    return {figure.name: figure for figure in figures_of(found)}


@pytest.mark.parametrize("high", [1900.0, None])
def test_every_drawing_is_valid_and_says_what_it_shows(high: float | None) -> None:
    figures = by_name(details(high=high))
    assert list(figures) == ["methods", "overlaps", "posterior", "structures", "runs", "sensitivity"]
    for figure in figures.values():
        alt.Chart.from_json(json.dumps(styled(figure.spec)), validate=True)
        assert len(figure.alternative) > 30
    assert "1,550 (1,100" in figures["methods"].alternative
    assert "R-hat is 1.002" in figures["runs"].caption


def texts(spec: object) -> list[str]:
    return [str(value["text"]) for layer in spec["layer"] for value in layer["data"]["values"] if "text" in value]


def test_the_methods_have_a_row_each_and_an_interval_far_out_is_cut() -> None:
    spec = by_name(details())["methods"].spec
    said = texts(spec)
    assert "1,400 (1,200 to 60,000)" in said
    assert "Decomposable graphs" not in said
    places = [value["x2"] for layer in spec["layer"] for value in layer["data"]["values"] if "x2" in value]
    assert max(places) <= spec["width"]
    triangles = [layer for layer in spec["layer"] if layer["mark"].get("shape") == "triangle-right"]
    assert sum(len(layer["data"]["values"]) for layer in triangles) == 2  # the cut end and the bound


def test_small_combinations_are_not_drawn() -> None:
    figure = by_name(details())["overlaps"]
    assert "3" not in texts(figure.spec)
    assert "1 combination of few persons" in figure.caption


def test_dark_bars_lie_inside_the_interval() -> None:
    spec = by_name(details())["posterior"].spec
    bars = [value for layer in spec["layer"] for value in layer["data"]["values"] if "inside" in value]
    assert all(bar["inside"] == (1100 <= (bar["x"] + bar["x2"]) / 2 <= 1900) for bar in bars)
    assert {bar["inside"] for bar in bars} == {True, False}


def test_structures_are_told_in_words() -> None:
    assert structure_words("typed+pairs", "en").endswith("; lists depend")
    assert structure_words("3 classes", "en") == "3 classes"
    said = texts(by_name(details())["structures"].spec)
    assert "60%" in said
    assert structure_words("typed+pairs", "en") in said


def test_what_is_not_known_is_not_drawn() -> None:
    found = estimate_with_details(
        table_of(np.array([0, 20, 30, 0]), ("a", "b")), options=EstimateOptions(method="log-linear")
    )
    assert found.population is None
    assert found.curve is None
    assert "posterior" not in by_name(found)


def test_the_details_are_those_of_the_estimate() -> None:
    found = estimate_with_details(TABLE, options=EstimateOptions(method="log-linear", replicates=100))
    assert dict(found.patterns)["110"] == 61
    assert sum(count for _, count in found.patterns) == found.estimate.observed
    assert found.curve is not None
    assert found.curve.population[found.curve.strength.index(0.0)] > found.estimate.observed
    low, high = np.quantile(found.population, [0.01, 0.99])
    assert low < found.estimate.estimate < high


def test_files_of_their_own_hold_a_description_and_no_address(tmp_path: Path) -> None:
    written = write_figures(details(), tmp_path / "new" / "drawings")
    assert [path.name for path in written] == [f"{name}.svg" for name in by_name(details())]
    for path in written:
        root = ET.parse(path).getroot()  # noqa: S314 - our own
        assert [child.tag.rpartition("}")[2] for child in root][:3] == ["title", "desc", "rect"]
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http" not in text


def test_the_page_is_one_file_that_asks_for_nothing(tmp_path: Path) -> None:
    (path,) = write_figures(details(), tmp_path / "page.html")
    text = path.read_text(encoding="utf-8")
    assert text.count("<svg") == 6
    assert "http" not in text.replace("http-equiv", "")
    assert "<script" not in text


def test_with_nothing_to_draw_it_says_so(tmp_path: Path) -> None:
    table = table_of(np.array([0, 2, 3, 0]), ("a", "b"))
    found = estimate_with_details(table, options=EstimateOptions(method="log-linear"))
    nothing = replace(found, patterns=(("10", 2),), estimate=replace(found.estimate, methods=()))
    with pytest.raises(InputError, match="nothing was written"):
        write_figures(nothing, tmp_path / "x")


def test_the_command_draws(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(
        "press,police,<b>,count\n1,0,0,210\n0,1,0,190\n1,1,0,61\n0,0,1,160\n1,0,1,52\n0,1,1,47\n1,1,1,23\n"
    )
    asked = ["estimate", str(table), "--method", "log-linear", "--json", "--figures", str(tmp_path / "p.html")]
    done = CliRunner().invoke(cli, asked)
    assert done.exit_code == 0, done.output
    page = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "<b>" not in page
    assert "&lt;b&gt;" in page
    assert json.loads(done.stdout)["observed"] == 743
    assert "p.html" in done.stderr
