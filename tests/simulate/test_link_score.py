import csv
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from darkfigure.errors import TableError
from darkfigure.simulate import score_links

Row = tuple[str, int]


def _write(path: Path, partition: dict[Row, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["source", "row", "person", "probability"])
        writer.writerows((*row, person, 0.9) for row, person in partition.items())
    return path


def _files(folder: Path, links: dict[Row, str], truth: dict[Row, str]) -> tuple[Path, Path]:
    return _write(folder / "links.csv", links), _write(folder / "truth.csv", truth)


TRUTH = {("a", 1): "p", ("a", 2): "p", ("b", 1): "p", ("b", 2): "q", ("c", 1): "q", ("c", 2): "r"}


def test_the_truth_scores_one(tmp_path: Path) -> None:
    score = score_links(*_files(tmp_path, TRUTH, TRUTH))
    assert (score.all_pairs.precision.of, score.cross_list.precision.of, score.within_list.precision.of) == (4, 3, 1)
    assert score.all_pairs.f1 == score.cross_list.f1 == score.within_list.f1 == 1
    assert (score.persons, score.persons_true) == (3, 3)


def test_a_known_mistake(tmp_path: Path) -> None:
    # joins a:1 with b:1 (right) and b:2 with c:2 (wrong); leaves a:2 and c:1 alone
    links = {("a", 1): "x", ("b", 1): "x", ("b", 2): "y", ("c", 2): "y", ("a", 2): "z", ("c", 1): "u"}
    score = score_links(*_files(tmp_path, links, TRUTH))
    assert (score.all_pairs.precision.hits, score.all_pairs.precision.of) == (1, 2)
    assert (score.all_pairs.recall.hits, score.all_pairs.recall.of) == (1, 4)
    assert score.all_pairs.f1 == pytest.approx(1 / 3)
    assert score.within_list.precision.value is None
    assert score.within_list.recall.value == 0
    assert score.list_pairs["a/b"].recall.of == 2
    assert score.list_pairs["b/c"].precision.value == 0
    assert score.persons == 4


def test_rows_left_out_count_as_persons_of_their_own(tmp_path: Path) -> None:
    links = {row: person for row, person in TRUTH.items() if row[0] != "c"}
    score = score_links(*_files(tmp_path, links, TRUTH))
    assert (score.unlinked, score.persons) == (2, 4)
    assert score.all_pairs.recall.hits == 3


def test_some_rows_alone_can_be_scored(tmp_path: Path) -> None:
    only = frozenset({("a", 1), ("b", 1), ("c", 2)})
    score = score_links(*_files(tmp_path, TRUTH, TRUTH), only=only)
    assert (score.rows, score.all_pairs.recall.of, score.persons_true) == (3, 1, 2)


def test_the_wilson_interval_agrees_with_a_printed_one(tmp_path: Path) -> None:
    # 1 of 29 at 95 %: 0.0061 to 0.1718, Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3
    truth = {("a", 0): "p", ("b", 0): "p", **{("a", row): f"a{row}" for row in range(1, 29)}}
    truth |= {("b", row): f"b{row}" for row in range(1, 29)}
    links = {("a", row): f"x{row}" for row in range(29)} | {("b", row): f"x{row}" for row in range(29)}
    share = score_links(*_files(tmp_path, links, truth)).all_pairs.precision
    assert (share.hits, share.of) == (1, 29)
    assert (share.low, share.high) == (pytest.approx(0.0061, abs=1e-4), pytest.approx(0.1718, abs=1e-4))


_ROWS = [(source, row) for source in ("a", "b", "c") for row in range(1, 5)]
_PARTITION = st.lists(st.integers(0, 5), min_size=len(_ROWS), max_size=len(_ROWS))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(said=_PARTITION, true=_PARTITION)
def test_pairs_are_counted_as_by_hand(tmp_path: Path, said: list[int], true: list[int]) -> None:
    links = {row: str(person) for row, person in zip(_ROWS, said, strict=True)}
    truth = {row: str(person) for row, person in zip(_ROWS, true, strict=True)}
    score = score_links(*_files(tmp_path, links, truth))
    for measured, cross in ((score.cross_list, True), (score.within_list, False)):
        pairs = [(x, y) for x, y in combinations(_ROWS, 2) if (x[0] != y[0]) is cross]
        joined = {pair for pair in pairs if links[pair[0]] == links[pair[1]]}
        same = {pair for pair in pairs if truth[pair[0]] == truth[pair[1]]}
        assert (measured.precision.hits, measured.precision.of) == (len(joined & same), len(joined))
        assert (measured.recall.hits, measured.recall.of) == (len(joined & same), len(same))
    assert sum(pair.recall.of for pair in score.list_pairs.values()) == score.cross_list.recall.of


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("source,row\na,1\n", "no column `person`"),
        ("source,row,person\na,one,p\n", "line 1 has no whole number"),
        ("source,row,person\na,1,p\na,1,q\n", "line 2 repeats row 1"),
        ("source,row,person\nz,9,p\n", "row 9 of source `z` is not in"),
    ],
)
def test_files_that_do_not_fit_are_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "links.csv").write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=message):
        score_links(tmp_path / "links.csv", _write(tmp_path / "truth.csv", TRUTH))
