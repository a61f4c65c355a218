import builtins

import numpy as np
import pytest

from darkfigure.captures.covariates import read_persons
from darkfigure.errors import TableError, UsageError
from darkfigure.estimate.doubly_robust import corrected, estimate_pairs
from darkfigure.estimate.front import estimate
from darkfigure.estimate.notices import CODES

sklearn = pytest.importorskip("sklearn", reason="the extra [covariates] is not installed")


def chances(age: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of two lists that go together only because both miss the young and the old."""
    one = 1 / (1 + np.exp(-(1.0 - 1.1 * age**2)))
    return one, 0.8 * one + 0.05


def people(size: int, seed: int, *, third: bool = False) -> dict[str, np.ndarray]:
    """Invented persons, of whom those on no list are left out."""
    rng = np.random.default_rng(seed)
    age = rng.uniform(-1.5, 1.5, size)
    marks = [rng.random(size) < chance for chance in chances(age)]
    if third:
        marks.append(rng.random(size) < 0.15 + 0.75 * marks[0])
    seen = np.any(marks, axis=0)
    sex = np.where(rng.random(size) < 0.5, "f", "m")
    lists = {name: mark[seen].astype(np.int64) for name, mark in zip("abc", marks, strict=False)}
    return lists | {"age": 40 + 20 * age[seen], "sex": sex[seen]}


def test_with_the_true_chances_the_formula_finds_the_population() -> None:
    found = []
    for seed in range(30):
        rows = people(4000, seed)
        age = (rows["age"] - 40) / 20
        one, two = chances(age)
        seen = 1 - (1 - one) * (1 - two)
        cells = np.column_stack([0 * one, one * (1 - two), two * (1 - one), one * two]) / seen[:, None]
        first, second = rows["a"].astype(float), rows["b"].astype(float)
        pair = corrected(first, second, cells, lists=(0, 1), level=0.95, weights={})
        found.append((len(age) + pair.unseen, pair.low <= 4000 - len(age) <= pair.high))
    estimates, inside = np.array(found).T
    assert estimates.mean() == pytest.approx(4000, rel=0.015)
    assert inside.sum() >= 26


def test_covariates_mend_what_lists_that_miss_the_same_people_hide() -> None:
    rows = people(2000, 3)
    found = estimate(rows, covariates=["age", "sex"], method="doubly-robust")
    petersen = rows["a"].sum() * rows["b"].sum() / (rows["a"] & rows["b"]).sum()
    assert found.low <= 2000 <= found.high
    assert abs(found.estimate - 2000) < 0.5 * abs(petersen - 2000)
    row = next(one for one in found.methods if one.method == "doubly-robust")
    assert row.weight == 1
    assert row.diagnostics["covariates"] == ["age", "sex"]
    assert sum(row.diagnostics["pairs"][0]["models"].values()) == pytest.approx(1, abs=0.01)
    assert {one.code for one in found.assumptions} >= {"conditional-independence", "positivity"}
    assert {one.code for one in found.warnings} <= set(CODES)


def test_every_two_lists_are_asked_and_a_copying_pair_is_told() -> None:
    found = estimate(people(900, 5, third=True), covariates=["age"], method="doubly-robust")
    row = next(one for one in found.methods if one.method == "doubly-robust")
    said = {tuple(pair["lists"]): pair["estimate"] for pair in row.diagnostics["pairs"]}
    assert set(said) == {("a", "b"), ("a", "c"), ("b", "c")}
    assert said["a", "c"] < said["a", "b"]
    assert "pairs-disagree" in {one.code for one in found.warnings}


def test_kinds_hardly_ever_seen_are_a_warning() -> None:
    rng = np.random.default_rng(2)
    hard = rng.random(40000) < 0.8
    marks = [rng.random(40000) < np.where(hard, 0.012, 0.4) for _ in range(2)]
    seen = marks[0] | marks[1]
    rows = {"a": marks[0][seen].astype(int), "b": marks[1][seen].astype(int), "hard": np.where(hard, "y", "n")[seen]}
    keep = rng.random(int(seen.sum())) < 0.25  # a sample of those seen keeps their chances
    found = estimate({k: v[keep] for k, v in rows.items()}, covariates=["hard"], method="doubly-robust")
    assert "positivity" in {one.code for one in found.warnings}


def test_too_few_persons_give_no_number_but_a_reason() -> None:
    found = estimate(people(60, 1), covariates=["age"], method="doubly-robust")
    assert (found.estimate, found.low, found.high) == (None, None, None)
    assert any(one.code == "not-identified" and "100 persons" in one.message for one in found.warnings)


def test_missing_numbers_and_words_are_kinds_of_their_own() -> None:
    rows = people(500, 4)
    age = [None if i % 7 == 0 else float(a) for i, a in enumerate(rows["age"])]
    sex = ["" if i % 5 == 0 else str(s) for i, s in enumerate(rows["sex"])]
    persons = read_persons({**rows, "age": age, "sex": sex}, covariates=["age", "sex"])
    assert np.isnan(persons.numbers).sum() == len([a for a in age if a is None])
    assert set(persons.levels.ravel()) == {0, 1, 2}
    found = estimate_pairs(persons, level=0.95, rng=np.random.default_rng(1))
    assert found.low < found.unseen < found.high


@pytest.mark.parametrize(
    ("change", "covariates", "told"),
    [
        ({}, ["height"], "no column `height`"),
        ({"count": [1, 2, 3]}, ["age"], "one row a person"),
        ({"age": [None, None, None]}, ["age"], "empty in every row"),
        ({"a": [1, 0, 0]}, ["age"], "data row 3"),
    ],
)
def test_what_cannot_be_used_is_refused(change, covariates, told) -> None:
    rows = {"a": [1, 0, 1], "b": [0, 1, 0], "age": [20, 30, 40]} | change
    if change.get("a"):
        rows["b"] = [0, 1, 0]
    with pytest.raises(TableError, match=told):
        read_persons(rows, covariates=covariates)


def test_names_are_no_covariate() -> None:
    rows = {"a": [1] * 60, "b": [0, 1] * 30, "name": [f"person {i}" for i in range(60)]}
    with pytest.raises(TableError, match="60 different values"):
        read_persons(rows, covariates=["name"])


def test_without_covariates_or_with_strata_the_method_is_wrong_use() -> None:
    rows = people(300, 1)
    with pytest.raises(UsageError, match="needs covariates"):
        estimate({"a": [1, 0, 1], "b": [0, 1, 1], "count": [20, 30, 10]}, method="doubly-robust")
    with pytest.raises(UsageError, match="not for strata"):
        estimate(rows, covariates=["age"], strata=["sex"], method="doubly-robust")
    with pytest.raises(TableError, match="one row a person"):
        estimate("kosovo1999", covariates=["age"])


def test_without_the_extra_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: object, **kwargs: object) -> object:
        if name.split(".", maxsplit=1)[0] == "sklearn":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=r"pip install 'darkfigure\[covariates\]'"):
        estimate(people(300, 1), covariates=["age"])
