"""What circulates, on invented networks with known cascades, and among sources that go their own ways.

    python benchmarks/spread.py networks --sets 20     # 50 channels: first posters, who copies whom, parents of copies
    python benchmarks/spread.py independent --sets 200 # false pairs of dependent sources, 50 sources each
    python benchmarks/spread.py speed                  # a hundred thousand posts

The worlds are those of tests/spread; the seeds of the sets are their numbers.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np

from darkfigure.spread.analysis import Spread, analyse_spread

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "spread"))
import test_spread_worlds as worlds


def networks(sets: int) -> None:
    rows = []
    for seed in range(sets):
        posts, edges, first, parent = worlds.network(seed, channels=50, things=300)
        begun = time.process_time()
        found = analyse_spread(posts)
        rows.append(judge(found, edges, first, parent) | {"cpu": time.process_time() - begun, "posts": posts.size})
    print(json.dumps({"sets": sets} | {key: round(float(np.mean([row[key] for row in rows])), 4) for key in rows[0]}))
    print(json.dumps({"least": {key: round(float(min(row[key] for row in rows)), 4) for key in rows[0]}}))


def judge(found: Spread, edges: set[tuple[int, int]], first: list[int], parent: dict[int, int]) -> dict[str, float]:
    begun = {course.first for course in found.courses}
    told = {
        int(post): taken
        for course, parents in zip(found.courses, found.copying.parents, strict=True)
        for post, taken in zip(course.group.posts, parents, strict=True)
        if taken >= 0
    }
    right = sum(parent.get(post) == taken for post, taken in told.items())
    hits = len(set(found.edges) & edges)
    pairs = {frozenset((one.one, one.other)) for one in found.dependent}
    return {
        "first right": float(np.mean([post in begun for post in first])),
        "edges F1": 2 * hits / (len(found.edges) + len(edges)),
        "parents F1": 2 * right / (len(told) + len(parent)),
        "copiers called dependent": float(np.mean([frozenset(edge) in pairs for edge in edges])),
    }


def independent(sets: int) -> None:
    for channels in (3, 5, 10, 25, 50):
        false = sum(bool(analyse_spread(worlds.independent(seed, channels=channels)).dependent) for seed in range(sets))
        print(json.dumps({"sources": channels, "worlds": sets, "worlds with a false pair": false}), flush=True)


def speed(_: int) -> None:
    posts, *_ = worlds.network(1, channels=200, things=3000)
    begun = time.process_time()
    found = analyse_spread(posts)
    print(json.dumps({"posts": posts.size, "groups": len(found.courses), "cpu": time.process_time() - begun}))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["networks", "independent", "speed"])
    parser.add_argument("--sets", type=int, default=20)
    chosen = parser.parse_args()
    {"networks": networks, "independent": independent, "speed": speed}[chosen.what](chosen.sets)
