import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path += [str(HERE), str(HERE.parent / "study")]

from desk_server import CHROMIUM  # noqa: E402 - what stands beside it
from hostile import run_hostile  # noqa: E402 - the same


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """A study of invented people and hostile words, run to its estimate; no test changes it."""
    return run_hostile(tmp_path_factory.mktemp("finished") / "study")


@pytest.fixture(scope="session")
def chromium():
    """A headless browser."""
    if CHROMIUM is None:
        pytest.skip("no chromium is installed: what a browser does with the pages is not tested")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
