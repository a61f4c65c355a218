import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from darkfigure import records
from darkfigure.engine import open_engine
from darkfigure.link.blocking import candidate_pairs
from darkfigure.link.chance import chance_shares
from darkfigure.link.compare import Birth
from darkfigure.link.echo_fields import echo_facts, towns_by_origin
from darkfigure.link.echoes import Slips, Study, make_echoes, plan_echoes, put_in_order, rate_of_slips, weigh_echoes
from darkfigure.link.evidence import evidence_of
from darkfigure.link.fields import fields_of
from darkfigure.link.model import fit_match_model
from darkfigure.link.naming import blocking_tokens, tabulate_mentions
from darkfigure.link.rewrite import list_spellings, slip, write_in
from darkfigure.names.letters import token_script
from darkfigure.names.name import FAMILY, FATHER, GIVEN, KUNYA, NISBA
from darkfigure.store import arrow_schema

GIVENS = {"Rustam": "Рустам", "Karim": "Карим", "Timur": "Тимур", "Anvar": "Анвар", "Sherzod": "Шерзод",
          "Bakyt": "Бакыт", "Murad": "Мурад", "Farid": "Фарид"}  # fmt: skip
FAMILIES = {"Yusupov": "Юсупов", "Rakhimov": "Рахимов", "Saparov": "Сапаров", "Bekov": "Беков", "Nazarov": "Назаров",
            "Aliev": "Алиев", "Tursunov": "Турсунов", "Hamidov": "Хамидов", "Orazov": "Оразов"}  # fmt: skip
CYRILLIC = GIVENS | FAMILIES
LATIN = {cyrillic: latin for latin, cyrillic in CYRILLIC.items()}
TOWNS = ["Osh", "Namangan", "Khujand"]


def rows(seed: int = 1, people: int = 250) -> pa.Table:
    """People on two lists, one in Latin and one in Cyrillic script."""
    rng = np.random.default_rng(seed)
    out = []
    for person in range(people):
        given, family = str(rng.choice(list(GIVENS))), str(rng.choice(list(FAMILIES)))
        born = dt.date(1970 + int(rng.integers(30)), int(rng.integers(1, 13)), int(rng.integers(1, 28)))
        for source in ("latin", "cyrillic"):
            if rng.random() < 0.6:
                name = f"{given} {family}" if source == "latin" else f"{CYRILLIC[family]} {CYRILLIC[given]}"
                known = source == "cyrillic" or person % 2
                out.append({
                    "mention": len(out), "source": source, "name": name, "sex": "m", "origin": "KG",
                    "birth_low": born.year if known else None, "birth_high": born.year if known else None,
                    "birth_date": born if known else None, "hometown": str(rng.choice(TOWNS)) if known else None,
                })  # fmt: skip
    return pa.Table.from_pylist(out, schema=arrow_schema(records.MENTION))


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    with open_engine("local", memory_limit="1GB", temp=tmp_path_factory.mktemp("spill")) as engine:
        yield engine


@pytest.fixture(scope="module")
def study(engine) -> Study:
    mentions = rows()
    names, fields = tabulate_mentions(mentions), fields_of(mentions)
    found, shown, sample, reach = candidate_pairs(engine, tokens=blocking_tokens(names), fields=fields)
    model = fit_match_model(
        evidence_of(found, fields, names, engine=engine),
        shown,
        evidence_of(sample, fields, names, engine=engine),
        sample.weight,
        chance=chance_shares(fields, found),
    )
    source = np.unique(mentions["source"].to_pylist(), return_inverse=True)[1]
    return Study(mentions, names, source, np.ones(len(source), dtype=bool), model, reach)


def plan(study, many=200, seed=3):
    # rows of the two lists are linked, and rows of one list never
    one, other = np.flatnonzero(study.source == 0), np.flatnonzero(study.source == 1)
    return plan_echoes(many, study, left=one[:50], right=other[:50], rng=np.random.default_rng(seed))


def test_echoes_stand_on_the_lists_that_are_linked(study):
    planned = plan(study)
    assert (study.source[planned.original] != study.source[planned.pattern]).all()
    assert len(np.unique(planned.original)) > 100


def test_an_echo_is_written_in_the_script_and_order_of_its_pattern_and_knows_what_it_knows(study):
    planned = plan(study)
    echoes = make_echoes(study, planned, Slips(0.0, 0.0), rng=np.random.default_rng(5)).to_pylist()
    originals, patterns = (study.mentions.take(pa.array(ends)).to_pylist() for ends in planned)
    right = 0
    for echo, one, pattern in zip(echoes, originals, patterns, strict=True):
        words = echo["name"].split()
        assert {token_script(word.lower()) for word in words} == {token_script(pattern["name"].split()[0].lower())}
        assert (echo["birth_low"] is None) == (pattern["birth_low"] is None)
        assert echo["source"] == pattern["source"]
        right += {LATIN.get(word, word) for word in words} == {LATIN.get(word, word) for word in one["name"].split()}
    assert right > 0.85 * len(echoes)  # now and then another name of the person stands there


