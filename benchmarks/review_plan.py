"""What hours of review were planned to bring, and what they bring: a demo study judged by its truth, and run again.

python benchmarks/review_plan.py --people 4000 --hours 8 --seed 1
"""

import argparse
import csv
import json
import tempfile
import time
from pathlib import Path

from darkfigure.signing import generate_key
from darkfigure.store import read_table
from darkfigure.study import Study
from darkfigure.study.demo import invent_demo
from darkfigure.study.planning import PAIRS_PER_HOUR, plan_study
from darkfigure.study.reviewer import Reviewer
from darkfigure.study.reviewing import Review


def width(folder: Path) -> tuple[float, float, float]:
    answer = json.loads((folder / "results" / "estimate.json").read_bytes())
    return answer["estimate"], answer["low"], answer["high"]


def judge(folder: Path, pairs: int) -> int:
    """Judge pairs by the truth, those that matter most first; how many were the same."""
    truth = {
        (row["source"], int(row["row"])): row["person"]
        for row in csv.DictReader((folder / "truth" / "truth.csv").open(encoding="utf-8"))
    }
    mentions = read_table(folder / "tables" / "mention.parquet").select(["mention", "source", "row"]).to_pylist()
    person = {row["mention"]: truth[row["source"], row["row"]] for row in mentions}
    review = Review(folder, by=Reviewer(name="truth", key=generate_key()), note="by the truth of the invented study")
    same = 0
    for _ in range(pairs):
        pair = review.current()
        if pair is None:
            break
        one = person[pair[0]] == person[pair[1]]
        same += one
        review.judge(pair, "same" if one else "different")
    return same


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=4000)
    parser.add_argument("--hours", type=float, default=8.0)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "study"
        invent_demo(folder, people=chosen.people, seed=chosen.seed)
        Study(folder).run()
        before, begun = width(folder), time.process_time()
        plan = plan_study(folder, review_hours=(chosen.hours,))
        cost = time.process_time() - begun
        same = judge(folder, round(chosen.hours * PAIRS_PER_HOUR))
        Study(folder).run()
        after = width(folder)
    print(
        json.dumps(
            {
                "seed": chosen.seed,
                "before": before,
                "planned width": plan.outcomes[0].width,
                "plan cpu": round(cost, 1),
                "said same": same,
                "after": after,
                "width before": before[2] - before[1],
                "width after": after[2] - after[1],
            }
        )
    )


if __name__ == "__main__":
    main()
