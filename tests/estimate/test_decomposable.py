import numpy as np
import pytest
from scipy.special import gammaln

from darkfigure import datasets
from darkfigure.captures.read import read_table
from darkfigure.estimate.decomposable import average
from darkfigure.inference.graphs import decomposable_graphs


@pytest.mark.parametrize(("vertices", "number"), [(1, 1), (2, 2), (3, 8), (4, 61), (5, 822), (6, 18154)])
def test_the_number_of_decomposable_graphs_is_the_known_one(vertices: int, number: int) -> None:
    assert len(decomposable_graphs(vertices)[1]) == number


def test_a_chain_is_its_cliques_less_its_separator() -> None:
    coefficients, edges = decomposable_graphs(3)
    chain = coefficients[list(edges).index(0b101)]  # pairs (0, 1) and (1, 2)
    assert {s: int(c) for s, c in enumerate(chain) if c and s} == {0b011: 1, 0b110: 1, 0b010: -1}


def test_two_independent_lists_agree_with_the_integral_by_hand() -> None:
    # without the saturated graph two lists leave independence alone: beta integrals for each list
    full = np.array([0.0, 20, 30, 10])
    grid = np.arange(0.0, 400)
    found = average(full, grid=grid)
    people = 60 + grid
    log = gammaln(people + 1) - gammaln(grid + 1) - np.log(people)
    for length in (30, 40):
        log += gammaln(length + 0.5) + gammaln(people - length + 0.5) - gammaln(people + 1)
    expected = np.exp(log - log.max())
    assert found.probability == pytest.approx(expected / expected.sum(), rel=1e-6)


def test_the_fine_grid_agrees_with_every_whole_number() -> None:
    full = np.array([0.0, 40, 50, 20, 60, 25, 30, 15])
    coarse, whole = average(full), average(full, grid=np.arange(0.0, 20000))
    for share in (0.025, 0.5, 0.975):
        assert coarse.quantile(share) == pytest.approx(whole.quantile(share), rel=0.01)


def test_without_the_saturated_graph_peru_is_no_longer_everybody_seen() -> None:
    table = read_table(datasets.find("peru_trc3").path)
    assert average(table.full()).quantile(0.5) > 40000
