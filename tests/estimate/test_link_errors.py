import numpy as np
import pytest

from darkfigure import estimate
from darkfigure.captures.table import table_of
from darkfigure.errors import TableError, UsageError
from darkfigure.estimate import link_errors
from darkfigure.estimate.link_errors import LinkErrors, corrected, cut, redraw
from darkfigure.simulate.link_errors import relink

ABCD = ("a", "b", "c", "d")
TRUE = np.array([0, 480, 258, 127, 326, 144, 91, 44, 185, 77, 52, 30, 79, 39, 19, 14])


def records(table: np.ndarray) -> int:
    return sum(int(count) * cell.bit_count() for cell, count in enumerate(table))


def test_the_closed_form_undoes_the_expected_cuts():
    assert corrected(cut(TRUE.astype(float), rate=0.2), missed=0.2, false=0.0) == pytest.approx(TRUE)
    assert corrected(TRUE.astype(float), missed=0.1, false=0.1) == pytest.approx(TRUE)
    assert corrected(TRUE.astype(float), missed=0.0, false=0.0) == pytest.approx(TRUE)


def test_cuts_keep_the_records():
    assert records(TRUE) == pytest.approx(
        sum(count * cell.bit_count() for cell, count in enumerate(cut(TRUE.astype(float), rate=0.3)))
    )


def test_errors_made_in_records_are_undone_on_average():
    rng = np.random.default_rng(3)
    many = 100 * TRUE
    found = relink(many, missed=0.1, false=0.01, rng=rng)
    assert abs(found - many).sum() / many.sum() > 0.08
    for one in (corrected(found.astype(float), missed=0.1, false=0.01), redraw(found, missed=0.1, false=0.01, rng=rng)):
        assert abs(one - many).sum() / many.sum() < 0.02


def test_redrawn_tables_are_whole_persons_with_the_same_records():
    rng = np.random.default_rng(4)
    for _ in range(5):
        drawn = redraw(TRUE, missed=0.15, false=0.05, rng=rng)
        assert (drawn >= 0).all()
        assert records(drawn) == records(TRUE)
    assert redraw(TRUE, missed=0.0, false=0.0, rng=rng).tolist() == TRUE.tolist()


def test_rates_are_drawn_around_what_is_said():
    rng = np.random.default_rng(5)
    drawn = np.array([LinkErrors(missed=0.1, false=0.01, known_to=0.03).draw(rng) for _ in range(4000)])
    assert drawn.mean(axis=0) == pytest.approx([0.1, 0.01], abs=0.002)
    assert np.mean(abs(drawn[:, 0] - 0.1) < 0.03) == pytest.approx(0.95, abs=0.02)
    assert LinkErrors(missed=0.1).draw(rng) == (0.1, 0.0)


@pytest.mark.parametrize("wrong", [{"missed": -0.1}, {"missed": 0.5}, {"false": float("nan")}, {"known_to": 0.6}])
def test_rates_that_cannot_be_are_wrong_use(wrong):
    with pytest.raises(UsageError):
        LinkErrors(**wrong)


def test_a_corrected_estimate_is_lower_wider_and_says_so(monkeypatch):
    monkeypatch.setattr(link_errors, "_DRAWS", 8)
    found = table_of(relink(TRUE, missed=0.1, false=0.0, rng=np.random.default_rng(6)), ABCD)
    errors = LinkErrors(missed=0.1, known_to=0.06)
    plain = estimate(found, method="log-linear")
    better = estimate(found, method="log-linear", link_errors=errors)
    true = estimate(table_of(TRUE, ABCD), method="log-linear")
    assert abs(better.estimate - true.estimate) < abs(plain.estimate - true.estimate)
    assert better.observed < plain.observed
    assert better.variance_shares["linkage"] > 0.1
    assert better.warnings[0].code == "link-errors"


def test_a_table_that_cannot_have_missed_so_many_links_is_refused():
    all_linked = table_of(np.array([0, 1, 1, 200]), ("a", "b"))
    with pytest.raises(TableError, match="Check the rate"):
        estimate(all_linked, link_errors=LinkErrors(missed=0.3))


def test_noise_and_link_errors_together_are_refused():
    with pytest.raises(UsageError):
        estimate(table_of(TRUE, ABCD), noisy=1.0, link_errors=LinkErrors(missed=0.1))


def test_a_correction_no_longer_assumes_that_links_are_right():
    table = table_of(TRUE, ABCD)
    plain = estimate(table, method="log-linear", replicates=50)
    mended = estimate(table, method="log-linear", replicates=50, link_errors=LinkErrors(missed=0.1))
    assert "perfect-linkage" in {one.code for one in plain.assumptions}
    assert {one.code for one in mended.assumptions} & {"perfect-linkage", "known-link-errors"} == {"known-link-errors"}
