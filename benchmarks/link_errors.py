"""What link errors do to the number, and what the correction at known rates repairs.

`link_errors.py 200` invents tables, makes errors in the records and estimates with and without the correction. Two
worlds of four lists and 4,000 people: independent lists, and lists of which two attract each other. One link in ten is
missed and one made in a hundred is false; the correction knows the rates to three points: it is told what a review
by hand would say (`reviewed`, normal around the truth with that 95 % interval), or the truth (`--told true`).

Errors of three kinds: links fail along a chain of the records (as the correction takes it), any two records fail to
link while a third may still join them, or a record is spoiled and links to nothing. Each misses one in ten of the
links that would make the persons whole. `--kinds chain` takes only one. Correction and estimate are those of
`darkfigure estimate --missed-links`, without the methods beside it.
"""

import argparse
import time

import numpy as np

from darkfigure.captures.table import table_of
from darkfigure.estimate import EstimateOptions
from darkfigure.estimate.link_errors import LinkErrors, draw_tables
from darkfigure.estimate.linkage import sample_populations, summary

PEOPLE = 4000
DRAWS = 50
MISSED, FALSE, KNOWN_TO = 0.10, 0.01, 0.03


def cells(lists: int) -> np.ndarray:
    return (np.arange(1 << lists)[:, None] >> np.arange(lists)) & 1


def independent() -> np.ndarray:
    reach = [0.3, 0.25, 0.2, 0.35]
    return np.asarray(np.where(cells(4), reach, 1 - np.array(reach)).prod(axis=1))


def dependent() -> np.ndarray:
    chance = independent() * np.where((np.arange(16) & 3) == 3, np.exp(1.0), 1.0)
    return np.asarray(chance / chance.sum())


WORLDS = {"independent": independent(), "dependent": dependent()}


def chain(records: list[int], rate: float, rng: np.random.Generator) -> list[list[int]]:
    """Records in random order, each linked to the one before."""
    groups: list[list[int]] = []
    for record in rng.permutation(records).tolist():
        if groups and rng.random() >= rate:
            groups[-1].append(record)
        else:
            groups.append([record])
    return groups


def pairwise(records: list[int], rate: float, rng: np.random.Generator) -> list[list[int]]:
    """Every two records link or not; what is linked through a third is linked."""
    groups = [[record] for record in records]
    for i, a in enumerate(records):
        for b in records[i + 1 :]:
            one, other = (next(g for g in groups if r in g) for r in (a, b))
            if rng.random() >= rate and one is not other:
                groups.remove(other)
                one.extend(other)
    return groups


def spoiled(records: list[int], rate: float, rng: np.random.Generator) -> list[list[int]]:
    """A spoiled record links to nothing; two sound ones always link."""
    bad = rng.random(len(records)) < rate
    sound = [record for record, is_bad in zip(records, bad, strict=True) if not is_bad]
    return [*([record] for record, is_bad in zip(records, bad, strict=True) if is_bad), *([sound] if sound else [])]


KINDS = {"chain": chain, "pairwise": pairwise, "spoiled": spoiled}


def calibrated(kind: str, chance: np.ndarray) -> float:
    """The rate of a kind at which one in ten of the links that make persons whole is missed."""
    low, high = 0.0, 0.6
    records = [[j for j in range(4) if cell >> j & 1] for cell in range(16)]
    for _ in range(12):
        middle = (low + high) / 2
        rng = np.random.default_rng(5)
        missed = sum(
            chance[c] * np.mean([len(KINDS[kind](records[c], middle, rng)) - 1 for _ in range(2000)])
            for c in range(1, 16)
        )
        share = missed / sum(chance[c] * (len(records[c]) - 1) for c in range(1, 16))
        low, high = (low, middle) if share > MISSED else (middle, high)
    return low


def relinked(full: np.ndarray, kind: str, rate: float, rng: np.random.Generator) -> np.ndarray:
    """The table an erring linkage finds, record by record."""
    persons = []
    links = 0
    for cell, count in enumerate(full.tolist()):
        records = [j for j in range(4) if cell >> j & 1]
        for _ in range(count if cell else 0):
            groups = KINDS[kind](records, rate, rng)
            links += len(records) - len(groups)
            persons += [sum(1 << j for j in group) for group in groups]
    wrong = rng.poisson(links * FALSE / (1 - FALSE))
    order = rng.permutation(len(persons)).tolist()
    gone: set[int] = set()
    for one in order:
        if not wrong:
            break
        other = int(rng.integers(len(persons)))
        if one in gone or other in gone or persons[one] & persons[other]:
            continue
        persons[one] |= persons[other]
        gone.add(other)
        wrong -= 1
    found = np.zeros(16, dtype=np.int64)
    np.add.at(found, [p for i, p in enumerate(persons) if i not in gone], 1)
    return found


def said_rate(true: float, rng: np.random.Generator) -> float:
    """What a review by hand would say of a rate."""
    return float(np.clip(rng.normal(true, KNOWN_TO / 1.96), 0.0, 0.4))


def interval(samples: list[np.ndarray]) -> tuple[float, float, float]:
    return summary(np.concatenate(samples), level=0.95)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("replicates", type=int, nargs="?", default=20)
    parser.add_argument("--kinds", nargs="+", choices=list(KINDS), default=list(KINDS))
    parser.add_argument("--worlds", nargs="+", choices=list(WORLDS), default=list(WORLDS))
    parser.add_argument("--told", nargs="+", choices=["reviewed", "true"], default=["reviewed"])
    given = parser.parse_args()
    print("| world | errors | rate told | coverage | bias | median width | coverage without | bias without | CPU s |")
    print("|---|---|---|---|---|---|---|---|---|")
    for world in given.worlds:
        for kind in given.kinds:
            for told in given.told:
                line(world, kind, told, given.replicates)


def line(world: str, kind: str, told: str, replicates: int) -> None:
    found, plain = np.zeros((replicates, 3)), np.zeros((replicates, 3))
    rate = calibrated(kind, WORLDS[world])
    start = time.process_time()
    for replicate in range(replicates):
        rng = np.random.default_rng([23, replicate])
        full = relinked(rng.multinomial(PEOPLE, WORLDS[world]), kind, rate, rng)
        table = table_of(full, ("a", "b", "c", "d"))
        missed = MISSED if told == "true" else said_rate(MISSED, rng)
        errors = LinkErrors(missed=missed, false=FALSE, known_to=KNOWN_TO)
        tables = draw_tables(table, errors=errors, draws=DRAWS, rng=rng)
        samples = [
            one.population
            for one in sample_populations([table, *tables], options=EstimateOptions(seed=replicate))
            if one.population is not None
        ]
        plain[replicate], found[replicate] = interval(samples[:1]), interval(samples[1:])
    seconds = (time.process_time() - start) / replicates
    (covered, bias), (without, its_bias) = (
        (np.mean((one[:, 1] <= PEOPLE) & (one[:, 2] >= PEOPLE)), one[:, 0].mean() / PEOPLE - 1)
        for one in (found, plain)
    )
    print(
        f"| {world} | {kind} | {told} | {covered:.3f} | {bias:+.1%} | {np.median(found[:, 2] - found[:, 1]):,.0f} | "
        f"{without:.3f} | {its_bias:+.1%} | {seconds:.1f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
