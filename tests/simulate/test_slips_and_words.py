import datetime as dt

import pytest
from hijridate import Hijri
from hypothesis import given
from hypothesis import strategies as st

from darkfigure.simulate.slips import slip
from darkfigure.simulate.tables import read_table
from darkfigure.simulate.variants import VARIANTS
from darkfigure.simulate.wording import hijri, origin_word

_UNIFORM = st.floats(0, 1, exclude_max=True)
_SCRIPTS = {
    "а": "абвгдеёжзийклмнопрстуфхцчшщъыьэюяқғұәіңөүҳҷӣ",
    "ا": "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىأإئؤء",
    "a": "abcdefghijklmnopqrstuvwxyz",
}


@given(
    name=st.sampled_from(["Жүсіпов Нұрлан", "Абдурахманов Шамиль", "محمد بن عبد الرحمن", "Bakhtiyor Rustamov"]),
    chance=_UNIFORM,
    place=_UNIFORM,
)
def test_a_slip_is_one_edit_inside_a_word_of_the_script(name: str, chance: float, place: float) -> None:
    other = slip(name, chance=chance, place=place)
    assert abs(len(other) - len(name)) <= 1
    assert other.count(" ") == name.count(" ")
    letters = next(kin for kin in _SCRIPTS.values() if name[-1] in kin)
    assert all(letter in letters for letter in other.lower() if letter != " ")
    first, second = ([*map(len, text.split(" "))] for text in (name, other))
    assert sum(abs(a - b) for a, b in zip(first, second, strict=True)) <= 1
    if len(other) == len(name):
        assert sum(a != b for a, b in zip(name, other, strict=True)) <= 2


def test_all_kinds_of_slips_happen() -> None:
    made = {slip("Жүсіпов", chance=chance / 40, place=place / 6) for chance in range(40) for place in range(6)}
    assert len(made) > 25
    assert {len(form) for form in made} == {6, 7, 8}
    assert slip("Жүсіпов", chance=0.95, place=0.0) == "Үжсіпов"  # the capital stays in front


def test_a_text_without_a_second_letter_is_left() -> None:
    assert slip("А", chance=0.3, place=0.3) == "А"


def test_hijri_days_are_within_two_days_of_the_calendar_of_umm_al_qura() -> None:
    for step in range(0, 1200, 7):
        day = dt.date(2013, 1, 1) + dt.timedelta(days=step)
        year, month, number = hijri(day)
        # the arithmetic calendar has a day 30 where the tables of Umm al-Qura may have 29
        theirs = Hijri(year, month, min(number, 29)).to_gregorian() + dt.timedelta(days=number == 30)
        assert abs((theirs - day).days) <= 2


def test_hijri_of_a_printed_date() -> None:
    # Calendrical Calculations, appendix C: 12 November 1945 is 6 Dhu al-Hijja 1364
    assert hijri(dt.date(1945, 11, 12)) == (1364, 12, 6)


@pytest.mark.parametrize(
    ("code", "language", "words"),
    [
        ("KZ", "ru", {"Казахстан", "Республика Казахстан", "казахстанка", "казахстанское", "РК"}),
        ("RU-CE", "ar", {"الشيشان", "شيشانية", "روسيا - الشيشان"}),
    ],
)
def test_origins_are_written_in_several_ways(code: str, language: str, words: set[str]) -> None:
    made = [origin_word(code, language=language, chance=chance / 100, female=True) for chance in range(100)]
    assert set(made) == words
    assert made.count(made[0]) >= 50


def test_every_origin_of_every_world_has_words_towns_and_nisbas() -> None:
    said = {(row[0], row[1]) for row in read_table("origins")}
    towns, nisbas = ({row[0] for row in read_table(name)} for name in ("towns", "nisbas"))
    for world in VARIANTS.values():
        languages = {
            "russian-register": "ru",
            "arabic-press": "ar",
            "arabic-registry": "ar",
            "kazakh-returns": "kk",
            "turkish-border": "tr",
            "french-court": "fr",
        }
        for origin in world.origins:
            assert origin.code in towns & nisbas
            for plan in world.lists:
                for language in [languages[plan.style]] if plan.style in languages else ["en", "fr", "de", "tr"]:
                    assert (origin.code, language) in said
                    assert (origin.code.partition("-")[0], language) in said
