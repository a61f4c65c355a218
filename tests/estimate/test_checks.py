import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darkfigure.captures.table import table_of
from darkfigure.estimate import EstimateOptions
from darkfigure.estimate.checks import words
from darkfigure.estimate.checks.left_out import leave_out
from darkfigure.estimate.checks.one_person import changes, swing_of_models, swing_of_sample
from darkfigure.estimate.checks.overlaps import dependences, empty_map, too_strong
from darkfigure.estimate.checks.predictive import predict
from darkfigure.estimate.checks.sample import Counts, Sample, cell_chances, counts_of, of_fit, of_structures
from darkfigure.estimate.combined import posterior
from darkfigure.estimate.loglinear import penalty, ranked
from darkfigure.estimate.models import pairs
from darkfigure.estimate.prior import CLASSES, STRUCTURES, Prior
from darkfigure.estimate.run import estimate_table
from darkfigure.inference import mixtures
from darkfigure.inference.tempering import Effort

NONE = STRUCTURES[0]
ABCD = ("a", "b", "c", "d")


def independent(people: int, reach: list[float], seed: int | None = None) -> np.ndarray:
    cells = (np.arange(1 << len(reach))[:, None] >> np.arange(len(reach))) & 1
    chance = np.where(cells, reach, 1 - np.array(reach)).prod(axis=1)
    full = people * chance if seed is None else np.random.default_rng(seed).multinomial(people, chance)
    full = np.rint(full).astype(float)
    full[0] = 0
    return full


def counts(full: np.ndarray) -> Counts:
    lists = len(full).bit_length() - 1
    return Counts(names=tuple("abcdef"[:lists]), full=np.asarray(full, dtype=float))


def codes(notices) -> set[str]:
    return {notice.code for notice in notices}


@pytest.mark.parametrize("structure", [*STRUCTURES, CLASSES[2]], ids=lambda one: one.name)
def test_chances_of_cells_are_those_of_the_likelihood(structure) -> None:
    rng = np.random.default_rng(1)
    terms = np.array(pairs(3) if structure.pairs else (), dtype=np.int64)
    x = 0.5 * Prior().draw(4, structure, lists=3, terms=len(terms), rng=rng)
    chances = cell_chances(x, structure, lists=3)
    assert chances.sum(axis=1) == pytest.approx(1)
    seen = np.array([3.0, 9, 2, 7, 1, 4, 5])
    for row, one in zip(chances, x, strict=True):
        work, slope = np.empty((mixtures.MOST_CLASSES + 4, 8)), np.empty(x.shape[1])
        value, unseen = mixtures.likelihood(one, np.arange(1, 8), seen, terms, structure.kind, work, slope)
        assert row[0] == pytest.approx(unseen)
        assert float(seen @ np.log(row[1:] / (1 - row[0]))) == pytest.approx(value)


def test_leaving_a_list_out_keeps_everybody_else() -> None:
    full = independent(500, [0.3, 0.2, 0.4], 1)
    rest = counts(full).without(1)
    assert rest.names == ("a", "c")
    assert rest.full.tolist() == [0, full[1] + full[3], full[4] + full[6], full[5] + full[7]]


def left_out_codes(full: np.ndarray) -> set[str]:
    rng = np.random.default_rng(3)
    found = posterior(full, prior=Prior(), rng=rng, effort=Effort(particles=60), rounds=1, structures=(NONE,))
    return codes(words.of_left_out(leave_out(counts(full), found.unseen, {NONE: 1.0}, rng=rng)))


def test_lists_foretell_each_other_where_all_is_well() -> None:
    assert left_out_codes(independent(3000, [0.3, 0.2, 0.25, 0.15], 1)) == set()


def test_a_list_with_people_of_its_own_is_named() -> None:
    full = independent(3000, [0.3, 0.2, 0.25, 0.15], 1)
    full[8] *= 3
    rng = np.random.default_rng(3)
    found = posterior(full, prior=Prior(), rng=rng, effort=Effort(particles=60), rounds=1, structures=(NONE,))
    notices = words.of_left_out(leave_out(counts(full), found.unseen, {NONE: 1.0}, rng=rng))
    assert notices[0].code == "list-not-predicted"
    assert notices[0].message.startswith("Without d ")


def test_three_lists_are_too_few_to_leave_one_out() -> None:
    rng = np.random.default_rng(1)
    assert leave_out(counts(independent(500, [0.3, 0.2, 0.4], 1)), np.ones(10), {NONE: 1.0}, rng=rng) == []


def test_a_table_is_like_what_its_own_model_makes_and_unlike_what_another_makes() -> None:
    full = independent(3000, [0.3, 0.2, 0.25, 0.15], 2)
    rng = np.random.default_rng(1)
    sample = of_fit(counts(full), ())
    assert sample is not None
    assert words.of_prediction(predict(counts(full), sample, rng=rng)) == []
    full[0b1110] += 60  # three lists at a time
    sample = of_fit(counts(full), ())
    assert sample is not None
    found = predict(counts(full), sample, rng=rng)
    assert found.probability < 0.01
    assert codes(words.of_prediction(found)) == {"poor-fit"}


def test_the_share_of_false_alarms_of_the_prediction_is_small() -> None:
    rng = np.random.default_rng(8)
    alarms = 0
    for seed in range(60):
        table = counts(independent(400, [0.3, 0.2, 0.25], seed))
        alarms += bool(words.of_prediction(predict(table, of_fit(table, ()), rng=rng)))
    assert alarms <= 3


