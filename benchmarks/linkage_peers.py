"""darkfigure's linkage beside its peers, on the same invented worlds with known truth, in one run.

    uv pip install --python PEERS/bin/python splink nomenklatura recordlinkage pandas pyarrow
    python benchmarks/linkage_peers.py --python PEERS/bin/python --people 4000 --seeds 1,31

F1 is over pairs of rows on different lists. CPU seconds are the operating system's, of the whole process with its
start; darkfigure's are those of its stage `link`. Peers that do not block by themselves get the pairs that darkfigure
brings together, without the time that took.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from darkfigure.engine import LocalEngine
from darkfigure.link.blocking import candidate_pairs
from darkfigure.link.fields import fields_of
from darkfigure.link.naming import blocking_tokens, tabulate_mentions
from darkfigure.simulate import World, invent_study, score_links
from darkfigure.store import read_table

_PEERS = {
    "splink": "Splink, stock, p >= 0.95",
    "nomenklatura": "nomenklatura logic-v2, score >= 0.7",
    "recordlinkage": "recordlinkage, ECM",
}


def _cpu(command: list[str]) -> tuple[float, str]:
    """CPU seconds of a command and its children, and the end of what it said where it failed."""
    before = sum(os.times()[2:4])
    done = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")
    return sum(os.times()[2:4]) - before, "" if done.returncode == 0 else done.stderr[-600:]


def _row(who: str, seed: int, links: Path, truth: Path, cpu: float) -> str:
    score = score_links(links, truth)
    cross = score.cross_list
    return (
        f"| {who} | {seed} | {cross.precision.value or 0:.3f} | {cross.recall.value or 0:.3f} | {cross.f1 or 0:.3f} | "
        f"{score.persons} / {score.persons_true} | {score.persons / score.persons_true - 1:+.1%} | {cpu:.1f} |"
    )


def measure(seed: int, *, people: int, python: Path, peers: list[str]) -> None:
    """One world, linked by all."""
    with tempfile.TemporaryDirectory(prefix="peers-") as place:
        folder = Path(place) / "study"
        invent_study(folder, rng=np.random.default_rng(seed), world=World(people=people))
        truth, ours = folder / "truth" / "truth.csv", [sys.executable, "-m", "darkfigure"]
        for stage in ("collect", "extract", "link"):
            cpu, wrong = _cpu([*ours, "run", str(folder), "--only", stage])
            if wrong:
                sys.exit(wrong)
        _cpu([*ours, "links", str(folder), "--to", str(folder / "links.csv")])
        print(_row("darkfigure", seed, folder / "links.csv", truth, cpu), flush=True)
        mentions = read_table(folder / "tables" / "mention.parquet")
        tokens = blocking_tokens(tabulate_mentions(mentions))
        found = candidate_pairs(LocalEngine(), tokens=tokens, fields=fields_of(mentions)).pairs
        pq.write_table(pa.table({"left": found.left, "right": found.right}), folder / "pairs.parquet")
        pq.write_table(mentions, folder / "mention.parquet")
        for peer in peers:
            script = Path(__file__).with_name("linkage_peer.py")
            cpu, wrong = _cpu([str(python), str(script), peer, str(folder)])
            print(
                f"| {_PEERS[peer]} | {seed} | failed: {wrong.splitlines()[-1]} |"
                if wrong
                else _row(_PEERS[peer], seed, folder / "persons.csv", truth, cpu),
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", type=Path, required=True, help="an interpreter that has the peers")
    parser.add_argument("--people", type=int, default=4000)
    parser.add_argument("--seeds", default="1,31", help="seed 1 is the demo's world where there are 4,000 people")
    parser.add_argument("--peers", default=",".join(_PEERS))
    options = parser.parse_args()
    print(f"darkfigure {version('darkfigure')}, Python {platform.python_version()}, {platform.machine()}")
    print("| | seed | precision | recall | F1 | persons / true | | CPU s |")
    print("|---|---|---|---|---|---|---|---|")
    for seed in map(int, options.seeds.split(",")):
        measure(seed, people=options.people, python=options.python, peers=options.peers.split(","))


if __name__ == "__main__":
    main()
