"""What hours of review would bring to a study that was run."""

import json
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from darkfigure.cli import main
from darkfigure.simulate import plan
from darkfigure.study.planning import plan_study, told_by_pairs
from darkfigure.study.run import Study


@pytest.fixture
def call(monkeypatch, capsys):
    def called(*arguments):
        monkeypatch.setattr(sys, "argv", ["darkfigure", "simulate", "plan", *map(str, arguments)])
        try:
            main()
            status = 0
        except SystemExit as stop:
            status = stop.code or 0
        out = capsys.readouterr()
        return status, out.out, out.err

    return called


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """No futures of lists are looked at here; what is checked does not need them."""
    monkeypatch.setattr(plan, "_CHECKS", 1)


def test_pairs_that_tell_all_tell_all_and_chance_tells_nothing():
    rng = np.random.default_rng(3)
    moved = rng.normal(size=50)
    assert told_by_pairs(-7 * moved + 3, moved) == pytest.approx(1)
    half = told_by_pairs(moved + rng.normal(size=50), moved)
    assert 0.25 < half < 0.75
    shares = [told_by_pairs(rng.normal(size=50), rng.normal(size=50)) for _ in range(200)]
    assert np.mean(shares) < 0.02
    assert told_by_pairs(moved[:5], moved[:5]) == 0.0
    assert told_by_pairs(moved, np.ones(50)) == 0.0


def test_more_hours_never_bring_less_and_never_more_than_the_links_are_to_blame_for(finished):
    study, _ = finished
    answer = json.loads((study.folder / "results" / "estimate.json").read_bytes())
    found = plan_study(study.folder, review_hours=(0.1, 2, 500), futures=1)
    assert (found.estimate, found.low, found.high) == (answer["estimate"], answer["low"], answer["high"])
    widths = {one.name.split(" hour")[0]: one.width for one in found.outcomes}
    assert list(widths.values()) == sorted(widths.values())
    assert widths["500"] <= widths["2"] <= widths["0.1"]
    floor = found.width * np.sqrt(1 - answer["variance_shares"]["linkage"])
    assert floor - 1e-9 <= widths["500"] < widths["0.1"] <= found.width
    assert all(one.not_identified is None and not one.single for one in found.outcomes)


def test_the_command_plans_a_study_and_says_what_goes_with_one(finished, call):
    folder = finished[0].folder
    status, out, _ = call(folder, "--review-hours", 2, "--replicates", 1, "--json")
    assert status == 0
    (one,) = json.loads(out)["outcomes"]
    assert one["name"].startswith("2 hours of review (")
    status, out, _ = call(folder, "--review-hours", 2, "--replicates", 1)
    assert "2 hours of review" in out
    status, _, err = call(folder, "--seed", 3)
    assert (status, "study.toml says it" in err) == (2, True)
    status, _, err = call("kosovo1999", "--review-hours", 2)
    assert (status, "goes with a study" in err) == (2, True)


def test_a_study_that_is_out_of_date_is_not_planned(finished, call, monkeypatch):
    study, _ = finished
    states = [
        SimpleNamespace(stage=state.stage, why="its input changed" if state.stage == "estimate" else None, facts={})
        for state in study.status()
    ]
    monkeypatch.setattr(Study, "status", lambda _: states)
    status, _, err = call(study.folder, "--review-hours", 2)
    assert (status, "Run `darkfigure run" in err) == (1, True)
