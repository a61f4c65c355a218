"""Invented parties, lists and tables for `federate.py`."""

import csv
import hashlib
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import numpy as np

from darkfigure.captures.table import CaptureTable
from darkfigure.federate import propose as proposing
from darkfigure.federate.chance import alike_by_chance, shared
from darkfigure.federate.clusters import best
from darkfigure.federate.counting import count_tolerant, find_pairs, matcher_for
from darkfigure.federate.elgamal import Layout, Unwrapper, Wrapper
from darkfigure.federate.group import Ristretto
from darkfigure.federate.joint import estimate_joint
from darkfigure.federate.keys import capped, keys_of, kinds
from darkfigure.federate.matching import calibrate
from darkfigure.federate.noise import discrete_laplace
from darkfigure.federate.participant import create_participant
from darkfigure.federate.pseudonyms import Pseudonyms
from darkfigure.federate.randomness import derive, scalars
from darkfigure.federate.result import Result
from darkfigure.federate.synthetic import InventedList, invent_lists

SHARES = (0.35, 0.30, 0.30, 0.25, 0.30)
EPSILON = 1.0


def agree(folder: Path, *, parties: int, rows: int, recipe: str) -> int:
    """Parties a, b, .. with lists of so many rows, an agreement that all signed; the number of keys a row."""
    names = "abcdef"[:parties]
    cards = [create_participant(folder / name, name=name, tally=False) for name in names]
    cards.append(create_participant(folder / "office", name="office", tally=True))
    for number, name in enumerate(names):
        rng = np.random.default_rng([7, number])
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["name", "birth_year", "sex", "origin", "identifier"])
            for person in rng.choice(rows * 3, size=rows, replace=False).tolist():
                words = [hashlib.sha256(f"{part} {person}".encode()).hexdigest() for part in ("g", "f", "l")]
                text = " ".join(map(_word, words))
                writer.writerow([text.title(), 1950 + person % 50, "m", ("KZ", "UZ", "TJ")[person % 3], f"N{person}"])
    draft = proposing.EXAMPLE.replace("min = 50", "min = 2").replace('"tolerant"', f'"{recipe}"')
    if len(kinds(recipe)) == 1:
        draft = draft.replace("draws = 20", "draws = 0")
    draft = draft.replace("[0.35, 0.3, 0.3, 0.25, 0.3]", str([0.3] * parties))
    (folder / "draft.toml").write_text(draft)
    made = proposing.propose(folder / "draft.toml", cards, target=folder / "agreement")
    for name in (*names, "office", *names):
        proposing.sign_agreement(folder / name, folder / "agreement", content=made.path.read_bytes())
    return len(kinds(recipe))


def _word(digest: str) -> str:
    """A word that can be spoken, from hex digits."""
    return "".join("bdfgklmnrtvz"[int(d, 16) % 12] + "aeiu"[int(d, 16) % 4] for d in digest[:3])


def through_the_ring(members: dict[str, list[str]]) -> Counter[int]:
    """Patterns of people after all hops, in memory, with one key."""
    group, layout = Ristretto(), Layout(keys=1, strata=False)
    tally = (group.scalar(derive(b"t", 1, size=64)), group.scalar(derive(b"t", 0, size=64)))
    wrapper = Wrapper(group=group, layout=layout, points=tuple(group.multiply_base(t) for t in tally))
    secrets = {name: group.scalar(derive(b"s", name, size=64)) for name in members}
    names, seen = list(members), defaultdict[bytes, int](int)
    for place, owner in enumerate(names):
        drawn = scalars(derive(b"r", owner), 100, group=group)
        elements = [group.element(hashlib.sha512(key.encode()).digest()) for key in members[owner]]
        records = [wrapper.encrypt([group.multiply(secrets[owner], one)], None, drawn) for one in elements]
        for step in range(1, len(names)):
            secret = secrets[names[(place + step) % len(names)]]
            records = [wrapper.hop(record, secret, drawn) for record in reversed(records)]
        reader = Unwrapper(group=group, layout=layout, scalars=tally)
        for record in records:
            seen[reader.decrypt(record)[0][0]] |= 1 << place
    return Counter(seen.values())


def in_clear(members: dict[str, list[str]]) -> Counter[int]:
    """The same from the lists."""
    everybody = set().union(*members.values())
    return Counter(sum(1 << p for p, one in enumerate(members.values()) if key in one) for key in everybody)


