import numpy as np
import pytest

from darkfigure.estimate import warm
from darkfigure.estimate.combined import posterior
from darkfigure.estimate.prior import Prior

ONE = np.array([0.0, 351, 299, 102, 438, 200, 178, 58])
OTHER = np.array([0.0, 372, 310, 84, 455, 181, 160, 47])  # fewer links: more people
FAR = np.array([0.0, 700, 120, 40, 200, 90, 30, 12])


@pytest.fixture(scope="module")
def led():
    tables = [ONE, OTHER, ONE, FAR]
    return warm.posteriors(tables, prior=Prior(), rng=np.random.default_rng(1), particles=120, runs=2)


@pytest.mark.parametrize(("place", "table"), [(1, OTHER), (3, FAR)])
def test_a_table_led_to_has_the_posterior_of_one_started_at_the_prior(led, place, table):
    found = posterior(table, prior=Prior(), rng=np.random.default_rng(2), rounds=1)
    for share in (0.1, 0.5, 0.9):
        ours, theirs = np.quantile(led[place].unseen, share), np.quantile(found.unseen, share)
        assert ours == pytest.approx(theirs, rel=0.2)
    assert led[place].weight_of(0) == pytest.approx(found.weight_of(0), abs=0.2)


def test_equal_tables_share_their_posterior_and_others_do_not(led):
    assert led[0] is led[2]
    assert led[1].median > 1.1 * led[0].median
    assert led[1].rhat < 1.05


def test_far_tables_get_an_anchor_of_their_own():
    assert warm._spread_out(np.array([ONE, ONE + 1, 5 * ONE]), 0) == [0, 2]
