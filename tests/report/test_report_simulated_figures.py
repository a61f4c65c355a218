import json
from dataclasses import replace

import altair as alt
import pytest

from darkfigure.errors import UsageError
from darkfigure.report.figure_coverage import coverage_spec, coverage_words
from darkfigure.report.figure_file import write_figure
from darkfigure.report.figure_plan import plan_spec, plan_words
from darkfigure.report.svg import styled
from darkfigure.simulate.coverage import Coverage
from darkfigure.simulate.plan import Outcome, Plan

COVERAGE = Coverage(
    world="own",
    method="combined",
    people=1000,
    tables=50,
    seen=600.0,
    coverage=0.94,
    coverage_error=0.03,
    width=300.0,
    low=900.0,
    estimate=1020.0,
    high=1200.0,
    bias=0.02,
    agree=0.9,
    disagree=0.0,
    not_identified=0.1,
    no_interval=0.0,
    too_low=0.04,
    too_high=0.02,
    not_converged=0.0,
    cpu_s=2.0,
    cpu_s_95=3.0,
)
OUTCOME = Outcome(
    name="press searched 1.5 times as long",
    seen=700.0,
    width=200.0,
    width_low=150.0,
    width_high=280.0,
    narrower=0.3,
    not_identified=0.0,
    holds=0.95,
    narrowest=1.0,
    single=True,
)
PLAN = Plan(
    population="invented people",
    lists=("press", "police"),
    observed=600,
    level=0.95,
    estimate=1000.0,
    low=900.0,
    high=1200.0,
    width=300.0,
    compared_with=300.0,
    verdict="families agree",
    futures=20,
    outcomes=(OUTCOME, replace(OUTCOME, name="no width", width=None, width_low=None, width_high=None)),
    best=OUTCOME.name,
    seed=1,
    version="0",
)
EMPTY = replace(COVERAGE, width=None, low=None, estimate=None, high=None, bias=None)


@pytest.mark.parametrize(
    "spec",
    [
        coverage_spec([COVERAGE, replace(COVERAGE, world="open", high=None, estimate=9000.0), EMPTY], level=0.95),
        plan_spec(PLAN),
        plan_spec(replace(PLAN, compared_with=None, outcomes=())),
    ],
)
def test_the_drawings_are_valid_vega_lite(spec):
    alt.Chart.from_json(json.dumps(styled(spec)), validate=True)


def values(layer):
    return [(row["row"], row["x"], row.get("x2")) for row in layer["data"]["values"]]


def test_coverage_is_drawn_with_its_error_and_the_middle_interval_over_the_truth():
    held, lies = coverage_spec([COVERAGE, EMPTY], level=0.95)["hconcat"]
    assert values(held["layer"][1])[0] == (0, pytest.approx(0.88), pytest.approx(1.0))
    assert values(held["layer"][2]) == [(0, 0.94, None), (1, 0.94, None)]
    assert values(lies["layer"][1]) == [(0, 0.9, 1.2)]
    assert values(lies["layer"][2]) == [(0, 1.02, None)]


def test_a_plan_draws_the_additions_that_have_a_width_beside_the_present_one():
    spread, now, middle = plan_spec(PLAN)["layer"]
    assert values(spread) == [(0, 150.0, 280.0)]
    assert values(now) == [(0, 300.0, None)]
    assert values(middle) == [(0, 200.0, None)]


@pytest.mark.parametrize(("ending", "head"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_a_figure_is_written_by_its_ending(tmp_path, ending, head):
    path = tmp_path / f"figure.{ending}"
    write_figure(plan_spec(PLAN), path, title="A plan", alternative=plan_words(PLAN))
    assert path.read_bytes().startswith(head)


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"\.svg, \.png, \.pdf"):
        write_figure(plan_spec(PLAN), tmp_path / "figure.jpg", title="", alternative="")


def test_the_drawings_are_told_in_words():
    assert plan_words(PLAN).endswith("press searched 1.5 times as long: 200. The present one is 300 wide.")
    assert "own, combined: 94% of 50 intervals hold the truth, the middle one is 300 wide" in coverage_words(
        [COVERAGE, EMPTY], level=0.95
    )
