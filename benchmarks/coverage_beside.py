"""The default interval beside LCMCR, dga, Rcapture and SparseMSE: the same tables, one run.

    coverage_beside.py --data DIR --replicates 1-10           the saved worlds of a folder, `sim_NAME.csv`
    coverage_beside.py --worlds pair4,lcx_4 --data DIR

Needs R with the packages that `coverage_peers.R` names; a package that is missing is left out. One table a
world and number is estimated by `darkfigure.estimate` with its defaults, then by each peer; see `estimate_coverage.py`.
CPU seconds are of the estimate alone, without the start of Python or R.
"""

import argparse
import csv
import os
import platform
import re
import subprocess
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import estimate_coverage as ours

from darkfigure.estimate.options import EstimateOptions
from darkfigure.simulate.coverage import summarise
from darkfigure.simulate.trials import Trial, try_table

PACKAGES = {"lcmcr": "LCMCR", "dga": "dga", "rcapture": "Rcapture", "sparsemse": "SparseMSE"}


def installed() -> dict[str, str]:
    """The peers that R has, with their versions."""
    code = (
        f"for (p in c({', '.join(map(repr, PACKAGES.values()))})) if (requireNamespace(p, quietly = TRUE)) "
        'cat(p, as.character(packageVersion(p)), "\\n")'
    )
    said = subprocess.run(["Rscript", "-e", code], check=True, capture_output=True, text=True, encoding="utf-8").stdout
    found = dict(line.split() for line in said.splitlines())
    return {method: found[package] for method, package in PACKAGES.items() if package in found}


def peer_trials(
    folder: Path, peers: Iterable[str], *, reps: tuple[int, int], world: str, seen: list[int]
) -> list[Trial]:
    """What the peers answer for tables `reps[0]` to `reps[1]` of a world, of which `seen` persons are seen."""
    script = Path(__file__).with_name("coverage_peers.R")
    command = ["Rscript", str(script), str(folder), *map(str, reps), ",".join(peers), world]
    said = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    found = []
    for name, rep, method, estimate, low, high, cpu in csv.reader(said.splitlines()):
        number, lower, upper = (None if cell == "NA" else float(cell) for cell in (estimate, low, high))
        found.append(
            Trial(
                world=name, rep=int(rep), method=method, people=ours.SAVED_PEOPLE, seen=seen[int(rep) - reps[0]],
                estimate=number, low=lower, high=None if lower is None else upper, verdict="", rhat=None, ess=None,
                rounds=None, cpu_s=float(cpu), whole_cpu_s=float(cpu),
            )
        )  # fmt: skip
    return found


def our_trials(tables: ours.Tables, *, reps: tuple[int, int], world: str) -> list[Trial]:
    """What `darkfigure.estimate` answers for the same."""
    found = []
    try_table(ours.drawn("independent3")(0), world="", people=1, rep=0, options=EstimateOptions(replicates=50))
    for rep in range(reps[0], reps[1] + 1):
        options = EstimateOptions(seed=rep, replicates=50)  # of what stands beside: the interval does not rest on them
        found += try_table(tables(rep), world=world, people=ours.SAVED_PEOPLE, rep=rep, options=options)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of saved worlds")
    parser.add_argument("--worlds", type=lambda text: text.split(","), default=["all"], help="by comma; all")
    parser.add_argument("--replicates", default="1-10", help="numbers of tables, first-last")
    args = parser.parse_args()
    asked = re.fullmatch(r"([0-9]+)(?:-([0-9]+))?", args.replicates)
    if asked is None:
        parser.error("--replicates are numbers of tables, such as 1-10")
    reps = int(asked[1]), int(asked[2] or asked[1])
    there = {path.stem.removeprefix("sim_") for path in args.data.glob("sim_*.csv")}
    if not there or (args.worlds != ["all"] and not there.issuperset(args.worlds)):
        parser.error(f"{args.data} has the worlds {', '.join(sorted(there)) or 'of no name: no file sim_NAME.csv'}")
    print(f"darkfigure {version('darkfigure')}, Python {platform.python_version()}, {os.cpu_count()} processors")
    peers = installed()
    print(", ".join(f"{PACKAGES[method]} {number}" for method, number in peers.items()), end="\n\n")
    print("| world | method | tables | coverage | median width | bias | no interval | CPU s |")
    print("|---|---|---|---|---|---|---|---|")
    for name, _, tables in ours.chosen(args):
        mine = our_trials(tables, reps=reps, world=name)
        theirs = peer_trials(args.data, peers, reps=reps, world=name, seen=[one.seen for one in mine])
        for one in summarise([*mine, *theirs]):
            width = "-" if one.width is None else f"{one.width:,.0f}"
            bias = "-" if one.bias is None else f"{one.bias:+.1%}"
            print(
                f"| {name} | {'darkfigure' if one.method == 'combined' else PACKAGES[one.method]} | {one.tables} | "
                f"{one.coverage:.2f} | {width} | {bias} | {one.no_interval:.2f} | {one.cpu_s:.1f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
