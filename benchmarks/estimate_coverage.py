"""How often the default interval holds the truth, and how wide it is, on worlds of many kinds.

    estimate_coverage.py run --worlds second --replicates 1-200 --out second.csv
    estimate_coverage.py run --data DIR --replicates 1-200 --out saved.csv
    estimate_coverage.py summary second.csv saved.csv

`run` asks `darkfigure.estimate` with its defaults and the number of the table as seed, and appends one row a table;
what the file holds already is not done again. `--worlds` takes names (`darkfigure simulate worlds` lists them) and the
sets `first`, `second`, `linked`, `all`. With `--data` the worlds are files `sim_NAME.csv` of that folder: columns rep,
pattern (`p1010`), count; 4,000 people in each. `summary` writes the table for RESULTS.md.
"""

import argparse
import csv
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np

from darkfigure.captures.table import CaptureTable, table_of
from darkfigure.estimate.options import METHODS, EstimateOptions
from darkfigure.simulate.coverage import Coverage, summarise
from darkfigure.simulate.shipped_worlds import world, worlds
from darkfigure.simulate.trials import Trial, try_table

SETS = ("first", "second", "linked", "all")
SAVED_PEOPLE = 4000
COLUMNS = tuple(field.name for field in fields(Trial))

Tables = Callable[[int], CaptureTable]


def drawn(name: str) -> Tables:
    """The tables of a shipped world, by number."""
    shipped = world(name)
    return lambda rep: shipped.draw(np.random.default_rng([17, rep]))


def saved(path: Path) -> Tables:
    """The tables of a saved world, by number."""
    tables: dict[int, np.ndarray] = {}
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            marks = row["pattern"].removeprefix("p")
            full = tables.setdefault(int(row["rep"]), np.zeros(1 << len(marks), dtype=np.int64))
            full[sum(1 << j for j, mark in enumerate(marks) if mark == "1")] = int(row["count"])
    names = tuple("ABCDEFGHIJKL")
    return lambda rep: table_of(tables[rep], names[: len(tables[rep]).bit_length() - 1])


def chosen(args: argparse.Namespace) -> Iterator[tuple[str, int, Tables]]:
    """Name, truth and tables of every world asked for."""
    if args.data:
        files = {path.stem.removeprefix("sim_"): path for path in sorted(args.data.glob("sim_*.csv"))}
        for name in files if args.worlds == ["all"] else args.worlds:
            yield name, SAVED_PEOPLE, saved(files[name])
        return
    for one in args.worlds:
        for name in [w.name for w in worlds(one)] if one in SETS else [one]:
            yield name, world(name).people, drawn(name)


def done(path: Path) -> set[tuple[str, int, str]]:
    """What the file holds: world, number, method."""
    return {(one.world, one.rep, one.method) for one in read([path])} if path.exists() else set()


def run(args: argparse.Namespace) -> None:
    first, _, last = args.replicates.partition("-")
    reps = range(int(first), int(last or first) + 1)
    methods = METHODS if args.methods == ["all"] else tuple(args.methods)
    have = done(args.out)
    warm = drawn("independent3")(0)
    for name, people, tables in chosen(args):
        # compiled code is read from its cache once, which is not the time of a table
        try_table(warm, world="", people=1, rep=0, methods=methods, options=EstimateOptions(replicates=50))
        for rep in reps:
            if all((name, rep, method) in have for method in methods):
                continue
            options = EstimateOptions(seed=rep, replicates=50 if args.quick else EstimateOptions().replicates)
            found = try_table(tables(rep), world=name, people=people, rep=rep, methods=methods, options=options)
            append(args.out, [one for one in found if (name, rep, one.method) not in have])
            print(f"{name} {rep}: {found[0].low} to {found[0].high} ({found[0].cpu_s:.1f} CPU s)", file=sys.stderr)


def append(path: Path, trials: list[Trial]) -> None:
    """Add rows in one write, so that several runs may share a file."""
    lines = [",".join(_cell(value) for value in asdict(one).values()) for one in trials]
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        head = [",".join(COLUMNS)] if os.fstat(handle).st_size == 0 else []
        os.write(handle, "".join(f"{line}\n" for line in [*head, *lines]).encode())
    finally:
        os.close(handle)


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f'"{text}"' if "," in text else text


def read(paths: list[Path]) -> list[Trial]:
    """The rows of result files; a row that was cut off by a kill is left out."""
    numbers = {"people": int, "rep": int, "seen": int, "rounds": int}
    texts = ("world", "method", "verdict")
    found = []
    for path in paths:
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if None in row.values() or row["world"] == "world":
                    continue
                cells: dict[str, Any] = {
                    name: value if name in texts else None if value == "" else numbers.get(name, float)(value)
                    for name, value in row.items()
                }
                found.append(Trial(**cells))
    return found


def summary(args: argparse.Namespace) -> None:
    print(
        "| world | method | people | seen | tables | coverage | median width | bias | not identified | disagree |"
        " no interval | R-hat > 1.01 | CPU s mean / 95 % |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|---|---|")
    for one in summarise(read(args.files)):
        print(line(one))


def line(one: Coverage) -> str:
    """One row of the table."""
    cells = (
        one.world,
        one.method,
        f"{one.people:,}",
        f"{one.seen:,.0f}",
        f"{one.tables}",
        f"{one.coverage:.3f} ± {one.coverage_error:.3f}",
        "-" if one.width is None else f"{one.width:,.0f}",
        "-" if one.bias is None else f"{one.bias:+.3f}",
        f"{one.not_identified:.2f}",
        f"{one.disagree:.2f}",
        f"{one.no_interval:.3f}",
        "-" if one.not_converged is None else f"{one.not_converged:.3f}",
        f"{one.cpu_s:.1f} / {one.cpu_s_95:.1f}",
    )
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    runs = commands.add_parser("run", help="estimate tables and append rows to a file")
    runs.add_argument("--worlds", type=lambda text: text.split(","), default=["all"], help="names or sets, by comma")
    runs.add_argument("--replicates", default="1-20", help="first-last; default 1-20")
    runs.add_argument("--data", type=Path, help="folder of saved worlds")
    runs.add_argument("--out", type=Path, required=True)
    runs.add_argument("--methods", type=lambda text: text.split(","), default=["combined"], help="by comma, or all")
    runs.add_argument(
        "--quick",
        action="store_true",
        help="50 resamples for the log-linear interval that stands beside; the combined answer is the same",
    )
    runs.set_defaults(call=run)
    sums = commands.add_parser("summary", help="the rows of files as a markdown table")
    sums.add_argument("files", nargs="+", type=Path)
    sums.set_defaults(call=summary)
    args = parser.parse_args()
    args.call(args)


if __name__ == "__main__":
    main()
