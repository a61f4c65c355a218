"""Linkage by size: recall of blocking, pairs a record, CPU seconds by stage and peak memory, on invented worlds.

    python benchmarks/linkage_scale.py --rows 6000,30000,100000
    python benchmarks/linkage_scale.py --rows 30000 --variant rough --seed 931 --blocking

Recall is over pairs of rows of one person on different lists, both with at least one name of their own; `all` leaves
that condition out. CPU seconds are those of the process that links; `persons` runs from the table of mentions to the
best partition, the stages before it are taken once more by themselves. Each size is measured in a process of its own.
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

from darkfigure.engine import LocalEngine
from darkfigure.link.blocking import candidate_pairs
from darkfigure.link.equal import equal_rows
from darkfigure.link.fields import fields_of
from darkfigure.link.naming import blocking_tokens, own_names, tabulate_mentions
from darkfigure.link.run import link_mentions
from darkfigure.simulate import World, invent_study
from darkfigure.store import read_table

_T = TypeVar("_T")
_COLUMNS = ("variant", "seed", "rows", "pairs a record", "recall", "all", "names", "fields", "blocking", "persons")
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


def _measure(study: Path, *, only_blocking: bool) -> dict[str, float]:
    """One study, whose mentions are extracted already."""
    mentions = read_table(study / "tables" / "mention.parquet")
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
    scale = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is bytes there, KiB elsewhere
    return measured | {"peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 1e6}


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
    options = parser.parse_args()
    if options.study:
        print(json.dumps(_measure(options.study, only_blocking=options.blocking)))
        return
    print(f"darkfigure {version('darkfigure')}, Python {platform.python_version()}, {os.cpu_count()} processors")
    print("  ".join((*_COLUMNS, "peak MB")))
    for rows in map(int, options.rows.split(",")):
        with tempfile.TemporaryDirectory(prefix="scale-") as place:
            study = Path(place) / "study"
            _prepare(study, variant=options.variant, rows=rows, seed=options.seed)
            command = [sys.executable, __file__, "--study", str(study)] + ["--blocking"] * options.blocking
            done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
        one = {"variant": options.variant, "seed": options.seed} | json.loads(done.stdout)
        cells = (one.get(column, "-") for column in (*_COLUMNS, "peak MB"))
        print("  ".join(f"{cell:.4g}" if isinstance(cell, float) else str(cell) for cell in cells), flush=True)


if __name__ == "__main__":
    main()
