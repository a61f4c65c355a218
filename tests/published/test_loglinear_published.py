"""Fixed log-linear models and Chao's bound against what other software answered on the same tables."""

import re

import pytest

from darkfigure import datasets
from darkfigure.captures.read import read_table
from darkfigure.datasets import Answer
from darkfigure.estimate import estimate
from darkfigure.estimate.chao import lower_bound
from darkfigure.estimate.loglinear import fit_model, multinomial_unseen
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


@pytest.mark.parametrize(("name", "answer"), cases("Rcapture", "best BIC"))
def test_a_fixed_model_gives_the_same_estimate_by_the_multinomial_likelihood(name: str, answer: Answer) -> None:
    table = read_table(datasets.find(name).path)
    model = model_of(answer)
    assert model is not None
    unseen = multinomial_unseen(table.full(), terms_of(model, len(table.lists)))
    assert table.observed + unseen == pytest.approx(answer.estimate, rel=1e-3)


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
    found = estimate("kosovo1999", method="log-linear")
    said = found.methods[0].diagnostics
    assert found.estimate == pytest.approx(10356, rel=1e-3)
    assert said["model"] == "[123;14;34]"
    assert said["interval_if_model_known"] == [pytest.approx(9002, rel=2e-3), pytest.approx(12122, rel=2e-3)]


@pytest.mark.parametrize(
    ("name", "low", "high"), [("kosovo1999", 6900, 18000), ("korea_palembang", 128, 349), ("uk2013_5", 11456, 43894)]
)
def test_intervals_that_count_the_choice_of_the_model(name: str, low: float, high: float) -> None:
    # Silverman, Chan & Vincent (2024), tables 2, 3 and 6; a limit of 1,000 replicates is uncertain by several percent
    found = estimate(name, method="log-linear")
    assert found.low == pytest.approx(low, rel=0.06)
    assert found.high == pytest.approx(high, rel=0.12)


def test_new_orleans_by_main_effects() -> None:
    # Chan, Silverman & Vincent (2021): 997 from main effects on eight lists and 185 persons
    table = read_table(datasets.find("neworleans_8_n185").path)
    fitted = fit_model(table.full(), ())
    assert fitted is not None
    assert round(table.observed + fitted[0]) == 997
