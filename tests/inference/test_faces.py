import numpy as np

from darkfigure.inference import faces


def test_every_cell_is_positive_where_the_maximum_is_inside() -> None:
    rows = np.array([[1.0, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1]])
    assert faces.positive_cells(rows, np.array([0.0, 3, 4, 5])).all()


def test_a_cell_that_a_free_effect_can_empty_is_not_positive() -> None:
    rows = np.array([[1.0, 0], [1, 1]])
    assert faces.positive_cells(rows, np.array([3.0, 0.0])).tolist() == [True, False]


def test_a_zero_that_margins_do_not_show_is_found() -> None:
    # two by two by two without the three-way term: zeros at opposite corners leave no margin empty
    cells = np.arange(8)[:, None]
    terms = np.array([0, 1, 2, 4, 3, 5, 6])
    rows = ((cells & terms) == terms).astype(float)
    counts = np.array([0.0, 4, 5, 3, 6, 2, 7, 0])
    assert faces.positive_cells(rows, counts).tolist() == [False, *[True] * 6, False]


def test_identified_means_a_combination_of_the_rows() -> None:
    rows = np.array([[1.0, 1, 0], [1, 0, 1]])
    assert faces.is_identified(rows, np.array([2.0, 1, 1]))
    assert not faces.is_identified(rows, np.array([1.0, 0, 0]))
    assert not faces.is_identified(np.empty((0, 3)), np.array([1.0, 0, 0]))


def test_columns_that_repeat_others_are_left_out() -> None:
    rows = np.array([[1.0, 1, 0, 1], [1, 0, 1, 1], [1, 1, 0, 0]])
    assert faces.independent_columns(rows).tolist() == [0, 1, 3]
