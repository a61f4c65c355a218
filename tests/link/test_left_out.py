import numpy as np
import pytest

from darkfigure.link.left_out import facts_of, leaning

N = 3000


def world(*, effect=0.0, seed=1):
    """Persons on three lists; with an effect, those of whom little is written are on fewer."""
    rng = np.random.default_rng(seed)
    says = rng.normal(size=N)
    on = rng.random((N, 3)) < 1 / (1 + np.exp(0.5 - effect * says))[:, None]
    person, source = np.nonzero(on)
    return says[person] + rng.normal(scale=0.3, size=len(person)), person, source


def found(information, person, source, linkable=None):
    linkable = np.ones(len(person), dtype=bool) if linkable is None else linkable
    return leaning(information, linkable, person=person, source=source)


def test_rows_that_say_little_are_of_persons_on_as_many_lists():
    one = found(*world())
    assert one is not None
    assert abs(one.ratio - 1) < 3 * one.error < 0.25
    assert facts_of(one)["other_lists_apart"] == 0


@pytest.mark.parametrize("effect", [0.5, -0.5])
def test_persons_of_whom_little_is_written_on_fewer_or_more_lists_are_noticed(effect):
    one = found(*world(effect=effect))
    assert one is not None
    assert (one.ratio < 1) == (effect > 0)
    assert facts_of(one)["other_lists_apart"] == 1


def test_the_error_is_that_of_repeated_worlds():
    many = [found(*world(seed=seed)) for seed in range(40)]
    ratios, errors = zip(*((one.ratio, one.error) for one in many if one), strict=True)
    assert np.std(ratios) == pytest.approx(np.mean(errors), rel=0.35)


def test_rows_left_out_are_not_asked():
    information, person, source = world()
    linkable = information > -0.5
    assert found(information, person, source, linkable) == found(
        *(column[linkable] for column in (information, person, source))
    )


def test_too_few_rows_tell_nothing():
    information, person, source = (column[:50] for column in world())
    assert found(information, person, source) is None
    assert facts_of(None) == {}
