"""The page over the estimator's own words: a message that says a withheld count is shown without it."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
import report_samples
from report_html import Page

from darkfigure.captures import CaptureTable
from darkfigure.estimate import EstimateOptions, estimate_table
from darkfigure.report import ReportContent, render_report
from darkfigure.report.said import HIDDEN

LISTS = ("a", "b", "c")
PATTERNS = ["".join(bits) for bits in itertools.product("01", repeat=3)][1:]


@pytest.fixture(scope="module")
def content() -> ReportContent:
    """Two large strata; one of 3 and one of 13 persons that share no list, which identify nothing."""
    strata = {
        "KZ": [210, 190, 61, 160, 52, 47, 23],
        "KG": [110, 97, 31, 83, 27, 22, 11],
        "TM": [1, 2, 0, 0, 0, 0, 0],
        "AF": [6, 7, 0, 0, 0, 0, 0],
    }
    table = CaptureTable(
        lists=LISTS,
        strata=tuple({"origin": origin} for origin in strata),
        patterns=np.array([[int(mark) for mark in pattern] for pattern in PATTERNS] * 4, dtype=np.uint8),
        counts=np.array([n for counts in strata.values() for n in counts]),
        stratum=np.repeat(np.arange(4, dtype=np.int32), len(PATTERNS)),
    )
    estimate = estimate_table(table, options=EstimateOptions(population="people", method="log-linear"))
    sums = [sum(counts) for counts in zip(*strata.values(), strict=True)]
    base = report_samples.without_strata()
    return replace(base, estimate=estimate, lists=LISTS, overlaps=tuple(zip(PATTERNS, sums, strict=True)), sources=())


def test_the_estimator_says_a_count_the_page_must_not(content: ReportContent) -> None:
    messages = [w.message for w in content.estimate.warnings if w.code == "not-identified"]
    assert any(" 3 seen" in message for message in messages)
    assert any(" 13 seen" in message for message in messages)


def test_the_page_does_not_say_it(content: ReportContent) -> None:
    page = Page(render_report(content))
    assert HIDDEN in page.words
    for told in (" 3 seen", " 13 seen"):
        assert told not in page.words
    assert [row["origin"] for row in page.data("strata")] == ["KZ", "KG"]
