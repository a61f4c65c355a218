"""Fixed log-linear models and Chao's bound against what other software answered on the same tables."""

import re

import pytest

from darkfigure import datasets
from darkfigure.captures.read import read_table
from darkfigure.datasets import Answer
from darkfigure.estimate import estimate
from darkfigure.estimate.chao import lower_bound
from darkfigure.estimate.loglinear import fit_model
from darkfigure.estimate.models import all_models, written

RUNS = [(name, answer) for name in datasets.names() for answer in datasets.find(name).answers if answer.software]


def model_of(answer: Answer) -> str | None:
    found = re.search(r"\[[0-9;]+\]", answer.method)
    return found.group() if found else None


def cases(software: str, word: str) -> list[object]:
    chosen = [(n, a) for n, a in RUNS if a.software == software and word in a.method]
    return [pytest.param(name, answer, id=f"{name}-{i}") for i, (name, answer) in enumerate(chosen)]


def terms_of(model: str, lists: int) -> tuple[int, ...]:
    return next(terms for terms in all_models(lists, max_order=lists) if written(terms, lists) == model)


@pytest.mark.parametrize(("name", "answer"), cases("MultipleSystemsEstimation", "["))
def test_a_fixed_model_gives_the_same_estimate(name: str, answer: Answer) -> None:
    table = read_table(datasets.find(name).path)
    model = model_of(answer)
    assert model is not None
    fitted = fit_model(table.full(), terms_of(model, len(table.lists)))
    assert fitted is not None
    assert table.observed + fitted[0] == pytest.approx(answer.estimate, rel=1e-3)


@pytest.mark.parametrize(("name", "answer"), cases("Rcapture", "Chao"))
def test_the_lower_bound_and_its_interval_are_the_same(name: str, answer: Answer) -> None:
    table = read_table(datasets.find(name).path)
    bound = lower_bound(table.full(), level=0.95)
    assert table.observed + bound.unseen == pytest.approx(answer.estimate, rel=1e-3)
    # where an effect is dropped the other program keeps it dropped along the profile or not: within 0.5 %
    assert table.observed + bound.low == pytest.approx(answer.low, rel=5e-3)
    assert bound.high is not None
    assert table.observed + bound.high == pytest.approx(answer.high, rel=5e-3)


def test_killings_in_kosovo() -> None:
    # Ball and others (2002) published 10,356 with 9,002 to 12,122
    found = estimate("kosovo1999")
    assert found.estimate == pytest.approx(10356, rel=1e-3)
    assert found.low == pytest.approx(9002, rel=2e-3)
    assert found.high == pytest.approx(12122, rel=2e-3)
    assert found.methods[0].diagnostics["model"] == "[123;14;34]"


def test_new_orleans_by_main_effects() -> None:
    # Chan, Silverman & Vincent (2021): 997 from main effects on eight lists and 185 persons
    table = read_table(datasets.find("neworleans_8_n185").path)
    fitted = fit_model(table.full(), ())
    assert fitted is not None
    assert round(table.observed + fitted[0]) == 997
