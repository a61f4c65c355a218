import pytest

from darkfigure.errors import InputError
from darkfigure.flows import histories_of, jolly_seber, read_histories


def test_equal_histories_are_counted_once_and_order_is_of_no_matter():
    forth = histories_of(["101", "011", "101"], [1, 2, 3])
    back = histories_of(["101", "101", "011"], [3, 1, 2])
    assert forth.counts.tolist() == back.counts.tolist() == [2, 4]
    assert forth.seen == 6


@pytest.mark.parametrize(
    ("rows", "counts", "said"),
    [
        (["101", "01"], [1, 1], "row 2: the history has 2 occasions"),
        (["101", "000"], [1, 1], "row 2: nothing was seen"),
        (["101", "011"], [1, -2], "row 2: the count is -2"),
        ([], [], "no capture history"),
        (["1", "1"], [1, 1], "one occasion"),
        (["12", "21"], [1, 1], "no history holds `0`"),
    ],
)
def test_what_is_no_history_is_refused_by_row(rows, counts, said):
    with pytest.raises(InputError, match=said):
        histories_of(rows, counts)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hist,count\n101,2\n", "no column `history`"),
        ("history,count\n101,many\n", "row 1: the count is `many`"),
        ("history,count,removed\n101,2,yes\n", "row 1: `removed` is 0 or 1"),
        ("history,count,weight\n101,2,3\n", "unknown column `weight`"),
    ],
)
def test_files_at_fault_are_refused_with_the_place(tmp_path, text, said):
    path = tmp_path / "h.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        read_histories(path)


def test_doubling_the_counts_nearly_doubles_jolly_seber():
    rows, counts = ["111", "011", "101", "110", "010", "001"], [50, 40, 30, 20, 20, 60]
    once, twice = (jolly_seber(histories_of(rows, [k * n for n in counts])) for k in (1, 2))
    assert twice.there[1] == pytest.approx(2 * once.there[1], rel=0.01)


def test_members_removed_on_capture_do_not_count_as_missed_later():
    kept = histories_of(["110", "101", "111", "010"], [5, 5, 5, 5])
    lost = histories_of(["110", "101", "111", "010"], [5, 5, 5, 5], removed=[True, False, False, True])
    assert lost.ends.tolist() == [2, 3, 2, 3]
    assert jolly_seber(lost).survival[0] < jolly_seber(kept).survival[0]
