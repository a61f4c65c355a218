"""Each stage of one study here and on Spark: wall time, CPU seconds and memory of all processes, and the tables beside.

    python benchmarks/spark.py [--people 6800] [--pages 300] [--pictures 300] [--engines local,spark] [--master local]

Needs the extra `spark` and Java 17. CPU seconds and memory are those of the process and all that it started: Java, its
Python workers, the executors of a cluster on this machine. Memory is resident memory, shared pages counted for each.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from media_pictures import picture
from text_pages import make_pages

from darkfigure.engine import Engines
from darkfigure.media import near_duplicates
from darkfigure.simulate import World, invent_study
from darkfigure.store import read_table
from darkfigure.study import Study

STAGES = ("collect", "extract", "link", "estimate", "claims")
TABLES = ("record", "mention", "link", "person", "capture", "claim")
SEED = 930
TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def make(folder: Path, *, people: int, pages: int, pictures: int, master: str) -> None:
    """An invented study with pages that claims are read from, and pictures with a smaller copy of each second one."""
    invent_study(folder, rng=np.random.default_rng(SEED), world=replace(World.variants()["default"], people=people))
    settings = folder / "study.toml"
    more = f'\n[claims]\ndocuments = ["pages/"]\norigins = ["central-asia"]\n[spark]\nmaster = "{master}"\n'
    settings.write_text(settings.read_text(encoding="utf-8") + more, encoding="utf-8")
    (folder / "pages").mkdir()
    for number, page in enumerate(make_pages(pages, seed=SEED)):
        (folder / "pages" / f"{number:05}.html").write_bytes(page.html)
    (folder / "pictures").mkdir()
    for number in range(pictures):
        pixels = picture(number // 2, seed=SEED)
        if number % 2:
            pixels = cv2.resize(pixels, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)
        cv2.imwrite(str(folder / "pictures" / f"{number:05}.jpg"), pixels)


def work(folder: Path, name: str) -> None:
    """All stages in one session, each announced on standard output."""
    settings = Study(folder).settings()
    engines = Engines(name, spark=settings.spark, study=folder)
    _say("start")
    # each stage joins the session that runs, whose spill is not in `tables`: a run clears what others left there
    with engines.open(temp=folder / "spill") as engine:
        for stage in STAGES:
            _say(stage)
            Study(folder).run(only=stage, engine=name)
        _say("pictures")
        found = near_duplicates([folder / "pictures"], engine=engine)
        groups = sorted(sorted(found.pictures[row].path.name for row in group.rows) for group in found.groups)
        (folder / "groups.json").write_text(json.dumps(groups), encoding="utf-8")
    _say("stop")
    engines.close()
    _say("")


def _say(stage: str) -> None:
    print(json.dumps(stage), flush=True)


class Watch:
    """CPU seconds and memory of a process and all below it, looked at five times a second."""

    def __init__(self, pid: int) -> None:
        self.spent: dict[int, float] = {}
        self.most = 0
        self._pid, self._over = pid, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(0.2):
            self.see()

    def see(self) -> None:
        """Look once."""
        memory = 0
        for pid, seconds, resident in _below(self._pid):
            self.spent[pid] = max(seconds, self.spent.get(pid, 0.0))
            memory += resident
        self.most = max(self.most, memory)

    def close(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join()


def _below(root: int) -> Iterator[tuple[int, float, int]]:
    """Number, CPU seconds and resident bytes of a process and its descendants."""
    known: dict[int, tuple[int, float, int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            known[int(entry.name)] = int(fields[1]), (int(fields[11]) + int(fields[12])) / TICK, int(fields[21]) * PAGE
    for pid, (_, seconds, resident) in known.items():
        above = pid
        while above not in {root, 0, 1}:
            above = known[above][0] if above in known else 0
        if above == root:
            yield pid, seconds, resident


def measure(folder: Path, name: str) -> dict[str, dict[str, float]]:
    """Wall time, CPU seconds and peak memory of each stage."""
    command = [sys.executable, __file__, "--work", str(folder), "--engines", name]
    measured: dict[str, dict[str, float]] = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        watch, stage, began, before = Watch(process.pid), "python", time.monotonic(), 0.0
        for line in process.stdout or ():
            watch.see()
            spent, now = sum(watch.spent.values()), time.monotonic()
            measured[stage] = {
                "wall": round(now - began, 1),
                "cpu": round(spent - before, 1),
                "peak_mb": round(watch.most / 1e6),
            }
            stage, began, before, watch.most = json.loads(line), now, spent, 0
        watch.close()
    if process.returncode:
        sys.exit(f"{name}: ended with status {process.returncode}")
    return measured


def differences(one: Path, other: Path) -> dict[str, Any]:
    """Rows of each table that are not the same on both sides; of the answer, what differs but for the time it took."""
    found: dict[str, Any] = {}
    for name in TABLES:
        paths = [(folder / "tables" / f"{name}.parquet") for folder in (one, other)]
        if not paths[0].exists():
            paths = [folder / "tables" / name for folder in (one, other)]
        rows = [Counter(map(repr, read_table(path).to_pylist())) for path in paths]
        found[name] = {"rows": rows[0].total(), "differ": (rows[0] - rows[1]).total() + (rows[1] - rows[0]).total()}
    answers = [json.loads((folder / "results" / "estimate.json").read_bytes()) for folder in (one, other)]
    for answer in answers:
        for method in answer["methods"]:
            method["cpu_seconds"] = None
    found["estimate"] = "the same" if answers[0] == answers[1] else "differs"
    groups = [(folder / "groups.json").read_bytes() for folder in (one, other)]
    found["groups of pictures"] = "the same" if groups[0] == groups[1] else "differ"
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=6800)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--pictures", type=int, default=300)
    parser.add_argument("--engines", default="local,spark")
    parser.add_argument("--master", default="local")
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(options.work, options.engines)
        return
    with tempfile.TemporaryDirectory() as scratch:
        base = Path(scratch) / "base"
        make(base, people=options.people, pages=options.pages, pictures=options.pictures, master=options.master)
        folders = {name: shutil.copytree(base, Path(scratch) / name) for name in options.engines.split(",")}
        for name, folder in folders.items():
            for stage, figures in measure(folder, name).items():
                print(name, stage, json.dumps(figures), flush=True)
        if len(folders) == 2:
            print(json.dumps(differences(*folders.values()), indent=1))


if __name__ == "__main__":
    main()
