"""Ours against theirs, for every comparison of cases.toml; docs/validation.md shows the same."""

import importlib.util
from pathlib import Path

import pytest
from published_answers import ANSWERS, answer_of
from published_cases import Case, cases

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_ours_agrees(case: Case) -> None:
    ours = answer_of(case)
    assert case.within, "a comparison that allows anything compares nothing"
    for figure, share in case.within.items():
        # exact where nothing is allowed
        assert getattr(ours, figure) == pytest.approx(case.published[figure], rel=share, abs=0), figure
    if case.model is not None:
        assert ours.model == case.model


def test_every_answer_of_ours_is_compared_with_something() -> None:
    assert {case.ours for case in cases()} == set(ANSWERS)


def test_the_page_shows_what_is_so() -> None:
    # in this process, so that what was answered above is not computed again
    spec = importlib.util.spec_from_file_location("validation_page", ROOT / "tools" / "validation_page.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    written = tool.PAGE.read_text(encoding="utf-8")
    assert tool.same(written, tool.page()), "docs/validation.md is out of date: run tools/validation_page.py"
    assert not tool.same(written, written.replace("Kosovo", "Elsewhere"))
    assert not tool.same(written, written.replace("10,357", "10,500"))
