import numpy as np
import pytest

from darkfigure.estimate.checks.closure import closure
from darkfigure.estimate.checks.words import of_closure


def seen(people: int, *, stay: float | None, seed: int, spread: float = 0.0) -> np.ndarray:
    """Days on three lists over a thousand days; one sighting of each list picked at random."""
    rng = np.random.default_rng(seed)
    comes = np.zeros(people) if stay is None else rng.uniform(-3 * stay, 1000, people)
    goes = np.full(people, 1000.0) if stay is None else comes + rng.exponential(stay, people)
    rate = 0.8 * np.exp(spread * rng.normal(size=people))
    days = np.full((people, 3), np.nan)
    for j in range(3):
        for i, many in enumerate(rng.poisson(rate)):
            there = [day for day in 1000 * rng.beta(1 + j, 1, many) if comes[i] <= day <= goes[i]]
            if there:
                days[i, j] = rng.choice(there)
    return days


def alarms(**world: object) -> float:
    return float(np.mean([bool(of_closure(closure(seen(seed=seed, **world)))) for seed in range(20)]))


def test_a_closed_population_raises_no_alarm_even_where_people_differ() -> None:
    assert alarms(people=600, stay=None) <= 0.05
    assert alarms(people=600, stay=None, spread=1.0) <= 0.05


def test_an_open_population_is_noticed() -> None:
    assert alarms(people=1200, stay=300.0) >= 0.9


def test_lags_are_measured_against_chance() -> None:
    days = np.column_stack([np.arange(0, 300, 10.0), np.arange(0, 300, 10.0) + 5])
    found = closure(days)
    assert (found.pairs, found.apart) == (30, 5)
    expected = np.abs(days[:, [0]] - days[None, :, 1]).mean()
    assert found.apart_by_chance == pytest.approx(expected)
    assert "come and go" in of_closure(found)[0].message


def test_lists_that_tell_of_the_same_days_are_left_out() -> None:
    day = np.random.default_rng(1).uniform(0, 1000, 100)
    other = np.random.default_rng(2).uniform(0, 1000, 100)
    found = closure(np.column_stack([day, day, other]))
    assert found.same_events == ((0, 1),)
    assert found.pairs == 200
    assert closure(np.column_stack([day, day])) is None


def test_few_dates_say_nothing() -> None:
    assert closure(np.full((50, 3), np.nan)) is None
    assert closure(np.random.default_rng(1).uniform(0, 9, (19, 2))) is None
    assert of_closure(None) == []
