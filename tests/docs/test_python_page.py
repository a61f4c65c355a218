"""docs/reference/python.md says what the front door is: names, signatures, attributes, errors."""

import dataclasses
import inspect
import re
from pathlib import Path

import pytest

import darkfigure as df
from darkfigure import errors
from darkfigure.estimate import METHODS
from darkfigure.records import Estimate, MethodEstimate, StratumEstimate
from darkfigure.simulate.coverage import Coverage
from darkfigure.simulate.plan import Outcome, Plan

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "python.md").read_text(encoding="utf-8")


def rows(heading):
    """First cells of the first table below a line."""
    table = PAGE.split(heading, 1)[1].split("\n|---", 1)[1].split("\n\n")[0]
    return re.findall(r"^\| \[?`(\w+)`", table, flags=re.MULTILINE)


def written(function, *, skip=()):
    """The signature without types."""
    signature = inspect.signature(function)
    bare = [p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values() if p.name not in skip]
    return str(inspect.Signature(bare))


def test_every_public_name_is_in_the_first_table():
    assert sorted(rows("front door of the package is small")) == sorted(df.__all__)


@pytest.mark.parametrize("name", ["estimate", "read_table", "match_names"])
def test_a_function_has_its_signature(name):
    assert f"\ndf.{name}{written(getattr(df, name))}\n" in PAGE


def test_the_study_has_its_signatures():
    assert f"\ndf.Study{written(df.Study)}\n" in PAGE
    public = [name for name, value in vars(df.Study).items() if callable(value) and not name.startswith("_")]
    for name in public:
        assert f"\nStudy.{name}{written(getattr(df.Study, name), skip=('self',))}\n" in PAGE


def test_simulation_has_its_signatures():
    assert f"\ndf.simulate{written(df.simulate.__call__)}\n" in PAGE
    for name in ("worlds", "world", "like", "coverage", "plan"):
        assert f"\ndf.simulate.{name}{written(getattr(df.simulate, name))}\n" in PAGE
    assert {"worlds", "world", "like", "coverage", "plan"} == {
        name for name in vars(type(df.simulate)) if not name.startswith("_")
    }


@pytest.mark.parametrize("name", ["estimate", "read_table"])
def test_every_argument_is_explained(name):
    assert rows(f"\ndf.{name}(") == list(inspect.signature(getattr(df, name)).parameters)


def test_every_method_is_named():
    line = next(line for line in PAGE.splitlines() if line.startswith("| `method` | text | what the number"))
    assert all(f'`"{method}"`' in line for method in METHODS)


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("\n## Estimate\n", Estimate),
        ("A `StratumEstimate` has", StratumEstimate),
        ("a `MethodEstimate`\n", MethodEstimate),
        ("A `Coverage` has", Coverage),
        ("returns a\n`Plan`", Plan),
        ("An `Outcome` has", Outcome),
    ],
)
def test_every_attribute_is_explained(heading, kind):
    assert rows(heading) == [field.name for field in dataclasses.fields(kind)]


def test_every_error_is_in_the_tree():
    tree = PAGE.split("\n## Errors\n")[1].split("```")[1]
    names = [name for name, value in vars(errors).items() if isinstance(value, type)]
    assert all(name in tree for name in names)
