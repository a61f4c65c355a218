import numpy as np
import pytest

from darkfigure.estimate.shrunken import Shrunken, shrunken_posterior
from darkfigure.inference import shrinkage


def members(lists: int) -> np.ndarray:
    return (np.arange(1 << lists)[:, None] >> np.arange(lists)) & 1


def independent(lists: int, reach: float, size: float) -> np.ndarray:
    held = members(lists)
    full = np.rint(size * np.where(held, reach, 1 - reach).prod(axis=1))
    full[0] = 0
    return full


def quantiles(found: Shrunken) -> np.ndarray:
    return np.quantile(found.chains, [0.025, 0.5, 0.975])


def posterior(full: np.ndarray, *, seed: int = 1, max_order: int | None = None) -> Shrunken:
    return shrunken_posterior(full, rng=np.random.default_rng(seed), max_order=max_order)


def test_the_slopes_are_those_of_the_likelihood_and_the_prior() -> None:
    rng = np.random.default_rng(2)
    counts = rng.poisson(20, 8).astype(float)
    counts[0] = 0
    terms, group = np.array([3, 5, 6]), np.array([0, 0, 0])
    reach, widths = np.array([-2.0, 2.0]), np.array([1.0])
    x = rng.normal(size=7)
    work, slopes, by_prior = np.empty(8), np.empty(6), np.empty(6)
    shrinkage.likelihood(x, counts, terms, group, work, slopes)
    shrinkage.prior(x, reach, 3, widths, by_prior)
    spare = np.empty(6)
    for i in range(6):
        up, down = x.copy(), x.copy()
        up[i] += 1e-5
        down[i] -= 1e-5
        rise = [shrinkage.likelihood(at, counts, terms, group, work, spare)[0] for at in (up, down)]
        assert slopes[i] == pytest.approx((rise[0] - rise[1]) / 2e-5, rel=1e-4, abs=1e-4)
        rise = [shrinkage.prior(at, reach, 3, widths, spare) for at in (up, down)]
        assert by_prior[i] == pytest.approx((rise[0] - rise[1]) / 2e-5, rel=1e-4, abs=1e-4)


def test_the_sampler_leaves_the_prior_as_it_is() -> None:
    # with the likelihood switched off, many moves must not change the distribution of anything
    rng = np.random.default_rng(3)
    terms, group = np.array([3, 5, 6, 7]), np.array([0, 0, 0, 1])
    reach, widths = np.array([-2.0, 2.0]), np.array([1.0, 0.5])
    count = 4000
    particles = np.concatenate(
        [
            rng.normal(-2, 2, (count, 3)),
            rng.standard_normal((count, 4)),
            np.log(np.abs(rng.standard_normal((count, 2))) * widths),
        ],
        axis=1,
    )
    before = particles.copy()
    root = np.diag([2.0, 2, 2, 1, 1, 1, 1, 1, 1])
    counts = np.array([0.0, 9, 9, 2, 9, 2, 2, 1])
    state = np.empty((count, 3))
    for i in range(20):
        shrinkage.move(particles, state, counts, terms, group, reach, widths, root, 0.0, 0.5, 6, i)
    assert (particles != before).any(axis=1).mean() > 0.99
    scales = np.exp(particles[:, 7:])
    assert particles[:, :3].mean(axis=0) == pytest.approx(-2, abs=0.15)
    assert particles[:, :3].std(axis=0) == pytest.approx(2, rel=0.05)
    assert particles[:, 3:7].std(axis=0) == pytest.approx(1, rel=0.05)
    assert (scales**2).mean(axis=0) == pytest.approx(widths**2, rel=0.12)
    assert (particles[:, 3:6] ** 2).mean(axis=1) @ scales[:, 0] / count == pytest.approx(scales[:, 0].mean(), rel=0.06)


def test_the_order_of_the_lists_changes_nothing() -> None:
    full = np.array([0, 100.0, 80, 30, 60, 20, 25, 9])
    moved = (members(3) << np.array((2, 0, 1))).sum(axis=1)
    other = np.zeros(8)
    other[moved] = full
    assert posterior(full).chains.tolist() == posterior(other).chains.tolist()


def test_independent_lists_are_answered_near_the_truth_with_a_wider_interval_than_independence() -> None:
    full = independent(4, 0.25, 4000)
    found = posterior(full)
    low, middle, high = quantiles(found)
    truth = 4000 * 0.75**4
    assert found.converged
    assert low < truth < high
    assert middle == pytest.approx(truth, rel=0.15)
    narrow = quantiles(posterior(full, max_order=1))
    assert high - low > 1.1 * (narrow[2] - narrow[0])


def test_with_independence_alone_the_posterior_is_that_of_two_lists() -> None:
    found = posterior(np.array([0, 200.0, 300, 100]))
    assert found.scales == ()
    assert quantiles(found)[1] == pytest.approx(200 * 300 / 100, rel=0.05)


def test_scales_follow_what_the_table_shows() -> None:
    calm = independent(4, 0.3, 5000)
    cells = np.arange(16)
    log = members(4).sum(axis=1) * np.log(0.3 / 0.7)
    for term, strength in ((3, 1.5), (12, -1.5), (5, 1.0), (10, -1.0)):
        log = log + strength * (cells & term == term)
    mean = np.exp(log)
    tied = np.where(cells == 0, 0.0, np.rint(5000 * mean / mean.sum()))
    assert posterior(tied).scales[0] > 2 * posterior(calm).scales[0]


@pytest.mark.parametrize("full", [[0, 1, 1, 0], [0, 3e5, 2e5, 4e4, 5e5, 7e4, 5e4, 1e4], [0, 5, 0, 0, 3, 0, 0, 0]])
def test_whatever_the_counts_draws_are_finite(full: list[float]) -> None:
    found = shrunken_posterior(np.array(full, dtype=float), rng=np.random.default_rng(1), attempts=1)
    assert np.isfinite(found.chains).all()