def lists(study: int, *, people: int = 2000) -> tuple[InventedList, ...]:
    """Five lists in four scripts; no study that patterns are learnt on."""
    return invent_lists(people=people, shares=SHARES, seed=5000 + study)


def pseudonyms(several: Sequence[InventedList], recipe: str) -> tuple[list[Pseudonyms], list[bytes]]:
    """Lists as the tally has them: keys stand for the tokens they become, which are equal where keys are."""
    import json

    found, notes, slots = [], [], kinds(recipe)
    for number, one in enumerate(several):
        keys = [keys_of(row, recipe=recipe) for row in one.rows]
        chance, pairs = alike_by_chance(keys, slots, seed=derive(b"own", number))
        notes.append(json.dumps({"chance": chance, "pairs": pairs}).encode())
        found.append(Pseudonyms(name=str(number), records=keys, strata=[0] * len(keys)))
    return found, notes


@dataclass(frozen=True)
class _Terms:
    """What counting needs of an agreement."""

    keys: object
    plan: object
    output: object
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Any:
    recipe: str = ""
    kinds: tuple[str, ...] = ()
    people: int = 0
    shares: tuple[float, ...] = ()
    draws: int = 0


def by_keys(several: Sequence[InventedList], recipe: str, *, people: int) -> tuple[float, np.ndarray, list[np.ndarray]]:
    """F1 of pairs, the best table and drawn ones [2**lists]."""
    slots = kinds(recipe)
    seen, notes = pseudonyms(several, recipe)
    terms = _Terms(
        keys=_Any(recipe=recipe, kinds=slots), plan=_Any(people=people, shares=SHARES), output=_Any(draws=20)
    )
    counted = count_tolerant(seen, terms, notes, rng=np.random.default_rng(3))  # type: ignore[arg-type]
    matcher = matcher_for(calibrate(recipe, people=people, shares=SHARES), notes)
    pairs = find_pairs(seen, slots, matcher)
    truth = [person for one in several for person in one.persons]
    score = f1(best(pairs).tolist(), truth, pairs.lists.tolist())
    return score, counted.tables[0, 0], [table[0] for table in counted.tables[1:]]


