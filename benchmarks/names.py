"""Accuracy and speed of the names room, beside peers.

    python benchmarks/names.py --data DIR

DIR holds `pairs_dev.csv` (left, right, left_script, right_script, same), and `wd_arabic_20.tsv`, `wd_russian_20.tsv`
(Latin token, the other script, count). Peers that are not installed are left out: nomenklatura, jellyfish, rapidfuzz.
Those that compare letters get names in Latin letters (our own transliteration), words in order. Our ratios of whole
names are cross-validated: the weights of the evidence are fitted anew on each nine tenths of the persons and judged on
the rest; shown is the mean over partitions of the persons into tenths. Peers have nothing to fit.
"""

import argparse
import csv
import importlib.util
import itertools
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from darkfigure.names import compare_names, match_names, skeleton, tabulate_names
from darkfigure.names.letters import clean_text
from darkfigure.names.spellings import match_spellings
from darkfigure.names.transliteration import transliterate

sys.path.append(str(Path(__file__).parents[1] / "tools"))
from names_weights import evidence_of, judged_unseen, persons, read_pairs

PROBE = Path(__file__).parents[1] / "tests/names/probe.csv"
DECISION = 2.0
PARTITIONS = 3
Scorer = Callable[[list[tuple[str, str]]], np.ndarray]


def recall_at(scores: np.ndarray, same: np.ndarray, precision: float = 0.99) -> float:
    """Largest recall at which precision holds, over thresholds; ties are taken together, different ones first."""
    order = np.lexsort((same, -scores))
    hits = np.cumsum(same[order])
    good = np.flatnonzero(hits / np.arange(1, len(hits) + 1) >= precision)
    return float(hits[good[-1]] / same.sum()) if len(good) else 0.0


def shipped(pairs: list[tuple[str, str]]) -> np.ndarray:
    """Every pair as `match_names` compares it: by shipped weights and shares, without a corpus."""
    return np.array([match_names(a, b) for a, b in pairs])


def in_a_study(pairs: list[tuple[str, str]]) -> np.ndarray:
    """All pairs as a study compares them: by rules, and by the shares of all names."""
    names = list(dict.fromkeys(itertools.chain.from_iterable(pairs)))
    place = {name: i for i, name in enumerate(names)}
    left, right = (np.array([place[pair[side]] for pair in pairs]) for side in (0, 1))
    return compare_names(tabulate_names(names), left, right)


def spelled(pairs: list[tuple[str, str]]) -> np.ndarray:
    return match_spellings([pair[0] for pair in pairs], [pair[1] for pair in pairs])


def latin(name: str) -> str:
    words = clean_text(name).replace(",", " ").replace("-", " ").split()
    return " ".join(sorted(map(transliterate, words)))


def each(function: Callable[[str, str], float]) -> Scorer:
    return lambda pairs: np.array([function(a, b) for a, b in pairs])


def peers() -> dict[str, Scorer]:
    found: dict[str, Scorer] = {}
    if importlib.util.find_spec("jellyfish"):
        import jellyfish

        def metaphone(a: str, b: str) -> float:
            one, two = ({jellyfish.metaphone(word) for word in latin(name).split()} for name in (a, b))
            return len(one & two) / max(len(one | two), 1)

        found["jaro-winkler"] = each(lambda a, b: jellyfish.jaro_winkler_similarity(latin(a), latin(b)))
        found["metaphone, shared"] = each(metaphone)
    if importlib.util.find_spec("rapidfuzz"):
        from rapidfuzz import fuzz

        found["rapidfuzz token set"] = each(lambda a, b: fuzz.token_set_ratio(latin(a), latin(b)))
    if importlib.util.find_spec("nomenklatura"):
        found |= nomenklatura()
    return found


def nomenklatura() -> dict[str, Scorer]:
    from followthemoney import model
    from nomenklatura.matching import get_algorithm

    found: dict[str, Scorer] = {}
    for name in ("logic-v2", "logic-v1", "name-based"):
        algorithm = get_algorithm(name)
        if algorithm is None:
            continue
        config = algorithm.default_config()

        def score(a: str, b: str, algorithm: Any = algorithm, config: object = config) -> float:  # noqa: ANN401
            sides = []
            for text in (a, b):
                entity = model.make_entity("Person")
                entity.id = text  # it remembers what it read by identifier
                entity.add("name", text)
                sides.append(entity)
            return float(algorithm.compare(*sides, config).score)

        found[f"nomenklatura {name}"] = each(score)
    return found


