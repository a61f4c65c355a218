"""The catalogues: five languages, the same gaps, every plural form a language has; and how they are filled."""

import re
from datetime import date
from pathlib import Path
from string import Formatter

import pytest
from markupsafe import Markup

from darkfigure.report import wording
from darkfigure.report.wording import LANGUAGES, catalogue, formats, is_rtl, say, say_html

KEYS = sorted(catalogue())
SAME = {  # words that are the same in two languages
    ("claims.date", "fr"),
    ("evidence.source", "fr"),
    ("method-name.chapman", "fr"),
    ("page.figure", "fr"),
    ("spread.column-source", "fr"),
    ("union.balkans", "fr"),
    ("union.maghreb", "fr"),
    ("spread.sources", "fr"),
}
ALONE = {"zero", "one", "two"}  # forms that may say the number by the word itself


def gaps(text: str) -> set[tuple[str, str | None]]:
    return {(name, form) for _, name, form, _ in Formatter().parse(text) if name is not None}


def forms(message: str | dict[str, str]) -> dict[str, str]:
    return {"other": message} if isinstance(message, str) else dict(message)


def test_there_is_something_to_say() -> None:
    assert len(KEYS) > 10


def each() -> list[tuple[str, str, str, str]]:
    """Key, language, plural form, text."""
    return [
        (key, language, form, text)
        for key in KEYS
        for language, message in catalogue()[key].items()
        for form, text in forms(message).items()
    ]


def test_every_sentence_is_there_in_every_language() -> None:
    assert [key for key in KEYS if sorted(catalogue()[key]) != sorted(LANGUAGES)] == []
    assert [one for one in each() if one[3].strip(" \n") != one[3] or not one[3]] == []


def test_a_sentence_has_the_same_gaps_in_every_language() -> None:
    wanted = {key: gaps(forms(catalogue()[key]["en"])["other"]) for key in KEYS}
    extra = [one for one in each() if gaps(one[3]) - wanted[one[0]]]
    missing = [one for one in each() if wanted[one[0]] - gaps(one[3]) - ({("count", "")} if one[2] in ALONE else set())]
    assert (extra, missing) == ([], [])


def test_a_sentence_that_counts_has_every_plural_form() -> None:
    for key in KEYS:
        counting = {language: message for language, message in catalogue()[key].items() if not isinstance(message, str)}
        assert set(counting) in (set(), set(LANGUAGES)), f"{key} counts in all languages or in none"
        for language, message in counting.items():
            assert set(message) == formats.locale(language).plural_form.tags | {"other"}, (key, language)
            assert "count" in {name for name, _ in gaps(message["other"])}, (key, language)


def test_no_sentence_is_left_in_english() -> None:
    left = []
    for key in KEYS:
        said = {language: forms(message)["other"] for language, message in catalogue()[key].items()}
        words = "".join(text for text, *_ in Formatter().parse(said["en"]))
        if re.search("[a-z]{2}", words):
            left += [(key, language) for language in ("ar", "ru", "fr", "kk") if said[language] == said["en"]]
    assert set(left) == SAME


def test_the_plural_form_follows_the_language() -> None:
    say_of = {n: say("overview.lists", "ru", count=n) for n in (1, 2, 5, 21)}
    assert say_of == {1: "1 список", 2: "2 списка", 5: "5 списков", 21: "21 список"}
    assert [say("overview.lists", "ar", count=n) for n in (1, 2, 3, 11, 100)] == [
        "قائمة واحدة", "قائمتان", "3 قوائم", "11 قائمة", "100 قائمة",
    ]  # fmt: skip


def test_numbers_and_dates_are_those_of_the_language() -> None:
    day = date(2015, 3, 1)
    assert formats.whole(3340.4, "en") == "3,340"
    assert formats.whole(3340, "fr") == "3\u202f340"
    assert formats.percent(0.975, "ru") == "97,5\u00a0%"
    assert formats.percent(0.95, "kk") == "95%"
    assert formats.day(day, "ru") == "1\u00a0марта\u00a02015\u202fг."
    assert formats.day(day, "kk") == "2015\u202fж.\u00a01\u00a0наурыз"
    assert formats.day(day, "ar") == "1\u00a0مارس\u00a02015"
    assert formats.written_date("2015-03", "fr") == "mars\u00a02015"
    assert formats.written_date("some day", "fr") == "some day"


def test_only_arabic_runs_from_right_to_left_and_isolates_what_is_put_in() -> None:
    assert [language for language in LANGUAGES if is_rtl(language)] == ["ar"]
    assert "\u2068a-list\u2069" in say("number.and", "ar", one="a-list", two="ب")
    assert say("number.and", "kk", one="a-list", two="b") == "a-list және b"


def test_axes_get_the_numbers_and_months_of_the_language() -> None:
    assert formats.axis_numbers("fr") == {
        "decimal": ",", "thousands": "\u202f", "grouping": [3], "currency": ["", ""], "percent": "\u00a0%",
    }  # fmt: skip
    months = formats.axis_dates("ru")
    assert (months["months"][0], months["days"][0]) == ("январь", "воскресенье")


def test_html_escapes_what_is_put_in_and_isolates_texts() -> None:
    assert say_html("number.or-more", "en", low="<b>") == "<bdi>&lt;b&gt;</bdi> or more"
    assert say_html("number.or-more", "en", low=Markup("<b>x</b>")) == "<b>x</b> or more"
    assert say_html("number.or-more", "en", low=1200) == "1,200 or more"


def test_a_sentence_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("number.no-such-sentence", "en")
    with pytest.raises(KeyError):
        say("number.between", "en", low=1)


def test_every_code_that_a_page_can_show_has_words() -> None:
    from darkfigure.estimate import METHODS
    from darkfigure.estimate.assumptions import assumptions
    from darkfigure.estimate.notices import CODES
    from darkfigure.extract.lexicon import FOUGHT, STATES
    from darkfigure.places.unions import _unions

    wanted = [f"union.{code}" for code in _unions()]
    wanted += [f"{subject}.{code}" for code in CODES for subject in ("warning", "warning-says")]
    wanted += [f"whom.state-{state.replace('_', '-')}" for state in (*STATES, FOUGHT)]
    wanted += [f"{subject}.{name}" for name in METHODS for subject in ("method-name", "method-says")]
    found = [
        one.code for name in METHODS for split in (True, False) for one in assumptions(stratified=split, method=name)
    ]
    wanted += [f"{subject}.{code}" for code in found for subject in ("assumption", "failing")]
    assert [key for key in wanted if not wording.has(key)] == []


def test_every_key_the_code_names_is_in_a_catalogue() -> None:
    folder = Path(wording.__file__).parent.parent
    texts = [p.read_text(encoding="utf-8") for pattern in ("*.py", "templates/**/*.j2") for p in folder.glob(pattern)]
    named = {key for text in texts for key in re.findall(r'\bsay(?:_html)?\(\s*"([a-z-]+\.[a-z-]+)"', text)}
    assert named <= set(KEYS), sorted(named - set(KEYS))
