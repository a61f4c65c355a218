"""CPU seconds of fitting all models, choosing one and finding its interval, on the published tables."""

import time

from darkfigure import datasets
from darkfigure.captures.read import read_table
from darkfigure.estimate.loglinear import best_fit, profile_interval


def main() -> None:
    first = time.process_time()
    best_fit(read_table(datasets.find("kosovo1999").path).full())
    print(f"first call, with loading of compiled code: {time.process_time() - first:.2f} s")
    print(f"{'table':28} {'lists':>5} {'models':>6} {'fit s':>8} {'interval s':>10}")
    for name in datasets.names():
        one = datasets.find(name)
        table = read_table(one.path, strata=one.strata).pooled()
        start = time.process_time()
        fit = best_fit(table.full())
        fitted = time.process_time()
        if fit is None:
            continue
        profile_interval(table.full(), fit, level=0.95)
        done = time.process_time()
        print(f"{name:28} {len(table.lists):5} {fit.tried:6} {fitted - start:8.4f} {done - fitted:10.4f}")


if __name__ == "__main__":
    main()
