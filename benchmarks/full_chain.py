"""From the rows of five lists in four scripts to the number of people, on invented worlds whose truth is known.

    full_chain.py run --worlds 10 --seed 801 --out A.csv      ten worlds of each variant, one row an answer
    full_chain.py seen --worlds 30 --seed 1401 --out S.csv    persons seen alone, linkage without an estimate
    full_chain.py summary A.csv ...                           tables for RESULTS.md

A world is written as files, linked and counted by `darkfigure.Study`, under several settings (`SETTINGS`), and counted
beside them by the true persons of all rows (`true links`). Files are appended to and what they hold is not done again,
so a run may be stopped, and divided among processes (`--variants`). Strata are left out unless asked for (`--strata`).
"""

import argparse
import csv
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from darkfigure.captures.table import table_of
from darkfigure.estimate.options import EstimateOptions
from darkfigure.link import draws, echoes
from darkfigure.link import run as linkage
from darkfigure.link.fields import Fields
from darkfigure.link.naming import MentionNames
from darkfigure.simulate import World, invent_study
from darkfigure.simulate.trials import try_table
from darkfigure.store import read_table
from darkfigure.study import Study

SETTINGS = {
    "as shipped": "",
    "best linkage alone": "draws = 0\n",
    "no row left out": "",
    "without the error model": "",
}


def _every_row(names: MentionNames, _: Fields) -> np.ndarray:
    return np.ones(len(names.start) - 1, dtype=bool)


