"""Simulation-based calibration: under its own prior, the truth is as likely at every rank among the draws.

    estimate_calibration.py run --lists 3,4,5 --tables 1-200 --out ranks.csv
    estimate_calibration.py summary ranks.csv --figure ranks.svg

A table is drawn from the model: a structure by its prior weight, parameters from its prior, people seen by their
patterns, and the unseen given how many were seen, as the prior 1/N has it. The combined posterior of the table is found
as by default, and the rank of the true number of unseen among its draws is noted. A right sampler gives a flat
histogram, and posterior weights of the structures that average to the prior ones (Talts and others 2018, arXiv
1804.06788). The number of people seen is part of what is given, so its distribution does not matter; it is drawn
over a factor of fifty. `run` appends one row a table and does not do again what the file holds.
"""

import argparse
import csv
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from darkfigure.estimate.combined import merge_shortest, posterior, shortest_interval
from darkfigure.estimate.models import pairs
from darkfigure.estimate.prior import STRUCTURES, Prior, Structure
from darkfigure.inference.tempering import Effort
from darkfigure.report.figure_file import write_figure
from darkfigure.report.svg import ESTIMATE, LINE, TRUTH
from darkfigure.report.vega import Spec, drawing, layer, number
from darkfigure.simulate.fitted import world_of_particle

BINS = 10
COLUMNS = ("lists", "table", "seen", "unseen", "structure", "rank", "inside", "shortest", "rhat", "cpu_s", "weights")
FEWEST, MOST = 100, 5000  # persons seen


def draw_table(lists: int, prior: Prior, rng: np.random.Generator) -> tuple[np.ndarray, int, Structure]:
    """A table, its unseen and the structure it was drawn from."""
    structure = STRUCTURES[rng.choice(len(STRUCTURES), p=[s.weight for s in STRUCTURES])]
    terms = pairs(lists) if structure.pairs else ()
    x = prior.draw(1, structure, lists=lists, terms=len(terms), rng=rng)[0]
    chance = world_of_particle(x, structure, lists=tuple("ABCDEFGHIJKL"[:lists]), people=1).chance
    seen = round(float(np.exp(rng.uniform(np.log(FEWEST), np.log(MOST)))))
    full = np.zeros(1 << lists)
    full[1:] = rng.multinomial(seen, chance[1:] / chance[1:].sum())
    hidden = min(float(chance[0]), 1 - 1e-9)
    return full, int(rng.poisson(rng.gamma(seen) * hidden / (1 - hidden))), structure


def trial(lists: int, table: int, *, quick: bool) -> dict[str, object]:
    """One table: drawn, estimated, ranked."""
    rng = np.random.default_rng([3, lists, table])
    prior = Prior()
    full, truth, structure = draw_table(lists, prior, rng)
    start = time.process_time()
    how: dict[str, Any] = {"effort": Effort(particles=150), "rounds": 1} if quick else {}
    found = posterior(merge_shortest(full), prior=prior, rng=rng, **how)
    low, high = np.quantile(found.unseen, [0.025, 0.975])
    shortest = shortest_interval(found.unseen, level=0.95)
    # a tie is broken at random, as a draw among equals
    equal = (found.unseen == truth).mean()
    return {
        "lists": lists,
        "table": table,
        "seen": int(full.sum()),
        "unseen": truth,
        "structure": structure.name,
        "rank": round(float((found.unseen < truth).mean() + rng.uniform() * equal), 5),
        "inside": int(low <= truth <= high),
        "shortest": int(shortest[0] <= truth <= shortest[1]),
        "rhat": round(found.rhat, 4),
        "cpu_s": round(time.process_time() - start, 3),
        "weights": ";".join(f"{one.structure.name}={one.weight:.5f}" for one in found.structures),
    }


def run(args: argparse.Namespace) -> None:
    first, _, last = args.tables.partition("-")
    have = {(int(row["lists"]), int(row["table"])) for row in read(args.out)} if args.out.exists() else set()
    for lists in args.lists:
        for table in range(int(first), int(last or first) + 1):
            if (lists, table) in have:
                continue
            row = trial(lists, table, quick=args.quick)
            fresh = not args.out.exists()
            with args.out.open("a", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, COLUMNS)
                if fresh:
                    writer.writeheader()
                writer.writerow(row)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if None not in row.values()]


