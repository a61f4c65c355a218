"""Models of how often people were seen, against what Rcapture 1.4.4 answers; the tables of lists are in cases.toml."""

import numpy as np
import pytest

from darkfigure.estimate.heterogeneous import mh_estimates

# closedp.0 and closedpCI.0 of Rcapture 1.4.4 on its table `ill`, with six occasions
ILL_SEEN = [1645.0, 183, 37, 13, 1, 1]
ILL = [
    ("m0", 6019.350, 94.22125, None, None, None),
    ("chao", 8041.259, 0.68622, 8035.455, 7050.99, 9234.158),
    ("poisson", 7721.691, 32.89761, 7717.136, 6872.335, 8714.39),
    ("darroch", 17613.342, 5.24179, 17597.68, 13837.64, 22337.12),
    ("gamma", 41028.585, 2.60823, 40987.17, 27296.38, 60984.0),
]


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
