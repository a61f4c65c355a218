"""Stock Splink on the worlds of `full_chain.py seen`: how many persons it finds behind all rows, beside the truth.

    python benchmarks/linkage_splink_worlds.py prepare --worlds 34 --seed 1401 --to FOLDER     with darkfigure
    PEERS/bin/python benchmarks/linkage_splink_worlds.py link FOLDER --out SPLINK.csv          with splink and pandas

`prepare` writes the mentions of each world with the true person of each; `link` needs no darkfigure. Splink is set up
and trained as in `linkage_peer.py`, pairs of p >= 0.95 and connected components. What is done is not done again.
"""

import argparse
import csv
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np


def prepare(args: argparse.Namespace) -> None:
    """Write FOLDER/VARIANT-SEED.parquet for each world."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    from full_chain import owners

    from darkfigure.simulate import World, invent_study
    from darkfigure.store import read_table
    from darkfigure.study import Study

    variants = World.variants()
    args.to.mkdir(parents=True, exist_ok=True)
    for number in range(args.worlds):
        for place, (name, world) in enumerate(variants.items()):
            seed = args.seed + number * len(variants) + place
            out = args.to / f"{name}-{seed}.parquet"
            if out.exists():
                continue
            people = int(np.random.default_rng(seed).integers(2000, 5001))
            folder = Path(tempfile.mkdtemp(prefix="splink-"))
            try:
                invent_study(folder, rng=np.random.default_rng(seed), world=replace(world, people=people))
                for stage in ("collect", "extract"):
                    Study(folder).run(only=stage)
                table = read_table(folder / "tables" / "mention.parquet")
                table = table.append_column("owner", pa.array(owners(folder)))
                pq.write_table(table, out)
            finally:
                shutil.rmtree(folder)


def link(args: argparse.Namespace) -> None:
    """Link each file, and write a line about it."""
    import pandas as pd
    from linkage_peer import splink_links
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    done = {line["world"] for line in csv.DictReader(args.out.open(encoding="utf-8"))} if args.out.exists() else set()
    for path in sorted(args.folder.glob("*.parquet")):
        if path.stem in done:
            continue
        mentions = pd.read_parquet(path)
        left, right = splink_links(mentions, mentions)
        graph = coo_matrix((np.ones(len(left)), (left, right)), shape=(len(mentions), len(mentions)))
        found, person = connected_components(graph, directed=False)
        cross = _cross(person, mentions), _cross(mentions["owner"], mentions)
        both = _cross(mentions["owner"].astype("int64") * (found + 1) + person, mentions)
        new = not args.out.exists()
        with args.out.open("a", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            if new:
                writer.writerow(["world", "persons", "true", "f1"])
            writer.writerow([path.stem, found, mentions["owner"].nunique(), 2 * both / max(sum(cross), 1)])
    with args.out.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    off = np.array([int(row["persons"]) / int(row["true"]) - 1 for row in rows])
    f1 = np.array([float(row["f1"]) for row in rows])
    print(
        f"{len(rows)} worlds: persons / true - 1 mean {off.mean():+.1%} ({off.min():+.1%} to {off.max():+.1%}); "
        f"F1 across lists mean {f1.mean():.3f} ({f1.min():.3f} to {f1.max():.3f})"
    )


def _cross(person: object, mentions: object) -> float:
    """Pairs of one person on different lists."""
    import pandas as pd

    frame = pd.DataFrame({"person": np.asarray(person), "source": np.asarray(mentions["source"])})  # type: ignore[index]
    all_, own = frame.groupby("person").size(), frame.groupby(["person", "source"]).size()
    return float((all_ * (all_ - 1) / 2).sum() - (own * (own - 1) / 2).sum())


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("prepare")
    one.add_argument("--worlds", type=int, default=34, help="of each variant")
    one.add_argument("--seed", type=int, default=1401, help="of the first world")
    one.add_argument("--to", type=Path, required=True)
    one.set_defaults(call=prepare)
    two = commands.add_parser("link")
    two.add_argument("folder", type=Path)
    two.add_argument("--out", type=Path, required=True)
    two.set_defaults(call=link)
    args = parser.parse_args()
    args.call(args)


if __name__ == "__main__":
    main()
