import numpy as np
import pytest

from darkfigure.simulate import invent_study


@pytest.fixture(scope="session")
def invented(tmp_path_factory):
    """A small invented study, sources only; copy it before running."""
    folder = tmp_path_factory.mktemp("invented") / "study"
    invent_study(folder, people=250, rng=np.random.default_rng(7))
    return folder
