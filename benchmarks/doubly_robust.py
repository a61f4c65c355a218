"""Two lists that depend on each other only through covariates: how often the doubly robust interval holds the truth.

`doubly_robust.py 200 --people 2000`: worlds with one number that acts nonlinearly, one that acts as a square, and three
regions. Beside it: the models' own answer without correction, and what lists without covariates say (Petersen 1896,
which is the log-linear model of independent lists).
"""

import argparse
import time

import numpy as np

from darkfigure.captures.covariates import read_persons
from darkfigure.estimate.doubly_robust import estimate_pairs


def expit(value: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-value)))


def world(people: int, rng: np.random.Generator, *, harder: bool) -> dict[str, np.ndarray]:
    """Persons on at least one of two lists."""
    age, income, region = rng.uniform(-2, 2, people), rng.uniform(-2, 2, people), rng.integers(0, 3, people)
    common = 1.2 * np.sin(2 * age) + 0.6 * (income**2 - 1.3) + 0.5 * (region == 1)
    shift = -1.0 if harder else 0.0
    one = rng.random(people) < expit(-0.6 + shift + common)
    two = rng.random(people) < expit(-0.9 + shift + 0.9 * common + 0.3 * income)
    seen = one | two
    covariates = {"age": age[seen], "income": income[seen], "region": np.array(list("nsw"))[region[seen]]}
    return {"a": one[seen].astype(int), "b": two[seen].astype(int)} | covariates


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("replicates", type=int, nargs="?", default=200)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--harder", action="store_true", help="lists that reach half as many")
    args = parser.parse_args()
    rows, start = [], time.process_time()
    for replicate in range(args.replicates):
        rng = np.random.default_rng([23, replicate])
        persons = read_persons(world(args.people, rng, harder=args.harder), covariates=["age", "income", "region"])
        found, seen = estimate_pairs(persons, level=0.95, rng=rng), len(persons.marks)
        first, second = persons.marks.T.astype(float)
        overlap = (first * second).sum()
        petersen = first.sum() * second.sum() / overlap
        error = np.sqrt(first.sum() * second.sum() * (first.sum() - overlap) * (second.sum() - overlap) / overlap**3)
        if found.unseen is None or found.low is None or found.high is None:
            raise SystemExit(f"table {replicate} identifies nothing")
        rows.append(
            (
                *(seen + part for part in (0.0, found.unseen, found.low, found.high, found.pairs[0].plug_in)),
                petersen,
                abs(petersen - args.people) <= 1.96 * error,
            )
        )
    table = np.array(rows, dtype=float)
    inside = ((table[:, 2] <= args.people) & (args.people <= table[:, 3])).mean()
    bias = table[:, [1, 4, 5]].mean(axis=0) / args.people - 1
    root = np.sqrt(((table[:, [1, 4, 5]] / args.people - 1) ** 2).mean(axis=0))
    print(f"{args.replicates} worlds of {args.people:,} people, {table[:, 0].mean():,.0f} seen")
    print("| | bias | root mean square error | coverage of 95 % | median width |\n|---|---|---|---|---|")
    width = np.median(table[:, 3] - table[:, 2])
    print(f"| doubly robust | {bias[0]:+.1%} | {root[0]:.1%} | {inside:.3f} | {width:,.0f} |")
    print(f"| models without correction | {bias[1]:+.1%} | {root[1]:.1%} | | |")
    print(f"| lists without covariates | {bias[2]:+.1%} | {root[2]:.1%} | {table[:, 6].mean():.3f} | |")
    print(f"{(time.process_time() - start) / args.replicates:.1f} CPU s each")


if __name__ == "__main__":
    main()
