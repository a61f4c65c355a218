import pytest
from invented_parties import parties


@pytest.fixture(scope="session")
def invented(tmp_path_factory):
    """Where the agencies are made once."""
    return tmp_path_factory.mktemp("invented")


@pytest.fixture
def agencies(invented, tmp_path):
    """Three invented agencies in a folder, and what is known of them."""
    folder = tmp_path / "agencies"
    return folder, parties(invented, folder)
