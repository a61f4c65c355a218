"""Fit what agreement and disagreement between two names are worth, and write `src/darkfigure/names/weights.tsv`.

    python tools/names_weights.py --data DIR

DIR holds `pairs_dev.csv` (left, right, left_script, right_script, same): pairs of names of public office-holders. The
weights are those of a logistic regression on the evidence of each pair, towards 0 by a ridge, each of the sign that
sense demands. A share of labels is taken to be wrong. No name is written down, and there is no chance in the result.

Pairs of two persons in DIR were picked for being alike, rare or not, so that they hide what rarity is worth: its
weights are held to a least share of what they would be if the names of a person were independent.
"""

import argparse
import csv
import itertools
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from darkfigure.names import tabulate_names
from darkfigure.names.compare import compare_evidence
from darkfigure.names.costs import costs
from darkfigure.names.evidence import EVIDENCE

HERE = Path(__file__).parent
RIDGE, WRONG = 4.0, 0.02
"""Strength of the ridge, by evidence scaled to unit deviation, and share of wrong labels."""
RARITY = {"first": 0.5, "second": 0.4, "further": 0.3, "clash_agreed": 0.3}
SIGN = dict.fromkeys(EVIDENCE, -1) | {"always": 0} | dict.fromkeys((*RARITY, "quality", "joined", "alike"), 1)


def read_pairs(path: Path) -> tuple[list[tuple[str, str]], Any, Any]:
    """Pairs of names, whether each is one person's, and their scripts."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    scripts = ["-".join(sorted((row["left_script"], row["right_script"]))) for row in rows]
    return (
        [(row["left"], row["right"]) for row in rows],
        np.array([row["same"] == "1" for row in rows]),
        np.array(scripts),
    )


def evidence_of(pairs: list[tuple[str, str]], *, corpus: bool = False) -> tuple[Any, Any]:
    """Evidence of each pair, and what is added to its weighted sum; names alone, or with all of them as a corpus."""
    names = list(dict.fromkeys(itertools.chain.from_iterable(pairs)))
    place = {name: i for i, name in enumerate(names)}
    left, right = (np.array([place[pair[side]] for pair in pairs]) for side in (0, 1))
    ratios, evidence = compare_evidence(tabulate_names(names, counts=None if corpus else [0] * len(names)), left, right)
    return evidence, ratios - evidence @ costs().weights


def fit_weights(evidence: Any, same: Any) -> Any:
    """Weights of the evidence, natural log; a pair of weighted sum 0 is as likely one person's as two's."""
    known = evidence[:, 0] > 0
    evidence, same = evidence[known], same[known].astype(float)
    scale = np.maximum(evidence.std(axis=0), 1e-9)
    scale[0] = 1.0
    scaled, ridge = evidence / scale, np.full(len(scale), RIDGE)
    ridge[0] = 0.0

    def loss(weights: Any, wrong: float) -> tuple[float, Any]:
        chance = expit(scaled @ weights)
        seen = wrong + (1 - 2 * wrong) * chance
        slope = (1 - 2 * wrong) * chance * (1 - chance) * ((1 - same) / (1 - seen) - same / seen)
        value = -(same * np.log(seen) + (1 - same) * np.log(1 - seen)).sum() + 0.5 * (ridge * weights**2).sum()
        return float(value), scaled.T @ slope + ridge * weights

    bounds = [
        (RARITY.get(name, 0.0 if SIGN[name] > 0 else -np.inf) * by, 0.0 if SIGN[name] < 0 else np.inf)
        if SIGN[name]
        else (-np.inf, np.inf)
        for name, by in zip(EVIDENCE, scale, strict=True)
    ]
    weights = np.array([max(low, 0.0) for low, _ in bounds])
    for wrong in (1e-9, WRONG):
        weights = minimize(loss, weights, args=(wrong,), jac=True, method="L-BFGS-B", bounds=bounds).x
    weights /= scale
    weights[0] -= np.log(same.sum() / (len(same) - same.sum()))
    return weights


def persons(pairs: list[tuple[str, str]], same: Any) -> Any:
    """The person of each name of each pair, [pairs, 2]: names that a pair of one person joins are one."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for (one, other), alike in zip(pairs, same, strict=True):
        a, b = root(one), root(other)
        if alike:
            parent[a] = b
    return np.array([[zlib.crc32(root(name).encode()) for name in pair] for pair in pairs])


def folds(who: Any, *, number: int, seed: int) -> Iterator[tuple[Any, Any]]:
    """Masks of pairs to fit on and to judge on: no person of a judged pair is in any pair fitted on."""
    distinct, place = np.unique(who, return_inverse=True)
    place = place.reshape(who.shape)
    fold = np.random.default_rng(seed).integers(number, size=len(distinct))
    for k in range(number):
        judged = fold[place[:, 0]] == k
        met = np.zeros(len(distinct), bool)
        met[place[judged]] = True
        yield ~met[place].any(axis=1), judged


def judged_unseen(evidence: Any, rest: Any, same: Any, who: Any, *, seed: int, number: int = 10) -> Any:
    """Ratios of all pairs by weights that were fitted without any pair of their persons."""
    out = np.zeros(len(same))
    for fitted, judged in folds(who, number=number, seed=seed):
        out[judged] = evidence[judged] @ fit_weights(evidence[fitted], same[fitted]) + rest[judged]
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--to", type=Path, default=HERE.parent / "src/darkfigure/names/weights.tsv")
    options = parser.parse_args()
    pairs, same, _ = read_pairs(options.data / "pairs_dev.csv")
    weights = fit_weights(evidence_of(pairs)[0], same)
    lines = [f"{name}\t{weight:.3f}" for name, weight in zip(EVIDENCE, weights, strict=True)]
    options.to.write_text("\n".join(["# Weights of evidence, made by tools/names_weights.py", *lines, ""]), "utf-8")
    print(options.to.read_text("utf-8"))


if __name__ == "__main__":
    main()
