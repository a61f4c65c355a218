"""Run benchmarks as benchmarks/commands.toml lists them, keep a record of each, and write benchmarks/RESULTS.md.

    python benchmarks/all.py --quick                 those that take less than a CPU minute each
    python benchmarks/all.py --only collect,spread   by name
    python benchmarks/all.py --data DIR              all, with the folder of published tables that some need
    python benchmarks/all.py --page                  only write RESULTS.md anew
    python benchmarks/all.py --split                 take words that were written into RESULTS.md back

RESULTS.md is made of the words in benchmarks/results/ and the records in benchmarks/records/ (`results_page.py`):
command, day, machine, versions, CPU seconds, memory, output. Figures in the words stand as they were measured, with the
machine and the day that the words give; a record is only ever written by running its command.
"""

import argparse
import json
import os
import platform
import shlex
import shutil
import sys
import time
import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from results_page import HERE, Record, page, split
from scale import CommandError, measured

_QUICK_S = 60
_PACKAGES = ("darkfigure", "numpy", "scipy", "numba", "duckdb", "pyarrow")


@dataclass(frozen=True, kw_only=True)
class Benchmark:
    """One command; `{data}` in it is a folder. `cpu_s`: about what it takes. `needs`, `programs`: not without these."""

    name: str
    command: str
    cpu_s: float
    needs: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()


def benchmarks() -> list[Benchmark]:
    """What commands.toml lists."""
    listed = tomllib.loads((HERE / "commands.toml").read_text(encoding="utf-8"))
    more = ("needs", "programs")
    return [
        Benchmark(name=name, **one | {key: tuple(one.get(key, ())) for key in more}) for name, one in listed.items()
    ]


def record(one: Benchmark, *, data: Path | None) -> Record:
    """Run a command from the folder of the project and keep what it says."""
    words = [sys.executable if word == "python" else word for word in shlex.split(one.command)]
    words = [word.replace("{data}", str(data)) for word in words]
    load = os.getloadavg()[0]
    output, cpu, wall, peak = measured(words, folder=HERE.parent)
    return Record(
        name=one.name, command=one.command.replace("{data}", "DIR"), date=time.strftime("%Y-%m-%d"), machine=machine(),
        load=round(load, 1), versions=versions(one.needs), cpu_s=round(cpu, 1), wall_s=round(wall, 1),
        peak_mb=round(peak), output=output.replace(str(data), "DIR").replace(str(HERE.parent), "."),
    )  # fmt: skip


def machine() -> str:
    """Processors and memory of this machine."""
    model = platform.machine()
    cpus = Path("/proc/cpuinfo")
    if cpus.exists():
        names = (line for line in cpus.read_text().splitlines() if line.startswith("model name"))
        model = next((line.partition(":")[2].strip() for line in names), model)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} processors ({model}), {memory:.0f} GiB, {platform.system()}"


def versions(more: Iterable[str]) -> dict[str, str]:
    """Versions of Python and of the packages that matter."""
    found = {"Python": platform.python_version()}
    for package in (*_PACKAGES, *more):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _left_out(one: Benchmark, args: argparse.Namespace) -> str | None:
    """Why a benchmark is not run now; None if it is."""
    if args.quick and one.cpu_s >= _QUICK_S:
        return f"takes about {one.cpu_s:,.0f} CPU s"
    if "{data}" in one.command and args.data is None:
        return "needs --data DIR"
    missing = [module for module in one.needs if find_spec(module) is None]
    missing += [program for program in one.programs if shutil.which(program) is None]
    return f"needs {', '.join(missing)}, which is not installed" if missing else None


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", type=lambda text: text.split(","), default=[], metavar="NAME,...")
    parser.add_argument("--quick", action="store_true", help=f"those that take less than {_QUICK_S} CPU seconds")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the folder of published tables: folders mse and names"
    )
    parser.add_argument("--page", action="store_true", help="run nothing, write the page")
    parser.add_argument("--split", action="store_true", help="run nothing, take words written into the page back")
    args = parser.parse_args()
    listed = benchmarks()
    unknown = set(args.only) - {one.name for one in listed}
    if unknown:
        parser.error(
            f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(b.name for b in listed)}"
        )
    if args.split:
        split()
    failed: list[str] = []
    for one in [] if args.page or args.split else [one for one in listed if not args.only or one.name in args.only]:
        why = _left_out(one, args)
        if why is not None:
            print(f"{one.name}: left out, {why}", flush=True)
            continue
        print(f"{one.name}: {one.command}", flush=True)
        try:
            found = record(one, data=args.data)
        except CommandError as error:  # the others are run all the same
            print(error, flush=True)
            failed.append(one.name)
            continue
        records = HERE / "records"
        records.mkdir(exist_ok=True)
        text = json.dumps(asdict(found), ensure_ascii=False, indent=1) + "\n"
        (records / f"{one.name}.json").write_text(text, encoding="utf-8")
        print(f"  {found.cpu_s:,.1f} CPU s, {found.wall_s:,.1f} s, {found.peak_mb:,.0f} MB", flush=True)
    (HERE / "RESULTS.md").write_text(page(), encoding="utf-8", newline="\n")
    if failed:
        sys.exit(f"{', '.join(failed)}: failed, their records are the old ones")


if __name__ == "__main__":
    main()
