import numpy as np
import pytest

from darkfigure.inference.diagnostics import agree, effective_size, rhat


def test_independent_chains_agree() -> None:
    draws = np.random.default_rng(1).normal(size=(4, 1000))
    assert rhat(draws) < 1.01
    assert effective_size(draws) == pytest.approx(4000, rel=0.2)


def test_a_chain_elsewhere_or_wider_is_noticed() -> None:
    draws = np.random.default_rng(1).normal(size=(4, 1000))
    apart, wide = draws.copy(), draws.copy()
    apart[0] += 1.0
    wide[0] *= 4.0
    assert rhat(apart) > 1.05
    assert rhat(wide) > 1.05


def test_a_slow_chain_is_worth_few_draws() -> None:
    rng = np.random.default_rng(2)
    noise, draws = rng.normal(size=(4, 4000)), np.zeros((4, 4000))
    for t in range(1, 4000):
        draws[:, t] = 0.9 * draws[:, t - 1] + noise[:, t]
    # an autoregression of 0.9 is worth (1 - 0.9) / (1 + 0.9) of its length
    assert effective_size(draws) == pytest.approx(16000 / 19, rel=0.3)


def test_constant_draws_are_no_division_by_zero() -> None:
    assert rhat(np.ones((4, 100))) == 1.0
    assert effective_size(np.ones((4, 100))) == 400


@pytest.mark.parametrize(
    ("r_hat", "draws", "well", "roughly"),
    [
        (1.01, 400, True, True),
        (1.011, 400, False, True),
        (1.01, 399, False, True),
        (1.05, 100, False, True),
        (1.051, 4000, False, False),
        (1.0, 99, False, False),
    ],
)
def test_runs_agree_up_to_a_limit_of_either_measure(r_hat: float, draws: float, *, well: bool, roughly: bool) -> None:
    assert agree(r_hat, draws) is well
    assert agree(r_hat, draws, roughly=True) is roughly
