import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_tables_page_says_what_the_tables_are():
    check = subprocess.run(
        [sys.executable, ROOT / "tools" / "tables_reference.py", "--check"], capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stderr
