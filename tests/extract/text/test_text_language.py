from collections import Counter
from pathlib import Path

import pytest

from darkfigure.extract.language import detect_language, judge_language

LANGUAGES = ("ar", "ru", "kk", "ky", "uz", "uz-Cyrl", "tg", "tr", "fa", "en", "fr")


def sentences(part):
    lines = (Path(__file__).parent / f"language_{part}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines]


@pytest.mark.parametrize("part", ["development", "held_out"])
def test_a_sentence_of_six_words_tells_its_language(part):
    read = sentences(part)
    assert all(len(text.split()) >= 6 for _, text in read)
    assert Counter(lang for lang, _ in read) == dict.fromkeys((*LANGUAGES, "tk", "az", "uk"), 15)
    right = Counter(lang for lang, text in read if judge_language(text)[0] == lang)
    assert sum(right[lang] for lang in LANGUAGES) >= 0.98 * 15 * len(LANGUAGES)
    assert all(right[lang] >= 14 for lang in right)


def test_what_has_a_word_list_is_read_with_one():
    wrong = [lang for lang, text in sentences("development") if lang != "az" and detect_language(text) != lang]
    assert len(wrong) <= 2
    assert detect_language("Nümayəndə heyəti danışıqlar üçün səhər paytaxta gəldi") == "tr"


def test_a_long_text_may_be_in_a_language_that_is_not_read():
    german = (
        "Der Minister sagte gestern, dass vierzig Männer die Stadt verlassen haben und dass niemand von ihnen "
        "bis heute zurückgekehrt ist, wie die Zeitung schreibt."
    )
    assert judge_language(german)[0] == "de"
    assert detect_language(german) in LANGUAGES


@pytest.mark.parametrize("text", ["", "12 345", "...", "\n"])
def test_without_letters_there_is_no_language(text):
    assert judge_language(text) == (None, None)
    assert detect_language(text) is None


def test_less_text_is_less_sure():
    whole = "Бул китеп согуштан кийин үйүнө кайткан киши тууралуу баяндайт жана абдан кызыктуу"
    few, many = judge_language(whole[:12])[1], judge_language(whole)[1]
    assert 0 < few < many <= 1
