"""Strata drawn together: how often their intervals and that of the total hold the truth, against separate fits.

    strata.py coverage --strata 50 --replicates 10 --kinds alike,pairs,classes,both,unlike
    strata.py whole --strata 200            one call of `darkfigure.estimate`, everything in it, with CPU seconds

Strata are of log-normal size (median 120 people, one in forty below 20 seen or so, some of thousands); four lists whose
log-odds differ over strata around common means. `alike` has nothing else; `pairs` has two interactions with small
variation; `classes` two classes of people, apart by 1.6 on every list; `both` is both; `unlike` is strata whose lists
and interactions are spread two to three times as widely, around no common interaction.
"""

import argparse
import time

import numpy as np

import darkfigure as df
from darkfigure.captures.table import CaptureTable
from darkfigure.estimate.combined import posterior, shortest_interval
from darkfigure.estimate.pooled import joint_posterior
from darkfigure.estimate.prior import Prior
from darkfigure.estimate.strata import sweeps_for
from darkfigure.inference.tempering import Effort

MEANS = np.array([-1.2, -1.6, -1.0, -1.9])
LISTS = len(MEANS)
CELLS = (np.arange(1 << LISTS)[:, None] >> np.arange(LISTS)) & 1
PAIRS = [(i, j) for j in range(LISTS) for i in range(j)]
KINDS = ("alike", "pairs", "classes", "both", "unlike")


def chance(reach: np.ndarray, together: np.ndarray) -> np.ndarray:
    linear = CELLS @ reach
    for (i, j), effect in zip(PAIRS, together, strict=True):
        linear = linear + effect * CELLS[:, i] * CELLS[:, j]
    odds = np.exp(linear)
    return np.asarray(odds / odds.sum())


def world(kind: str, strata: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """People of each stratum, and those seen by pattern [strata, 16]."""
    people = np.maximum(10, np.rint(120 * np.exp(rng.normal(size=strata)))).astype(int)
    common = np.zeros(len(PAIRS))
    if kind in {"pairs", "both"}:
        common[[0, 4]] = 0.8, -0.4
    reach_sd, pair_sd = (1.1, 0.6) if kind == "unlike" else (0.5, 0.2)
    seen = np.zeros((strata, 1 << LISTS))
    for s in range(strata):
        reach = MEANS + reach_sd * rng.normal(size=LISTS)
        together = common + pair_sd * rng.normal(size=len(PAIRS)) * (kind in {"pairs", "both", "unlike"})
        if kind in {"classes", "both"}:
            share, gap = np.clip(0.4 + 0.08 * rng.normal(), 0.1, 0.9), 1.6 + 0.2 * rng.normal()
            cells = share * chance(reach + (1 - share) * gap, together)
            cells += (1 - share) * chance(reach - share * gap, together)
        else:
            cells = chance(reach, together)
        seen[s] = rng.multinomial(people[s], cells)
    seen[:, 0] = 0
    return people, seen


def as_table(seen: np.ndarray) -> CaptureTable:
    stratum, cell = np.nonzero(seen)
    return CaptureTable(
        lists=tuple("abcd"),
        strata=tuple({"region": f"{s:03d}"} for s in range(len(seen))),
        patterns=CELLS[cell].astype(np.uint8),
        counts=seen[stratum, cell].astype(np.int64),
        stratum=stratum.astype(np.int32),
    )


def coverage(kind: str, args: argparse.Namespace) -> None:
    sweeps = sweeps_for(args.strata, quick=False)
    held, total, width, separate, apart, bias, large = [], [], [], [], [], [], []
    start, alone = time.process_time(), 0.0
    for replicate in range(args.first, args.first + args.replicates):
        people, seen = world(kind, args.strata, np.random.default_rng([31, replicate]))
        rng = np.random.default_rng(replicate)
        found = joint_posterior(seen, prior=Prior(), rng=rng, sweeps=sweeps)
        hidden = people - seen.sum(axis=1)
        draws = found.unseen.reshape(-1, args.strata)
        limits = np.array([shortest_interval(draws[:, s], level=0.95) for s in range(args.strata)])
        inside = (limits[:, 0] <= hidden) & (hidden <= limits[:, 1])
        held.append(inside)
        large.append(inside[people > 200])
        low, high = shortest_interval(found.total.unseen, level=0.95)
        total.append(low <= hidden.sum() <= high)
        width.append((high - low) / people.sum())
        bias.append(found.total.median / hidden.sum() - 1)
        apart.append(found.total.rhat)
        before = time.process_time()
        for s in rng.permutation(args.strata)[: args.separate]:
            if np.count_nonzero(seen[s]) < 2:
                continue
            own = posterior(seen[s], prior=Prior(), rng=rng, effort=Effort(particles=100), rounds=1)
            low, high = shortest_interval(own.unseen, level=0.95)
            separate.append((limits[s, 1] - limits[s, 0] + 1) / (high - low + 1))
        alone += time.process_time() - before
    each = (time.process_time() - start - alone) / args.replicates
    ratio = f"{np.median(separate):.2f}" if separate else "-"
    print(
        f"| {kind} | {args.strata} | {args.replicates} | {np.concatenate(held).mean():.3f} | "
        f"{np.concatenate(large).mean():.3f} | {np.mean(total):.2f} | {np.median(width):.0%} | "
        f"{np.median(bias):+.1%} | {ratio} | {np.median(apart):.3f} ({np.max(apart):.2f}) | {each:.1f} |",
        flush=True,
    )


def whole(kind: str, args: argparse.Namespace) -> None:
    people, seen = world(kind, args.strata, np.random.default_rng([31, args.first]))
    df.estimate(as_table(world("alike", 3, np.random.default_rng(1))[1]))  # compiles
    start = time.process_time()
    found = df.estimate(as_table(seen))
    seconds = time.process_time() - start
    known = [(s, n) for s, n in zip(found.strata, people, strict=True) if s.low is not None]
    inside = np.mean([s.low <= n <= s.high for s, n in known]) if known else float("nan")
    print(
        f"| {kind} | {args.strata} | {people.sum():,} | {found.estimate} ({found.low} to {found.high}) | "
        f"{len(known)} | {inside:.3f} | {seconds:.1f} |",
        flush=True,
    )
    for method in found.methods:
        print(f"  {method.method}: {method.cpu_seconds:.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("coverage", "whole"))
    parser.add_argument("--strata", type=int, default=50)
    parser.add_argument("--replicates", type=int, default=10)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--separate", type=int, default=2, help="strata a world that are also fitted alone")
    parser.add_argument("--kinds", default=",".join(KINDS))
    args = parser.parse_args()
    for kind in args.kinds.split(","):
        (coverage if args.what == "coverage" else whole)(kind, args)


if __name__ == "__main__":
    main()