# what the program would do without a part of it: there is no setting for that
WITHOUT: dict[str, list[tuple[Any, str, Callable[..., Any]]]] = {
    "no row left out": [(linkage, "named_enough", _every_row), (echoes, "named_enough", _every_row)],
    "without the error model": [(draws, "join_parted", lambda person, *_, **__: person)],
}
TRUE = "true links"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One world under one setting. Limits that are open are inf; what was not given is nan."""

    variant: str
    seed: int
    setting: str
    people: int
    seen_true: int
    seen: float
    seen_low: float
    seen_high: float
    point: float
    low: float
    high: float
    cpu_s: float


def owners(folder: Path) -> np.ndarray:
    """The true person of each mention."""
    with (folder / "truth" / "truth.csv").open(encoding="utf-8", newline="") as file:
        owner = {(line["source"], int(line["row"])): int(line["person"]) for line in csv.DictReader(file)}
    mentions = read_table(folder / "tables" / "mention.parquet")
    keys = zip(mentions["source"].to_pylist(), mentions["row"].to_pylist(), strict=True)
    return np.array([owner[key] for key in keys], dtype=np.int64)


def by_true_links(folder: Path, people: int, seed: int) -> tuple[float, float, float, int]:
    """What the estimator says of the table of true persons: middle, limits, and how many they are."""
    mentions = read_table(folder / "tables" / "mention.parquet")
    lists, of = np.unique(mentions["source"].to_pylist(), return_inverse=True)
    seen = np.zeros((people, len(lists)), dtype=bool)
    seen[owners(folder), of] = True
    full = np.bincount(seen @ (1 << np.arange(len(lists))), minlength=1 << len(lists))
    full[0] = 0
    options = EstimateOptions(seed=seed, replicates=50)
    table = table_of(full.astype(np.int64), tuple(lists.tolist()))
    found = try_table(table, world="", people=people, rep=seed, methods=("combined",), options=options)[0]
    return _number(found.estimate, np.nan), _number(found.low, np.nan), _number(found.high, np.inf), int(full.sum())


def _number(value: float | None, empty: float) -> float:
    return empty if value is None else float(value)


def answers(
    variant: str, world: World, seed: int, *, settings: list[str], estimate: bool, strata: bool
) -> Iterator[Answer]:
    """Invent a world and answer under every setting."""
    folder = Path(tempfile.mkdtemp(prefix="chain-"))
    try:
        invent_study(folder, rng=np.random.default_rng(seed), world=world)
        file = folder / "study.toml"
        plain = file.read_text(encoding="utf-8")
        if not strata:
            plain = plain.replace('strata = ["origin"]', "strata = []")
        for setting in settings:
            if setting == TRUE:
                continue
            if setting in WITHOUT:  # no stage knows that a part is missing, and would take what it made before
                shutil.rmtree(folder / "tables", ignore_errors=True)
            file.write_text(f"{plain}\n[link]\n{SETTINGS[setting]}", encoding="utf-8")
            start = time.process_time()
            with ExitStack() as parts:
                for room, name, instead in WITHOUT.get(setting, []):
                    parts.enter_context(patch.object(room, name, instead))
                said = _run(folder, estimate=estimate)
            took = time.process_time() - start
            persons = read_table(folder / "tables" / "person.parquet")
            best = persons.filter(persons["draw"].to_numpy() == 0)
            counted = best["linkable"].to_numpy(zero_copy_only=False)
            facts, number = said["linkage"], said.get("estimate") or {}
            yield Answer(
                variant=variant, seed=seed, setting=setting, people=world.people,
                seen_true=len(np.unique(owners(folder)[counted])),
                seen=len(np.unique(best["person"].to_numpy()[counted])),
                seen_low=facts.get("drawn_persons_low", np.nan), seen_high=facts.get("drawn_persons_high", np.nan),
                point=_number(number.get("estimate"), np.nan), low=_number(number.get("low"), np.nan),
                high=_number(number.get("high"), np.inf), cpu_s=took,
            )  # fmt: skip
        if estimate and TRUE in settings:
            start = time.process_time()
            point, low, high, listed = by_true_links(folder, world.people, seed)
            yield Answer(
                variant=variant, seed=seed, setting=TRUE, people=world.people, seen_true=listed, seen=listed,
                seen_low=listed, seen_high=listed, point=point, low=low, high=high, cpu_s=time.process_time() - start,
            )  # fmt: skip
    finally:
        shutil.rmtree(folder)


def _run(folder: Path, *, estimate: bool) -> dict[str, Any]:
    study = Study(folder)
    if estimate:
        return study.run()
    for stage in ("collect", "extract"):
        study.run(only=stage)
    return study.run(only="link")


def read(paths: list[Path]) -> list[Answer]:
    """The answers of some files."""
    kinds: dict[str, Any] = {field.name: field.type for field in fields(Answer)}
    found = []
    for path in paths:
        with path.open(newline="", encoding="utf-8") as file:
            found += [
                Answer(**{key: kinds[key](value) for key, value in line.items()}) for line in csv.DictReader(file)
            ]
    return found


def append(path: Path, answer: Answer) -> None:
    """Add a row to a file, with the names of the columns where it is new."""
    new = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Answer)], lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerow(asdict(answer))


def run(args: argparse.Namespace) -> None:
    """Run the worlds that the file does not hold."""
    variants = World.variants()
    names = args.variants or list(variants)
    have = {(one.variant, one.seed, one.setting) for one in (read([args.out]) if args.out.exists() else [])}
    for number in range(args.worlds):
        for name in names:
            seed = args.seed + number * len(variants) + list(variants).index(name)
            people = args.people or int(np.random.default_rng(seed).integers(2000, 5001))
            wanted = [one for one in args.settings if (name, seed, one) not in have]
            world = replace(variants[name], people=people)
            if not wanted:
                continue
            for one in answers(name, world, seed, settings=wanted, estimate=args.what == "run", strata=args.strata):
                append(args.out, one)
                print(*asdict(one).values(), flush=True)


def summary(args: argparse.Namespace) -> None:
    """Print what the files say: persons seen, and the number of people."""
    found = read(args.files)
    variants = [*dict.fromkeys(one.variant for one in found), "all"]
    print("| setting | worlds | truth inside | median bias | median width | seen inside | bias, mean | sd | width |")
    print("|---|---|---|---|---|---|---|---|---|")
    for setting in dict.fromkeys(one.setting for one in found):
        for variant in variants:
            some = [one for one in found if one.setting == setting and variant in (one.variant, "all")]
            if some:
                print(f"| {setting}: {variant} | {len(some)} | {_cells(some)} |")


def _cells(some: list[Answer]) -> str:
    said = [one for one in some if one.point == one.point]
    cells = ["-"] * 3
    if said:
        inside = sum(one.low <= one.people <= one.high for one in said)
        bias = np.median([one.point / one.people - 1 for one in said])
        width = np.median([(one.high - one.low) / one.people for one in said])
        cells = [f"{inside} of {len(said)}", f"{bias:+.1%}", f"{width:.1%}"]
    drawn = [one for one in some if one.seen_low == one.seen_low]
    middle = np.array([(one.seen_low + one.seen_high) / 2 / one.seen_true - 1 for one in drawn] or
                      [one.seen / one.seen_true - 1 for one in some])  # fmt: skip
    held = sum(one.seen_low <= one.seen_true <= one.seen_high for one in drawn)
    width = np.mean([(one.seen_high - one.seen_low) / one.seen_true for one in drawn]) if drawn else np.nan
    cells += [
        f"{held} of {len(drawn)}" if drawn else "-",
        f"{middle.mean():+.2%}",
        f"{middle.std(ddof=1) if len(middle) > 1 else 0:.1%}",
        f"{width:.1%}",
    ]
    return " | ".join(cells)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, dest="what")
    for what in ("run", "seen"):
        one = commands.add_parser(what)
        one.add_argument("--worlds", type=int, default=10, help="of each variant")
        one.add_argument("--variants", type=lambda text: text.split(","), default=[], help="by comma; all if not given")
        one.add_argument("--people", type=int, default=0, help="of each world; drawn from 2,000 to 5,000 if not given")
        one.add_argument("--seed", type=int, default=801, help="of the first world")
        one.add_argument(
            "--settings",
            type=lambda text: text.split(","),
            default=[*SETTINGS, TRUE] if what == "run" else [next(iter(SETTINGS))],
        )
        one.add_argument("--strata", action="store_true", help="by origin, as invented studies ask; slower")
        one.add_argument("--out", type=Path, required=True)
        one.set_defaults(call=run)
    told = commands.add_parser("summary")
    told.add_argument("files", type=Path, nargs="+")
    told.set_defaults(call=summary)
    args = parser.parse_args()
    args.call(args)


if __name__ == "__main__":
    main()
