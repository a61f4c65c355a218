import numpy as np
import pytest

from darkfigure.link.calibration import PRIOR, Judgements, Trust, learn_trust

WIDE = Trust(np.array([0.0, 1.0]), np.diag([4.0, 0.5]), (0.09, 0.04))


def world(a, b, *, many=3000, echoes=1500, missed=0, seed=1):
    """Weights of a study whose log-odds are a + b w, and of echoes spread like its one person's pairs."""
    rng = np.random.default_rng(seed)
    weight = rng.uniform(-12, 12, 20 * many)
    weight = weight[rng.random(len(weight)) < 1 / (1 + np.exp(0.4 * weight))]  # far more of two persons'
    same = weight[rng.random(len(weight)) < 1 / (1 + np.exp(-a - b * weight))]
    return weight, np.r_[rng.choice(same, echoes), np.full(missed, -np.inf)]


@pytest.mark.parametrize(("a", "b"), [(-1.0, 0.9), (0.0, 1.0), (1.0, 0.7)])
def test_echoes_tell_the_map_where_nothing_was_known(a, b):
    trust = learn_trust(*world(a, b), prior=WIDE)
    assert trust.mean == pytest.approx([a, b], abs=0.35)
    assert (np.diag(trust.spread) < np.diag(WIDE.spread)).all()


def test_echoes_move_what_is_known_towards_them():
    low, high = (learn_trust(*world(a, 0.86)).mean[0] for a in (-1.5, 0.3))
    assert low < PRIOR.mean[0] < high


def test_echoes_that_come_apart_move_the_share_of_links_that_pairs_miss():
    few, many = (learn_trust(*world(-0.6, 0.9, missed=n)).parted for n in (10, 300))
    assert few[0] + 0.05 < many[0]
    assert few[1] == many[1] < PRIOR.parted[1]


def test_without_echoes_or_judgements_nothing_is_learnt():
    weight, _ = world(0.0, 1.0)
    assert learn_trust(weight, np.empty(0)) is PRIOR
    few = Judgements(np.zeros(5), np.ones(5, dtype=bool))
    assert learn_trust(weight, np.empty(0), few) is PRIOR


def test_judgements_move_the_map():
    rng = np.random.default_rng(4)
    weight = rng.uniform(-3, 3, 100)
    verdicts = (np.full(100, True), np.full(100, False))
    same, different = (learn_trust(np.empty(0), np.empty(0), Judgements(weight, one)) for one in verdicts)
    assert same.mean[0] > PRIOR.mean[0] + 0.5
    assert different.mean[0] < PRIOR.mean[0] - 0.5
    assert np.linalg.det(same.spread) < np.linalg.det(PRIOR.spread)
