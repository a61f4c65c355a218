import pytest

from darkfigure.estimate.models import all_models, as_array, neighbours, written


@pytest.mark.parametrize(("lists", "order", "number"), [(2, 2, 1), (3, 3, 8), (4, 4, 113), (5, 2, 1024), (5, 5, 6893)])
def test_the_number_of_hierarchical_models_is_the_known_one(lists: int, order: int, number: int) -> None:
    models = all_models(lists, max_order=order)
    assert len(models) == len(set(models)) == number


def test_every_model_holds_the_parts_of_its_terms_and_not_the_saturated_term() -> None:
    for model in all_models(4, max_order=4):
        for term in model:
            assert term != 15
            inside = [s for s in range(3, 15) if s & term == s and s.bit_count() > 1]
            assert set(inside) <= set(model)


def test_neighbours_are_the_models_one_term_away() -> None:
    every = set(all_models(4, max_order=4))
    for model in list(every)[::7]:
        near = neighbours(model, 4, max_order=4)
        assert set(near) == {m for m in every if len(set(m) ^ set(model)) == 1}


def test_a_model_is_written_by_its_maximal_terms() -> None:
    assert written((), 3) == "[1;2;3]"
    assert written((6,), 3) == "[23;1]"
    assert written((3, 5, 6, 7), 4) == "[123;4]"
    assert written((513,), 10) == "[1.10;2;3;4;5;6;7;8;9]"


def test_rows_begin_with_the_constant_and_are_padded() -> None:
    assert as_array([(), (3,)], 2).tolist() == [[0, 1, 2, -1], [0, 1, 2, 3]]
