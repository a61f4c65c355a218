"""How right a linkage is: pairs of rows it joins, against pairs that are one person."""

import csv
import math
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from darkfigure.errors import TableError

Ints = NDArray[np.int64]
_Key = tuple[str, int]


@dataclass(frozen=True, kw_only=True)
class Share:
    """`hits` of `of` with a Wilson interval; `value`, `low` and `high` are None where `of` is 0.

    Pairs of one person hang together, so the interval is rather too narrow.

    Example:
        >>> from darkfigure.simulate.score import Share
        >>> Share(hits=9, of=10, value=0.9, low=0.6, high=0.98).value
        0.9
    """

    hits: int
    of: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, kw_only=True)
class PairScore:
    """Pairs of rows: `precision` of those joined, `recall` of those that are one person; `f1` None if neither.

    Example:
        >>> all_right = Share(hits=9, of=9, value=1.0, low=0.7, high=1.0)
        >>> PairScore(precision=all_right, recall=all_right, f1=1.0).f1
        1.0
    """

    precision: Share
    recall: Share
    f1: float | None


@dataclass(frozen=True, kw_only=True)
class LinkScore:
    r"""The score of a partition of rows into persons.

    Attributes:
        rows: Rows in the truth.
        unlinked: Rows of the truth that the links leave out; each counts as a person of its own.
        all_pairs: Over all pairs of rows.
        cross_list: Over pairs from different lists, which decide the count.
        within_list: Over pairs of one list: repeats.
        list_pairs: For each two lists, "first/second" in alphabetical order.
        persons: Persons the links make of the rows.
        persons_true: Persons there are in the rows.

    Example:
        >>> _ = Path("truth.csv").write_text("source,row,person\na,1,1\nb,1,1\n", encoding="utf-8")
        >>> score = score_links(Path("truth.csv"), Path("truth.csv"))
        >>> score.rows, score.persons, score.persons_true
        (2, 1, 1)
    """

    rows: int
    unlinked: int
    all_pairs: PairScore
    cross_list: PairScore
    within_list: PairScore
    list_pairs: dict[str, PairScore]
    persons: int
    persons_true: int

    def to_dict(self) -> dict[str, object]:
        """The score as a JSON-ready dictionary."""
        return asdict(self)


def score_links(
    links_csv: Path, truth_csv: Path, *, level: float = 0.95, only: frozenset[_Key] | None = None
) -> LinkScore:
    r"""Compare links (columns source, row, person) with the truth (the same columns), both CSV.

    Args:
        links_csv: What a linkage says; further columns are ignored.
        truth_csv: What is true; every row that is scored.
        level: Probability of the Wilson intervals.
        only: Score these (source, row) alone; all rows of the truth if not given.

    Raises:
        TableError: A file lacks a column, has a row number that is none, a row twice, or the links hold a row the truth
            does not know.

    Example:
        >>> _ = Path("true.csv").write_text("source,row,person\na,1,1\nb,1,1\nb,2,2\n", encoding="utf-8")
        >>> _ = Path("found.csv").write_text("source,row,person\na,1,7\nb,1,7\nb,2,7\n", encoding="utf-8")
        >>> score = score_links(Path("found.csv"), Path("true.csv"))
        >>> score.all_pairs.recall.value, score.all_pairs.precision.hits, score.all_pairs.precision.of
        (1.0, 1, 3)

    Source:
        Wilson (1927), JASA 22, 209-212, for the intervals.
    """
    truth, links = _read(truth_csv), _read(links_csv)
    _refuse_strangers(links, truth, links_csv, truth_csv)
    keys = [key for key in truth if only is None or key in only]
    # a row left out is a person of its own
    said = _codes([f"as {links[key]}" if key in links else f"alone {number}" for number, key in enumerate(keys)])
    true = _codes([truth[key] for key in keys])
    lists = sorted({source for source, _ in keys})
    place = {source: number for number, source in enumerate(lists)}
    source = np.array([place[key[0]] for key in keys], dtype=np.int64)
    counts = tuple(_pairs(person, source, lists=len(lists)) for person in (_both(said, true), said, true))
    hits, joined, wanted = counts

    def score(mask: NDArray[np.bool_]) -> PairScore:
        return _score(*(int(table[mask].sum()) for table in (hits, joined, wanted)), level=level)

    upper = np.triu(np.ones((len(lists), len(lists)), dtype=np.bool_))
    diagonal = np.eye(len(lists), dtype=np.bool_)
    return LinkScore(
        rows=len(keys),
        unlinked=sum(key not in links for key in keys),
        all_pairs=score(upper),
        cross_list=score(upper & ~diagonal),
        within_list=score(diagonal),
        list_pairs={
            f"{lists[a]}/{lists[b]}": _score(int(hits[a, b]), int(joined[a, b]), int(wanted[a, b]), level=level)
            for a, b in combinations(range(len(lists)), 2)
        },
        persons=int(np.unique(said).size),
        persons_true=int(np.unique(true).size),
    )


