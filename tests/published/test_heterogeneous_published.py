"""People who are harder to see than others, against what Rcapture 1.4.4 answers on its own data."""

import numpy as np
import pytest

from darkfigure import datasets
from darkfigure.captures.read import read_table
from darkfigure.estimate.heterogeneous import mh_estimates, mth_estimate

# closedp and closedpCI.t of Rcapture 1.4.4 on the snowshoe hares; the manual prints 81.1 for Poisson
HARE = [
    ("poisson", 81.07928, 48.13651, 80.07832, 71.82166, 93.84672),
    ("darroch", 90.46410, 50.70576, 88.19374, 73.52564, 121.1517),
    ("gamma", 101.55387, 51.95634, 96.58007, 73.68688, 171.8556),
]

# closedp.0 and closedpCI.0 of Rcapture 1.4.4 on its table `ill`, with six occasions
ILL_SEEN = [1645.0, 183, 37, 13, 1, 1]
ILL = [
    ("m0", 6019.350, 94.22125, None, None, None),
    ("chao", 8041.259, 0.68622, 8035.455, 7050.99, 9234.158),
    ("poisson", 7721.691, 32.89761, 7717.136, 6872.335, 8714.39),
    ("darroch", 17613.342, 5.24179, 17597.68, 13837.64, 22337.12),
    ("gamma", 41028.585, 2.60823, 40987.17, 27296.38, 60984.0),
]


@pytest.mark.parametrize(("shape", "poisson", "deviance", "estimate", "low", "high"), HARE)
def test_hares_with_an_effect_of_each_occasion(
    shape: str, poisson: float, deviance: float, estimate: float, low: float, high: float
) -> None:
    table = read_table(datasets.find("hare").path)
    found = mth_estimate(table.full(), shape, level=0.95)
    assert found.unseen_poisson + 68 == pytest.approx(poisson, rel=1e-6)
    assert found.deviance == pytest.approx(deviance, abs=1e-4)
    assert found.unseen + 68 == pytest.approx(estimate, rel=1e-5)
    assert found.low + 68 == pytest.approx(low, rel=1e-4)
    assert found.high + 68 == pytest.approx(high, rel=1e-3)


@pytest.mark.parametrize(("model", "poisson", "deviance", "estimate", "low", "high"), ILL)
def test_frequencies_of_being_seen(
    model: str, poisson: float, deviance: float, estimate: float | None, low: float | None, high: float | None
) -> None:
    found = next(one for one in mh_estimates(np.array(ILL_SEEN), level=0.95) if one.model == model)
    seen = sum(ILL_SEEN)
    assert found.unseen_poisson + seen == pytest.approx(poisson, rel=1e-6)
    assert found.deviance == pytest.approx(deviance, abs=1e-4)
    if estimate is not None:
        assert found.unseen + seen == pytest.approx(estimate, rel=1e-5)
        assert found.low + seen == pytest.approx(low, rel=1e-4)
        assert found.high + seen == pytest.approx(high, rel=1e-3)
