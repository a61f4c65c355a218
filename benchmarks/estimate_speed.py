"""CPU seconds of log-linear models: all models, resampling with the choice repeated, stepwise, and the shrunken model.

    python benchmarks/estimate_speed.py --data DIR

DIR holds kosovo1999.csv, uk2013_5.csv and uk2013_6.csv. Loading or making the compiled code is reported apart. The
peers' figures are those of reference.csv, measured on the same kind of machine.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from darkfigure.captures.read import read_table
from darkfigure.estimate import loglinear
from darkfigure.estimate.bootstrap import competition, resample
from darkfigure.estimate.shrunken import shrunken_posterior
from darkfigure.estimate.stepwise import choose_stepwise, resample_stepwise
from darkfigure.inference import subsets

Floats = np.ndarray


def choosing(full: Floats, most: int) -> None:
    """A thousand tables drawn again, on which the best few models compete, and the BCa limits."""
    fits = loglinear.ranked(full)[:most]
    cost = loglinear.penalty(float(full[1:].sum()), criterion="bic")
    models = competition([fit.terms for fit in fits], len(full).bit_length() - 1, cost=cost)
    resample(full, models, replicates=1000, rng=np.random.default_rng(1)).bca(level=0.95)


def stepwise(full: Floats) -> None:
    """Stepwise choice, a thousand tables on which it is repeated, and the BCa limits."""
    choose_stepwise(full)
    resample_stepwise(full, replicates=1000, rng=np.random.default_rng(1)).bca(level=0.95)


def seconds(work: Callable[[], object], *, times: int = 5) -> float:
    """The median of several runs."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return float(np.median(taken))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    folder = parser.parse_args().data
    four, five, six = (read_table(folder / f"{name}.csv").full() for name in ("kosovo1999", "uk2013_5", "uk2013_6"))

    start = time.process_time()
    loglinear.best_fit(four)
    first = time.process_time() - start
    start = time.process_time()
    choose_stepwise(four)
    shrunken_posterior(four, rng=np.random.default_rng(1))
    second = time.process_time() - start
    loaded = sum(subsets.fit_models.stats.cache_hits.values())  # type: ignore[attr-defined]
    print(f"first calls, code {'loaded from the cache' if loaded else 'compiled'}: {first:.2f} s and {second:.2f} s")

    work: tuple[tuple[str, float | None, str, Callable[[], object]], ...] = (
        ("113 models on 4 lists", 0.05, "Rcapture 0.53", lambda: loglinear.ranked(four)),
        ("1,024 models on 5 lists", 0.4, "Rcapture 5.2", lambda: loglinear.ranked(five)),
        ("1,000 choices among 113 models, 4 lists", 2.0, "2.70 for 100", lambda: choosing(four, 113)),
        ("1,000 choices among the best 50 models, 5 lists", 20.0, "15.8 for 60 of 20", lambda: choosing(five, 50)),
        ("stepwise and 1,000 choices, 6 lists", 15.0, "18.6 for 100", lambda: stepwise(six)),
        ("shrunken model, 4 lists", None, "-", lambda: shrunken_posterior(four, rng=np.random.default_rng(1))),
        ("shrunken model, 5 lists", None, "-", lambda: shrunken_posterior(five, rng=np.random.default_rng(1))),
        ("shrunken model, 6 lists", None, "-", lambda: shrunken_posterior(six, rng=np.random.default_rng(1))),
    )
    print(f"{'CPU seconds':50} {'ours':>8} {'bar':>6}   peer")
    for name, bar, peer, job in work:
        print(f"{name:50} {seconds(job, times=3):8.4f} {'-' if bar is None else bar:>6}   {peer}", flush=True)


if __name__ == "__main__":
    main()
