"""The order in which the lists come, and a list nobody is on, change nothing: which methods to the last digit?

The combined method and the latent classes bring the lists into an order of their own first, and are the same to the
last digit (unless two lists look the same). Decomposable graphs and Chao's bound sum in another order: the same but for
rounding. Log-linear models resample persons cell by cell: the number is the same but for rounding, the limits within
the error of so many resampled tables.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darkfigure.captures.table import CaptureTable, table_of
from darkfigure.estimate import EstimateOptions, answers
from darkfigure.estimate.answers import Answer
from darkfigure.estimate.combined import posterior
from darkfigure.estimate.prior import CLASSES, STRUCTURES, Prior
from darkfigure.inference.tempering import Effort

NAMES = ("a", "b", "c")
OPTIONS = EstimateOptions(replicates=400)
TABLES = st.integers(0, 10_000)
ORDERS = st.permutations(range(3))


def drawn(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    cells = (np.arange(8)[:, None] >> np.arange(3)) & 1
    chance = np.where(cells, rng.uniform(0.15, 0.5, 3), 0.7).prod(axis=1)
    full = rng.multinomial(800, chance / chance.sum())
    full[0] = 0
    return full


def turned(full: np.ndarray, order: list[int]) -> np.ndarray:
    cells = np.arange(8)
    moved = np.zeros(8, dtype=np.int64)
    moved[sum(((cells >> old) & 1) << new for new, old in enumerate(order))] = full
    return moved


def both(seed: int, order: list[int]) -> tuple[CaptureTable, CaptureTable]:
    full = drawn(seed)
    return table_of(full, NAMES), table_of(turned(full, order), tuple(NAMES[j] for j in order))


def by(method: str, table: CaptureTable) -> Answer:
    rng = np.random.default_rng(7)
    if method == "chao":
        return answers.chao(table, options=OPTIONS)
    return getattr(answers, method)(table, options=OPTIONS, rng=rng)


@settings(deadline=None, max_examples=20)
@given(TABLES, ORDERS)
@pytest.mark.parametrize("method", ["chao", "decomposable"])
def test_exact_methods_are_the_same_but_for_rounding(method: str, seed: int, order: list[int]) -> None:
    one, other = (by(method, table) for table in both(seed, order))
    assert (other.unseen, other.low, other.high) == pytest.approx((one.unseen, one.low, one.high), rel=1e-5)


@settings(deadline=None, max_examples=20)
@given(TABLES, ORDERS)
def test_log_linear_limits_are_the_same_within_the_error_of_resampling(seed: int, order: list[int]) -> None:
    one, other = (by("log_linear", table) for table in both(seed, order))
    if one.diagnostics["criterion"] == other.diagnostics["criterion"]:
        assert other.unseen == pytest.approx(one.unseen, rel=1e-5)
    # limits of 400 tables, the choice of the model among them, may be some spreads of the middle apart
    spread = float(np.std(np.log(one.draws))) + 0.05
    assert abs(np.log(other.low / one.low)) < 3 * spread
    assert abs(np.log(other.high / one.high)) < 3 * spread


@settings(deadline=None, max_examples=6)
@given(TABLES, ORDERS)
@pytest.mark.parametrize("structures", [STRUCTURES, CLASSES[:2]], ids=["combined", "latent-class"])
def test_sampled_methods_are_the_same_to_the_last_digit(structures: tuple, seed: int, order: list[int]) -> None:
    one, other = (
        posterior(
            table.full(),
            prior=Prior(),
            rng=np.random.default_rng(7),
            effort=Effort(particles=20),
            rounds=1,
            structures=structures,
        )
        for table in both(seed, order)
    )
    assert one.unseen.tolist() == other.unseen.tolist()


@pytest.mark.parametrize("method", ["chao", "decomposable", "log_linear"])
def test_a_list_nobody_is_on_is_left_out_before_any_method(method: str) -> None:
    full = drawn(3)
    wider = table_of(np.concatenate([full, np.zeros(8, dtype=np.int64)]), (*NAMES, "empty")).without_empty_lists()
    one, other = (by(method, table) for table in (table_of(full, NAMES), wider))
    assert (one.unseen, one.low, one.high) == (other.unseen, other.low, other.high)
