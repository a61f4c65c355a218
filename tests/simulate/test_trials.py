import math
from dataclasses import replace

import numpy as np
import pytest

from darkfigure.estimate.options import EstimateOptions
from darkfigure.estimate.run import estimate_table
from darkfigure.simulate.coverage import summarise
from darkfigure.simulate.shipped_worlds import world
from darkfigure.simulate.trials import Trial, try_table


def trial(**change):
    base = {
        "world": "w",
        "rep": 1,
        "method": "combined",
        "people": 100,
        "seen": 50,
        "estimate": 100.0,
        "low": 90.0,
        "high": 120.0,
        "verdict": "families agree",
        "rhat": 1.0,
        "ess": 900.0,
        "rounds": 1,
        "cpu_s": 1.0,
        "whole_cpu_s": 2.0,
    }
    return Trial(**(base | change))


def test_the_interval_of_a_trial_is_the_default_one_and_resamples_beside_it_do_not_change_it():
    table = replace(world("pair3"), people=300).draw(np.random.default_rng(8))
    plain = estimate_table(table, options=EstimateOptions(seed=4))
    (tried,) = try_table(table, world="w", people=300, rep=4, options=EstimateOptions(seed=4, replicates=50))
    assert (tried.estimate, tried.low, tried.high) == (plain.estimate, plain.low, plain.high)
    assert tried.verdict == plain.verdict
    assert tried.rhat == plain.methods[0].diagnostics["r_hat"]


def test_methods_come_in_the_order_asked_for_each_with_its_own_interval():
    table = world("tiny4").draw(np.random.default_rng(8))
    options = EstimateOptions(seed=4, replicates=50)
    chao, loglinear = try_table(
        table, world="tiny4", people=200, rep=4, methods=("chao-lower-bound", "log-linear"), options=options
    )
    assert (chao.method, loglinear.method) == ("chao-lower-bound", "log-linear")
    assert (
        loglinear.low == estimate_table(table, options=EstimateOptions(seed=4, replicates=50, method="log-linear")).low
    )
    assert chao.rhat is None


def test_a_table_with_nobody_is_a_trial_without_answer():
    table = world("tiny4").draw(np.random.default_rng(8))
    nobody = type(table)(
        lists=table.lists,
        strata=({},),
        patterns=table.patterns[:0],
        counts=table.counts[:0],
        stratum=table.stratum[:0],
    )
    (found,) = try_table(nobody, world="w", people=200, rep=1)
    assert found.estimate is None
    assert not found.holds


@pytest.mark.parametrize(
    ("low", "high", "holds"),
    [(90.0, 120.0, True), (100.0, 100.0, True), (101.0, 120.0, False), (80.0, 99.0, False), (80.0, None, True)],
)
def test_an_interval_holds_the_truth_between_its_ends(low, high, holds):
    assert trial(low=low, high=high).holds is holds


def test_the_summary_counts_tables_without_interval_as_missed():
    trials = [
        trial(),
        trial(rep=2, low=101.0, high=131.0, estimate=115.0, verdict="families disagree", rhat=1.02),
        trial(rep=3, low=None, high=None, estimate=None, verdict="not identified", rhat=1.5),
        trial(rep=4, low=60.0, high=95.0, estimate=80.0, cpu_s=5.0),
        trial(world="other"),
    ]
    one, other = summarise(trials)
    assert (one.tables, other.tables) == (4, 1)
    assert one.coverage == 0.25
    assert one.coverage_error == pytest.approx(math.sqrt(0.25 * 0.75 / 4))
    assert (one.too_low, one.too_high, one.no_interval) == (0.25, 0.25, 0.25)
    assert (one.agree, one.disagree, one.not_identified) == (0.5, 0.25, 0.25)
    assert one.width == 30.0
    assert one.bias == pytest.approx(295 / 300 - 1)
    assert one.not_converged == 0.5
    assert one.cpu_s == 2.0


def test_intervals_without_upper_limit_have_no_width_when_they_are_the_rule():
    open_ended, bounded = trial(high=None), trial(rep=2)
    assert summarise([open_ended, open_ended, bounded])[0].width is None
    assert summarise([open_ended, bounded, bounded])[0].width == 30.0
