"""Latent classes on published tables: CPU seconds, effective draws, agreement of runs, and of seeds.

    python benchmarks/latent_class.py --data DIR        (seeds 1 to 5; kosovo1999, westernus, uk2013_5, netherlands_5)

One call is the method's first round: four runs from the prior. Compiled code is read from its cache before.
"""

import argparse
import time
from pathlib import Path

import numpy as np

from darkfigure.captures.read import read_table
from darkfigure.estimate.answers import _CLASSES_EFFORT
from darkfigure.estimate.combined import posterior
from darkfigure.estimate.prior import CLASSES, Prior

TABLES = ("kosovo1999", "westernus", "uk2013_5", "netherlands_5")


def main() -> None:
    """Print one line a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=5)
    args = parser.parse_args()
    for name in TABLES:
        full = read_table(args.data / f"{name}.csv").full()
        seconds, draws, rhat, medians = [], [], [], []
        for seed in range(args.seeds + 1):
            start = time.process_time()
            found = posterior(
                full,
                prior=Prior(),
                rng=np.random.default_rng(seed),
                effort=_CLASSES_EFFORT,
                structures=CLASSES,
                rounds=1,
            )
            if not seed:  # reads compiled code
                continue
            seconds.append(time.process_time() - start)
            draws.append(found.ess)
            rhat.append(found.rhat)
            medians.append(float(np.median(found.unseen)) + float(full[1:].sum()))
        spread = (max(medians) - min(medians)) / float(np.median(medians))
        print(
            f"| {name} | {min(seconds):.1f} to {max(seconds):.1f} | {min(draws):,.0f} to {max(draws):,.0f} | "
            f"{max(rhat):.3f} | {spread:.1%} | {np.sum(draws) / np.sum(seconds):.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
