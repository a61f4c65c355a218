"""CPU seconds of the 25 tables of Khartoum under five de-duplication and five linkage thresholds, and of pooling draws.

`sweep.py 1000` estimates the 25 tables (shipped; `--data DIR` reads the same from a file there) and pools a thousand
tables: thresholds drawn at random, and persons drawn again within each.
"""

import argparse
import time
from pathlib import Path

import numpy as np

from darkfigure import datasets
from darkfigure.captures.read import read_table
from darkfigure.captures.table import table_of
from darkfigure.estimate.linkage import estimate_linkages
from darkfigure.estimate.sweep import sweep

FILE = "strat_sudan2024_khartoum_linkthresholds.csv"
OVER = ("dup_threshold", "ovrlp_threshold")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("draws", type=int, nargs="?", default=1000)
    parser.add_argument("--data", type=Path)
    given = parser.parse_args()
    source = given.data / FILE if given.data else datasets.find("sudan2024_khartoum_thresholds").path
    table = read_table(source, strata=OVER)
    start = time.process_time()
    found = sweep(table)
    swept = time.process_time()
    print(f"{len(found.rows)} tables: {swept - start:.1f} CPU s. {found.sentence}")
    rng = np.random.default_rng(2)
    fulls = [one.full() for _, one in table.split()]
    tables = [
        table_of(rng.poisson(fulls[rng.integers(len(fulls))]).astype(np.int64), table.lists) for _ in range(given.draws)
    ]
    start = time.process_time()
    pooled = estimate_linkages([table_of(fulls[12].astype(np.int64), table.lists), *tables])
    print(
        f"{given.draws} tables pooled: {time.process_time() - start:.1f} CPU s. {pooled.estimate:,.0f} "
        f"({pooled.low:,.0f} to {pooled.high:,.0f}); of the variance {pooled.variance_shares}"
    )


if __name__ == "__main__":
    main()
