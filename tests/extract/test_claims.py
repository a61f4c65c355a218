import json
import random
import time
from pathlib import Path

import pytest

import darkfigure as df
from darkfigure.errors import UsageError
from darkfigure.extract.language import detect_language
from darkfigure.extract.lexicon import lexicon, to_cyrillic
from darkfigure.extract.normalise import normalise
from darkfigure.languages import READ

SENTENCES = [
    line.split("\t") for line in (Path(__file__).parent / "claims_sentences.tsv").read_text("utf-8").splitlines()[1:]
]


def expected(cell):
    """Bounds, modifier, origin and state of each claim; a ? leaves the state open."""
    if cell == "-":
        return []
    claims = []
    for written in cell.split(" | "):
        bounds, modifier, origin, state = written.split()
        low, high = (None if end == "*" else int(end) for end in bounds.split(".."))
        claims.append((low, high, modifier, set(origin.rstrip("?").split("+")), state))
    return claims


def test_there_are_three_hundred_sentences_in_every_language():
    assert len(SENTENCES) >= 300
    assert {lang for lang, _, _ in SENTENCES} == set(READ)


@pytest.mark.parametrize(("lang", "text", "cell"), SENTENCES, ids=[f"{s[0]}-{n}" for n, s in enumerate(SENTENCES)])
def test_a_sentence_is_read(lang, text, cell):
    assert detect_language(text) == lang
    found = df.claims(text)
    wanted = expected(cell)
    assert [(c.value.low, c.value.high, c.value.modifier) for c in found] == [w[:3] for w in wanted]
    for claim, (*_, origin, state) in zip(found, wanted, strict=True):
        assert text[claim.start : claim.end] == claim.quote
        assert set(claim.population.origin) == origin
        assert state.endswith("?") or claim.population.state == state


def test_offsets_never_move():
    text = "Не\u0301 мене\u0301е «четырёх ты\u0301сяч» гра\u0301ждан Казахста\u0301на уе\u0301хали."
    (claim,) = df.claims(text)
    assert text[claim.start : claim.end] == claim.quote
    assert claim.value.low == 4000
    assert len(normalise(text)) == len(text)
    for part in claim.evidence.values():
        assert text[part.start : part.end].strip()


def test_every_character_stays_one_character():
    text = "".join(chr(code) for code in range(0x3000)) + "ß İ ﷺ ½ \U0001f600 ﬁ"
    assert len(normalise(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "name", "org", "role"),
    [
        ("More than 40 Kazakhs were killed, said MP Anna Smirnova.", "Anna Smirnova", None, "MP"),
        ("According to the Harbour Institute, 40 Kazakhs were killed.", None, "Harbour Institute", None),
        ("Убиты 40 казахстанцев, заявил вчера в Астане депутат Пётр Зуев.", "Пётр Зуев", None, "депутат"),
        ("По данным МВД, убиты 40 казахстанцев.", None, "МВД", None),
        ("قال الباحث سامر النجار إن 40 كازاخيا قتلوا.", "سامر النجار", None, "الباحث"),
        ("Selon le ministère de l'Intérieur, 40 Kazakhs ont été tués.", None, "ministère de l'Intérieur", None),
        ("İçişleri Bakanı Deniz Aksoy 40 Kazak'ın öldürüldüğünü söyledi.", "Deniz Aksoy", None, "İçişleri Bakanı"),
        ("Депутат Айнұр Сәбитова: «40 қазақстандық қаза тапты».", "Айнұр Сәбитова", None, "Депутат"),
        ("MP Samat Bekov told parliament that 25 Kazakhs were detained.", "Samat Bekov", None, "MP"),
        ("Lena Aroyan, who runs the centre, said that 25 Kazakhs were detained.", "Lena Aroyan", None, None),
        (
            "Yerlan Abdenov, deputy head of the council, said 25 Kazakhs left.",
            "Yerlan Abdenov",
            "council",
            "deputy head",
        ),
        ("Timur Beketov of the department said 14 Kazakhs were killed.", "Timur Beketov", "department", None),
        ("Аскар Юлдашев, возглавляющий фонд, сообщил о 40 убитых казахстанцах.", "Аскар Юлдашев", None, None),
        ("Убиты 40 казахстанцев, рассказал журналистам депутат Пётр Зуев.", "Пётр Зуев", None, "депутат"),
        ("به گفته رضا کریمی، سخنگوی وزارت کشور، دست‌کم ۴۰ تاجیک کشته شدند.", "رضا کریمی", "وزارت کشور", "سخنگوی"),
    ],
)
def test_the_speaker_is_named_in_the_texts_own_words(text, name, org, role):
    speaker = df.claims(text)[0].attribution.speaker
    assert (speaker.name, speaker.org, speaker.role) == (name, org, role)


def test_a_denial_is_told_from_an_assertion():
    claim = df.claims("The minister denied that 300 Kazakhs had joined the militants.")[0]
    assert claim.attribution.stance == "denies"


