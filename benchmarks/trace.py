"""How long `darkfigure trace` takes on a study of 100,000 mentions with 50 drawn linkages.

    python benchmarks/trace.py [--mentions 100000] [--draws 50]

Names are invented, seeded. Rows are collected and read as in any study; who is who is invented too, because linking so
many rows takes minutes and tracing does not ask how it was done.
"""

import argparse
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
from invented_linkage import run_invented

from darkfigure import records
from darkfigure.store import arrow_schema, read_table, write_table
from darkfigure.study.stage import Context

LISTS = ("press", "court", "border")
SETTINGS = '[study]\ntitle = "T"\npopulation = "P"\n[estimate]\nstrata = ["origin"]\n' + "".join(
    f'[[source]]\nname = "{name}"\npath = "{name}.csv"\n' for name in LISTS
)
ORIGINS = ("KZ", "UZ", "TJ", "KG", "TR", "")


def write_lists(folder: Path, mentions: int, rng: np.random.Generator) -> None:
    """Three lists of persons that are told by their numbers."""
    (folder / "study.toml").write_text(SETTINGS, encoding="utf-8")
    for name in LISTS:
        people = rng.integers(0, mentions // 2, size=mentions // len(LISTS) + 1)
        rows = (f"Bexul{n} Tarpenov{n % 977},{1960 + n % 40},{ORIGINS[n % 6]},m,2015-03-0{1 + n % 9}\n" for n in people)
        (folder / f"{name}.csv").write_text("name,birth year,origin,sex,date\n" + "".join(rows), encoding="utf-8")


def invent_persons(context: Context, draws: int, rng: np.random.Generator) -> None:
    """The table `person`: rows of one name are one person, and each draw mixes some of them."""
    names = read_table(context.table("mention"))["name"].combine_chunks().dictionary_encode()
    person = names.indices.to_numpy().astype(np.int64)
    parts = []
    for draw in range(draws + 1):
        moved = np.where(rng.random(len(person)) < (0.02 if draw else 0), rng.integers(0, person.max() + 1), person)
        columns = [
            np.full(len(person), draw),
            np.arange(len(person)),
            moved,
            np.ones(len(person)),
            np.ones(len(person), bool),
        ]
        parts.append(pa.table(dict(zip(records.PERSON.names, columns, strict=True))).cast(arrow_schema(records.PERSON)))
    write_table(context.table("person"), pa.concat_tables(parts), table=records.PERSON)
    nobody = pa.Table.from_pylist([], schema=arrow_schema(records.LINK))
    write_table(context.table("link"), nobody, table=records.LINK)


def make_study(folder: Path, mentions: int, draws: int) -> None:
    """Collect and extract; link by invention; estimate from the best linkage alone."""
    rng = np.random.default_rng(1)
    write_lists(folder, mentions, rng)
    run_invented(
        folder,
        lists=LISTS,
        link=lambda context: invent_persons(context, draws, rng),
        facts={"mentions": mentions, "linkable_mentions": mentions},
    )


def measure(*arguments: str) -> tuple[float, float, str]:
    """Wall and processor seconds of a command, and what it printed."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "darkfigure", *arguments], check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - started, used, done.stdout


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mentions", type=int, default=100_000)
    parser.add_argument("--draws", type=int, default=50)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="trace-")) / "study"
    folder.mkdir()
    make_study(folder, options.mentions, options.draws)
    persons = read_table(folder / "tables" / "person.parquet").num_rows
    print(f"{platform.python_version()}, {options.mentions:,} mentions, {persons:,} rows of persons")
    study = str(folder)
    wall, used, text = measure("trace", study, "origin=KZ", "--json")
    found = json.loads(text)
    person = found["persons"][7]["person"]
    print(f"origin=KZ --json, {len(found['persons']):,} persons: {wall:.2f} s, {used:.2f} s of processor time")
    for arguments in (["origin=KZ"], ["origin=KZ", "--person", person], ["on=press+court", "--limit", "5"], ["total"]):
        wall, used, text = measure("trace", study, *arguments)
        print(f"{' '.join(arguments)}: {wall:.2f} s, {used:.2f} s of processor time, {len(text.splitlines())} lines")
    wall, used, text = measure("trace", study, "total", "--json")
    people = json.loads(text)["persons"]
    print(f"total --json, {len(people):,} persons: {wall:.2f} s, {used:.2f} s of processor time, {len(text):,} letters")


if __name__ == "__main__":
    main()
