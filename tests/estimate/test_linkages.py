import numpy as np
import pytest

from darkfigure.captures.table import table_of
from darkfigure.errors import UsageError
from darkfigure.estimate import EstimateOptions
from darkfigure.estimate.linkage import estimate_linkages

ABC = ("a", "b", "c")
TIGHT = np.array([0, 100, 80, 30, 60, 20, 25, 9])
LOOSE = np.array([0, 130, 110, 15, 90, 10, 12, 4])  # fewer links found: more people, less overlap
OPTIONS = EstimateOptions(method="log-linear", replicates=60)


def test_one_linkage_is_the_estimate_itself() -> None:
    found = estimate_linkages([table_of(TIGHT, ABC)], options=OPTIONS)
    assert found.variance_shares is None
    assert found.methods[0].estimate == found.estimate


def test_linkages_that_differ_widen_the_interval_and_take_their_share() -> None:
    same = estimate_linkages([table_of(TIGHT, ABC)] * 3, options=OPTIONS)
    apart = estimate_linkages([table_of(TIGHT, ABC), table_of(LOOSE, ABC)], options=OPTIONS)
    assert same.variance_shares["linkage"] < 0.02
    assert apart.variance_shares["linkage"] > 0.2
    assert apart.high - apart.low > same.high - same.low
    assert apart.low < apart.estimate < apart.high
    assert sum(apart.variance_shares.values()) == pytest.approx(1)


def test_tables_of_other_lists_are_wrong_use() -> None:
    with pytest.raises(UsageError):
        estimate_linkages([table_of(TIGHT, ABC), table_of(TIGHT, ("a", "b", "d"))])
    with pytest.raises(UsageError):
        estimate_linkages([])
