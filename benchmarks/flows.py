"""Flows on invented populations with known courses: coverage of intervals, forecasts, wrong links, time.

    python benchmarks/flows.py coverage --sets 200 --odds 1     # detection alike for all
    python benchmarks/flows.py coverage --sets 200 --odds 4     # two kinds of people, odds ratio 4 between them
    python benchmarks/flows.py coverage --sets 200 --odds 4 --classes 1   # the model without kinds
    python benchmarks/flows.py split --sets 20                  # one person in twenty wrongly split
    python benchmarks/flows.py speed
    python benchmarks/flows.py sum FILE...                      # means over the sets of files that --to wrote

4,000 people (or --people) over 12 months and three to come, three sources; the seeds of the sets are their numbers.
Bias is of the median of draws: "bias" is the mean over months with 20 people or more of its ratio to the truth,
"pooled bias" the ratio of sums over all months and sets.
"""

import argparse
import json
import resource
import time
from pathlib import Path
from typing import Any

import numpy as np

from darkfigure.flows.analysis import Flows, Plan, analyse
from darkfigure.flows.posterior import fit_posterior
from darkfigure.flows.realised import draw_realised
from darkfigure.flows.sampler import sample
from darkfigure.flows.sightings import Sightings, sightings_of
from darkfigure.flows.slopes import log_likelihood
from darkfigure.flows.states import Options, design_of

MONTHS, AHEAD, SOURCES = 12, 3, ("posts", "press", "registry")
# by source: chance of being seen in a month in the theatre, a third country, at home; and of a death being told
SEEN = np.array([[0.10, 0.05, 0.02], [0.15, 0.0, 0.06], [0.05, 0.10, 0.04]])
TOLD = np.array([0.35, 0.2, 0.1])
THIRD, HOME, DEATH, ON = 0.02, 0.03, 0.015, 0.10  # monthly rates out of the theatre, and from a third country home


def invent(rng: np.random.Generator, *, people: int, odds: float, months: int) -> tuple[np.ndarray, ...]:
    """Events [N, T, K] and the true numbers [T, 5]: theatre, third country, home, newly dead, dead; entries [T]."""
    share = np.exp(np.cumsum(rng.normal(0, 0.25, size=months)))
    share[0] *= 3  # those who were there before
    start = rng.choice(months, size=people, p=share / share.sum())
    shift = np.where(rng.random(people) < 0.5, 0.5, -0.5) * np.log(odds)
    by_month = rng.normal(0, 0.3, size=(len(SOURCES), months))
    events, state = np.zeros((people, months, len(SOURCES)), dtype=np.int64), np.full(people, -1)
    truth, entries = np.zeros((months, 5)), np.zeros(months)
    for month in range(months):
        chance, after = rng.random(people), state.copy()
        there = state == 0
        after[there & (chance < THIRD)] = 1
        after[there & (chance >= THIRD) & (chance < THIRD + HOME)] = 2
        after[there & (chance >= THIRD + HOME) & (chance < THIRD + HOME + DEATH)] = 3
        after[(state == 1) & (chance < ON)] = 2
        after[state == 3] = 4
        after[start == month] = 0
        state = after
        entries[month] = (start == month).sum()
        truth[month] = [(state == s).sum() for s in range(5)]
        for k in range(len(SOURCES)):
            for s in np.flatnonzero(SEEN[k]):
                level = np.log(SEEN[k, s] / (1 - SEEN[k, s])) + by_month[k, month] + shift
                hit = (state == s) & (rng.random(people) < 1 / (1 + np.exp(-level)))
                events[hit, month, k] = s + 1
                events[hit & (rng.random(people) < 0.1), month, k] = 6
            events[(state == 3) & (rng.random(people) < TOLD[k]), month, k] = 5
            events[(state == 4) & (rng.random(people) < 0.02), month, k] = 5
    return events, truth, entries


def sighted(events: np.ndarray) -> Sightings:
    return sightings_of(events, months=tuple(map(str, range(events.shape[1]))), sources=SOURCES)


def coverage(args: argparse.Namespace) -> None:
    rows = []
    for number in range(args.first, args.first + args.sets):
        rng = np.random.default_rng([number, round(10 * args.odds)])
        events, truth, entries = invent(rng, people=args.people, odds=args.odds, months=MONTHS + AHEAD)
        begun = time.process_time()
        # people who enter later are none of the population of the first months
        found = analyse(
            [sighted(events[:, :MONTHS])], Plan(options=Options(classes=args.classes), ahead=AHEAD), rng=rng
        )
        rows.append({"set": number} | judge(found, truth, entries) | {"cpu": time.process_time() - begun})
        say(rows, args)


def judge(found: Flows, truth: np.ndarray, entries: np.ndarray) -> dict[str, object]:
    """Whether the true numbers lie inside, by state, and how far the medians are off."""
    drawn, result = found.realised, {"fits": not found.misfits, "misfits": [one.code for one in found.misfits]}
    for place, name in enumerate(("theatre", "third", "home")):
        low, middle, high = np.quantile(drawn.stock[:, 0, :, place], [0.025, 0.5, 0.975], axis=0)
        true = truth[:MONTHS, place]
        big = true >= 20
        result |= {f"{name} said": float(middle.sum()), f"{name} true": float(true.sum())}
        result[f"{name} inside"] = float(np.mean((low <= true) & (true <= high)))
        result[f"{name} last inside"] = bool(low[-1] <= true[-1] <= high[-1])
        result[f"{name} bias"] = float(np.mean(middle[big] / true[big] - 1)) if big.any() else 0.0
    total, ever = drawn.total, entries[:MONTHS].sum()
    low, middle, high = np.quantile(total, [0.025, 0.5, 0.975])
    result |= {"total inside": bool(low <= ever <= high), "total bias": float(middle / ever - 1)}
    for ahead in range(AHEAD):
        fan = np.quantile(found.forecasts[0].stock[:, 0, ahead, 0], [0.1, 0.9])
        result[f"forecast {ahead + 1} inside"] = bool(fan[0] <= truth[MONTHS + ahead, 0] <= fan[1])
    return result


