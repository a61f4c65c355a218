"""Coverage and width on tables with discrete Laplace noise in every count, against the same tables without.

`noisy_tables.py 20 independent4` draws tables of a world, adds noise of scales 1, 3 and 10 and estimates. The clipped
column is what becomes of it when negative counts are set to zero and the rest is taken as counted. Estimates are those
of the combined method over tables that are filled in, as other methods and strata take it, without the methods beside
it.
"""

import argparse
import time

import numpy as np

from darkfigure.captures.table import CaptureTable, table_of
from darkfigure.estimate import EstimateOptions
from darkfigure.estimate.linkage import sample_populations, summary
from darkfigure.estimate.noisy import complete
from darkfigure.simulate.shipped_worlds import world

NAMES = "abcdefgh"
DRAWS = 40


def noise(scale: float, cells: int, rng: np.random.Generator) -> np.ndarray:
    stop = 1.0 - np.exp(-1.0 / scale)
    return rng.geometric(stop, cells) - rng.geometric(stop, cells)


def every_cell(full: np.ndarray) -> CaptureTable:
    lists = len(full).bit_length() - 1
    cells = np.arange(1, len(full))
    return CaptureTable(
        lists=tuple(NAMES[:lists]),
        strata=({},),
        patterns=((cells[:, None] >> np.arange(lists)) & 1).astype(np.uint8),
        counts=full[1:],
        stratum=np.zeros(len(cells), dtype=np.int32),
    )


def populations(tables: list[CaptureTable], seed: int) -> list[np.ndarray]:
    samples = sample_populations(tables, options=EstimateOptions(seed=seed))
    return [one.population for one in samples if one.population is not None]


def interval(samples: list[np.ndarray]) -> tuple[float, float, float]:
    return summary(np.concatenate(samples), level=0.95)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("replicates", type=int, nargs="?", default=10)
    parser.add_argument("worlds", nargs="*", default=["independent3", "pair4", "pairs5"])
    parser.add_argument("--scales", type=float, nargs="+", default=[1.0, 3.0, 10.0])
    given = parser.parse_args()
    print("| world | scale | coverage | bias | median width | clipped: coverage | bias | CPU s |")
    print("|---|---|---|---|---|---|---|---|")
    for name in given.worlds:
        for scale in [0.0, *given.scales]:
            line(name, scale, given.replicates)


def line(name: str, scale: float, replicates: int) -> None:
    people, chances = world(name).people, world(name).chance
    found, clipped = np.zeros((replicates, 3)), np.zeros((replicates, 3))
    lists = NAMES[: len(chances).bit_length() - 1]
    start = time.process_time()
    for replicate in range(replicates):
        rng = np.random.default_rng([29, replicate])
        full = rng.multinomial(people, chances)
        full[0] = 0
        if not scale:
            samples = populations([table_of(full, tuple(lists))], replicate)
            found[replicate] = clipped[replicate] = interval(samples)
            continue
        noisy = full + noise(scale, len(full), np.random.default_rng([31, replicate]))
        drawn = complete(every_cell(noisy), scale=scale, draws=DRAWS, rng=rng)[1]
        samples = populations([table_of(np.maximum(noisy, 0), tuple(lists)), *drawn], replicate)
        clipped[replicate], found[replicate] = interval(samples[:1]), interval(samples[1:])
    seconds = (time.process_time() - start) / replicates
    parts = []
    for one in (found, clipped):
        covered = np.mean((one[:, 1] <= people) & (one[:, 2] >= people))
        parts.append((f"{covered:.2f}", f"{np.mean(one[:, 0]) / people - 1:+.1%}"))
    print(
        f"| {name} | {scale:g} | {parts[0][0]} | {parts[0][1]} | {np.median(found[:, 2] - found[:, 1]):,.0f} | "
        f"{parts[1][0]} | {parts[1][1]} | {seconds:.1f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
