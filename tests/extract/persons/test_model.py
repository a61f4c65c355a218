"""A model beside the rules: what it says counts only where its quote stands at its offset."""

import pytest
from stub_server import model_server

from darkfigure.errors import InputError
from darkfigure.extract.persons.model import Pointed, Suggested, add_suggestions
from darkfigure.extract.persons.reader import mentions
from darkfigure.extract.persons.server import ModelServer, read_answer
from darkfigure.settings import ExtractSettings

# A name that no list knows, beside nothing that tells a person: the rules leave it out.
TEXT = "Ilyas Omarov, 24, was killed in Syria. Later Qwendrik Zzolt was mourned too, aged 31, from Osh."
RULES = mentions(TEXT, "en")
AT = TEXT.index("Qwendrik")


def point(quote, start=None):
    return {"start": TEXT.index(quote) if start is None else start, "quote": quote}


def read(suggested):
    return add_suggestions(RULES, suggested, text=TEXT, lang="en", model="stub")


def ask(address, **settings):
    return ModelServer(ExtractSettings(model_server=address, model="stub", **settings)).suggest(TEXT, "en")


def test_the_rules_alone_do_not_know_the_name():
    assert [one.name for one in RULES] == ["Ilyas Omarov"]


def test_a_person_counts_with_what_stands_where_the_model_says():
    answer = [
        point("Qwendrik Zzolt")
        | {"event": "died", "fields": {"age": point("31"), "origin": point("Osh"), "event": point("mourned")}}
    ]
    with model_server(answer) as (address, requests):
        found = read(ask(address))
    assert [one.name for one in found] == ["Ilyas Omarov", "Qwendrik Zzolt"]
    fresh = found[1]
    assert (fresh.age, fresh.origin, fresh.event, fresh.reader) == (31, "KG", "died", "stub")
    assert TEXT[fresh.start : fresh.end] == fresh.quote
    path, body = requests[0]
    assert path == "/v1/chat/completions"
    assert body["model"] == "stub"
    assert TEXT in body["messages"][1]["content"]


@pytest.mark.parametrize(
    "answer",
    [
        [point("Qwendrik Zzolt", AT + 1)],
        [point("Qwendrik Zzolt", -3)],
        [point("Qwendrik Zzolt", 10**9)],
        [{"start": AT, "quote": "Kwendrik Zzolt"}],
        [{"start": AT, "quote": ""}],
        [{"start": str(AT), "quote": "Qwendrik Zzolt"}],
        [{"start": True, "quote": "Qwendrik Zzolt"}],
        ["Qwendrik Zzolt"],
        "no JSON at all",
        '{"persons": {"name": "Qwendrik Zzolt"}}',
        "[[[[",
        "",
    ],
    ids=range(12),
)
def test_what_is_not_in_the_text_is_not_counted(answer):
    with model_server(answer) as (address, _):
        assert read(ask(address)) == RULES


def test_a_field_counts_only_where_it_stands_and_can_be_read():
    fields = {
        "age": point("31", 0),
        "origin": point("mourned"),
        "sex": {"start": AT, "quote": "female"},
        "event": point("mourned"),
        "group": point("Osh"),
        "place": point("Osh"),
    }
    one = Suggested(
        name=Pointed(start=AT, quote="Qwendrik Zzolt"),
        fields={key: Pointed(**value) for key, value in fields.items()},
        event="flew to the moon",
    )
    fresh = read([one])[1]
    assert (fresh.age, fresh.origin, fresh.sex, fresh.event, fresh.group, fresh.place) == (
        None,
        None,
        None,
        None,
        None,
        "KG",
    )


def test_a_model_fills_what_is_empty_and_changes_nothing_else():
    one = Suggested(
        name=Pointed(**point("Ilyas Omarov")),
        fields={"age": Pointed(**point("31")), "origin": Pointed(**point("Osh"))},
        role="official",
    )
    (person,) = read([one])
    assert (person.age, person.origin, person.role, person.event) == (24, "KG", None, "died")
    assert person.reader == "rules+stub"


def test_a_server_elsewhere_is_not_asked():
    with pytest.raises(InputError, match="not on this machine"):
        ModelServer(ExtractSettings(model_server="http://192.0.2.1/v1"))


def test_a_server_that_sends_elsewhere_is_not_followed():
    with model_server([], status=302) as (address, _), pytest.raises(InputError, match="does not answer"):
        ask(address)


def test_a_server_that_is_not_there_is_named():
    with pytest.raises(InputError, match=r"127\.0\.0\.1:9/v1 does not answer"):
        ask("http://127.0.0.1:9/v1")


def test_a_server_that_fails_is_named():
    with model_server([], status=500) as (address, _), pytest.raises(InputError, match="does not answer"):
        ask(address)


def test_a_long_text_is_asked_about_in_pieces_with_offsets_in_the_whole():
    text = "Nothing happened here today. " * 400 + "Later Qwendrik Zzolt was mourned."

    def answer(body):
        piece = body["messages"][1]["content"].split("Text:\n", 1)[1]
        at = piece.find("Qwendrik Zzolt")
        return [{"start": at, "quote": "Qwendrik Zzolt"}] if at >= 0 else []

    with model_server(answer) as (address, requests):
        server = ModelServer(ExtractSettings(model_server=address, model="stub"))
        found = add_suggestions([], server.suggest(text, "en"), text=text, lang="en", model="stub")
    assert len(requests) > 1
    assert [text[one.start : one.end] for one in found] == ["Qwendrik Zzolt"]


def test_an_answer_may_stand_among_other_words():
    assert read_answer('Here it is: {"persons": [{"start": 0, "quote": "A"}]} Good luck') == [
        Suggested(name=Pointed(start=0, quote="A"))
    ]
