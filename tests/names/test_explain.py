import numpy as np
import pytest

from darkfigure.names import compare_names, tabulate_names
from darkfigure.names.explain import explain_names


def explained(one, other):
    table = tabulate_names([one, other], counts=[0, 0])
    total = float(compare_names(table, np.array([0]), np.array([1]))[0])
    return {(part.how, part.left_role or part.right_role): part for part in explain_names(table, 0, 1)}, total


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Юсупов Рустам Каримович", "Rustam Yusupov"),
        ("Rustam Yusupov", "Rustam Karimov"),
        ("Rustam Karimovich Yusupov", "Rustam Sabirovich Yusupov"),
        ("Temirgali Serikov", "تيمور غالي سريك"),
        ("Abu Umar Rustam Yusupov", "Abu Bakr Rustam Yusupov"),
        ("Abu Umar", "Abu Umar"),
        ("R. Yusupov", "Rustam Yusupov"),
        ("", "Rustam Yusupov"),
    ],
)
def test_the_parts_add_up_to_the_ratio_of_the_names(one, other):
    parts, total = explained(one, other)
    assert sum(part.weight for part in parts.values()) == pytest.approx(total, abs=0.051)


def test_the_parts_say_which_roles_met_and_how():
    parts, _ = explained("Юсупов Рустам Каримович", "Rustam Yusupov")
    assert {key for key, part in parts.items() if part.weight > 0} == {("script", "family"), ("script", "given")}
    assert parts["missing", "father"].left == "каримович"
    assert not any(how == "limits" for how, _ in parts)


def test_a_clash_names_its_words_and_limits_what_agreement_says():
    parts, _ = explained("Rustam Karimovich Yusupov", "Rustam Sabirovich Yusupov")
    clash = parts["clash", "father"]
    assert (clash.left, clash.right) == ("karimovich", "sabirovich")
    assert clash.weight < -3
    assert parts["alike", "given"].weight > 0


def test_two_words_written_as_one_are_one_part():
    parts, _ = explained("Temirgali Serikov", "تيمور غالي سريك")
    (joined,) = (part for (how, _), part in parts.items() if how == "joined")
    assert (joined.left, joined.weight > 0) == ("temirgali", True)
    assert len(joined.right.split()) == 2
