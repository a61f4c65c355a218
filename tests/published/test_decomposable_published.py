"""Averages over decomposable graphs against what another program answered, with its settings."""

import numpy as np
import pytest

from darkfigure import datasets
from darkfigure.captures.read import read_table
from darkfigure.datasets import Answer
from darkfigure.estimate.decomposable import average

RUNS = [(name, a) for name in datasets.names() for a in datasets.find(name).answers if a.software == "dga"]


@pytest.mark.parametrize(("name", "answer"), RUNS, ids=[name for name, _ in RUNS])
def test_quantiles_are_the_same(name: str, answer: Answer) -> None:
    # the other program takes a thousand points to thirty times the seen, all as likely beforehand but for 1/N, and
    # lets the saturated graph compete
    table = read_table(datasets.find(name).path)
    grid = np.unique(np.rint(np.linspace(1, 30 * table.observed, 1000)))
    found = average(table.full(), grid=grid, with_saturated=True)
    weight = found.probability / np.gradient(grid)
    places = np.searchsorted(np.cumsum(weight / weight.sum()), [0.5, 0.025, 0.975])
    assert (table.observed + grid[places]).tolist() == [answer.estimate, answer.low, answer.high]


def test_without_the_saturated_graph_peru_is_no_longer_everybody_seen() -> None:
    table = read_table(datasets.find("peru_trc3").path)
    assert average(table.full()).quantile(0.5) > 40000