def test_a_claim_says_which_earlier_one_it_repeats():
    first, second, other = df.claims(
        "About 300 Kazakhs joined the militants. The spokesman repeated that 300 Kazakhs joined them. 20 were killed."
    )
    assert second.repeats == first.id
    assert first.repeats is None
    assert other.repeats is None


def test_scale_that_cannot_be_meant_is_flagged():
    (claim,) = df.claims("На стороне боевиков воюют свыше 3000 тысяч граждан России.")
    assert (claim.value.low, claim.value.flags) == (3000, ("implausible-scale",))


def test_the_date_beside_a_claim_is_kept():
    (claim,) = df.claims("In March 2015 some 300 Kazakhs joined the militants.")
    assert (claim.as_of.date, claim.as_of.precision) == ("2015-03", "month")


def test_an_unknown_language_is_refused():
    with pytest.raises(UsageError, match="Give one of ar, en"):
        df.claims("x", "de")


@pytest.mark.parametrize(
    "text", ["", " ", "1", "123 456", "\u202e\u202d", "\x00\x01", "\ud800 400 fighters", "…", "%" * 9]
)
def test_texts_without_words_are_read(text):
    for claim in df.claims(text):
        assert text[claim.start : claim.end] == claim.quote


def test_marks_of_direction_change_nothing():
    plain = df.claims("أربعة آلاف مقاتل من آسيا الوسطى")
    (marked,) = df.claims("\u202b\u200fأربعة\u200f آلاف\u202c مقاتل من آسيا الوسطى")
    assert (marked.value.low, marked.population) == (plain[0].value.low, plain[0].population)


def test_random_characters_do_no_harm():
    rng = random.Random(7)  # noqa: S311 - no secret
    letters = "".join(text for _, text, _ in SENTENCES) + "\u202e\u200f\u0301\x00'\"«»().,;:-–—%$№0123456789"
    for _ in range(60):
        text = "".join(rng.choice(letters) for _ in range(rng.randrange(400)))
        for claim in df.claims(text):
            assert text[claim.start : claim.end] == claim.quote
            json.dumps(claim.to_dict())


@pytest.mark.parametrize(
    "piece", ["a", "1 ", "four thousand ", "more than 40 fighters and ", "l'", "\u0301", "ikibinbeşyüz ", ".\n", "<b>'"]
)
def test_the_time_is_linear(piece):
    def cost(times):
        start = time.process_time()
        df.claims(piece * times)
        return time.process_time() - start

    cost(20)
    small = cost(150)
    assert cost(1200) < 8 * 4 * small + 0.5


def test_uzbek_is_written_in_both_alphabets():
    assert to_cyrillic("to'rt ming yetti yuz erkak") == "тўрт минг етти юз эркак"
    assert lexicon("uz-Cyrl").numbers.look_up(normalise("минг"))


def test_a_sentence_that_counts_nobody_passes_its_state_on():
    text = (
        "In 2014 the number of foreign fighters in Syria was put at 12,000. Volunteers of 86 countries went there. "
        "Some 400 people were from Morocco."
    )
    assert [claim.population.state for claim in df.claims(text)] == ["departed", "departed"]


def test_families_do_not_remain_of_fighters():
    text = "In all 900 citizens of Tajikistan left for Syria. Some 300 women remain there."
    assert [claim.population.state for claim in df.claims(text)] == ["departed", "present"]


def test_a_place_where_somebody_speaks_is_not_where_the_people_are():
    (claim,) = df.claims("The minister told students in Dushanbe that 100 Tajik citizens have joined ISIS.")
    assert claim.population.location == ()
    (claim,) = df.claims("The minister told students that 100 Tajik citizens were detained in Turkey.")
    assert claim.population.location == ("TR",)


def test_groups_without_a_name_end_what_was_said_of_a_named_one():
    text = "Some 300 Kazakh citizens joined ISIS. Another 40 Chechens joined armed groups in Syria."
    assert [claim.population.group for claim in df.claims(text)] == [("ISIS",), ()]


def test_a_name_is_not_made_of_a_group_or_a_number():
    (claim,) = df.claims('Up to 400 Kazakhs fight for the "Islamic State" or support it, the Harbour Group reports.')
    assert claim.attribution.speaker.name is None
    assert claim.attribution.speaker.org == "Harbour Group"


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("Some 40 Kazakh citizens joined IS in Syria.", ("ISIS",)),
        ("Some 40 Kazakh citizens are in Syria, that is known.", ()),
        ("Им помогли уехать в Сирию 40 граждан Казахстана, названных ими поимённо.", ()),
        ("Suriye'de 40 Kazak savaşçı bu iş için eğitildi.", ()),
        ("Сирияда ИМ құрамында 40 қазақстандық соғысып жүр.", ("ISIS",)),
    ],
)
def test_abbreviations_of_groups_stand_in_capitals(text, groups):
    assert df.claims(text)[0].population.group == groups
