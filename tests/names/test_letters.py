import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkfigure.names import match_names, parse_name, romanise, skeleton
from darkfigure.names.letters import clean_text, fold_token, token_script

LETTERS = st.text(st.sampled_from("абвгиюяқғұӣҷabcdşçğoʻაბგიოვჯხ'ابتمحدينعeé- ,ٍـ\u200c\u200f٣7"), max_size=30)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("م‍ـح‍ـمـد", "محمد"),
        ("مُحَمَّدٌ", "محمد"),
        ("\u200fطارق\u200e", "طارق"),
        ("oʻtkir", "o'tkir"),
        ("İSMAİL", "ismail"),
        ("کریم", "كريم"),
        ("Aлиев", "алиев"),
        ("ﻣﺤﻤﺪ", "محمد"),
        ("ᲐᲚᲘᲔᲕᲘ", "ალიევი"),
    ],
)
def test_one_spelling_for_what_is_one(one: str, other: str) -> None:
    assert fold_token(clean_text(one).strip()) == fold_token(clean_text(other).strip())


@given(LETTERS)
def test_reading_any_text_is_safe_and_stable(text: str) -> None:
    name = parse_name(text)
    assert all(token == fold_token(token) for token in name.tokens)
    again = parse_name(" ".join(reversed(name.tokens)))
    assert all(token_script(token) != "Other" or not token.isalpha() for token in again.tokens)


@given(LETTERS)
def test_romanised_is_latin(text: str) -> None:
    assert all(letter in "abcdefghijklmnopqrstuvwxyz " for letter in romanise(text))


@pytest.mark.parametrize(
    ("token", "latin"),
    [("Нұрсұлтан", "nursultan"), ("محمد", "muhammad"), ("Çavuşoğlu", "chavushoghlu"), ("Ўткир", "otkir")],
)
def test_romanise(token: str, latin: str) -> None:
    assert romanise(token) == latin


@pytest.mark.parametrize(
    ("georgian", "other"),
    [
        ("იუსუპოვი რუსტამ", "Юсупов Рустам"),
        ("მაჰმუდ ხასანოვი", "Mahmud Khasanov"),
        ("თარხან ბათირაშვილი", "Tarkhan Batirashvili"),
        ("ჟოლბექ იერჟანოვი", "Жолбек Ержанов"),
    ],
)
def test_georgian_names_sound_as_in_other_scripts(georgian: str, other: str) -> None:
    assert [skeleton(word) for word in georgian.split()] == [skeleton(word) for word in other.split()]
    assert match_names(georgian, other) > match_names(georgian, "Сергей Кузнецов") + 5


def test_only_a_foreign_family_name_loses_the_ending_of_the_nominative() -> None:
    assert fold_token("ბათირაშვილი") == "batirashvili"
    assert fold_token("ალიევი") == "aliev"
    assert fold_token("ალი") == "ali"
