import numpy as np
import pytest
from test_draws import N, rows

from darkfigure.link.calibration import PRIOR
from darkfigure.link.draws import join_parted
from darkfigure.link.held import HELD, Pairs
from darkfigure.link.judged_surplus import surplus_of

LEFT = np.arange(0, 2000, 2)


def surplus(weight, judged_same):
    verdict = np.where(judged_same, HELD, -HELD)
    count = len(judged_same)
    return surplus_of(
        rows(N),
        Pairs(LEFT, LEFT + 1, np.full(len(LEFT), weight)),
        Pairs(LEFT[:count], LEFT[:count] + 1, verdict),
        rng=np.random.default_rng(5),
        trust=PRIOR,
    )


def test_what_is_found_beyond_what_was_expected_is_counted():
    all_same, all_different = np.full(400, True), np.full(400, False)
    assert surplus(-1.0, all_same) > 250  # a weight of -1 is one person's in about one case of five
    assert surplus(-1.0, all_different) == 0.0
    assert surplus(8.0, all_same) == pytest.approx(0.0, abs=8.0)


def test_so_many_fewer_are_held_for_missed():
    person = np.repeat(np.arange(N // 2), 2)
    person[: N // 2] = np.arange(N, N + N // 2)
    rng = [np.random.default_rng(7) for _ in range(3)]
    found = [
        len(np.unique(join_parted(person, rows(N), rate=0.2, surplus=surplus, rng=one)))
        for one, surplus in zip(rng, (0.0, 100.0, 1e6), strict=True)
    ]
    assert found[1] - found[0] == pytest.approx(100, abs=5)
    assert found[2] == len(np.unique(person))
