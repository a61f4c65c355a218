"""Every example in a docstring runs and answers what it shows; every public name has one."""

import datetime as dt
import doctest
import importlib
import inspect
import pkgutil
import shutil
from pathlib import Path

import numpy as np
import pytest

import darkfigure
from darkfigure.report import ReportContent, RunFacts
from darkfigure.simulate import invent_study

SOURCE = Path(darkfigure.__file__).parent
MODULES = sorted(
    ".".join(("darkfigure", *path.relative_to(SOURCE).with_suffix("").parts))
    for path in SOURCE.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)
ROOMS = ["darkfigure", *(f"darkfigure.{room.name}" for room in pkgutil.iter_modules([str(SOURCE)]) if room.ispkg)]


def public(room):
    """Name and value of all classes and functions that a room's front door hands out."""
    module = importlib.import_module(room)
    values = {name: getattr(module, name) for name in getattr(module, "__all__", ())}
    return {name: value for name, value in values.items() if _is_ours(value)}


def _is_ours(value):
    return inspect.isclass(value) or inspect.isroutine(value) or type(value).__module__.startswith("darkfigure.")


@pytest.fixture(scope="module")
def linked_study(tmp_path_factory):
    """A study that is linked: what examples call `my-study`."""
    folder = tmp_path_factory.mktemp("examples") / "my-study"
    invent_study(folder, people=100, rng=np.random.default_rng(1))
    with (folder / "study.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[link]\ndraws = 2\n")
    for stage in ("collect", "extract", "link"):
        darkfigure.Study(folder).run(only=stage)
    return folder


@pytest.fixture(scope="module")
def content():
    """What examples of the report call `content`."""
    return ReportContent(
        title="A count",
        population="people of the example",
        period=None,
        estimate=darkfigure.estimate(
            {"a": [1, 0, 1], "b": [0, 1, 1], "count": [60, 45, 20]}, method="chao-lower-bound"
        ),
        lists=("a", "b"),
        overlaps=(("10", 60), ("01", 45), ("11", 20)),
        sources=(),
        linkage={},
        notices=(),
        run=RunFacts(version="1", seed=1, settings_digest="0", command="darkfigure run .", date=dt.date(2026, 1, 1)),
    )


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_answer_what_they_show(name, tmp_path, monkeypatch, request):
    monkeypatch.chdir(tmp_path)
    module = importlib.import_module(name.removesuffix(".__init__"))
    source = inspect.getsource(module)
    if '"my-study"' in source:
        shutil.copytree(request.getfixturevalue("linked_study"), "my-study")
    given = {"content": request.getfixturevalue("content")} if name.startswith("darkfigure.report.") else {}
    found = doctest.testmod(module, extraglobs=given)
    assert found.attempted
    assert not found.failed


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_name_has_an_example(room):
    assert [name for name, value in public(room).items() if ">>> " not in _told(value)] == []


def _told(value):
    """The docstring: of an instance that stands for a function, its class's."""
    return inspect.getdoc(value if inspect.isclass(value) or inspect.isroutine(value) else type(value)) or ""


def test_public_names_are_found():
    assert {"estimate", "Study", "simulate"} <= public("darkfigure").keys()
    assert sum(len(public(room)) for room in ROOMS) > 100