def _refuse_strangers(links: dict[_Key, str], truth: dict[_Key, str], links_csv: Path, truth_csv: Path) -> None:
    unknown = next((key for key in links if key not in truth), None)
    if unknown is not None:
        raise TableError(
            f"{links_csv}: row {unknown[1]} of source `{unknown[0]}` is not in {truth_csv}. "
            "Compare links with the truth of the same study."
        )


def _read(path: Path) -> dict[_Key, str]:
    """(source, row) to person."""
    found: dict[_Key, str] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = {"source", "row", "person"} - set(reader.fieldnames or ())
        if missing:
            raise TableError(
                f"{path}: there is no column `{min(missing)}`. The columns source, row, person are needed."
            )
        for line, cells in enumerate(reader, start=1):
            try:
                key = (cells["source"], int(cells["row"]))
            except (TypeError, ValueError):
                raise TableError(f"{path}: line {line} has no whole number in column `row`.") from None
            if key in found:
                raise TableError(
                    f"{path}: line {line} repeats row {key[1]} of source `{key[0]}`. Each row stands once."
                )
            found[key] = cells["person"]
    return found


def _codes(persons: list[str]) -> Ints:
    return np.unique(np.array(persons, dtype=np.str_), return_inverse=True)[1].astype(np.int64).ravel()


def _both(said: Ints, true: Ints) -> Ints:
    """A code for every pair of codes."""
    return said * (int(true.max(initial=0)) + 1) + true


def _pairs(person: Ints, source: Ints, *, lists: int) -> Ints:
    """Pairs of rows of one person by the two lists they stand in: upper triangle, shape (lists, lists).

    For a person with n rows in list a and m in list b there are n(n-1)/2 pairs within a and nm between a and b.
    """
    table = np.zeros((lists, lists), dtype=np.int64)
    codes, counts = np.unique(person * lists + source, return_counts=True)
    owner, held = codes // lists, codes % lists
    dense = np.unique(owner, return_inverse=True)[1].ravel()
    held_by = np.zeros((int(dense.max(initial=-1)) + 1, lists), dtype=np.int64)
    held_by[dense, held] = counts
    for a in range(lists):
        table[a, a] = (held_by[:, a] * (held_by[:, a] - 1) // 2).sum()
        for b in range(a + 1, lists):
            table[a, b] = (held_by[:, a] * held_by[:, b]).sum()
    return table


def _score(hits: int, joined: int, wanted: int, *, level: float) -> PairScore:
    precision, recall = share_of(hits, joined, level=level), share_of(hits, wanted, level=level)
    total = joined + wanted
    return PairScore(precision=precision, recall=recall, f1=2 * hits / total if total else None)


def share_of(hits: int, of: int, *, level: float) -> Share:
    """`hits` of `of` as a share with its Wilson interval."""
    if of == 0:
        return Share(hits=0, of=0, value=None, low=None, high=None)
    z2 = NormalDist().inv_cdf((1 + level) / 2) ** 2
    value = hits / of
    middle = (value + z2 / (2 * of)) / (1 + z2 / of)
    half = math.sqrt(z2) / (1 + z2 / of) * math.sqrt(value * (1 - value) / of + z2 / (4 * of * of))
    return Share(hits=hits, of=of, value=value, low=max(0.0, middle - half), high=min(1.0, middle + half))
