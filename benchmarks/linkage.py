"""Who is who: `darkfigure run` and `darkfigure links` on invented worlds with known truth, scored and timed.

    python benchmarks/linkage.py                          two worlds of every variant
    python benchmarks/linkage.py --worlds 5 --variants default,southern
    python benchmarks/linkage.py --rows 100000            one world of that many rows, for speed

The commands run as a user runs them, in processes of their own; their seconds and memory are the operating system's.
A pair of rows is right when both rows are one person. `cross` are pairs of rows from different lists, which decide the
count; `named` leaves out rows that hold no given name, only a kunya, which nothing can link with certainty.
`could R` is the recall of a reader who misreads nothing and joins only what no other listed person could be.
"""

import argparse
import csv
import json
import os
import platform
import shutil
import sys
import tempfile
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path

import numpy as np

from darkfigure.simulate import (
    LinkScore,
    PairScore,
    Share,
    Truth,
    World,
    invent_study,
    score_links,
    unambiguous_pairs,
)

_COLUMNS: tuple[str, ...] = (
    *("variant", "seed", "rows", "cross P", "R", "could R", "F1", "named F1", "within F1", "seen", "true"),
    *("count", "low", "high", "truth", "in", "CPU s", "peak MB"),
)


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a command took: processor seconds of all its processes, and the largest resident memory of one, bytes."""

    cpu_seconds: float
    peak_bytes: int


@dataclass(frozen=True, kw_only=True)
class Result:
    """One world, run and scored."""

    variant: str
    seed: int
    truth: Truth
    score: LinkScore
    named: LinkScore
    could: Share
    estimate: dict[str, float | None]
    run: Cost
    links: Cost


def _command(arguments: list[str], *, out: Path) -> Cost:
    """Run a darkfigure command, standard output to a file; its cost from wait4."""
    program = Path(sys.executable).with_name("darkfigure")
    with out.open("wb") as stdout, out.with_suffix(".err").open("wb") as stderr:
        actions = [(os.POSIX_SPAWN_DUP2, stdout.fileno(), 1), (os.POSIX_SPAWN_DUP2, stderr.fileno(), 2)]
        pid = os.posix_spawn(program, [str(program), *arguments], os.environ, file_actions=actions)
        _, status, usage = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"darkfigure {' '.join(arguments)} failed:\n{out.with_suffix('.err').read_text(encoding='utf-8')}")
    scale = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is bytes there, KiB elsewhere
    return Cost(cpu_seconds=usage.ru_utime + usage.ru_stime, peak_bytes=usage.ru_maxrss * scale)


def _named_rows(truth: Path) -> frozenset[tuple[str, int]]:
    with (truth / "rows.csv").open(encoding="utf-8", newline="") as file:
        return frozenset((row["source"], int(row["row"])) for row in csv.DictReader(file) if row["given"] == "1")


def measure(variant: str, world: World, *, seed: int, folder: Path) -> Result:
    """Invent a world in a folder, run it, link it, score it."""
    truth = invent_study(folder, rng=np.random.default_rng(seed), world=world)
    run = _command(["run", str(folder), "--json"], out=folder / "run.json")
    links = _command(["links", str(folder), "--to", str(folder / "links.csv")], out=folder / "links.out")
    answer = json.loads((folder / "run.json").read_text(encoding="utf-8"))["estimate"]
    files = folder / "links.csv", folder / "truth" / "truth.csv"
    return Result(
        variant=variant,
        seed=seed,
        truth=truth,
        score=score_links(*files),
        could=unambiguous_pairs(folder / "truth"),
        named=score_links(*files, only=_named_rows(folder / "truth")),
        estimate={key: answer[key] for key in ("estimate", "low", "high")},
        run=run,
        links=links,
    )


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"


def _cells(result: Result) -> list[str]:
    cross, estimate = result.score.cross_list, result.estimate
    low, high = estimate["low"], estimate["high"]
    inside = low is not None and low <= result.truth.people <= (high if high is not None else float("inf"))
    return [
        result.variant,
        str(result.seed),
        str(result.score.rows),
        _share(cross.precision.value),
        _share(cross.recall.value),
        _share(result.could.value),
        _share(cross.f1),
        _share(result.named.cross_list.f1),
        _share(result.score.within_list.f1),
        str(result.score.persons),
        str(result.score.persons_true),
        *(_number(estimate[key]) for key in ("estimate", "low", "high")),
        str(result.truth.people),
        "yes" if inside else "NO",
        f"{result.run.cpu_seconds + result.links.cpu_seconds:.1f}",
        f"{max(result.run.peak_bytes, result.links.peak_bytes) / 1e6:.0f}",
    ]


def _print_table(rows: list[list[str]]) -> None:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _interval(score: PairScore) -> str:
    parts = (
        f"{name} {_share(share.value)} [{_share(share.low)}, {_share(share.high)}] of {share.of}"
        for name, share in (("precision", score.precision), ("recall", score.recall))
    )
    return ", ".join(parts)


def _print_details(result: Result) -> None:
    print(f"\n{result.variant}, seed {result.seed}: {result.truth.shares}")
    print(f"  cross-list: {_interval(result.score.cross_list)}")
    print(f"  within a list: {_interval(result.score.within_list)}")
    for pair, score in result.score.list_pairs.items():
        print(f"  {pair}: F1 {_share(score.f1)}, {_interval(score)}")


def _worlds(options: argparse.Namespace) -> list[tuple[str, World, int]]:
    variants = World.variants()
    if options.rows:
        # a person stands in about one and a half rows of the default world; measured on a small one
        with tempfile.TemporaryDirectory() as folder:
            small = invent_study(Path(folder), people=2000, rng=np.random.default_rng(options.seed))
        people = round(options.rows * small.people / small.rows)
        return [("default", World(people=people), options.seed)]
    names = options.variants.split(",") if options.variants else list(variants)
    return [
        (name, replace(variants[name], people=options.people or variants[name].people), seed)
        for name in names
        for seed in range(options.seed, options.seed + options.worlds)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=2, help="worlds of each variant (default 2)")
    parser.add_argument("--variants", default="", help=f"some of {','.join(World.variants())} (default: all)")
    parser.add_argument("--people", type=int, default=0, help="people of each world (default: the variant's)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the first world (default 1)")
    parser.add_argument("--rows", type=int, default=0, help="one world of about this many rows instead")
    parser.add_argument("--details", action="store_true", help="print every pair of lists with intervals")
    parser.add_argument("--json", type=Path, help="also write all scores to this file")
    parser.add_argument("--keep", type=Path, help="keep the studies in this folder")
    options = parser.parse_args()
    print(
        f"darkfigure {version('darkfigure')}, Python {platform.python_version()}, {platform.machine()}, "
        f"{os.cpu_count()} processors"
    )
    results: list[Result] = []
    for variant, world, seed in _worlds(options):
        folder = Path(tempfile.mkdtemp(prefix="linkage-"))
        try:
            results.append(measure(variant, world, seed=seed, folder=folder))
        finally:
            if options.keep:
                shutil.copytree(folder, options.keep / f"{variant}-{seed}", dirs_exist_ok=True)
            shutil.rmtree(folder)
        print(f"  done: {variant} {seed}", file=sys.stderr)
    _print_table([list(_COLUMNS), *map(_cells, results)])
    if options.details:
        for result in results:
            _print_details(result)
    if options.json:
        options.json.write_text(json.dumps([asdict(result) for result in results], default=str, indent=1) + "\n")


if __name__ == "__main__":
    main()
