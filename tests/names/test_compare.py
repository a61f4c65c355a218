import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darkfigure.names import compare_names, linkable, match_names, parse_name, tabulate_names
from darkfigure.names.compare import compare_evidence
from darkfigure.names.evidence import EVIDENCE
from darkfigure.names.kernel import weigh
from darkfigure.names.spellings import match_spellings

PROBE = Path(__file__).parent / "probe.csv"
SAME = 2.0  # the ratio from which the probe calls two names one person's


def _probe() -> list[dict[str, str]]:
    with PROBE.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_probe_of_invented_names() -> None:
    rows = _probe()
    right = [(match_names(row["left"], row["right"]) > SAME) == (row["same"] == "1") for row in rows]
    assert len(rows) >= 200
    assert np.mean(right) >= 0.97


def test_order_of_sides_is_irrelevant() -> None:
    for row in _probe()[::7]:
        assert match_names(row["left"], row["right"]) == pytest.approx(match_names(row["right"], row["left"]), abs=1e-4)


def test_in_bulk_as_one_by_one() -> None:
    rows = _probe()[::9]
    names = [name for row in rows for name in (row["left"], row["right"])]
    table = tabulate_names(names, counts=[0] * len(names))
    bulk, _ = compare_evidence(table, np.arange(0, len(names), 2), np.arange(1, len(names), 2))
    single = [match_names(row["left"], row["right"]) for row in rows]
    np.testing.assert_allclose(bulk, single, atol=1e-3)


def test_rare_names_say_more() -> None:
    names = [f"Рустам {family}" for family in ["Юсупов"] * 30] + [
        "Рустам Гвоздиков",
        "Rustam Gvozdikov",
        "Rustam Yusupov",
    ]
    distinct = list(dict.fromkeys(names))
    table = tabulate_names(distinct, counts=[names.count(name) for name in distinct])
    place = {name: i for i, name in enumerate(distinct)}
    left = np.array([place["Рустам Юсупов"], place["Рустам Гвоздиков"]])
    common, rare = compare_names(table, left, np.array([place["Rustam Yusupov"], place["Rustam Gvozdikov"]]))
    assert 0 < common < rare


def test_evidence_adds_up() -> None:
    family = match_names("Каримов", "Karimov")
    given = match_names("Рустам Каримов", "Rustam Karimov")
    father = match_names("Каримов Рустам Азизович", "Karimov Rustam Azizovich")
    assert 0 < family < given < father


def test_what_clashes_and_what_is_missing() -> None:
    whole = match_names("Каримов Рустам Азизович", "Каримов Рустам Азизович")
    missing = match_names("Каримов Рустам Азизович", "Рустам Каримов")
    other_father = match_names("Каримов Рустам Азизович", "Каримов Рустам Давронович")
    brother = match_names("Каримов Рустам Азизович", "Каримов Шерзод Азизович")
    assert whole > missing > other_father > brother
    assert missing > 2
    assert brother < 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rustam Karimov", "Sherzod Karimov"),
        ("Каримов Рустам", "Sherzod Karimov"),
        ("رستم كريموف", "Sherzod Karimov"),
        ("Rustam Karimov", "Rustam Yusupov"),
    ],
)
def test_one_name_of_two_is_not_enough(one: str, other: str) -> None:
    assert match_names(one, other) < -2


def test_evidence_says_what_met() -> None:
    names = ["Rustam Karimov", "Рустам Каримов", "Sherzod Karimov", "Abu Muslim"]
    _, evidence = compare_evidence(tabulate_names(names), np.array([0, 0, 0]), np.array([1, 2, 3]))
    same, other, kunya = (dict(zip(EVIDENCE, row, strict=True)) for row in evidence)
    assert same["second"] > 3
    assert (same["clash"], same["uncovered"], same["respelled"]) == (0, 0, 0)
    assert (other["clash"], other["given"], other["first"]) == (1, 1, 0)
    assert other["clash_agreed"] > 3
    assert not any(kunya.values())


