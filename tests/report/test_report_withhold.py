"""What is withheld cannot be worked out: an attacker of another make than the audit tries to."""

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
import report_samples
from hypothesis import given, settings
from hypothesis import strategies as st
from report_html import Page

from darkfigure.records import StratumEstimate
from darkfigure.report import ReportContent, SourceFacts, render_report
from darkfigure.report.published import MOST_COMBINATIONS, Published, publish
from darkfigure.report.withhold import Withheld, withhold

SMALLEST = 5


def with_strata(counts: Sequence[int]) -> ReportContent:
    """A content with these strata and this total."""
    content = report_samples.without_strata()
    parts = tuple(
        StratumEstimate(stratum={"group": f"g{i}"}, observed=n, estimate=2.5 * n, low=1.5 * n, high=4.0 * n)
        for i, n in enumerate(counts)
    )
    estimate = replace(content.estimate, strata=parts, observed=sum(counts))
    return replace(content, estimate=estimate, overlaps=(("10", sum(counts)),), sources=())


def with_patterns(lists: int, counts: Sequence[int]) -> ReportContent:
    """A content with these counts in the patterns of that many lists, and sources that say the same."""
    names = tuple("abcd"[:lists])
    patterns = ["".join(bits) for bits in itertools.product("01", repeat=lists)][1:]
    cells = tuple((p, n) for p, n in zip(patterns, counts, strict=True) if n)
    totals = [sum(n for p, n in cells if p[i] == "1") for i in range(lists)]
    content = report_samples.without_strata()
    sources = tuple(
        SourceFacts(name=name, rows=2 * n, linkable_rows=n, persons=n) for name, n in zip(names, totals, strict=True)
    )
    estimate = replace(content.estimate, lists=names, observed=sum(counts))
    return replace(content, lists=names, overlaps=cells, estimate=estimate, sources=sources)


def reach_of_sum(total: int, cells: int, least: int, most: int) -> tuple[int, int]:
    """The least and the largest one of `cells` numbers from `least` to `most` can be when all add up to `total`."""
    return max(least, total - (cells - 1) * most), min(most, total - (cells - 1) * least)


@settings(max_examples=60, deadline=None)
@given(counts=st.lists(st.one_of(st.integers(0, 9), st.integers(0, 300)), min_size=1, max_size=12))
def test_no_withheld_stratum_can_be_narrowed_down(counts: list[int]) -> None:
    if not sum(counts):
        return
    published = publish(with_strata(counts))
    shown = [row.observed for row in published.strata if row.observed is not None]
    assert not [n for n in shown if 0 < n < SMALLEST]
    hidden = [row for row in published.strata if row.withheld]
    assert all(row.estimate is row.low is row.high is row.at_least is None for row in hidden)
    if not hidden or published.observed is None:
        return
    left = published.observed - sum(shown)
    populated = [n for n in shown if n > 0]
    least = 1 if shown else 0
    most = min(populated, default=left)
    low, high = reach_of_sum(left, len(hidden), least, most)
    assert high - low >= SMALLEST - 1, (counts, low, high)


@settings(max_examples=30, deadline=None)
@given(counts=st.lists(st.integers(0, 300), min_size=1, max_size=12))
def test_nothing_is_withheld_without_need(counts: list[int]) -> None:
    published = publish(with_strata([n if n >= SMALLEST else 0 for n in counts] + [50]))
    assert not [row for row in published.strata if row.withheld]


def narrowest(content: ReportContent, published: Published) -> int:
    """How many values the best-known small pattern count can have for somebody who reads the page, by trying.

    The reader is told more than the page says: which patterns are populated, and that withheld counts are no larger
    than shown ones. With up to four free cells every table is tried; with more, many; so the answer is never too wide.
    """
    lists = range(len(content.lists))
    shown = {c.members: c.persons for c in published.combinations}
    cells = [(tuple(i for i in lists if p[i] == "1"), n) for p, n in content.overlaps]
    hidden = [(members, n) for members, n in cells if members not in shown]
    true = np.array([n for _, n in hidden])
    sums = [np.ones(len(hidden))] if published.observed is not None else []
    for i in lists:
        named = [row.persons for row in published.sources if row.facts.name == content.lists[i]]
        if any(total is not None for total in (published.list_persons[i], *named)):
            sums.append(np.array([float(i in members) for members, _ in hidden]))
    most = min(shown.values(), default=int(true.sum()))
    found = consistent_tables(np.array(sums), true, most)
    small = true < SMALLEST
    return int((found.max(axis=0) - found.min(axis=0))[small].min()) + 1


