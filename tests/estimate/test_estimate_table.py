import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from darkfigure.captures.table import CaptureTable, table_of
from darkfigure.errors import TableError, UsageError
from darkfigure.estimate import EstimateOptions
from darkfigure.estimate.chao import lower_bound
from darkfigure.estimate.loglinear import fit_model
from darkfigure.estimate.notices import CODES
from darkfigure.estimate.run import estimate_table as estimate_by
from darkfigure.records import Estimate

FULL = hnp.arrays(np.int64, 8, elements=st.integers(0, 300)).map(lambda full: np.where(np.arange(8) == 0, 0, full))
ABC = ("a", "b", "c")


def estimate_table(table: CaptureTable, *, options: EstimateOptions | None = None) -> Estimate:
    """By log-linear models, which are fast; the combined method has tests of its own."""
    return estimate_by(table, options=options or EstimateOptions(method="log-linear", replicates=60))


def swapped(full: np.ndarray, order: tuple[int, ...]) -> np.ndarray:
    """The same counts with the lists in another order."""
    cells = np.arange(len(full))
    moved = sum(((cells >> old) & 1) << new for new, old in enumerate(order))
    answer = np.zeros_like(full)
    answer[moved] = full
    return answer


def with_strata(*tables: tuple[str, np.ndarray]) -> CaptureTable:
    parts = [table_of(full, ABC) for _, full in tables]
    return CaptureTable(
        lists=ABC,
        strata=tuple({"region": name} for name, _ in tables),
        patterns=np.vstack([p.patterns for p in parts]),
        counts=np.concatenate([p.counts for p in parts]),
        stratum=np.repeat(np.arange(len(parts), dtype=np.int32), [len(p.counts) for p in parts]),
    )


def codes(found: Estimate) -> set[str]:
    return {warning.code for warning in found.warnings}


def check_sane(found: Estimate) -> None:
    text = json.dumps(found.to_dict(), allow_nan=False)
    assert "NaN" not in text
    assert codes(found) <= set(CODES)
    if found.estimate is None:
        assert found.low is None
        assert found.high is None
        assert "not-identified" in codes(found)
    else:
        assert found.low is not None
        assert found.observed - 1e-3 <= found.low <= found.estimate + 1e-3
        assert found.high is None or found.estimate <= found.high + 1e-3
    assert found.lower_bound is not None
    assert found.lower_bound >= found.observed - 1e-3


@settings(deadline=None, max_examples=60)
@given(FULL)
def test_whatever_the_counts_there_is_a_number_or_a_reason(full: np.ndarray) -> None:
    if not full.sum():
        with pytest.raises(TableError, match="nobody"):
            estimate_table(table_of(full, ABC))
        return
    check_sane(estimate_table(table_of(full, ABC)))


@settings(deadline=None, max_examples=40)
@given(FULL.filter(lambda full: full.sum() > 0), st.permutations(range(3)))
def test_the_order_of_the_lists_is_irrelevant(full: np.ndarray, order: list[int]) -> None:
    one = estimate_table(table_of(full, ABC))
    other = estimate_table(table_of(swapped(full, tuple(order)), ABC))
    assert one.lower_bound == pytest.approx(other.lower_bound, rel=1e-5, abs=1e-3)
    # two models may fit equally well; then either may be chosen
    if one.estimate is None or other.estimate is None:
        assert one.estimate is other.estimate
    elif not math.isclose(one.estimate, other.estimate, rel_tol=1e-5):
        first, second = (m.methods[0].diagnostics["criterion"] for m in (one, other))
        assert first == pytest.approx(second, abs=1e-4)


@settings(deadline=None, max_examples=40)
@given(FULL.filter(lambda full: full.sum() > 0))
def test_a_list_nobody_is_on_changes_nothing_and_is_named(full: np.ndarray) -> None:
    plain = estimate_table(table_of(full, ABC))
    wider = estimate_table(table_of(np.concatenate([full, np.zeros(8, dtype=np.int64)]), (*ABC, "empty")))
    assert (wider.estimate, wider.low, wider.high) == (plain.estimate, plain.low, plain.high)
    assert wider.lower_bound == plain.lower_bound
    assert any(w.code == "empty-list" and "empty" in w.message for w in wider.warnings)


@settings(deadline=None, max_examples=40)
@given(FULL.map(lambda full: np.where(np.arange(8) == 0, 0, full + 1)), st.sampled_from([(), (3,), (3, 5), (3, 5, 6)]))
def test_doubling_the_counts_doubles_the_estimate_of_a_model(full: np.ndarray, terms: tuple[int, ...]) -> None:
    once = fit_model(full.astype(float), terms)
    twice = fit_model(2.0 * full, terms)
    assert once is not None
    assert twice is not None
    assert twice[0] == pytest.approx(2 * once[0], rel=1e-6)


def test_two_lists_give_the_product_of_the_singles_over_the_overlap() -> None:
    found = estimate_table(table_of(np.array([0, 20, 30, 10]), ("a", "b")))
    assert found.estimate == pytest.approx(60 + 20 * 30 / 10)
    assert "few-lists" in codes(found)


def test_without_overlap_there_is_a_bound_and_no_number() -> None:
    found = estimate_table(table_of(np.array([0, 20, 30, 0, 10, 0, 0, 0]), ABC))
    assert (found.estimate, found.low, found.high, found.verdict) == (None, None, None, "not identified")
    assert found.lower_bound is not None
    assert found.lower_bound > 60 + 100
    assert {"not-identified", "no-overlap"} <= codes(found)


