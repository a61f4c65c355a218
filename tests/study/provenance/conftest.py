import pytest
from traceable import run_study


@pytest.fixture(scope="session")
def traced_study(tmp_path_factory):
    """A study that has been run; copy it before changing it."""
    return run_study(tmp_path_factory.mktemp("traced") / "study")
