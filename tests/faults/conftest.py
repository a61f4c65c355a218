import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def before(tmp_path_factory):
    """Studies and agencies at the steps that are broken, made once by a process of its own; copy them."""
    place = tmp_path_factory.mktemp("before")
    done = subprocess.run(
        [sys.executable, HERE / "prepared.py", place],
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return place