def test_echoes_are_compared_beside_all_rows_and_slips_make_them_harder_to_find(study, engine):
    planned = plan(study)
    echoes = make_echoes(study, planned, Slips(0.0, 0.0), rng=np.random.default_rng(5))
    rough = make_echoes(study, planned, Slips(0.6, 0.0), rng=np.random.default_rng(5))
    one, other = (weigh_echoes(study, planned, written, engine=engine) for written in (echoes, rough))
    assert len(one) == 200
    assert np.isneginf(one).mean() < 0.1
    assert np.isneginf(one).mean() <= np.isneginf(other).mean()  # one consonant off is found all the same
    assert one[np.isfinite(one)].mean() > other[np.isfinite(other)].mean()


def test_slips_are_counted_where_births_agree_to_the_day():
    mentions = pa.Table.from_pylist(
        [
            {"name": "Rustam Yusupov"}, {"name": "Рустам Юсупов"},
            {"name": "Karim Saparov"}, {"name": "Карим Сабалов"},
        ],
        schema=arrow_schema(records.MENTION),
    )  # fmt: skip
    names = tabulate_mentions(mentions)
    none = rate_of_slips(names, np.array([0]), np.array([1]), np.array([1], dtype=np.int8))
    one = rate_of_slips(names, np.array([0, 2]), np.array([1, 3]), np.array([1, 1], dtype=np.int8))
    unknown = rate_of_slips(names, np.array([0, 2]), np.array([1, 3]), np.array([0, 0], dtype=np.int8))
    assert none.word < unknown.word < one.word


@pytest.mark.parametrize(
    ("text", "theirs", "fresh", "written"),
    [
        ("ЮСУПОВ Али", [("юсупов", FAMILY), ("али", GIVEN)], {GIVEN: ["карим"], FAMILY: ["оразов"]}, "ОРАЗОВ Карим"),
        ("Taj al-Din bin Omar", [("tajdin", GIVEN), ("omar", FATHER)], {GIVEN: ["nur"]}, "Nur bin Omar"),
        ("Abu Omar al-Turki", [("abu omar", KUNYA), ("turki", NISBA)], {KUNYA: ["umm hani"]}, "Umm Hani al-Turki"),
        ("Karim", [("karim", GIVEN)], {FAMILY: ["aliev"]}, "Karim"),
    ],
)  # fmt: skip
def test_words_take_the_places_of_those_of_their_role(text, theirs, fresh, written):
    assert put_in_order(text, theirs, fresh) == written


def test_a_name_that_a_list_does_not_hold_is_written_letter_by_letter(study):
    tokens = [*study.names.table.tokens]
    place = tokens.index("рустам")
    spelled = list_spellings(study.names, study.source, {(place, GIVEN, 1), (place, GIVEN, 0)})
    latin = np.unique(study.mentions["source"].to_pylist()).tolist().index("latin")
    assert set(spelled[place, GIVEN, latin].words) == {"rustam"}
    assert write_in("rustam", "Cyrillic") == "рустам"
    assert write_in("рустам", "Latin") == "rustam"
    assert token_script(write_in("shahzod", "Arabic")) == "Arabic"


def test_a_slip_changes_a_word_and_leaves_its_first_letter():
    rng = np.random.default_rng(1)
    slipped = [slip("yusupov", rng) for _ in range(200)]
    assert all(word[0] == "y" and abs(len(word) - 7) <= 1 for word in slipped)
    assert np.mean([word != "yusupov" for word in slipped]) > 0.9
    assert slip("ab", rng) == "ab"


def test_facts_disagree_as_often_as_the_model_says(study):
    rng = np.random.default_rng(2)
    one = dict.fromkeys(records.MENTION.names) | {
        "sex": "m", "birth_low": 1990, "birth_high": 1990, "birth_date": dt.date(1990, 5, 4), "origin": "KG",
        "hometown": "Osh", "identifier": "AB123456",
    }  # fmt: skip
    pattern = one | {"sex": "f", "birth_low": 1980, "birth_high": 1980, "birth_date": None, "identifier": None}
    towns = towns_by_origin(pa.table({"origin": ["KG", "KG", "KZ"], "hometown": ["Osh", "Batken", None]}))
    facts = [echo_facts(one, pattern, model=study.model, towns=towns, rng=rng) for _ in range(400)]
    share = study.model.m[0][Birth.SAME_YEAR]
    assert np.mean([f["birth_low"] == 1990 for f in facts]) == pytest.approx(share, abs=0.06)
    assert np.mean([f["sex"] == "m" for f in facts]) > 0.95
    assert all(f["birth_date"] is None and f["identifier"] is None for f in facts)
    assert np.mean([f.get("hometown", "Osh") in {"Osh", "Batken"} for f in facts]) > 0.8  # others have a slip
