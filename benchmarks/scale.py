"""Whole runs by size: CPU seconds, wall seconds, peak memory and rows of each stage, and how they grow.

    python benchmarks/scale.py run --people 6500,65000 --to scale.csv
    python benchmarks/scale.py run --people 650000 --to scale.csv --true-persons
    python benchmarks/scale.py table scale.csv
    python benchmarks/scale.py figure scale.csv --to scale.svg

Studies are made by `darkfigure simulate study` (seed 1, default kind): lists, articles, posts and pictures; about 1.55
mentions a person reach `link`. Each stage is a process of its own, `darkfigure run STUDY --only STAGE`, and `media` is
`darkfigure media` on the pictures of its channels, which `spread` compares too; its memory is the largest sum over it
and its children, looked at four times a second. Lines are appended; what the file knows of a size is left out, or with
`--again` measured and replaced. A study that is there is gone on with.
`--true-persons` puts the true persons in the place of the stage `link` (one linkage, no draws), for sizes at which
linking would take too long: the stages after it then work on that table. `--alone` runs a stage and does not ask
whether stages before it, such as an estimate that it does not read, are up to date. Compile kernels before.
"""

import argparse
import csv
import json
import math
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from true_persons import link_truly

STAGES = ("simulate", "collect", "extract", "link", "estimate", "claims", "flows", "media", "spread", "report")
COMMAND = (sys.executable, "-m", "darkfigure")
_OF_PERSONS = ("estimate", "flows")  # stages that work on persons
_HERE = Path(__file__).resolve().parent
_LOOKS = 0.25  # seconds


Spent = tuple[float, float, float]
"""CPU seconds, wall seconds and peak memory in MB."""


