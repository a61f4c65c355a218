import json

import numpy as np
import pytest
from click.testing import CliRunner

import darkfigure as df
from darkfigure.captures.table import CaptureTable, table_of
from darkfigure.cli.estimate import estimate as command
from darkfigure.errors import UsageError
from darkfigure.estimate import METHODS, EstimateOptions
from darkfigure.estimate.methods import ASK, COMBINED, SAMPLED, SUMMED, wanted
from darkfigure.estimate.run import estimate_table

QUICK = [method for method in ASK if method not in {"combined", "latent-class", "decomposable"}]
ABC = ("a", "b", "c")

ODD = {
    "nested": [0, 60, 0, 20, 0, 0, 0, 9],
    "no overlap": [0, 20, 30, 0, 10, 0, 0, 0],
    "one pattern": [0, 0, 0, 0, 0, 0, 0, 9],
    "millions": [0, 3e6, 2e6, 4e5, 5e6, 7e5, 5e5, 1e5],
    "two persons": [0, 1, 0, 0, 1, 0, 0, 0],
    "two persons alike": [0, 0, 0, 2, 0, 0, 0, 0],
}


def two_strata(east: list[int], west: list[int]) -> CaptureTable:
    parts = [table_of(np.array(full), ABC) for full in (east, west)]
    return CaptureTable(
        lists=ABC,
        strata=({"region": "east"}, {"region": "west"}),
        patterns=np.vstack([one.patterns for one in parts]),
        counts=np.concatenate([one.counts for one in parts]),
        stratum=np.repeat(np.arange(2, dtype=np.int32), [len(one.counts) for one in parts]),
    )


def test_every_method_has_its_answer_and_a_way_to_be_added_up() -> None:
    # what rests on covariates is answered elsewhere
    assert set(METHODS) - set(ASK) <= {"doubly-robust"}
    assert {*SAMPLED, *SUMMED, COMBINED, "log-linear", "chao-lower-bound"} == set(ASK)


def test_the_default_has_the_rows_it_had_and_all_has_every_one() -> None:
    assert set(wanted("combined")) == {"combined", "log-linear", "decomposable", "chao-lower-bound"}
    assert set(wanted("all")) == set(ASK)
    assert set(wanted("mth-gamma")) == {"mth-gamma", "log-linear", "chao-lower-bound"}


@pytest.mark.parametrize("method", QUICK)
@pytest.mark.parametrize("case", ODD)
def test_odd_tables_get_a_number_with_limits_or_a_bound_and_a_reason(method: str, case: str) -> None:
    found = df.estimate(table_of(np.array(ODD[case], dtype=np.int64), ABC), method=method, replicates=50)
    json.dumps(found.to_dict(), allow_nan=False)
    codes = {warning.code for warning in found.warnings}
    if found.estimate is None:
        assert found.low is None
        assert found.high is None
        assert found.verdict == "not identified"
        assert codes & {"not-identified", "not-converged"}
    else:
        assert found.observed - 1e-3 <= found.low <= found.estimate
        assert found.high is None or found.high >= found.estimate
    assert found.lower_bound >= found.observed - 1e-3
    assert (found.estimate is not None) == (case == "millions" or method == "chao-lower-bound")


@pytest.mark.parametrize("method", SUMMED)
def test_a_total_is_the_sum_of_its_strata_and_narrower_than_the_sum_of_their_limits(method: str) -> None:
    table = two_strata([0, 100, 80, 30, 60, 20, 25, 19], [0, 40, 90, 20, 70, 15, 30, 22])
    found = estimate_table(table, options=EstimateOptions(method=method, replicates=200))
    assert found.estimate == pytest.approx(sum(one.estimate for one in found.strata), abs=0.01)
    assert found.low < found.estimate < found.high
    assert found.high - found.low < sum(one.high - one.low for one in found.strata)


def test_a_stratum_without_a_number_leaves_the_total_to_the_table_without_strata() -> None:
    table = two_strata([0, 100, 80, 30, 60, 20, 25, 19], [0, 1, 0, 0, 1, 0, 0, 0])
    found = estimate_table(table, options=EstimateOptions(method="stepwise", replicates=50))
    assert found.strata[1].estimate is None
    assert found.estimate is not None
    assert {"pooled-instead", "not-identified"} <= {warning.code for warning in found.warnings}


def test_a_list_nobody_is_on_changes_nothing() -> None:
    full = np.array([0, 100, 80, 30, 60, 20, 25, 19])
    for method in ("stepwise", "log-linear-shrunken", "mth-darroch"):
        plain = df.estimate(table_of(full, ABC), method=method, replicates=50)
        wider = df.estimate(
            table_of(np.concatenate([full, np.zeros(8, dtype=np.int64)]), (*ABC, "empty")), method=method, replicates=50
        )
        assert (wider.estimate, wider.low, wider.high) == (plain.estimate, plain.low, plain.high)


def test_criterion_order_and_replicates_are_options_of_the_command() -> None:
    def run(*options: str) -> dict[str, object]:
        result = CliRunner().invoke(command, ["kosovo1999", "--json", "--method", "log-linear", *options])
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)["methods"][0]["diagnostics"]

    assert run("--replicates", "60")["replicates"] == 60
    assert run("--criterion", "aic", "--replicates", "60")["model"] != "[123;14;34]"
    assert run("--max-order", "1", "--replicates", "60")["model"] == "[1;2;3;4]"


@pytest.mark.parametrize("option", [("--criterion", "dic"), ("--max-order", "0"), ("--replicates", "3")])
def test_options_that_cannot_be_are_wrong_use(option: tuple[str, str]) -> None:
    assert CliRunner().invoke(command, ["kosovo1999", *option]).exit_code == 2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"level": 1 - 1e-16}, "below 1"),
        ({"level": float("nan")}, "at least 0.5"),
        ({"seed": -1}, "at least 0"),
        ({"criterion": "dic"}, "bic, aic"),
    ],
)
def test_what_no_estimate_can_have_is_refused_in_a_sentence(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        df.estimate("kosovo1999", **wrong)


def test_people_who_differ_less_than_by_chance_are_taken_as_alike_and_the_reader_is_told() -> None:
    found = df.estimate("spinabifida_ny", method="mth-darroch", replicates=50)
    said = found.methods[0].diagnostics
    assert said["spread"] == 0.0
    assert not said["people_differ"]
    # Rcapture's unrestricted answer by the Poisson likelihood
    assert said["if_spread_may_be_negative"]["poisson_estimate"] == pytest.approx(642, rel=5e-3)
