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
    few = judgements(np.zeros(5), same=np.ones(5, dtype=bool))
    assert learn_trust(weight, np.empty(0), few) is PRIOR


def judgements(weight, *, same, joined=None, rate=0.5):
    joined = same if joined is None else joined
    return Judgements(weight, same, np.broadcast_to(joined, weight.shape), np.full(len(weight), rate))


def test_judgements_move_the_map():
    rng = np.random.default_rng(4)
    weight = rng.uniform(-3, 3, 400)
    joined = rng.random(400) < 0.5
    verdicts = (np.full(400, True), np.full(400, False))
    same, different = (
        learn_trust(np.empty(0), np.empty(0), judgements(weight, same=one, joined=joined)) for one in verdicts
    )
    assert same.mean[0] > PRIOR.mean[0] + 0.5
    assert different.mean[0] < PRIOR.mean[0] - 0.5
    assert np.linalg.det(same.spread) < np.linalg.det(PRIOR.spread)


def test_pairs_chosen_because_the_partition_joins_them_do_not_move_the_map():
    rng = np.random.default_rng(9)
    weight = rng.uniform(-2, 1, 3000)
    rate = 0.2
    truly = PRIOR.mean[0] + PRIOR.mean[1] * weight
    joined = np.ones(3000, dtype=bool)
    chance = 1 / (1 + np.exp(-given(truly, weight, joined=True, rate=rate)))
    same = rng.random(3000) < chance
    assert same.mean() > (1 / (1 + np.exp(-truly))).mean() + 0.2
    found = learn_trust(np.empty(0), np.empty(0), judgements(weight, same=same, joined=joined, rate=rate))
    assert np.abs(found.mean - PRIOR.mean).max() < 0.1


def given(logit, weight, *, joined, rate):
    """By bisection: the log-odds of a joined (or apart) pair, such that over both the log-odds are `logit`."""
    g = 1.57 - 0.063 * np.clip(weight, -4, 4)
    low, high = np.full(len(weight), -40.0), np.full(len(weight), 40.0)
    for _ in range(80):
        h = (low + high) / 2
        both = rate / (1 + np.exp(-h - g)) + (1 - rate) / (1 + np.exp(-h + g))
        low, high = (
            np.where(both < 1 / (1 + np.exp(-logit)), h, low),
            np.where(both < 1 / (1 + np.exp(-logit)), high, h),
        )
    return h + (g if joined else -g)