def by_clear_text(several: Sequence[InventedList]) -> float:
    """F1 of the linkage of `darkfigure run` on names, years of birth, sex and origin."""
    from darkfigure.store import read_table
    from darkfigure.study import Study

    with tempfile.TemporaryDirectory() as name:
        folder, text = Path(name), '[study]\ntitle = "x"\npopulation = "x"\n'
        for number, one in enumerate(several):
            with (folder / f"l{number}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["name", "birth_year", "sex", "origin"])
                writer.writerows(
                    [[row.name or "", row.year or "", row.sex or "", row.origin or ""] for row in one.rows]
                )
            text += f'[[source]]\nname = "l{number}"\npath = "l{number}.csv"\n'
        (folder / "study.toml").write_text(text + "[link]\ndraws = 0\n")
        study = Study(folder)
        for stage in ("collect", "extract", "link"):
            study.run(only=stage)
        mentions, persons = (read_table(folder / "tables" / f"{one}.parquet") for one in ("mention", "person"))
        chosen = persons.filter(persons["draw"].to_numpy() == 0)
        of = dict(zip(chosen["mention"].to_pylist(), chosen["person"].to_pylist(), strict=True))
        source, row = mentions["source"].to_pylist(), mentions["row"].to_pylist()
    place = [int(one[1:]) for one in source]
    truth = [several[one].persons[number - 1] for one, number in zip(place, row, strict=True)]
    return f1([of.get(mention, -mention - 1) for mention in range(len(place))], truth, place)


def f1(said: Sequence[int], true: Sequence[int], places: Sequence[int]) -> float:
    """F1 over pairs of records of different lists."""

    def pairs(person: Sequence[int]) -> set[tuple[int, int]]:
        together: dict[int, list[int]] = defaultdict(list)
        for record, one in enumerate(person):
            together[one].append(record)
        return {(a, b) for group in together.values() for a, b in combinations(group, 2) if places[a] != places[b]}

    one, other = pairs(said), pairs(true)
    return 2 * len(one & other) / (len(one) + len(other))


def true_table(several: Sequence[InventedList]) -> np.ndarray:
    """Counts by pattern of the true persons [2**lists]."""
    seen: dict[int, int] = defaultdict(int)
    for place, one in enumerate(several):
        for person in one.persons:
            seen[person] |= 1 << place
    return np.bincount(list(seen.values()), minlength=1 << len(several))


def with_noise(hard: np.ndarray, drawn: Sequence[np.ndarray], *, seed: int) -> tuple[float, float, float]:
    """The population from published tables: middle and 95 % limits."""
    rng = np.random.default_rng([seed, 5])
    draws = [discrete_laplace(Fraction(2), below=lambda n: int(rng.integers(n))) for _ in hard[1:]]
    tables = [[(table[1:] + draws).tolist()] for table in (hard, *drawn)]
    names = [f"l{number}" for number in range((len(hard) - 1).bit_length())]
    said = {"population": "people", "lists": names, "scale": 2.0 / EPSILON, "strata": None, "tables": tables}
    found = estimate_joint(Result(said=said))
    return found.estimate or np.nan, found.low or np.nan, found.high or np.inf


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """Rows of two lists that share a key, and how many of them are recognised by who."""

    rows: int
    by_one: int
    by_two: int


def recognised(several: Sequence[InventedList], recipe: str) -> Iterator[Recognised]:
    """For each two lists: people linked between them whose connected pattern nobody else has.

    One owner and the tally: every key stands once on its list; a row is recognised if no other row of its list has keys
    of all the kinds that are seen to agree. Two owners know the patterns between their lists in clear, and the tally
    sees them among pseudonyms: a component of linked rows is recognised where its shape and patterns are the only such.
    """
    slots = kinds(recipe)
    keyed = [capped([keys_of(row, recipe=recipe) for row in one.rows], slots) for one in several]
    for i, j in combinations(range(len(several)), 2):
        found = shared(keyed[i], keyed[j], slots)
        shapes = _shapes(found)
        count = Counter(shapes.values())
        by_two = sum(count[shape] == 1 for shape in shapes.values())
        yield Recognised(rows=len(shapes), by_one=_alone(found, keyed[i], slots), by_two=by_two)


def _alone(found: dict[tuple[int, int], int], rows: Sequence[tuple[str | None, ...]], slots: Sequence[str]) -> int:
    """Linked rows of a list that are the only ones with keys of all the kinds that the tally sees agree."""
    bits = {kind: 1 << number for number, kind in enumerate(dict.fromkeys(slots))}
    has = Counter(_mask(row, slots, bits) for row in rows)
    seen: dict[int, int] = defaultdict(int)
    for (a, _), pattern in found.items():
        seen[a] |= pattern
    fitting = {pattern: sum(n for own, n in has.items() if own & pattern == pattern) for pattern in set(seen.values())}
    return sum(fitting[pattern] == 1 for pattern in seen.values())


def _mask(row: Sequence[str | None], slots: Sequence[str], bits: dict[str, int]) -> int:
    mask = 0
    for kind, key in zip(slots, row, strict=True):
        mask |= bits[kind] if key is not None else 0
    return mask


def _shapes(found: dict[tuple[int, int], int]) -> dict[int, tuple[object, ...]]:
    """The shape of each row of the first list as it is seen: patterns with its partners, and theirs with others."""
    mine: dict[int, list[tuple[int, int]]] = defaultdict(list)
    theirs: dict[int, list[int]] = defaultdict(list)
    for (a, b), pattern in found.items():
        mine[a].append((b, pattern))
        theirs[b].append(pattern)
    return {a: tuple(sorted((pattern, *sorted(theirs[b])) for b, pattern in links)) for a, links in mine.items()}


def independent(people: int, *, seed: int) -> np.ndarray:
    """Counts by pattern of four independent lists [16]."""
    rng = np.random.default_rng([seed, people])
    seen = (rng.random((people, 4)) < np.array([0.4, 0.35, 0.3, 0.3])) @ (1 << np.arange(4))
    return np.bincount(seen, minlength=16)


def add_noise(counts: np.ndarray, scale: Fraction, *, seed: int) -> CaptureTable:
    """The table as it would be published."""
    rng = np.random.default_rng([seed, 9, scale.numerator])
    draws = [discrete_laplace(scale, below=lambda n: int(rng.integers(n))) for _ in counts[1:]]
    cells = np.arange(1, len(counts))
    return CaptureTable(
        lists=("a", "b", "c", "d"),
        strata=({},),
        patterns=((cells[:, None] >> np.arange(4)) & 1).astype(np.uint8),
        counts=counts[1:] + np.array(draws),
        stratum=np.zeros(len(cells), dtype=np.int32),
    )
