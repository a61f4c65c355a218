"""Does doubt about who is who end up in the number? Invented worlds with known truth, with drawn linkages and without.

    python benchmarks/linkage_draws.py --learn             what the draws assume, from worlds (seeds 201 and up)
    python benchmarks/linkage_draws.py                     two worlds of every variant (seeds 301 and up)

For each world: how many persons its linkable rows are, truly, by the best linkage and by 95 % of the drawn ones; and
the number of people, by the best linkage alone (`[link] draws = 0`) and with the drawn ones. The share of worlds
whose truth lies inside is what counts. The worlds that the draws were learnt on are never those that are judged.
"""

import argparse
import csv
import shutil
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from darkfigure.engine import open_engine
from darkfigure.link import calibration, doubt, draws, run
from darkfigure.link.equal import equal_rows
from darkfigure.link.held import Pairs
from darkfigure.simulate import World, invent_study
from darkfigure.store import read_table
from darkfigure.study import Study

Ints = NDArray[np.int64]
_LEARN, _JUDGE = 201, 301  # first seeds
_DRAWN = "draws = 50"
_LEARNT = (
    "a",
    "b",
    "a by echoes",
    "b by echoes",
    "echoes apart",
    "missed, by persons",
    "missed, by those on two lists",
)
_RATES = (0.0, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3)  # of links that pairs miss, tried in turn


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One world: truth, and what the program says."""

    name: str
    seen_true: int
    seen_best: int
    seen_low: float
    seen_high: float
    people: int
    best: dict[str, Any]
    drawn: dict[str, Any]


def _true_persons(folder: Path) -> Ints:
    """The person of each mention."""
    with (folder / "truth" / "truth.csv").open(encoding="utf-8", newline="") as file:
        owner = {(line["source"], int(line["row"])): int(line["person"]) for line in csv.DictReader(file)}
    mentions = read_table(folder / "tables" / "mention.parquet")
    keys = zip(mentions["source"].to_pylist(), mentions["row"].to_pylist(), strict=True)
    return np.array([owner[key] for key in keys], dtype=np.int64)


def _linkable(folder: Path) -> NDArray[np.bool_]:
    persons = read_table(folder / "tables" / "person.parquet")
    best = persons.filter(persons["draw"].to_numpy() == 0)
    found: NDArray[np.bool_] = best["linkable"].to_numpy(zero_copy_only=False)
    return found


def learn(folder: Path) -> tuple[float, ...]:
    """What the draws assume, of one world.

    Intercept and slope of the true log-odds of its compared pairs; the same by its echoes (`_ECHO_SHIFT` is in it); the
    share of its echoes that come apart; the share of links that must be added for drawn persons to be as many as true
    ones, and for those on two lists or more.
    """
    for stage in ("collect", "extract"):
        Study(folder).run(only=stage)
    seen: dict[str, Any] = {}

    def keep(pairs: Any, echoes: Any, *rest: Any, **options: Any) -> calibration.Trust:  # noqa: ANN401
        trust = calibration.learn_trust(pairs, echoes, *rest, **options)
        seen.update(echoes=echoes, trust=trust)
        return trust

    def stop(rows: draws.Rows, pairs: Pairs, **_: Any) -> draws.Drawn:  # noqa: ANN401
        seen.update(rows=rows, pairs=pairs)
        return draws.nothing_drawn(len(rows.source))

    mentions = read_table(folder / "tables" / "mention.parquet")
    true = _true_persons(folder)[equal_rows(mentions).kept]
    with (
        patch.object(doubt, "learn_trust", keep),
        patch.object(run, "draw_partitions", stop),
        open_engine("local", memory_limit="2GB", temp=folder / "spill") as engine,
    ):
        run.link_mentions(mentions, engine=engine, draws=1, rng=np.random.default_rng([7, 5]))
    linkable, (left, right, weight) = seen["rows"].linkable, seen["pairs"]
    kept = linkable[left] & linkable[right]
    left, right, weight = left[kept], right[kept], np.clip(weight[kept], -calibration.CLIP, calibration.CLIP)
    same = true[left] == true[right]

    def loss(p: NDArray[np.float64]) -> float:
        return float(np.logaddexp(0, -(2 * same - 1) * (p[0] + p[1] * weight)).sum())

    a, b = minimize(loss, np.array([0.0, 1.0])).x
    trust, rows = seen["trust"], seen["rows"]
    apart = 1.0 / (1.0 + np.exp(trust.mean[0] + trust.mean[1] * np.clip(seen["echoes"], -12.0, 12.0)))
    wanted = _persons_and_shared(true[linkable], rows.source[linkable])
    off = []
    for rate in _RATES:
        sure = trust._replace(parted=(max(rate, 1e-6), 1e-7))
        drawn = draws.draw_partitions(rows, seen["pairs"], draws=8, rng=np.random.default_rng(3), trust=sure).person
        counts = [_persons_and_shared(one[linkable], rows.source[linkable]) for one in drawn]
        off.append(np.mean(counts, axis=0) / wanted - 1.0)
    persons, shared = np.array(off).T
    missed = np.interp(0.0, -persons, _RATES), np.interp(0.0, shared, _RATES)
    return float(a), float(b), *map(float, trust.mean), float(apart.mean()), *map(float, missed)


def _persons_and_shared(person: Ints, source: Ints) -> NDArray[np.float64]:
    """How many persons there are, and how many on two lists or more."""
    pairs = np.unique(np.stack([person, source]), axis=1)
    lists = np.unique(pairs[0], return_counts=True)[1]
    return np.array([len(lists), np.count_nonzero(lists > 1)], dtype=np.float64)


def judge(name: str, folder: Path, people: int) -> Judged:
    """Run a world with drawn linkages and without; its settings say which strata."""
    drawn = Study(folder).run()
    true, linkable = _true_persons(folder), _linkable(folder)
    settings = folder / "study.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace(_DRAWN, "draws = 0"), encoding="utf-8")
    best = Study(folder).run()
    return Judged(
        name=name,
        seen_true=len(np.unique(true[linkable])),
        seen_best=best["estimate"]["observed"],
        seen_low=drawn["linkage"]["drawn_persons_low"],
        seen_high=drawn["linkage"]["drawn_persons_high"],
        people=people,
        best=best["estimate"],
        drawn=drawn["estimate"],
    )


def seen(folder: Path) -> tuple[int, int, float, float]:
    """Persons behind the linkable rows: truly, by the best linkage, and the limits of the drawn ones."""
    for stage in ("collect", "extract", "link"):
        Study(folder).run(only=stage)
    facts = Study(folder).run(only="link")["linkage"]
    true, linkable = _true_persons(folder), _linkable(folder)
    persons = read_table(folder / "tables" / "person.parquet")
    best = persons["person"].to_numpy()[persons["draw"].to_numpy() == 0]
    truly, found = len(np.unique(true[linkable])), len(np.unique(best[linkable]))
    return truly, found, facts["drawn_persons_low"], facts["drawn_persons_high"]


def _inside(truth: float, low: float | None, high: float | None) -> bool:
    return low is not None and low <= truth and (high is None or truth <= high)


def _line(one: Judged) -> str:
    cells = [f"{one.name:20}", f"{one.seen_true:6}", f"{one.seen_best:6}", f"{one.seen_low:6.0f}-{one.seen_high:.0f}"]
    cells.append("in" if _inside(one.seen_true, one.seen_low, one.seen_high) else "OUT")
    for answer in (one.best, one.drawn):
        low, high = answer["low"], answer["high"]
        if answer["estimate"] is None:
            cells.append("no number")
            continue
        cells += [f"{answer['estimate']:6.0f} [{low:.0f}, {'open' if high is None else f'{high:.0f}'}]"]
        cells.append("in" if _inside(one.people, low, high) else "OUT")
    cells.append(f"linkage {(one.drawn['variance_shares'] or {}).get('linkage', 0):.2f}")
    return "  ".join(cells)


def _print_summary(results: list[Judged]) -> None:
    n = len(results)
    seen = sum(_inside(one.seen_true, one.seen_low, one.seen_high) for one in results)
    middle = np.array([(one.seen_low + one.seen_high) / 2 / one.seen_true - 1 for one in results])
    best = np.array([one.seen_best / one.seen_true - 1 for one in results])
    print(f"\npersons seen: truth inside {seen} of {n}; middle {middle.mean():+.2%}, best linkage {best.mean():+.2%}")
    for label, answers in (
        ("best linkage alone", [(one.people, one.best) for one in results]),
        ("with drawn linkages", [(one.people, one.drawn) for one in results]),
    ):
        given = [(people, answer) for people, answer in answers if answer["estimate"] is not None]
        inside = sum(_inside(people, answer["low"], answer["high"]) for people, answer in given)
        bias = np.median([answer["estimate"] / people - 1 for people, answer in given])
        width = np.median([(answer["high"] - answer["low"]) / people for people, answer in given if answer["high"]])
        print(f"{label}: truth inside {inside} of {len(given)}; median bias {bias:+.1%}; median width {width:.1%}")


def _print_seen(rows: list[tuple[int, int, float, float]]) -> None:
    table = np.array(rows)
    inside = (table[:, 2] <= table[:, 0]) & (table[:, 0] <= table[:, 3])
    middle, best = (table[:, 2] + table[:, 3]) / 2 / table[:, 0] - 1, table[:, 1] / table[:, 0] - 1
    print(
        f"\npersons seen: truth inside {inside.sum()} of {len(table)}; middle of the interval {middle.mean():+.2%} on "
        f"average, best linkage {best.mean():+.2%}; width {((table[:, 3] - table[:, 2]) / table[:, 0]).mean():.1%}"
    )


def _worlds(options: argparse.Namespace) -> list[tuple[str, World, int]]:
    variants = World.variants()
    names = options.variants.split(",") if options.variants else list(variants)
    first = options.seed or (_LEARN if options.learn else _JUDGE)
    return [
        (name, replace(variants[name], people=options.people), first + number * len(names) + place)
        for number in range(options.worlds)
        for place, name in enumerate(names)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=2, help="worlds of each variant (default 2)")
    parser.add_argument("--variants", default="", help=f"some of {','.join(World.variants())} (default: all)")
    parser.add_argument("--people", type=int, default=1500, help="people of each world (default 1500)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the first world")
    parser.add_argument("--strata", action="store_true", help="estimate by origin too, as invented studies do; slower")
    parser.add_argument("--seen", action="store_true", help="persons seen alone, without an estimate; quicker")
    parser.add_argument("--learn", action="store_true", help="print what the draws assume instead")
    options = parser.parse_args()
    learnt, counted, results = [], [], []
    for name, world, seed in _worlds(options):
        folder = Path(tempfile.mkdtemp(prefix="draws-"))
        try:
            invent_study(folder, rng=np.random.default_rng(seed), world=world)
            settings = folder / "study.toml"
            text = settings.read_text(encoding="utf-8") + f"\n[link]\n{_DRAWN}\n"
            if not options.strata:
                text = text.replace('strata = ["origin"]', "strata = []")
            settings.write_text(text, encoding="utf-8")
            if options.learn:
                learnt.append(learn(folder))
                print(name, seed, *(f"{what} {value:.4f}" for what, value in zip(_LEARNT, learnt[-1], strict=True)),
                      flush=True)  # fmt: skip
            elif options.seen:
                counted.append(seen(folder))
                print(f"{name} {seed}:", *counted[-1], flush=True)
            else:
                results.append(judge(f"{name} {seed}", folder, world.people))
                print(_line(results[-1]), flush=True)
        finally:
            shutil.rmtree(folder)
    if options.learn:
        table = np.array(learnt)
        print("means", table.mean(axis=0), "\nsd", table.std(axis=0, ddof=1), "\ncovariance", np.cov(table[:, :2].T))
        line = np.polyfit(table[:, 4], table[:, 5:].mean(axis=1), 1)
        left = table[:, 5:].mean(axis=1) - np.polyval(line, table[:, 4])
        print("missed by echoes apart: slope", line[0], "at none", line[1], "sd of the rest", left.std(ddof=2))
    elif options.seen:
        _print_seen(counted)
    else:
        _print_summary(results)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