def test_kunya_and_origin_say_little() -> None:
    assert 0 < match_names("Abu Muslim al-Uzbaki", "أبو مسلم الأوزبكي") <= 5
    assert match_names("Abu Muslim al-Uzbaki", "Umm Muslim al-Uzbaki") < 0
    assert match_names("Abu Muslim al-Uzbaki", "Abu Hamza al-Uzbaki") < 0


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Mirza Ali Holov", "Мирзоали Холов"),
        ("Aydogan Demir", "Aydoğan Demir"),
        ("Abd al-Rahman Azimov", "عبدالرحمن عظيموف"),
        ("Karimov Rsutam", "Рустам Каримов"),
        ("Гурбанов Ф. А.", "Ferhad Gurbanow"),
    ],
)
def test_one_person_written_twice(one: str, two: str) -> None:
    assert match_names(one, two) > SAME


def test_empty_names_say_nothing() -> None:
    table = tabulate_names(["", "Рустам Каримов", "...", "123"])
    np.testing.assert_array_equal(compare_names(table, np.array([0, 2]), np.array([3, 3])), [0, 0])
    assert len(compare_names(tabulate_names([]), np.array([], np.int64), np.array([], np.int64))) == 0


WORDS = "рустам rustam رستم каримов karimov abu umar али ali аль-узбеки иванович уулу x , محمد de"
NAMES = st.lists(st.sampled_from(WORDS.split(" ")), max_size=6).map(" ".join)


@settings(deadline=None, max_examples=60)
@given(NAMES, NAMES)
def test_ratio_is_finite_and_symmetric(one: str, two: str) -> None:
    ratio = match_names(one, two)
    assert np.isfinite(ratio)
    assert match_names(two, one) == pytest.approx(ratio, abs=1e-4)
    name = parse_name(one)
    own = name.given or name.father or name.family or name.other  # a kunya alone says little, even beside itself
    assert match_names(one, one) >= ratio - 1e-4 or not own


def test_spellings_rank_as_they_sound() -> None:
    near, far = match_spellings(["Schneider", "Schneider"], ["Шнайдер", "Шнуркевич"])
    assert near > 3
    assert far < 0


@pytest.mark.parametrize(
    ("text", "enough"),
    [
        ("Abu Muslim al-Uzbaki", False),
        ("أبو مسلم الأوزبكي", False),
        ("Muhammad", False),
        ("Rustam Yusupov", True),
        ("Салман бин Юсуф", True),
        ("Abu Umar Rustam Yusupov", True),
        ("Гвоздиковский", True),
        ("", False),
    ],
)
def test_linkable(text: str, enough: bool) -> None:  # noqa: FBT001
    assert linkable(parse_name(text)) is enough


def test_pairs_are_compared_alike_in_one_go_and_in_several(monkeypatch) -> None:
    table = tabulate_names(["Rustam Yusupov", "Рустам Юсупов", "Karim Akhmetov"])
    left, right = np.array([0, 0, 1]), np.array([1, 2, 2])
    whole = compare_names(table, left, right)
    monkeypatch.setattr("darkfigure.names.compare._AT_ONCE", 2)
    assert compare_names(table, left, right).tolist() == whole.tolist()
    assert len(compare_names(table, left[:0], right[:0])) == 0


def test_where_everybody_bears_a_name_another_beside_it_says_nothing():
    assert weigh(-1e4, 1.0, 0.02) == pytest.approx(0.0, abs=1e-12)
    assert weigh(-1e4, 0.99, 0.02) == pytest.approx(0.0, abs=1e-12)
    assert weigh(-1e4, 0.5, 0.02) < -3


def test_the_order_of_two_names_does_not_matter_where_words_tie():
    one, other = "Um Um r الشيشاني Shishani", "a al Um"
    assert match_names(one, other) == match_names(other, one)


def test_a_name_of_thousands_of_words_is_compared():
    assert np.isfinite(match_names("Um " * 3000, "Umar"))