def consistent_tables(sums: np.ndarray, true: np.ndarray, most: int) -> np.ndarray:
    """Tables (rows) of counts from 0 to `most` that have the same sums as the true one."""
    pivots: list[int] = []
    for column in range(len(true)):
        if np.linalg.matrix_rank(sums[:, [*pivots, column]]) > len(pivots):
            pivots.append(column)
    free = [column for column in range(len(true)) if column not in pivots]
    if (most + 1) ** len(free) <= 60_000:
        grid = np.array(list(itertools.product(range(most + 1), repeat=len(free))))
    else:
        steps = np.random.default_rng(0).integers(-6, 7, size=(60_000, len(free)))
        grid = true[free] + steps
    tables = np.zeros((len(grid), len(true)))
    tables[:, free] = grid
    rest = sums @ true - grid @ sums[:, free].T
    tables[:, pivots] = rest @ np.linalg.pinv(sums[:, pivots]).T
    whole = np.rint(tables)
    good = (np.abs(tables - whole) < 1e-6).all(axis=1) & (whole >= 0).all(axis=1) & (whole <= most).all(axis=1)
    kept: np.ndarray = whole[good]
    assert (kept @ sums.T == sums @ true).all()
    return kept


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_small_pattern_can_be_narrowed_down(data: st.DataObject) -> None:
    lists = data.draw(st.integers(2, 3))
    cell = st.one_of(st.integers(0, 4), st.integers(5, 15))
    counts = data.draw(st.lists(cell, min_size=2**lists - 1, max_size=2**lists - 1))
    if sum(counts) == 0:
        return
    content = with_patterns(lists, counts)
    published = publish(content)
    shown = {c.members: c.persons for c in published.combinations}
    assert not [n for n in shown.values() if n < SMALLEST]
    assert not [n for n in published.list_persons if n is not None and 0 < n < SMALLEST]
    if not [n for n in counts if 0 < n < SMALLEST]:
        assert len(shown) == len(content.overlaps)
        return
    if published.observed is None:
        assert not shown
        assert set(published.list_persons) == {None}
        return
    assert narrowest(content, published) >= SMALLEST


def test_of_many_lists_no_withheld_pattern_follows_from_the_sums() -> None:
    content = report_samples.twelve_lists()
    published = publish(content)
    shown = {c.members for c in published.combinations}
    assert len(shown) == MOST_COMBINATIONS
    hidden = [p for p, n in content.overlaps if n and tuple(i for i, s in enumerate(p) if s == "1") not in shown]
    rows = [np.ones(len(hidden))]
    for i, total in enumerate(published.list_persons):
        if total is not None:
            rows.append(np.array([float(p[i]) for p in hidden]))
    _, sizes, basis = np.linalg.svd(np.array(rows))
    row_space = basis[: (sizes > 1e-9).sum()]
    # a cell is determined when its unit vector lies in the span of the shown sums
    assert (np.linalg.norm(row_space, axis=0) < 1 - 1e-6).all()


def test_two_lists_with_a_small_overlap_keep_it() -> None:
    published = publish(with_patterns(2, [24, 30, 3]))
    assert published.observed == 57
    assert [c.persons for c in published.combinations] in ([30], [])
    assert None in published.list_persons
    hidden = [row.facts.name for row in published.sources if row.persons is None]
    assert hidden
    # the first list's total would follow from everybody and the second list's own
    assert narrowest(with_patterns(2, [24, 30, 3]), published) >= SMALLEST


def test_a_list_is_withheld_in_every_place_it_appears() -> None:
    content = with_patterns(3, [40, 30, 9, 3, 0, 0, 0])
    published = publish(content)
    assert published.list_persons[0] is None
    assert published.sources[0].rows is published.sources[0].persons is None
    assert sum(row.rows is None for row in published.sources) >= 2, "its rows would follow from the sum of rows"


def test_fewer_than_the_smallest_cell_in_all_shows_no_count() -> None:
    content = with_patterns(2, [1, 2, 0])
    published = publish(content)
    assert published.observed is None
    assert published.rest is None
    words = Page(render_report(content)).words
    assert "Too few to publish" in words
    assert "Fewer than 5 persons" in words
    assert "210" not in words[: words.index("References")], "the estimate would tell"


def test_withheld_strata_are_nowhere_in_the_page() -> None:
    content = with_strata([731, 857, 3, 613, 491])
    text = render_report(content)
    page = Page(text)
    labels = " ".join(svg.get("aria-label", "") for svg in page.all("svg"))
    words = page.words + labels
    gone = [row.stratum["group"] for row in publish(content).strata if row.withheld]
    assert gone == ["g2", "g4"]
    assert [row["group"] for row in page.data("strata")] == ["g1", "g0", "g3"]
    for number in ("491", "1,228", "737", "1,964"):
        assert number not in words, number
    assert "withheld" in page.words


def test_a_smaller_threshold_withholds_less() -> None:
    content = with_strata([40, 50, 3, 20, 11])
    assert not any(row.withheld for row in publish(replace(content, smallest_cell=1)).strata)
    assert not any(row.withheld for row in publish(replace(content, smallest_cell=3)).strata)
    assert sum(row.withheld for row in publish(replace(content, smallest_cell=4)).strata) == 2
    assert sum(row.withheld for row in publish(replace(content, smallest_cell=15)).strata) == 3


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([100, 3, 50, 7], {1, 3}),
        ([100, 50, 20, 0], set()),
        ([100, 3, 4, 50], {1, 2}),
        ([100, 1, 1, 50], {1, 2, 3}),
    ],
)
def test_by_hand(counts: list[int], hidden: set[int]) -> None:
    found = withhold(counts, [range(len(counts))], smallest=SMALLEST)
    assert found == Withheld(cells=frozenset(hidden), sums=frozenset())