def summary(args: argparse.Namespace) -> None:
    from scipy import stats

    rows = read(args.file)
    by_lists = {n: [row for row in rows if int(row["lists"]) == n] for n in sorted({int(row["lists"]) for row in rows})}
    print(
        "| lists | tables | ranks by tenth | chi-square, p | Kolmogorov, p | central 95 % holds | shortest 95 % holds |"
        " R-hat > 1.01 | CPU s mean |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for lists, own in by_lists.items():
        ranks = np.array([float(row["rank"]) for row in own])
        counts = np.histogram(ranks, bins=BINS, range=(0, 1))[0]
        flat = stats.chisquare(counts)
        central, shortest = (np.mean([int(row[name]) for row in own]) for name in ("inside", "shortest"))
        apart = np.mean([float(row["rhat"]) > 1.01 for row in own])
        seconds = np.mean([float(row["cpu_s"]) for row in own])
        even = stats.kstest(ranks, "uniform").pvalue
        print(
            f"| {lists} | {len(own)} | {' '.join(map(str, counts))} | {flat.statistic:.1f}, {flat.pvalue:.3f} | "
            f"{even:.3f} | {central:.3f} | {shortest:.3f} | {apart:.3f} | {seconds:.1f} |"
        )
    print("\n| structure | prior weight | share of tables drawn from it | mean posterior weight ± error |")
    print("|---|---|---|---|")
    drawn = Counter(row["structure"] for row in rows)
    for structure in STRUCTURES:
        weights = np.array([weight_of(row["weights"], structure.name) for row in rows])
        print(
            f"| {structure.name} | {structure.weight:.3f} | {drawn[structure.name] / len(rows):.3f} | "
            f"{weights.mean():.3f} ± {weights.std() / np.sqrt(len(weights)):.3f} |"
        )
    if args.figure:
        of_lists = {lists: [float(row["rank"]) for row in own] for lists, own in by_lists.items()}
        words = f"Rank histograms of the truth for {', '.join(map(str, of_lists))} lists; flat ones are right."
        write_figure(histograms(of_lists), args.figure, title="Simulation-based calibration", alternative=words)


def weight_of(text: str, name: str) -> float:
    """A structure's posterior weight; 0 where it was dropped as negligible."""
    return next((float(part.rpartition("=")[2]) for part in text.split(";") if part.rpartition("=")[0] == name), 0.0)


def histograms(ranks: dict[int, list[float]]) -> Spec:
    """One rank histogram for each number of lists, with the band that 99 % of flat ones stay in, bar by bar."""
    from scipy import stats

    panels = []
    for lists, own in ranks.items():
        counts = np.histogram(own, bins=BINS, range=(0, 1))[0]
        low, high = stats.binom.ppf([0.005, 0.995], len(own), 1 / BINS)
        x = number("x", axis={"title": f"rank of the truth, {lists} lists", "tickCount": 5}, scale={"domain": [0, 1]})
        top = {"domain": [0, 1.15 * max(high, counts.max())]}
        y = number("y", axis={"title": "tables", "tickCount": 5}, scale=top)
        ends = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
        band = [{"x": 0, "x2": 1, "y": float(low), "y2": float(high)}]
        bars = [
            {"x": i / BINS + 0.005, "x2": (i + 1) / BINS - 0.005, "y": 0, "y2": int(c)} for i, c in enumerate(counts)
        ]
        even = [{"x": 0, "x2": 1, "y": len(own) / BINS}]
        layers = [
            layer("rect", band, look={"color": LINE}, place={"x": x, "y": y, **ends}),
            layer("rect", bars, look={"color": ESTIMATE, "opacity": 0.8}, place={"x": x, "y": y, **ends}),
            layer("rule", even, look={"color": TRUTH, "strokeWidth": 2}, place={"x": x, "y": y, "x2": ends["x2"]}),
        ]
        panels.append(drawing(layers, width=240, height=160))
    return {"hconcat": panels, "spacing": 24}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    runs = commands.add_parser("run", help="draw, estimate and rank tables; append rows to a file")
    runs.add_argument("--lists", type=lambda text: [int(part) for part in text.split(",")], default=[3, 4, 5])
    runs.add_argument("--tables", default="1-200", help="first-last; default 1-200")
    runs.add_argument("--out", type=Path, required=True)
    runs.add_argument("--quick", action="store_true", help="150 particles and one round, not the default effort")
    runs.set_defaults(call=run)
    sums = commands.add_parser("summary", help="tables of ranks and of weights, and a figure")
    sums.add_argument("file", type=Path)
    sums.add_argument("--figure", type=Path, help="draw the rank histograms: .svg, .png or .pdf")
    sums.set_defaults(call=summary)
    args = parser.parse_args()
    args.call(args)


if __name__ == "__main__":
    main()
