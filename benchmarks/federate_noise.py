"""Coverage of the interval from counts with noise, beside that of the same tables without.

    federate_noise.py run --worlds independent prior --tables 1-200 --out noise.csv
    federate_noise.py summary noise.csv

Four lists, 400 or 4,000 people, noise of epsilon 0.5, 1 and 2 in every count, and none. No method covers better with
noise than without, so each table is estimated both ways, with the same draws. The worlds:

- `independent`: lists that do not depend on each other, chances .4, .35, .3, .3. Averaging over structures that are not
  there makes the combined interval wide here, with noise or without.
- `log-linear`: the same tables by the log-linear method, whose models are few enough to be right about such lists.
- `prior`: structure and parameters drawn anew for each table from what the combined method believes, so that 95 of 100
  of its intervals ought to hold the truth.

Intervals are those of `estimate --noisy`, without the methods beside it. `run` appends a row a table and epsilon and
does not do again what the file holds. CPU is user and system time.
"""

import argparse
import csv
import math
import time
from fractions import Fraction
from pathlib import Path

import numpy as np
from federate_worlds import add_noise, independent

from darkfigure.captures.table import CaptureTable, table_of
from darkfigure.estimate.combined import posterior
from darkfigure.estimate.linkage import sample_populations, summary
from darkfigure.estimate.models import pairs
from darkfigure.estimate.noisy import complete
from darkfigure.estimate.noisy_posterior import noisy_posterior
from darkfigure.estimate.options import EstimateOptions
from darkfigure.estimate.prior import STRUCTURES, Prior
from darkfigure.inference.laplace import noise_variance
from darkfigure.inference.tempering import Effort
from darkfigure.simulate.fitted import world_of_particle

PEOPLE = (400, 4000)
EPSILONS = (0.0, 0.5, 1.0, 2.0)
WORLDS = ("independent", "log-linear", "prior")
COLUMNS = ("world", "people", "epsilon", "table", "seen", "middle", "low", "high", "cpu_s")
LISTS = ("a", "b", "c", "d")
DRAWS = 100  # as `estimate --noisy` draws


def from_prior(people: int, *, seed: int) -> np.ndarray:
    """Counts by pattern of four lists whose structure and parameters are drawn from the prior [16]."""
    rng, prior = np.random.default_rng([seed, people, 3]), Prior()
    structure = STRUCTURES[rng.choice(len(STRUCTURES), p=[s.weight for s in STRUCTURES])]
    terms = pairs(len(LISTS)) if structure.pairs else ()
    x = prior.draw(1, structure, lists=len(LISTS), terms=len(terms), rng=rng)[0]
    chance = world_of_particle(x, structure, lists=LISTS, people=people).chance
    return rng.multinomial(people, chance / chance.sum())


def interval(table: CaptureTable, *, scale: float, method: str, seed: int) -> tuple[float, float, float] | None:
    """Middle and limits as `estimate` finds them; None where nothing rises above the noise."""
    options = EstimateOptions(seed=seed, replicates=50, method=method)
    if scale and table.counts.sum() <= 2.0 * math.sqrt(len(table.counts) * noise_variance(scale)):
        return None
    if method == "combined":
        effort, rng, counts = Effort(particles=250, kept=0.45), np.random.default_rng([seed, 2]), table.full()
        if scale:
            found = noisy_posterior(
                np.rint(counts).astype(np.int64), scale=scale, prior=Prior(), rng=rng, effort=effort
            ).unseen
        else:
            found = table.observed + posterior(counts.astype(float), prior=Prior(), rng=rng, effort=effort).unseen
        return summary(found, level=options.level)
    tables = complete(table, scale=scale, draws=DRAWS, rng=np.random.default_rng([seed, 2]))[1] if scale else [table]
    samples = [one.population for one in sample_populations(tables, options=options) if one.population is not None]
    return summary(np.concatenate(samples), level=options.level) if samples else None


def trial(world: str, people: int, epsilon: float, table: int) -> dict[str, object]:
    """One table with one noise."""
    counts = from_prior(people, seed=table) if world == "prior" else independent(people, seed=table)
    counts[0] = 0
    scale = 2 / epsilon if epsilon else 0.0
    shown = add_noise(counts, Fraction(2) / Fraction(epsilon), seed=table) if epsilon else table_of(counts, LISTS)
    began = time.process_time()
    found = interval(shown, scale=scale, method="log-linear" if world == "log-linear" else "combined", seed=table)
    middle, low, high = found or (math.nan, math.nan, math.nan)
    return {
        "world": world, "people": people, "epsilon": epsilon, "table": table, "seen": int(counts.sum()),
        "middle": middle, "low": low, "high": high, "cpu_s": round(time.process_time() - began, 2),
    }  # fmt: skip


def run(asked: argparse.Namespace) -> None:
    first, _, last = asked.tables.partition("-")
    have = {(row["world"], int(row["people"]), float(row["epsilon"]), int(row["table"])) for row in read(asked.out)}
    with asked.out.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        if not have:
            writer.writeheader()
        for table in range(int(first), int(last or first) + 1):
            for world in asked.worlds:
                for case in ((world, people, epsilon, table) for people in PEOPLE for epsilon in EPSILONS):
                    if case not in have:
                        writer.writerow(trial(*case))
                        file.flush()


def read(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def summarise(asked: argparse.Namespace) -> None:
    rows = read(asked.out)
    print(
        "| world | N | epsilon | tables | refused | coverage | its standard error | bias of the middle | median width |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for world, people, epsilon in sorted({(r["world"], int(r["people"]), float(r["epsilon"])) for r in rows}):
        own = [r for r in rows if (r["world"], int(r["people"]), float(r["epsilon"])) == (world, people, epsilon)]
        limits = np.array([[float(r[name]) for name in ("middle", "low", "high")] for r in own])
        kept = limits[~np.isnan(limits[:, 0])]
        held = float(np.mean((kept[:, 1] <= people) & (people <= kept[:, 2])))
        error = math.sqrt(max(held * (1 - held), 1 / len(kept)) / len(kept)) if held < 1 else 1 / len(kept)
        said = f"{epsilon:g}" if epsilon else "no noise"
        bias, width = float(np.median(kept[:, 0])) / people - 1, float(np.median(kept[:, 2] - kept[:, 1]))
        print(
            f"| {world} | {people:,} | {said} | {len(own)} | {len(own) - len(kept)} | {held:.3f} | {error:.3f} | "
            f"{bias:+.1%} | {width:,.0f} |"
        )
    print(f"{sum(float(row['cpu_s']) for row in rows):,.0f} CPU s in all")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    runs = commands.add_parser("run", help="draw and estimate tables; append rows to a file")
    runs.add_argument("--worlds", nargs="+", choices=WORLDS, default=WORLDS)
    runs.add_argument("--tables", default="1-200", help="first-last; default 1-200")
    runs.add_argument("--out", type=Path, required=True)
    runs.set_defaults(call=run)
    sums = commands.add_parser("summary", help="coverage by world, people and epsilon")
    sums.add_argument("out", type=Path)
    sums.set_defaults(call=summarise)
    given = parser.parse_args()
    given.call(given)
