import pytest

from darkfigure.records import Notice
from darkfigure.report.said import HIDDEN, warned


def without(message: str, *, secrets: frozenset[int] = frozenset(), smallest: int = 5) -> str:
    (kind,) = warned([Notice(code="x", message=message)], secrets=secrets, smallest=smallest)
    return kind.messages[0]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("the 3 seen are a floor", f"the {HIDDEN} seen are a floor"),
        ("at least 4.", f"at least {HIDDEN}."),
        ("In origin TM, 1 of 2,351 persons", f"In origin TM, {HIDDEN} of 2,351 persons"),
        ("(2)", f"({HIDDEN})"),
        ("the 12 seen", "the 12 seen"),
        ("0 seen, 5 seen, 1,003 seen, 3,000 seen", "0 seen, 5 seen, 1,003 seen, 3,000 seen"),
        ("on 2014-03-04, 03.04.2014, 3/4, at 3.5 or 3%", "on 2014-03-04, 03.04.2014, 3/4, at 3.5 or 3%"),
        ("list2, 2nd", "list2, 2nd"),
    ],
)
def test_small_numbers_are_taken_out_of_sentences(message: str, expected: str) -> None:
    assert without(message) == expected


def test_secret_numbers_are_taken_out_whatever_their_size() -> None:
    secrets = frozenset({12, 1204})
    assert without("the 12 seen, at least 1,204", secrets=secrets) == f"the {HIDDEN} seen, at least {HIDDEN}"
    assert without("the 120 seen, at least 11,204", secrets=secrets) == "the 120 seen, at least 11,204"


def test_nothing_is_taken_out_where_everything_may_be_published() -> None:
    assert without("the 3 seen", smallest=1) == "the 3 seen"


def test_warnings_are_gathered_by_kind_and_said_once() -> None:
    said = [("b", "one"), ("a", "two"), ("b", "three"), ("b", "one")]
    kinds = warned([Notice(code=c, message=m) for c, m in said], secrets=frozenset(), smallest=5)
    assert [(kind.code, kind.messages) for kind in kinds] == [("b", ("one", "three")), ("a", ("two",))]
