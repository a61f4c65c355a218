"""The targets of fuzzing lie beside the tests, in `fuzz/`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "fuzz"))
