"""The wheel as a stranger uses it: `pip install` into an empty environment with an empty home, and the README's demo.

Nothing of the tree is on the path: what is tried is what the wheel holds. Kernels are compiled on the fly.
"""

import re
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from steps import ROOT, Failed, NotDone, Step, run

IMPORT_SECONDS = 0.3
_TRIES = 5
_DEMO = re.compile(r"^all +[\d,]+ +[\d,]+ +[\d,]+ to [\d,]+ +[\d,]+ +(?:inside|outside)$", flags=re.MULTILINE)
_IMPORT = "import time; start = time.perf_counter(); import darkfigure; print(time.perf_counter() - start)"


def smoke(step: Step) -> str:
    """Try the wheel on every Python asked for, or on the one that runs this.

    Raises:
        Failed: It does not install, start fast, or count as the README says.
        NotDone: A Python that was asked for is not on this machine.
    """
    pythons = step.pythons or (sys.executable,)
    found = {name: shutil.which(name) for name in pythons}
    said = [_try_on(path, step) for path in found.values() if path]
    if absent := [name for name, path in found.items() if not path]:
        raise NotDone("; ".join([*said, f"not on this machine: {', '.join(absent)}"]))
    return "; ".join(said)


def _try_on(python: str, step: Step) -> str:
    with tempfile.TemporaryDirectory() as place:
        home = Path(place) / "home"
        home.mkdir()
        environment = {"HOME": str(home), "XDG_CACHE_HOME": str(home / ".cache"), "PYTHONPATH": "", "COLUMNS": "400"}
        run(python, "-m", "venv", home / "venv", at=home, environment=environment)
        commands = home / "venv" / "bin"
        run(commands / "python", "-m", "pip", "install", "--quiet", "--only-binary", ":all:", step.wheel,
            at=home, environment=environment)  # fmt: skip
        version = run(commands / "python", "-c", "import sys; print(sys.version.split()[0])", at=home).strip()
        seconds = _import_seconds(commands / "python", home, environment)
        for words in (["--version"], ["--help"], ["estimate", "kosovo1999"]):
            run(commands / "darkfigure", *words, at=home, environment=environment)
        wall = time.monotonic()
        line = _demo(commands / "darkfigure", home, environment, full=step.full_demo)
        wall = time.monotonic() - wall
    return f"Python {version}: import {seconds:.2f} s, demo in {wall:.0f} s says `{line}`"


def _import_seconds(python: Path, home: Path, environment: dict[str, str]) -> float:
    """Median of some fresh starts."""
    taken = statistics.median(
        float(run(python, "-c", _IMPORT, at=home, environment=environment)) for _ in range(_TRIES)
    )
    if taken > IMPORT_SECONDS:
        raise Failed(f"`import darkfigure` takes {taken:.2f} s; at most {IMPORT_SECONDS} s is promised")
    return taken


def _demo(command: Path, home: Path, environment: dict[str, str], *, full: bool) -> str:
    """The line of all people; with the whole demo, the one that the README shows."""
    printed = run(command, "demo", *([] if full else ["--people", "200"]), at=home, environment=environment)
    told = _DEMO.findall(printed)
    shown = _DEMO.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    if not told or (full and _numbers(told[0]) != _numbers(shown[0])):
        raise Failed(f"the demo says {told}, the README {shown}")
    if not (home / "demo" / "results" / "report.html").stat().st_size:
        raise Failed("the demo left no report")
    return " ".join(told[0].split())


def _numbers(line: str) -> list[str]:
    return re.findall(r"[\d,]+", line)
