"""Any single change is found; `benchmarks/vault.py` makes 10,000 of them."""

import numpy as np
import pytest
from tampering import CHANGES, changed, make_vault


@pytest.fixture(scope="module", params=[True, False], ids=["signed", "unsigned"])
def vault(request, tmp_path_factory):
    return make_vault(tmp_path_factory.mktemp("vault"), signed=request.param)


@pytest.mark.parametrize("seed", range(3))
def test_any_single_change_is_found(vault, seed):
    rng, seen = np.random.default_rng(seed), set()
    for _ in range(50):
        with changed(vault.folder, rng) as what:
            seen.add(what.split(":")[0])
            assert vault.verify().differences, what
    assert len(seen) > len(CHANGES) // 2
    assert vault.verify().differences == ()