def whole_names(data: Path, peers: dict[str, Scorer]) -> None:
    pairs, same, scripts = read_pairs(data / "pairs_dev.csv")
    groups = sorted(set(scripts.tolist()))
    masks = [np.ones(len(pairs), bool)] + [scripts == group for group in groups]
    print(f"Names of people: {len(pairs)} pairs, {same.sum()} same. Recall at 99 % (and 98 %) precision.")
    print(f"{'':28}{'pooled':>14}" + "".join(f"{group:>19}" for group in groups) + f"{'seconds':>9}")

    def show(name: str, runs: list[np.ndarray], spent: float) -> None:
        cells = []
        for mask in masks:
            strict, lax = (np.mean([recall_at(run[mask], same[mask], at) for run in runs]) for at in (0.99, 0.98))
            cells.append(f"{strict:.3f} ({lax:.3f})")
        print(f"{name:28}{cells[0]:>14}" + "".join(f"{cell:>19}" for cell in cells[1:]) + f"{spent:>9.1f}", flush=True)

    who = persons(pairs, same)
    for name, corpus in (("darkfigure", False), ("darkfigure, with a corpus", True)):
        start = time.process_time()
        evidence, rest = evidence_of(pairs, corpus=corpus)
        spent = time.process_time() - start
        show(name, [judged_unseen(evidence, rest, same, who, seed=seed) for seed in range(PARTITIONS)], spent)
    for name, scorer in {"darkfigure, in-sample": shipped, "darkfigure, rules": in_a_study, **peers}.items():
        start = time.process_time()
        scores = scorer(pairs)
        show(name, [scores], time.process_time() - start)


def tokens(data: Path, scorers: dict[str, Scorer]) -> None:
    """Single names: each with its other spelling, two at random and one that sounds nearly alike."""
    print("Single names held out: recall at 99 % precision; one same, two random and one near-alike a name.")
    chance = random.Random(1)  # noqa: S311 - a sample, not a secret
    for kind in ("russian", "arabic"):
        lines = (data / f"wd_{kind}_20.tsv").read_text(encoding="utf-8").splitlines()
        cells = [line.split("\t") for line in lines]
        rows = [(one, other.replace(" ", "")) for one, other, _ in cells if len(one) > 1]
        chance.shuffle(rows)
        rows = rows[:4000]
        true: dict[str, set[str]] = {}
        for one, other in rows:
            true.setdefault(one, set()).add(other)
        near: dict[str, list[str]] = {}
        for _, other in rows:
            near.setdefault(skeleton(other)[:3], []).append(other)
        pairs, same = [], []
        for one, other in rows:
            alike = [name for name in near.get(skeleton(one)[:3], []) if name not in true[one]]
            others = [chance.choice(rows)[1] for _ in range(2)] + ([chance.choice(alike)] if alike else [])
            pairs += [(one, other), *((one, name) for name in others if name not in true[one])]
            same += [True] + [False] * sum(name not in true[one] for name in others)
        for name, scorer in scorers.items():
            print(f"  {kind:8} {name:28}{recall_at(scorer(pairs), np.array(same)):.3f}", flush=True)


def probe(scorers: dict[str, Scorer]) -> None:
    with PROBE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    pairs, same = [(row["left"], row["right"]) for row in rows], np.array([row["same"] == "1" for row in rows])
    own = np.array([match_names(a, b) for a, b in pairs])
    print(
        f"Invented names: {len(rows)} pairs. Accuracy at ratio {DECISION} (0); of peers at the threshold best for them."
    )
    print(f"  {'darkfigure':28}{np.mean((own > DECISION) == same):.3f} ({np.mean((own > 0) == same):.3f})")
    for name, scorer in scorers.items():
        scores = scorer(pairs)
        best = max(np.mean((scores >= threshold) == same) for threshold in np.unique(scores))
        print(f"  {name:28}{best:.3f}", flush=True)


def speed() -> None:
    chance = random.Random(1)  # noqa: S311 - a sample, not a secret
    parts = ["ka", "ri", "mo", "sha", "du", "be", "la", "zi", "no", "ta", "gu", "fe"]
    made = ["".join(chance.choices(parts, k=chance.randint(2, 4))) for _ in range(30_000)]
    names = list({f"{made[int(len(made) * chance.random() ** 3)]} {chance.choice(made)}ov" for _ in range(200_000)})
    start = time.process_time()
    table = tabulate_names(names)
    read = time.process_time() - start
    left = np.array([chance.randrange(len(table)) for _ in range(1_000_000)])
    right = np.array([chance.randrange(len(table)) for _ in range(1_000_000)])
    compare_names(table, left[:10], right[:10])
    start = time.process_time()
    compare_names(table, left, right)
    spent = time.process_time() - start
    print(f"Speed: {len(names)} names read at {read / len(names) * 1e6:.0f} us; a million pairs in {spent:.1f} CPU s.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--no-peers", action="store_true")
    options = parser.parse_args()
    others = {} if options.no_peers else peers()
    whole_names(options.data, others)
    tokens(options.data, {"darkfigure": spelled, **others})
    probe(others)
    speed()


if __name__ == "__main__":
    main()
