import pytest

import darkfigure as df
from darkfigure import datasets
from darkfigure.datasets.figures import PATH, published_figures
from darkfigure.errors import UsageError

STATES = {"departed", "present", "returned", "killed", "records"}


def test_every_figure_says_who_of_whom_and_on_which_page() -> None:
    figures = published_figures()
    assert len(figures) == len(PATH.read_text(encoding="utf-8").splitlines()) - 1
    for one in figures:
        assert one.source
        assert one.url.startswith(("http://", "https://"))
        assert one.state in STATES
        assert one.unit
        assert one.origin
        assert one.location
        assert one.first <= one.last
        numbers = [number for number in (one.low, one.point, one.high) if number is not None]
        assert numbers == sorted(numbers)
        assert numbers
        assert min(numbers) > 0


def test_figures_stand_in_the_order_of_time() -> None:
    dates = [one.date for one in published_figures()]
    assert dates == sorted(dates)


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        ("2014-06", "2014-06-01", "2014-06-30"),
        ("2014-Q4", "2014-10-01", "2014-12-31"),
        ("2015-H1", "2015-01-01", "2015-06-30"),
        ("2017", "2017-01-01", "2017-12-31"),
        ("2015-01-26", "2015-01-26", "2015-01-26"),
    ],
)
def test_a_date_is_the_span_it_may_mean(date: str, first: str, last: str) -> None:
    one = next(figure for figure in published_figures() if figure.date == date)
    assert (one.first.isoformat(), one.last.isoformat()) == (first, last)


def test_figures_are_chosen_by_origin_and_state() -> None:
    found = published_figures(origin="KG", state=("killed", "returned"))
    assert {one.state for one in found} == {"killed", "returned"}
    assert {one.origin for one in found} == {("KG",)}
    with pytest.raises(UsageError, match="`central-asia`"):
        published_figures(origin="central asia")
    with pytest.raises(UsageError, match="departed"):
        published_figures(state="xyz")


def test_figures_are_no_table_to_estimate_from() -> None:
    assert datasets.FIGURES not in datasets.names()
    with pytest.raises(UsageError, match="nothing to estimate from"):
        df.estimate(datasets.FIGURES)


def test_the_front_door_leads_to_the_datasets() -> None:
    assert df.datasets is datasets
