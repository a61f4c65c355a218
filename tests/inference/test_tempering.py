import math

import numpy as np
import pytest

from darkfigure.inference.tempering import Effort, run, systematic


def random_walk(
    particles: np.ndarray, state: np.ndarray, root: np.ndarray, heat: float, step: float, *rest: int
) -> float:
    """A Metropolis move for a standard normal prior and one observation at 3 with variance 1/4."""
    rng = np.random.default_rng(rest[-1])
    offered = particles + step * rng.normal(size=particles.shape) @ root.T
    for i, x in enumerate(offered):
        value, belief = -2.0 * float((x[0] - 3.0) ** 2), -0.5 * float(x[0] ** 2)
        if math.log(rng.random()) < heat * (value - state[i, 0]) + belief - state[i, 1]:
            particles[i], state[i, :2] = x, (value, belief)
    return 0.75


def test_a_normal_posterior_and_its_evidence_are_found() -> None:
    rng = np.random.default_rng(1)
    particles = rng.normal(size=(2000, 1))
    state = np.column_stack([-2.0 * (particles[:, 0] - 3) ** 2, -0.5 * particles[:, 0] ** 2, np.zeros(2000)])
    found = run(particles, state, random_walk, lambda _: None, effort=Effort(moves=5), rng=rng)
    # the posterior is normal with mean 12/5 and variance 1/5; the evidence is that of a normal of variance 5/4
    assert found.particles.mean() == pytest.approx(2.4, abs=0.05)
    assert found.particles.var() == pytest.approx(0.2, abs=0.04)
    assert found.evidence == pytest.approx(-0.5 * 9 / 1.25 - 0.5 * math.log(1.25) + 0.5 * math.log(0.25), abs=0.15)


def test_systematic_draws_are_in_proportion() -> None:
    picked = systematic(np.array([1.0, 2.0, 1.0]), size=400, rng=np.random.default_rng(1))
    assert np.bincount(picked).tolist() == [100, 200, 100]
