"""Every example with `>>>` in a page runs and answers what the page shows."""

import doctest
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    page for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")] if ">>> " in page.read_text(encoding="utf-8")
)


def test_there_are_pages_with_examples():
    assert {"linkage.md", "python.md"} <= {page.name for page in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_examples_of_a_page_answer_what_it_shows(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    failures, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8", verbose=False)
    assert tried
    assert not failures