def say(rows: list[dict[str, object]], args: argparse.Namespace) -> None:
    """The means so far, as one line of JSON, and the last row to a file, so that a run may be stopped at any time."""
    if args.to:
        with args.to.open("a") as file:
            file.write(json.dumps(rows[-1]) + "\n")
    print(json.dumps({"sets": len(rows), "odds": args.odds, "classes": args.classes} | means_of(rows)), flush=True)


def means_of(rows: list[dict[str, object]]) -> dict[str, float]:
    numbers = [key for key in rows[0] if not key.endswith("misfits")]
    means = {key: float(np.mean([row[key] for row in rows])) for key in numbers}
    pooled = {
        f"{key.removesuffix(' said')} pooled bias": means[key] / means[key.removesuffix("said") + "true"] - 1
        for key in numbers
        if key.endswith(" said")
    }
    kept = {key: value for key, value in means.items() if not key.endswith((" said", " true"))}
    return {key: round(value, 4) for key, value in (kept | pooled).items()}


def add_up(args: argparse.Namespace) -> None:
    """Means over the sets of all files, each set once, and the standard errors of what is a mean."""
    rows: dict[int, dict[str, Any]] = {}
    for path in args.files:
        rows |= {row["set"]: row for row in map(json.loads, path.read_text().splitlines())}
    found = list(rows.values())
    print(json.dumps({"sets": len(found)} | means_of(found), indent=1))
    spread = {
        key: round(float(np.std([row[key] for row in found]) / np.sqrt(len(found))), 4)
        for key in found[0]
        if not key.endswith(("misfits", "set", "said", "true"))
    }
    print(json.dumps({"standard errors": spread}, indent=1))


def split(args: argparse.Namespace) -> None:
    """One in twenty is two in the best linkage.

    Half of the draws join each such pair, and as many pairs of different people, as probabilities of one half would.
    """
    rows = []
    for number in range(args.first, args.first + args.sets):
        rng = np.random.default_rng([number, 77])
        events, truth, entries = invent(rng, people=args.people, odds=args.odds, months=MONTHS + AHEAD)
        events, begun = events[:, :MONTHS], time.process_time()
        parted, pairs = part(events, rng)
        best = sighted(parted)
        drawn = [sighted(join(parted, pairs[rng.random(len(pairs)) < 0.5])) for _ in range(10)]
        plan = Plan(options=Options(classes=args.classes), ahead=AHEAD)
        row = {f"one linkage: {k}": v for k, v in judge(analyse([best], plan, rng=rng), truth, entries).items()}
        row |= {"set": number} | judge(analyse([best, *drawn], plan, rng=rng), truth, entries)
        rows.append(row | {"cpu": time.process_time() - begun})
        say(rows, args)


def part(events: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Records of the best linkage, and pairs of records that may be one person: half of them are."""
    months = np.asarray((events > 0).any(axis=2))
    several = np.flatnonzero(months.sum(axis=1) > 1)
    chosen = rng.permutation(several)[: round(0.05 * (months.any(axis=1)).sum())]
    second = np.zeros((len(chosen), *events.shape[1:]), dtype=events.dtype)
    first = events.copy()
    for row, person in enumerate(chosen):
        there = np.flatnonzero(months[person])
        moved = there[rng.integers(1, len(there)) :]
        second[row, moved], first[person, moved] = events[person, moved], 0
    same = np.column_stack([chosen, len(events) + np.arange(len(chosen))])
    others = rng.permutation(np.setdiff1d(np.flatnonzero(months.any(axis=1)), chosen))[: 2 * len(chosen)]
    return np.concatenate([first, second]), np.concatenate([same, others.reshape(-1, 2)])


def join(events: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    joined = events.copy()
    for a, b in pairs:
        joined[a] = np.where(joined[a] > 0, joined[a], joined[b])
        joined[b] = 0
    return joined


def speed(args: argparse.Namespace) -> None:
    rng = np.random.default_rng(1)
    for people, months in ((args.people, MONTHS), (40_000, 36)):
        events, _, _ = invent(rng, people=people, odds=4.0, months=months)
        data = sighted(events)
        design = design_of(data, Options())
        log_likelihood(design, np.zeros(design.parameters), data)  # compiles
        begun = time.process_time()
        log_likelihood(design, np.zeros(design.parameters), data)
        gradient = time.process_time() - begun
        begun = time.process_time()
        fitted = fit_posterior(design, data)
        mode = time.process_time() - begun
        said = {"people": people, "months": months, "unique": int(data.counts.size), "gradient": gradient, "mode": mode}
        if people == args.people:
            begun = time.process_time()
            draw_realised(fitted, data, draws=300, rng=rng)
            said["draws"] = time.process_time() - begun
            begun = time.process_time()
            drawn = sample(fitted, data, rng=rng)
            said |= {"sampler": time.process_time() - begun, "r_hat": drawn.r_hat, "effective": drawn.effective}
        print(json.dumps(said | {"peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["coverage", "split", "speed", "sum"])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--to", type=Path, help="add a line of JSON for each set to this file")
    parser.add_argument("--sets", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--people", type=int, default=4000)
    parser.add_argument("--odds", type=float, default=1.0)
    parser.add_argument("--classes", type=int, default=2)
    chosen = parser.parse_args()
    {"coverage": coverage, "split": split, "speed": speed, "sum": add_up}[chosen.what](chosen)