def test_weighing_again_is_what_fitting_again_gives() -> None:
    full = independent(150, [0.3, 0.25, 0.3], 4)
    table, rng = counts(full), np.random.default_rng(5)
    sample = of_structures(table, {NONE: 1.0}, particles=3000, rng=rng)
    nearby = changes(table)
    swing = swing_of_sample(table, sample, nearby)
    step = nearby.steps[nearby.words.index(swing.what)]
    again = of_structures(counts(full + step), {NONE: 1.0}, particles=3000, rng=rng)
    chance = again.chances[:, 0]
    fitted = (full + step).sum() / (1 - float(np.median(chance)))
    assert swing.after == pytest.approx(fitted, rel=0.01)
    assert abs(swing.change) > 0.01


def test_nearby_tables_are_one_person_or_one_link_away() -> None:
    table = counts(np.array([0, 20, 30, 10, 5, 2, 0, 1]))
    nearby = changes(table)
    assert ((table.full + nearby.steps) >= 0).all()
    assert set(nearby.steps.sum(axis=1)) == {-1.0, 1.0}
    lengths = [np.arange(8) >> j & 1 for j in range(3)]
    links = np.abs(nearby.steps).sum(axis=1) == 3
    # a link cut or made leaves every list as long as it was
    assert np.abs(nearby.steps[links] @ np.array(lengths).T).max() == 0
    assert len(set(nearby.words)) == len(nearby.words)


def test_a_model_whose_choice_turns_with_one_link_is_said_to() -> None:
    steady = counts(independent(3000, [0.3, 0.2, 0.25], None))
    fits = [fit.terms for fit in ranked(steady.full)]
    cost = penalty(steady.seen, criterion="bic")
    swing = swing_of_models(steady, fits, changes(steady), cost=cost)
    assert abs(swing.change) < 0.01
    sparse = counts(np.array([0, 30, 25, 1, 40, 1, 1, 0]))
    fits = [fit.terms for fit in ranked(sparse.full)]
    swing = swing_of_models(sparse, fits, changes(sparse), cost=penalty(sparse.seen, criterion="bic"))
    notices = words.of_swings({"log-linear": swing}, loglinear_limits=(0.0, 1e9))
    assert codes(notices) == {"one-person-decides"}


def test_empty_combinations_are_mapped() -> None:
    full = np.zeros(16)
    full[[1, 2, 4, 8]] = 10
    full[[0b0101, 0b0110, 0b1001, 0b1010, 0b1100]] = 3  # a and b share nobody; a, c, d pairwise do, not all three
    found = empty_map(counts(full), population=100.0)
    assert [pair[:2] for pair in found.pairs] == [("a", "b")]
    assert found.pairs[0][2] == pytest.approx(16 * 16 / 100)
    assert found.triples == (("a", "c", "d"), ("b", "c", "d"))
    assert (found.cells, found.share) == (4, pytest.approx(4 / 11))


def test_a_list_written_off_another_is_no_source_of_its_own() -> None:
    full = independent(3000, [0.3, 0.2, 0.25, 0.15], 2)
    assert too_strong(dependences(counts(full))) == []
    moved = full.copy()
    for cell in range(1, 16):
        if cell & 1 and not cell & 8:
            moved[cell | 8] += np.rint(0.9 * full[cell])
            moved[cell] -= np.rint(0.9 * full[cell])
    found = too_strong(dependences(counts(moved)))
    assert [{one.one, one.other} for one in found] == [{"a", "d"}]
    assert "make them one list" in words.of_dependence(found)[0].message


def test_many_lists_are_merged_by_name_as_the_combined_method_merges_them() -> None:
    rng = np.random.default_rng(1)
    full = rng.integers(0, 20, 256)
    full[0] = 0
    found = counts_of(table_of(full, tuple("abcdefgh")))
    assert found.lists == 6
    assert found.seen == full.sum()
    assert sorted(" or ".join(found.names).split(" or ")) == list("abcdefgh")


@settings(deadline=None, max_examples=25)
@given(st.permutations(range(4)), st.integers(0, 50))
def test_the_checks_do_not_depend_on_the_order_of_the_lists(order: list[int], seed: int) -> None:
    full = independent(300, [0.3, 0.2, 0.25, 0.15], seed).astype(np.int64)
    cells = np.arange(16)
    moved = np.zeros(16, dtype=np.int64)
    moved[sum(((cells >> old) & 1) << new for new, old in enumerate(order))] = full
    one = counts_of(table_of(full, ABCD))
    other = counts_of(table_of(moved, tuple(ABCD[j] for j in order)))
    lengths = [full[(cells >> j) & 1 == 1].sum() for j in range(4)]
    if len(set(lengths)) == 4:
        assert one.names == other.names
        assert one.full.tolist() == other.full.tolist()


def test_figures_stand_in_the_diagnostics_of_the_headline() -> None:
    table = table_of(independent(900, [0.3, 0.25, 0.35, 0.2], 1).astype(np.int64), ABCD)
    found = estimate_table(table, options=EstimateOptions(replicates=60, method="log-linear"))
    said = found.methods[0].diagnostics["checks"]
    assert set(said) >= {"no_overlap", "dependence", "one_person", "posterior_predictive"}
    assert said["posterior_predictive"]["features"][0]["people"] == "on 1 list"
    assert all("checks" not in method.diagnostics for method in found.methods[1:])


def test_a_sample_of_one_draw_moves_with_the_seen_alone() -> None:
    table = counts(np.array([0, 20, 30, 10]))
    sample = Sample(chances=np.array([[0.5, 0.1, 0.2, 0.2]]), weight=np.ones(1))
    swing = swing_of_sample(table, sample, changes(table))
    assert swing.before == pytest.approx(120)
    assert abs(swing.after - 120) == pytest.approx(2)