class CommandError(Exception):
    """A command failed; what it said last."""


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What one stage took at one size. `by`: "true persons" where the persons before it are the true ones."""

    people: int
    mentions: int
    stage: str
    rows: int
    cpu_s: float
    wall_s: float
    peak_mb: float
    by: str
    date: str


def measured(command: list[str], *, folder: Path | None = None) -> tuple[str, float, float, float]:
    """Run a command; its output, CPU seconds, wall seconds and the peak memory of it and its children together, MB."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdout=pipe, stderr=pipe, cwd=folder, text=True, encoding="utf-8")
    peak = [0.0]
    done = threading.Event()

    def look() -> None:
        while not done.wait(_LOOKS):
            peak[0] = max(peak[0], _resident(process.pid))

    watcher = threading.Thread(target=look)
    watcher.start()
    said, errors = process.communicate()
    done.set()
    watcher.join()
    if process.returncode:
        raise CommandError(f"{' '.join(command)} ended with status {process.returncode}:\n{errors[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return said, cpu, time.perf_counter() - began, peak[0]


def _resident(pid: int) -> float:
    """Megabytes that a process and its descendants hold now; of a process alone, the most it has held so far."""
    waiting, held, most = [pid], 0.0, 0.0
    while waiting:
        place = Path("/proc") / str(waiting.pop())
        try:
            lines = dict(line.split(":", 1) for line in (place / "status").read_text().splitlines())
            held += int(lines["VmRSS"].split()[0]) * 1024 / 1e6
            most = max(most, int(lines["VmHWM"].split()[0]) * 1024 / 1e6)
            waiting += [
                int(one) for task in (place / "task").iterdir() for one in (task / "children").read_text().split()
            ]
        except (OSError, KeyError, ValueError):
            continue
    return max(held, most)


def run(args: argparse.Namespace) -> None:
    """Measure whole runs of each size. A study that is there is gone on with."""
    for people in args.people:
        study = args.folder / f"scale-{people}"
        _run_one(study, people, args)
        if not args.keep:
            shutil.rmtree(study)


def _run_one(study: Path, people: int, args: argparse.Namespace) -> None:
    known = {(one.stage, one.by) for one in read(args.to) if one.people == people} if args.to.exists() else set()
    costs: dict[str, Spent] = {}
    if not (study / "study.toml").exists():
        costs["simulate"] = measured([*COMMAND, "simulate", "study", str(study), "--people", str(people)])[1:]
        _ask_flows(study)
    facts = {"simulate": [json.loads((study / "truth" / "truth.json").read_bytes())]}
    extracted = study / "tables" / "extract.facts.json"
    if args.alone and extracted.exists():
        facts["extract"] = [json.loads(extracted.read_bytes())["facts"]]
    for stage in args.stages:
        spent, said = _measure(study, stage, args)
        facts |= said
        if spent is not None:
            costs[stage] = spent
        if not facts.get("extract") or "mentions" not in facts["extract"][0]:
            continue  # how many mentions there are is known later
        mentions = facts["extract"][0]["mentions"]
        for name in list(costs):
            cpu, wall, peak = costs.pop(name)
            by = "true persons" if args.true_persons and name in _OF_PERSONS else ""
            one = Cost(
                people=people, mentions=mentions, stage=name, rows=_rows(name, facts[name], mentions),
                cpu_s=round(cpu, 2), wall_s=round(wall, 2), peak_mb=round(peak, 1), by=by,
                date=time.strftime("%Y-%m-%d"),
            )  # fmt: skip
            if (name, by) not in known:
                _append(args.to, one)
            elif args.again:
                _replace(args.to, one)


def _measure(study: Path, stage: str, args: argparse.Namespace) -> tuple[Spent | None, dict[str, list[dict[str, Any]]]]:
    """What a stage took, None where it was not run, and what this and other stages say of their work."""
    if stage == "simulate":
        return None, {}
    if stage == "link" and args.true_persons:
        link_truly(study)
        return None, {}
    if stage == "media":
        said, *spent = measured([*COMMAND, "media", str(study / "sources" / "channels"), "--json"])
        return (spent[0], spent[1], spent[2]), {stage: [{"pictures": json.loads(said)["pictures"]}]}
    command = [*COMMAND, "run", str(study), "--only", stage, "--json", *(["--force"] if args.again else [])]
    if args.alone:
        command = [sys.executable, str(_HERE / "stage_alone.py"), str(study), stage]
    said, *spent = measured(command)
    stages = json.loads(said)["stages"]
    ran = any(one["stage"] == stage and one["state"] == "ran" for one in stages)
    names = {one["stage"] for one in stages}
    facts = {name: [one["facts"] for one in stages if one["stage"] == name] for name in names}
    return (spent[0], spent[1], spent[2]) if ran else None, facts


def _rows(stage: str, facts: list[dict[str, Any]], mentions: int) -> int:
    """What the stage worked on: rows, texts or mentions."""
    if stage == "simulate":
        return int(sum(facts[0]["rows"].values()))
    if stage == "collect":
        return sum(int(one["rows"]) for one in facts)
    if stage == "claims":
        return int(facts[0]["documents"])
    if stage == "media":
        return int(facts[0]["pictures"])
    if stage == "spread":
        return int(facts[0]["texts"])
    return mentions


def _ask_flows(study: Path) -> None:
    file = study / "study.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f'{text}\n[flows]\ntheatre = ["SY", "IQ"]\ndraws = 1\nclaims = false\n', encoding="utf-8")


def _append(to: Path, one: Cost) -> None:
    _write(to, [one], fresh=not to.exists())
    _tell(one)


def _replace(to: Path, one: Cost) -> None:
    """Put a measurement in the place of an earlier one of the same size, stage and persons."""
    beside = to.with_suffix(".new")
    rows = [one if _same(one, old) else old for old in read(to)]
    beside.unlink(missing_ok=True)
    _write(beside, rows, fresh=True)
    beside.replace(to)
    _tell(one)


def _same(one: Cost, other: Cost) -> bool:
    return (one.people, one.stage, one.by) == (other.people, other.stage, other.by)


def _write(to: Path, rows: list[Cost], *, fresh: bool) -> None:
    with to.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Cost)], lineterminator="\n")
        if fresh:
            writer.writeheader()
        writer.writerows(asdict(one) for one in rows)


