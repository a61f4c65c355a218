"""Linkage by size: recall of blocking, pairs a record, CPU seconds by stage and peak memory, on invented worlds.

    python benchmarks/linkage_scale.py --rows 6000,30000,100000
    python benchmarks/linkage_scale.py --rows 30000 --variant rough --seed 931 --blocking
    python benchmarks/linkage_scale.py --rows 1000000 --draws 50 --splink PEERS/bin/python

Recall is over pairs of rows of one person on different lists, both with at least one name of their own; `all` leaves
that condition out. CPU seconds are those of the process that links; `persons` runs from the table of mentions to the
best partition, the stages before it are taken once more by themselves; `draws` is what echoes and draws add. Each size
is measured in a process of its own, in which all kernels are compiled before.

`--splink` runs Splink on the same rows, with all names written in Latin letters first: of several scripts it would
bring together next to nothing. Its CPU seconds are those of its process, from reading the rows to persons.
"""

import argparse
import csv
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from darkfigure.engine import LocalEngine
from darkfigure.link.blocking import candidate_pairs
from darkfigure.link.equal import equal_rows
from darkfigure.link.fields import fields_of
from darkfigure.link.naming import blocking_tokens, own_names, tabulate_mentions
from darkfigure.link.run import link_mentions
from darkfigure.names.transliteration import transliterate
from darkfigure.simulate import World, invent_study
from darkfigure.store import read_table

_T = TypeVar("_T")
_COLUMNS = (
    "variant",
    "seed",
    "rows",
    "pairs a record",
    "recall",
    "all",
    "names",
    "fields",
    "blocking",
    "persons",
    "draws",
)
_WARM = 31_000  # rows: enough for the kernels of large studies
_ROWS_A_PERSON = 1.53  # of the default world; the others are near it


def _timed(what: Callable[[], _T]) -> tuple[_T, float]:
    began = time.process_time()
    return what(), time.process_time() - began


def _persons(study: Path, mentions: pa.Table) -> np.ndarray:
    with (study / "truth" / "truth.csv").open(encoding="utf-8", newline="") as file:
        person = {(row["source"], int(row["row"])): int(row["person"]) for row in csv.DictReader(file)}
    keys = zip(mentions["source"].to_pylist(), mentions["row"].to_pylist(), strict=True)
    return np.array([person[key] for key in keys], dtype=np.int64)


