import numpy as np
import pytest

from darkfigure import datasets
from darkfigure.captures.read import read_table
from darkfigure.captures.table import table_of
from darkfigure.errors import TableError
from darkfigure.estimate.combined import merge_shortest
from darkfigure.estimate.models import pairs
from darkfigure.estimate.prior import STRUCTURES, Prior
from darkfigure.inference import mixtures
from darkfigure.inference.tempering import Effort
from darkfigure.simulate.fitted import log_linear_world, merge_lists, posterior_worlds, usable, world_of_particle
from darkfigure.simulate.shipped_worlds import world


@pytest.mark.parametrize("structure", STRUCTURES, ids=lambda one: one.name)
def test_the_world_of_a_particle_has_the_chances_of_the_kernel(structure):
    rng = np.random.default_rng(1)
    terms = np.array(pairs(4) if structure.pairs else (), dtype=np.int64)
    for x in Prior().draw(5, structure, lists=4, terms=len(terms), rng=rng):
        work, grad = np.empty((mixtures.MOST_CLASSES + 4, 16)), np.empty(len(x))
        chance = world_of_particle(x, structure, lists=tuple("ABCD"), people=9).chance
        for cell in (3, 8, 15):
            value, unseen = mixtures.likelihood(x, np.array([cell]), np.ones(1), terms, structure.kind, work, grad)
            assert chance[0] == pytest.approx(unseen, rel=1e-6, abs=1e-12)
            assert chance[cell] == pytest.approx(np.exp(value) * (1 - unseen), rel=1e-6, abs=1e-12)


def test_posterior_worlds_are_about_the_truth_and_never_smaller_than_what_was_seen():
    table = world("independent3").draw(np.random.default_rng(1))
    drawn = posterior_worlds(table, draws=200, rng=np.random.default_rng(2), effort=Effort(particles=60))
    people = np.array([one.world.people for one in drawn])
    assert people.min() >= table.observed
    assert np.quantile(people, 0.05) < 2500 < np.quantile(people, 0.95)
    # each world expects about the table it was drawn from
    seen = np.array([one.world.seen for one in drawn])
    assert np.median(seen) == pytest.approx(table.observed, rel=0.03)


def test_the_log_linear_world_has_the_model_and_the_margins_of_the_table():
    table = read_table(datasets.find("kosovo1999").path)
    found = log_linear_world(table)
    assert found.people == pytest.approx(10357, abs=1)
    assert "[123;14;34]" in found.says
    cells = np.arange(16)
    for term in (0b0111, 0b1001, 0b1100, 0b0001):
        held = (cells & term) == term
        assert found.people * found.chance[held].sum() == pytest.approx(table.full()[held].sum(), rel=1e-3)


def test_a_zero_overlap_leaves_a_world_that_can_be_drawn_from():
    full = np.array([0, 60, 50, 0, 40, 9, 11, 0])
    found = log_linear_world(table_of(full, ("a", "b", "c")))
    assert found is not None
    assert found.draw(np.random.default_rng(1)).observed > 100


def test_lists_are_merged_as_the_combined_method_merges_them():
    table = world("kinds8").draw(np.random.default_rng(3))
    merged = merge_lists(table)
    assert len(merged.lists) == 6
    assert sum(" or " in name for name in merged.lists) == 2 or any(name.count(" or ") == 2 for name in merged.lists)
    assert sorted(merged.full()) == sorted(merge_shortest(table.full()))
    assert merged.observed == table.observed
    assert merge_lists(world("tiny4").draw(np.random.default_rng(1))).lists == ("A", "B", "C", "D")


def test_a_table_of_one_list_is_refused():
    with pytest.raises(TableError, match="only one list"):
        usable(table_of(np.array([0, 5, 0, 0]), ("a", "b")))
    with pytest.raises(TableError, match="nobody"):
        usable(table_of(np.array([0, 0, 0, 0]), ("a", "b")))
