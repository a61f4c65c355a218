"""A study folder for each test."""

from collections.abc import Callable
from pathlib import Path

import pytest
from collect_desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def new_desk(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Desk]:
    return lambda: Desk(tmp_path_factory.mktemp("study"))