def _true_pairs(person: np.ndarray, source: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All pairs of rows of one person on different lists, the smaller row first."""
    order = np.argsort(person, kind="stable")
    sorted_person, ends = person[order], []
    for apart in range(1, int(np.bincount(person).max())):
        same = np.flatnonzero(sorted_person[apart:] == sorted_person[:-apart])
        ends.append(np.stack([order[same], order[same + apart]]))
    left, right = np.sort(np.concatenate(ends, axis=1), axis=0)
    across = source[left] != source[right]
    return left[across], right[across]


def _measure(study: Path, *, only_blocking: bool, draws: int) -> dict[str, float]:
    """One study, whose mentions are extracted already."""
    mentions = read_table(study / "tables" / "mention.parquet")
    link_mentions(mentions.slice(0, _WARM), engine=LocalEngine(), draws=min(draws, 2))
    linked = mentions.take(pa.array(equal_rows(mentions).kept))
    names, cpu_names = _timed(lambda: tabulate_mentions(linked))
    fields, cpu_fields = _timed(lambda: fields_of(linked))
    blocked, cpu_blocking = _timed(lambda: candidate_pairs(LocalEngine(), tokens=blocking_tokens(names), fields=fields))
    found = blocked.pairs
    n = linked.num_rows
    source = np.unique(linked["source"].to_pylist(), return_inverse=True)[1]
    left, right = _true_pairs(_persons(study, linked), source)
    there = np.isin(left * n + right, found.left * n + found.right)
    own = own_names(names)
    named = (own[left] >= 1) & (own[right] >= 1)
    measured = {
        "rows": mentions.num_rows,
        "pairs a record": len(found.left) / n,
        "recall": float(there[named].mean()),
        "all": float(there.mean()),
        "names": cpu_names,
        "fields": cpu_fields,
        "blocking": cpu_blocking,
    }
    if not only_blocking:
        del blocked, found, names, fields, left, right, there
        _, measured["persons"] = _timed(lambda: link_mentions(mentions, engine=LocalEngine()))
        if draws:
            _, whole = _timed(lambda: link_mentions(mentions, engine=LocalEngine(), draws=draws))
            measured["draws"] = whole - measured["persons"]
    scale = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is bytes there, KiB elsewhere
    return measured | {"peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 1e6}


def _splink(study: Path, python: Path) -> float:
    """CPU seconds of Splink on the rows of a study, their names in Latin letters."""
    mentions = read_table(study / "tables" / "mention.parquet")
    latin = [None if name is None else transliterate(name.casefold()) for name in mentions["name"].to_pylist()]
    mentions = mentions.set_column(mentions.column_names.index("name"), "name", pa.array(latin, pa.string()))
    with tempfile.TemporaryDirectory(prefix="splink-") as place:
        pq.write_table(mentions, Path(place) / "mention.parquet")
        none = pa.array([], pa.int64())
        pq.write_table(pa.table({"left": none, "right": none}), Path(place) / "pairs.parquet")
        before = sum(os.times()[2:4])
        script = Path(__file__).with_name("linkage_peer.py")
        subprocess.run([str(python), str(script), "splink-large", place], check=True, capture_output=True)
        return sum(os.times()[2:4]) - before


def _prepare(study: Path, *, variant: str, rows: int, seed: int) -> None:
    world = replace(World.variants()[variant], people=max(round(rows / _ROWS_A_PERSON), 1))
    invent_study(study, rng=np.random.default_rng(seed), world=world)
    for stage in ("collect", "extract"):
        command = [sys.executable, "-m", "darkfigure", "run", str(study), "--only", stage]
        subprocess.run(command, check=True, capture_output=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", default="6000,30000,100000", help="sizes, about (default 6000,30000,100000)")
    parser.add_argument("--variant", default="default", help=f"one of {','.join(World.variants())}")
    parser.add_argument("--seed", type=int, default=930)
    parser.add_argument("--blocking", action="store_true", help="leave out the linkage itself")
    parser.add_argument("--study", type=Path, help="measure this study with its truth, extracted already, as JSON")
    parser.add_argument("--draws", type=int, default=0, help="draw so many partitions too")
    parser.add_argument("--splink", type=Path, metavar="PYTHON", help="an interpreter that has Splink: run it beside")
    options = parser.parse_args()
    if options.study:
        measured = _measure(options.study, only_blocking=options.blocking, draws=options.draws)
        if options.splink:
            measured |= {"splink": _splink(options.study, options.splink)}
        print(json.dumps(measured))
        return
    print(f"darkfigure {version('darkfigure')}, Python {platform.python_version()}, {os.cpu_count()} processors")
    columns = (*_COLUMNS, "peak MB", *(["splink"] if options.splink else []))
    print("  ".join(columns))
    for rows in map(int, options.rows.split(",")):
        with tempfile.TemporaryDirectory(prefix="scale-") as place:
            study = Path(place) / "study"
            _prepare(study, variant=options.variant, rows=rows, seed=options.seed)
            command = [sys.executable, __file__, "--study", str(study)] + ["--blocking"] * options.blocking
            command += ["--draws", str(options.draws)] + (["--splink", str(options.splink)] if options.splink else [])
            done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
        one = {"variant": options.variant, "seed": options.seed} | json.loads(done.stdout)
        cells = (one.get(column, "-") for column in columns)
        print("  ".join(f"{cell:.4g}" if isinstance(cell, float) else str(cell) for cell in cells), flush=True)


if __name__ == "__main__":
    main()
