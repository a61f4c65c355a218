"""Makes the modules of tools/release importable, as `python tools/release` does."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

if str(ROOT / "tools" / "release") not in sys.path:
    sys.path.append(str(ROOT / "tools" / "release"))