@pytest.mark.parametrize("full", [[0, 5, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 9], [0, 50, 0, 8, 0, 0, 0, 0]])
def test_one_pattern_or_nested_lists_have_no_bare_number(full: list[int]) -> None:
    check_sane(estimate_table(table_of(np.array(full), ABC)))


def test_a_billion_in_a_cell_is_no_trouble() -> None:
    full = np.array([0, 10**9, 10**9, 10**8, 10**9, 10**8, 10**8, 10**7])
    found = estimate_table(table_of(full, ABC))
    check_sane(found)
    assert found.estimate == pytest.approx(full.sum() + 10**10, rel=1e-6)


def test_the_total_is_the_sum_of_the_strata_and_its_interval_is_narrower_than_the_sum_of_theirs() -> None:
    east = np.array([0, 100, 80, 30, 60, 20, 25, 9])
    west = np.array([0, 40, 90, 20, 70, 15, 30, 12])
    found = estimate_table(with_strata(("east", east), ("west", west)))
    assert [s.stratum["region"] for s in found.strata] == ["east", "west"]
    estimates, lows, highs = zip(*((s.estimate, s.low, s.high) for s in found.strata), strict=True)
    assert found.estimate == pytest.approx(sum(estimates), abs=0.01)
    assert found.low < found.estimate < found.high
    assert found.high - found.low < sum(highs) - sum(lows)
    assert {m.method for m in found.methods} == {"log-linear", "log-linear-pooled", "chao-lower-bound"}
    for stratum, full in zip(found.strata, (east, west), strict=True):
        alone = estimate_table(table_of(full, ABC))
        assert stratum.estimate == alone.estimate
        assert stratum.low == pytest.approx(alone.low, rel=0.15)


def test_one_stratum_is_the_table_itself() -> None:
    full = np.array([0, 100, 80, 30, 60, 20, 25, 9])
    alone, single = estimate_table(table_of(full, ABC)), estimate_table(with_strata(("east", full)))
    assert (alone.estimate, alone.low, alone.high) == (single.estimate, single.low, single.high)
    assert len(single.strata) == 1


def test_a_stratum_of_two_people_has_a_bound_and_does_not_spoil_the_total() -> None:
    east = np.array([0, 100, 80, 30, 60, 20, 25, 9])
    found = estimate_table(with_strata(("east", east), ("small", np.array([0, 1, 0, 0, 1, 0, 0, 0]))))
    assert found.strata[1].estimate is None
    assert found.strata[1].lower_bound is not None
    assert "not-identified" in codes(found)
    assert found.estimate is not None
    assert found.estimate >= found.strata[0].estimate + 2


def test_strata_seen_differently_disagree_with_the_table_without_them() -> None:
    # independent lists in each stratum, one easy to see and one hard: together the hard ones are overlooked
    easy, hard = np.array([0.6, 0.5, 0.6]), np.array([0.05, 0.06, 0.05])
    tables = []
    for reach in (easy, hard):
        cells = (np.arange(8)[:, None] >> np.arange(3)) & 1
        full = np.rint(20000 * np.where(cells, reach, 1 - reach).prod(axis=1)).astype(np.int64)
        tables.append(np.where(np.arange(8) == 0, 0, full))
    found = estimate_table(with_strata(("a", tables[0]), ("b", tables[1])))
    assert found.estimate == pytest.approx(40000, rel=0.02)
    assert found.methods[1].method == "log-linear-pooled"
    assert abs(found.methods[1].estimate - 40000) > 4000
    assert "strata-disagree" in codes(found)


def test_the_bound_is_exact_where_lists_are_independent() -> None:
    reach = np.array([0.2, 0.3, 0.4, 0.1])
    cells = (np.arange(16)[:, None] >> np.arange(4)) & 1
    full = 1e6 * np.where(cells, reach, 1 - reach).prod(axis=1)
    assert lower_bound(full, level=0.95).unseen == pytest.approx(full[0], rel=1e-4)


def test_the_bound_is_a_bound_where_people_differ() -> None:
    cells = (np.arange(16)[:, None] >> np.arange(4)) & 1
    full = sum(1e6 * np.where(cells, p, 1 - p).prod(axis=1) for p in (0.05, 0.4))
    assert lower_bound(full, level=0.95).unseen < full[0]


def test_only_the_bound_is_called_a_bound() -> None:
    full = np.array([0, 100, 80, 30, 60, 20, 25, 9])
    found = estimate_table(table_of(full, ABC), options=EstimateOptions(method="chao-lower-bound"))
    assert found.verdict == "lower bound only"
    assert found.estimate == found.lower_bound
    assert "lower-bound-only" in codes(found)


@pytest.mark.parametrize(
    "wrong", [{"level": 0.2}, {"level": 1.0}, {"method": "magic"}, {"max_order": 0}, {"replicates": 3}]
)
def test_options_that_cannot_be_are_wrong_use(wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        EstimateOptions(**wrong)


def test_the_interval_covers_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    reach = np.array([0.3, 0.25, 0.35])
    cells = (np.arange(8)[:, None] >> np.arange(3)) & 1
    probability = np.where(cells, reach, 1 - reach).prod(axis=1)
    inside = 0
    for _ in range(200):
        full = rng.multinomial(2000, probability)
        full[0] = 0
        found = estimate_table(table_of(full, ABC))
        inside += found.low <= 2000 <= (found.high or math.inf)
    # BIC finds independence nearly always; 0.95 less three standard errors and what a wrong choice costs
    assert 0.87 <= inside / 200 <= 0.99
