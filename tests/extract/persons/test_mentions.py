"""Persons read out of texts, on the project's own texts of invented people (`mention_texts.jsonl`)."""

import importlib.util
import json
import random
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest

import darkfigure as df
from darkfigure.errors import UsageError

ROOT = Path(__file__).resolve().parents[3]
DOCUMENTS = [
    json.loads(line)
    for line in (ROOT / "tests" / "extract" / "mention_texts.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.fixture(scope="module")
def scorer():
    spec = importlib.util.spec_from_file_location("mentions_scorer", ROOT / "benchmarks" / "mentions.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tally(scorer):
    counts = defaultdict(Counter)
    for document in DOCUMENTS:
        scorer.score_document(document, counts)
    return counts


@pytest.mark.parametrize("lang", ["ar", "en", "fr", "kk", "ru", "tr"])
def test_persons_are_found_and_no_others(tally, lang):
    counts = tally[lang]
    assert counts["hit"] >= 0.88 * counts["wanted"]
    assert counts["extra"] <= 0.05 * counts["wanted"]
    assert counts["others in"] == 0


@pytest.mark.parametrize(
    "field", ["given", "family", "kunya", "sex", "age", "birth", "origin", "place", "group", "event", "date"]
)
def test_what_is_said_of_them_is_read(tally, field):
    counts = tally["all"]
    assert counts[f"{field} filled right"] >= 0.9 * counts[f"{field} filled"]
    assert counts[f"{field} empty"] - counts[f"{field} empty right"] <= 3


def test_there_are_enough_texts_with_traps():
    assert len(DOCUMENTS) >= 120
    assert sum(not document["persons"] for document in DOCUMENTS) >= 30
    assert min(Counter(document["lang"] for document in DOCUMENTS).values()) >= 20


@pytest.mark.parametrize("document", DOCUMENTS, ids=[document["id"] for document in DOCUMENTS])
def test_quotes_stand_at_their_offsets(document):
    text = document["text"]
    for one in df.mentions(text):
        assert text[one.start : one.end] == one.quote
        assert (one.start, one.end) in one.namings
        for start, end in (*one.namings, *one.evidence.values()):
            assert 0 <= start < end <= len(text)


def test_a_person_named_several_times_is_one_with_other_names():
    (one,) = df.mentions(
        "Azamat Toktorov, 27, known as Abu Yusuf, left Osh for Syria in 2014. Toktorov was wounded in Aleppo. "
        "In 2015 he was killed near Raqqa. Abu Yusuf was buried there."
    )
    assert (one.name, one.kunya, one.age, one.event, str(one.first)) == (
        "Azamat Toktorov",
        "Abu Yusuf",
        27,
        "died",
        "2015-01-01",
    )
    assert len(one.namings) == 4


def test_a_family_name_that_two_bear_says_nothing_of_either():
    found = df.mentions("Azamat Toktorov left for Syria. Marat Toktorov stayed in Osh. Toktorov was killed in 2015.")
    assert [one.event for one in found if one.name == "Azamat Toktorov"] == ["departed"]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("В Багдаде осудили Рустама Каримова.", "Рустам Каримов"),
        ("Суд приговорил Асель Каримову к пяти годам.", "Асель Каримова"),
        ("Полиция задержала Ерлана Сейтова и его брата Марата Сейтова.", "Ерлан Сейтов"),
        ("Сот Қанат Жұмабаевты жеті жылға соттады.", "Қанат Жұмабаев"),
    ],
)
def test_names_are_given_in_their_first_case(written, name):
    assert name in [one.name for one in df.mentions(written)]


def test_those_who_hold_office_speak_or_mourn_have_a_role():
    text = (
        'Interior Minister Zafar Holmatov named him as Jamshid Rahimov, 22. "He was a quiet boy," said Lola Rahimova. '
        "His father, Karim Rahimov, works in Moscow. Jamshid Rahimov was killed in Idlib."
    )
    roles = {one.name: one.role for one in df.mentions(text)}
    assert roles["Zafar Holmatov"] == "official"
    assert roles["Lola Rahimova"] == "speaker"
    assert roles["Karim Rahimov"] == "kin"
    assert roles["Jamshid Rahimov"] is None


def test_what_is_denied_did_not_happen():
    (one,) = df.mentions("Ruslan Omarov left for Syria in 2014 and never returned.")
    assert one.event == "departed"


def test_a_language_that_is_not_read_is_refused():
    with pytest.raises(UsageError, match="'de'"):
        df.mentions("Text", lang="de")


def test_a_text_without_letters_has_no_persons():
    assert df.mentions("12 345 --- ...") == []


@pytest.mark.parametrize("lang", ["ar", "en", "fr", "kk", "ru", "tr"])
def test_no_text_stops_the_reading(lang):
    rng = random.Random(5)  # noqa: S311
    pieces = [document["text"] for document in DOCUMENTS if document["lang"] == lang]
    signs = "\u202e\u202d\u200f\x00\ud800 \n\t<>\"'«»()-—.,:;١٢12"
    for _ in range(30):
        text = list(" ".join(rng.sample(pieces, 2)))
        for _ in range(40):
            text[rng.randrange(len(text))] = rng.choice(signs)
        df.mentions("".join(text), lang)
    df.mentions("".join(chr(rng.randrange(1, 0x2000)) for _ in range(3000)), lang)


def test_the_time_grows_with_the_text_and_no_faster():
    piece = " ".join(document["text"].replace(".", " ") for document in DOCUMENTS if document["lang"] == "en")
    df.mentions(piece, "en")
    times = []
    for many in (2, 16):
        start = time.process_time()
        df.mentions(piece * many, "en")
        times.append(time.process_time() - start)
    assert times[1] < 30 * times[0]