def _tell(one: Cost) -> None:
    print(
        f"{one.mentions:>11,} mentions  {one.stage:<9}{one.cpu_s:9.1f} CPU s {one.peak_mb:9.0f} MB {one.by}", flush=True
    )


def read(file: Path) -> list[Cost]:
    """What was measured."""
    types: dict[str, Any] = {field.name: field.type for field in fields(Cost)}
    with file.open(encoding="utf-8", newline="") as lines:
        return [Cost(**{name: types[name](cell) for name, cell in line.items()}) for line in csv.DictReader(lines)]


def exponent(costs: list[Cost], value: str) -> float | None:
    """The slope of log cost on log mentions between the two largest sizes of a stage."""
    largest = sorted(costs, key=lambda one: one.mentions)[-2:]
    if len(largest) < 2 or min(getattr(one, value) for one in largest) <= 0:
        return None
    one, other = largest
    return math.log(getattr(other, value) / getattr(one, value)) / math.log(other.mentions / one.mentions)


def table(args: argparse.Namespace) -> None:
    """Print the table of RESULTS.md."""
    costs = read(args.file)
    sizes = sorted({one.mentions for one in costs})
    print(f"darkfigure on Python {platform.python_version()}, {os.cpu_count()} processors\n")
    print("| stage | " + " | ".join(f"{size:,} mentions" for size in sizes) + " | CPU grows as n^ | memory as n^ |")
    print("|---" * (len(sizes) + 3) + "|")
    for stage, by in ((stage, by) for stage in STAGES for by in ("", "true persons")):
        of = {one.mentions: one for one in costs if one.stage == stage and one.by == by}
        cells = [_cell(of.get(size)) for size in sizes]
        grown = [exponent(list(of.values()), value) for value in ("cpu_s", "peak_mb")]
        if of:
            name = f"{stage}, {by}" if by else stage
            print(
                f"| {name} | " + " | ".join((*cells, *("-" if one is None else f"{one:.2f}" for one in grown))) + " |"
            )


def _cell(one: Cost | None) -> str:
    if one is None:
        return "not run"
    wall = "" if math.isnan(one.wall_s) else f" {one.wall_s:,.0f} s,"
    return f"{one.cpu_s:,.1f} CPU s,{wall} {one.peak_mb:,.0f} MB, {one.rows:,} rows"


def figure(args: argparse.Namespace) -> None:
    """Draw CPU seconds and peak memory against mentions, a panel a stage."""
    from scale_figure import draw

    draw(read(args.file), args.to, stages=STAGES)
    print(f"{args.to}: {len(read(args.file))} measurements")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("run")
    one.add_argument("--people", type=lambda text: [int(size) for size in text.split(",")], required=True)
    one.add_argument("--stages", type=lambda text: text.split(","), default=list(STAGES), help="in order; by comma")
    one.add_argument("--true-persons", action="store_true", help="the true persons in the place of linking")
    one.add_argument("--alone", action="store_true", help="the work of each stage, whatever is out of date before it")
    one.add_argument("--again", action="store_true", help="measure also what --to knows; replace those rows of it")
    one.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()), help="where studies are made")
    one.add_argument("--keep", action="store_true", help="leave the studies there")
    one.add_argument("--to", type=Path, required=True)
    one.set_defaults(call=run)
    told = commands.add_parser("table")
    told.add_argument("file", type=Path)
    told.set_defaults(call=table)
    drawn = commands.add_parser("figure")
    drawn.add_argument("file", type=Path)
    drawn.add_argument("--to", type=Path, required=True)
    drawn.set_defaults(call=figure)
    args = parser.parse_args()
    args.call(args)


if __name__ == "__main__":
    main()
