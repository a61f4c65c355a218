"""Ours beside what other programs and publications answered on the same tables.

    python benchmarks/estimate_reference.py --data DIR [--peers FILE]

DIR holds the tables and `reference.csv`: dataset, method, options, estimate, lower, upper, seconds, citation. FILE has
further rows of that kind, for instance those that benchmarks/estimate_peers.R writes.

Figures that have one right value must agree within 0.1 %, quantiles on a grid within one step of it, limits from
resampling within what chance allows.
"""

import argparse
import csv
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from darkfigure.captures.read import read_table
from darkfigure.captures.table import CaptureTable
from darkfigure.estimate import loglinear
from darkfigure.estimate.bootstrap import Resampled, competition, resample
from darkfigure.estimate.chao import lower_bound
from darkfigure.estimate.decomposable import average
from darkfigure.estimate.heterogeneous import Spread, mh_estimates, mth_estimate
from darkfigure.estimate.models import all_models, written
from darkfigure.estimate.stepwise import choose_stepwise, resample_stepwise
from darkfigure.inference.completed import complete, kernel_of

Row = dict[str, str]
LEVEL = 0.95
SEEDS, FEW_SEEDS = 100, 5


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One figure of one row. `allowed` is a relative difference; `kind` says where it comes from."""

    row: Row
    figure: str
    ours: float | None
    theirs: float
    allowed: float
    kind: str
    note: str = ""

    @property
    def apart(self) -> float:
        """Relative difference."""
        return float("inf") if self.ours is None else self.ours / self.theirs - 1

    @property
    def agrees(self) -> bool:
        """Whether it is as small as it must be."""
        return abs(self.apart) <= self.allowed


def exact(row: Row, note: str = "", **ours: float | None) -> Iterator[Compared]:
    for figure, value in ours.items():
        theirs = said(row, figure)
        if theirs is not None:
            yield Compared(row=row, figure=figure, ours=value, theirs=theirs, allowed=1e-3, kind="exact", note=note)


def plus(seen: float, unseen: float | None) -> float | None:
    """Everybody; None where the unseen are not identified."""
    return None if unseen is None else seen + unseen


def said(row: Row, figure: str) -> float | None:
    text = row[{"estimate": "estimate", "low": "lower", "high": "upper"}[figure]]
    return float(text) if text not in {"", "NA"} else None


def by_chance(row: Row, again: Callable[[int, int], Resampled], seen: int) -> Iterator[Compared]:
    """Limits that rest on resampling, with as many replicates as the other program drew.

    Of few replicates theirs must lie within the range of ours over seeds, outside which one in fifty falls by chance;
    of a thousand within three standard deviations of the difference.
    """
    replicates = replicates_of(row)
    seeds = FEW_SEEDS if replicates >= 1000 else SEEDS
    limits = np.array([again(replicates, seed).bca(level=LEVEL) for seed in range(seeds)]) + seen
    for own, figure in zip(limits.T, ("low", "high"), strict=True):
        theirs = said(row, figure)
        if theirs is None:
            continue
        middle = float(np.median(own))
        if replicates >= 1000:
            allowed = 3 * 2**0.5 * float(own.std(ddof=1)) / theirs
        else:
            edge = own.min() if theirs < middle else own.max()
            allowed = abs(middle - float(edge)) / theirs
        yield Compared(row=row, figure=figure, ours=middle, theirs=theirs, allowed=allowed, kind="by chance")


def replicates_of(row: Row) -> int:
    """As the row says; 100, as in the rows beside, where it does not."""
    found = re.search(r"nboot=(\d+)|boot (\d+)|(\d+) boot", row["options"])
    return int(next(filter(None, found.groups()))) if found else 100


def model_of(row: Row) -> str:
    found = re.search(r"\[[0-9;]+\]", row["options"])
    if found is None:
        raise ValueError(f"no model is named in {row['options']!r}")
    return found.group()


def terms_of(row: Row, lists: int) -> tuple[int, ...]:
    return next(terms for terms in all_models(lists, max_order=lists) if written(terms, lists) == model_of(row))


def chosen(full: np.ndarray, row: Row, order: int | None) -> str:
    """What our own choice says of the model named in the row."""
    fit = loglinear.best_fit(full, max_order=order)
    best = "no model" if fit is None else written(fit.terms, len(full).bit_length() - 1)
    return "our choice too" if best == model_of(row) else f"ours chooses {best}"


def rcapture_model(row: Row, table: CaptureTable) -> Iterator[Compared]:
    full, lists = table.full(), len(table.lists)
    terms = terms_of(row, lists)
    order = 2 if "maxorder=2" in row["options"] else None
    unseen = loglinear.multinomial_unseen(full, terms)
    found = complete(kernel_of(loglinear.design_of(terms, lists)), full, start=unseen, level=LEVEL)
    high = plus(table.observed, found.high)
    note = chosen(full, row, order)
    return exact(row, note, estimate=table.observed + unseen, low=table.observed + found.low, high=high)


def rcapture_chao(row: Row, table: CaptureTable) -> Iterator[Compared]:
    found = lower_bound(table.full(), level=LEVEL)
    n = table.observed
    return exact(row, estimate=n + found.unseen, low=n + found.low, high=plus(n, found.high))


def rcapture_differ(row: Row, table: CaptureTable) -> Iterator[Compared]:
    found = mth_estimate(table.full(), row["options"].split()[2].lower(), level=LEVEL)
    return spread(row, found, table.observed)


def spread(row: Row, found: Spread, seen: float) -> Iterator[Compared]:
    note = "spread below zero: ours takes zero" if (found.unbounded_spread or 0.0) < 0 else ""
    everybody, low, high = (plus(seen, part) for part in (found.unseen, found.low, found.high))
    return exact(row, note, estimate=everybody, low=low, high=high)


def stepwise(row: Row, table: CaptureTable) -> Iterator[Compared]:
    full, n = table.full(), table.observed
    yield from exact(row, estimate=plus(n, choose_stepwise(full).unseen))
    if said(row, "low") is not None:
        yield from by_chance(
            row, lambda many, seed: resample_stepwise(full, replicates=many, rng=np.random.default_rng(seed)), n
        )


def fixed_model(row: Row, table: CaptureTable) -> Iterator[Compared]:
    """A model chosen by BIC; its limits with the choice repeated among the best few, or for this model alone."""
    full, lists, n = table.full(), len(table.lists), table.observed
    terms = terms_of(row, lists)
    fitted = loglinear.fit_model(full, terms)
    yield from exact(row, chosen(full, row, None), estimate=plus(n, fitted and fitted[0]))
    fits = loglinear.ranked(full)
    count = re.search(r"ntop=(\d+)", row["options"])
    rivals = (
        [terms] if count and count.group(1) == "1" else [f.terms for f in fits[: int(count.group(1)) if count else 113]]
    )
    if count is None and lists > 4:
        rivals = rivals[:50]
    yield from by_chance(row, lambda many, seed: choosing(full, rivals, many, seed), n)


def choosing(full: np.ndarray, rivals: list[tuple[int, ...]], many: int, seed: int) -> Resampled:
    cost = loglinear.penalty(float(full[1:].sum()), criterion="bic")
    models = competition(rivals, len(full).bit_length() - 1, cost=cost)
    return resample(full, models, replicates=many, rng=np.random.default_rng(seed))


def published_choice(row: Row, table: CaptureTable) -> Iterator[Compared]:
    full = table.full()
    fits = loglinear.ranked(full)
    rivals = [f.terms for f in fits][: 1 if "ntop=1" in row["method"] else len(fits)]
    if said(row, "estimate") is not None:
        yield from exact(row, estimate=table.observed + fits[0].unseen)
    yield from by_chance(row, lambda many, seed: choosing(full, rivals, many, seed), table.observed)


def dga(row: Row, table: CaptureTable) -> Iterator[Compared]:
    n = table.observed
    grid = np.unique(np.rint(np.linspace(1, 30 * n, 1000)))
    found = average(table.full(), grid=grid, with_saturated=True)
    weight = found.probability / np.gradient(grid)
    places = np.searchsorted(np.cumsum(weight / weight.sum()), [0.5, 0.025, 0.975])
    for figure, place in zip(("estimate", "low", "high"), places, strict=True):
        theirs = said(row, figure)
        if theirs is None:
            raise ValueError(f"the row of {row['dataset']} has no {figure}")
        allowed = (grid[1] - grid[0] + 1) / theirs
        yield Compared(
            row=row, figure=figure, ours=float(n + grid[place]), theirs=theirs, allowed=allowed, kind="one grid step"
        )


RULES: tuple[tuple[str, str, Callable[[Row, CaptureTable], Iterator[Compared]]], ...] = (
    ("Rcapture", "best BIC", rcapture_model),
    ("Rcapture", "Chao", rcapture_chao),
    ("Rcapture", "closedpCI.t Mth", rcapture_differ),
    ("MultipleSystemsEstimation", "stepwise", stepwise),
    ("MultipleSystemsEstimation", "BIC best model", fixed_model),
    ("MultipleSystemsEstimation", "bic selection-aware", fixed_model),
    ("dga", "delta", dga),
    ("stepwise p=0.02", "", stepwise),
    ("BIC loglinear + bootstrap", "boot", published_choice),
    ("BIC loglinear order 2 + bootstrap", "boot", published_choice),
    ("BIC loglinear, ntop=1", "boot", published_choice),
)


@lru_cache(maxsize=64)
def table_of(path: Path) -> CaptureTable:
    return read_table(path)


def compared(row: Row, folder: Path) -> list[Compared] | None:
    path = folder / f"{row['dataset']}.csv"
    if not path.exists():
        return None
    if row["dataset"].startswith("freq_"):
        rows = list(csv.reader(path.open(encoding="utf-8")))[1:]
        frequencies = np.array([float(count) for _, count in rows])
        shape = row["options"].split()[2].lower()
        found = next(one for one in mh_estimates(frequencies, level=LEVEL) if one.model == shape)
        return list(spread(row, found, float(frequencies.sum())))
    for program, word, rule in RULES:
        if row["method"].startswith(program) and word in row["options"]:
            return list(rule(row, table_of(path)))
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--peers", type=Path)
    asked = parser.parse_args()
    rows = [
        row
        for path in (asked.data / "reference.csv", asked.peers)
        if path is not None
        for row in csv.DictReader(path.open(encoding="utf-8"))
    ]
    start, found, left = time.process_time(), list[Compared](), Counter[str]()
    print(f"{'table':24} {'method':58} {'figure':8} {'ours':>12} {'theirs':>12} {'apart':>9} {'allowed':>8}")
    for row in rows:
        done = compared(row, asked.data)
        if done is None:
            left[row["method"]] += 1
            continue
        for one in done:
            found.append(one)
            label = f"{row['method']} {row['options']}"[:58]
            ours = "-" if one.ours is None else f"{one.ours:.6g}"
            mark = "" if one.agrees else "  APART"
            print(
                f"{row['dataset']:24} {label:58} {one.figure:8} {ours:>12} {one.theirs:>12.6g} "
                f"{one.apart:>9.3%} {one.allowed:>8.2%}{mark}{'  ' + one.note if one.note else ''}"
            )
    for kind in ("exact", "one grid step", "by chance"):
        own = [one for one in found if one.kind == kind]
        print(f"{kind}: {sum(one.agrees for one in own)} of {len(own)} figures agree")
    print(f"rows of methods that are not ours or of no table: {sum(left.values())}")
    for method, count in left.most_common():
        print(f"  {count:3} {method}")
    print(f"{time.process_time() - start:.1f} CPU s")


if __name__ == "__main__":
    main()
