"""Rows that differ: keys in all scripts, how likely they are one person, and the tables that follow."""

import hashlib
import json
from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ring_in_memory import agreement, go_round, opened

from darkfigure.federate import matching, parted, trial
from darkfigure.federate.chance import alike_by_chance, shared
from darkfigure.federate.clusters import Pairs, best, cluster, drawn, patterns
from darkfigure.federate.counting import count_tolerant, find_pairs, matcher_for
from darkfigure.federate.keys import capped, keys_of, kinds
from darkfigure.federate.matching import calibrate
from darkfigure.federate.parted import Parted, join_parted
from darkfigure.federate.pseudonyms import Pseudonyms
from darkfigure.federate.rows import Row
from darkfigure.federate.synthetic import invent_lists

SHARES = (0.5, 0.5, 0.4)
PEOPLE = 300
SLOTS = kinds("tolerant-8")


def row(name, year=1990, origin="KZ", sex="m"):
    return Row(name=name, year=year, sex=sex, origin=origin)


@pytest.fixture(scope="module")
def small():
    """Few and small invented studies to learn from."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "_STUDIES", 2)
        patch.setattr(matching, "_PEOPLE", PEOPLE)
        patch.setattr(trial, "_STUDIES", 1)
        yield calibrate("tolerant-8", people=PEOPLE, shares=SHARES)


def as_seen(lists):
    found, notes = [], []
    for number, one in enumerate(lists):
        keys = [keys_of(each, recipe="tolerant-8") for each in one.rows]
        chance, pairs = alike_by_chance(keys, SLOTS, seed=bytes([number] * 32))
        notes.append(json.dumps({"chance": chance, "pairs": pairs}).encode())
        found.append(Pseudonyms(name=str(number), records=keys, strata=[0] * len(keys)))
    return found, notes


def terms(draws):
    return SimpleNamespace(
        keys=SimpleNamespace(recipe="tolerant-8", kinds=SLOTS),
        plan=SimpleNamespace(people=PEOPLE, shares=SHARES),
        output=SimpleNamespace(draws=draws),
        codes=(),
    )


@pytest.mark.parametrize("recipe", ["tolerant", "tolerant-8", "person"])
def test_a_name_has_the_same_keys_in_every_script(recipe):
    one = keys_of(row("Юсупов Рустам Каримович"), recipe=recipe)
    assert keys_of(row("Rustam Karimovich Yusupov"), recipe=recipe) == one
    assert keys_of(row("რუსტამ ქარიმოვიჩ იუსუპოვი"), recipe=recipe) == one
    assert any(key is not None for key in one)


@pytest.mark.parametrize(
    ("name", "year", "digest"),
    [
        ("Юсупов Рустам Каримович", 1990, "14c58ea013e1"),
        ("محمد أحمد الشيشاني", 1985, "39af59840bd6"),
        ("Nurlan ABDRAKHMANOV", None, "10fa5a592f48"),
        ("Əliyev Rəşad Vaqif oğlu", 1979, "4346cdf0f953"),
        ("ჟოლბექ იერჟანოვი", 1989, "3edfc5976713"),
    ],
)
def test_keys_are_the_same_on_every_python(name, year, digest):
    keys = [keys_of(row(name, year), recipe=recipe) for recipe in ("tolerant", "tolerant-8", "person")]
    assert hashlib.sha256(json.dumps(keys, ensure_ascii=True).encode()).hexdigest()[:12] == digest


def test_a_whole_small_run_is_the_same_on_every_python():
    _, sent = go_round({"a": ["1", "2", None], "b": ["2", "3"]}, agreement(("a", "b")))
    everything = b"".join(record for place in sorted(sent) for record in sent[place])
    assert hashlib.sha256(everything).hexdigest()[:16] == "0d1cd7ab3761613b"


def test_a_key_that_stands_twice_on_a_list_is_hidden():
    rows = [keys_of(row(name), recipe="tolerant-8") for name in ("Rustam Yusupov", "Rustam Yusupov", "Aibek Omarov")]
    kept = capped(rows, SLOTS)
    assert kept[0] == kept[1] == (None,) * len(SLOTS)
    counts = Counter((kind, key) for one in kept for kind, key in zip(SLOTS, one, strict=True) if key)
    assert set(counts.values()) == {1}


def test_slots_of_one_kind_are_compared_with_each_other():
    assert shared([("a", "b", None)], [("b", "c", "x")], ["two", "two", "one"]) == {(0, 0): 1}
    assert shared([("a", None, "x")], [("a", None, "x")], ["two", "two", "one"]) == {(0, 0): 3}


def test_more_keys_that_agree_are_more_likely_one_person(small):
    matcher = matcher_for(small, [])
    every = (1 << small.kinds) - 1
    assert matcher.odds(every) > matcher.odds(1) > matcher.odds(2) * 0.001
    found = matcher.probabilities([every, every, 2], pairs=10_000, most=100)
    assert found[0] == found[1] > found[2]


def test_as_many_pairs_are_expected_as_there_are_people_on_both_lists(small):
    lists = invent_lists(people=PEOPLE, shares=SHARES, seed=77)
    seen, notes = as_seen(lists)
    pairs = find_pairs(seen, SLOTS, matcher_for(small, notes))
    truth = np.concatenate([np.array(one.persons) for one in lists])
    true = int((truth[pairs.one] == truth[pairs.other]).sum())
    assert abs(pairs.probability.sum() - true) < 0.15 * true


def test_a_note_that_cannot_be_read_stops_nothing(small):
    matcher = matcher_for(small, [None, b"{", b"[]", b'{"chance": {"1": "x"}, "pairs": 3}', b'{"chance": 4}'])
    assert matcher.odds(1) == matcher_for(small, []).odds(1)


def test_the_best_clusters_are_mostly_the_people(small):
    lists = invent_lists(people=PEOPLE, shares=SHARES, seed=78)
    seen, notes = as_seen(lists)
    pairs = find_pairs(seen, SLOTS, matcher_for(small, notes))
    truth = np.concatenate([np.array(one.persons) for one in lists])
    said = best(pairs)
    joined = [(a, b) for a, b in zip(pairs.one, pairs.other, strict=True) if said[a] == said[b]]
    right = sum(truth[a] == truth[b] for a, b in joined)
    of = sum(count * (count - 1) // 2 for count in Counter(truth.tolist()).values())
    assert right / len(joined) > 0.85
    assert right / of > 0.75


def test_a_cluster_holds_one_record_of_a_list():
    lists = np.array([0, 0, 1, 1])
    probability = np.array([0.9, 0.8, 0.7])
    pairs = Pairs(one=np.array([0, 1, 0]), other=np.array([2, 2, 3]), probability=probability, lists=lists)
    person = best(pairs)
    assert person[0] == person[2] != person[1]
    assert person[3] not in {person[0], person[1]}
    for one in (person, drawn(pairs, rng=np.random.default_rng(1)), cluster(pairs, [2, 1, 0])):
        for number in set(one.tolist()):
            members = lists[one == number].tolist()
            assert len(members) == len(set(members))


def test_patterns_say_which_lists_a_person_is_on():
    seen, first = patterns(np.array([0, 1, 0]), np.array([0, 0, 1]))
    assert sorted(seen.tolist()) == [1, 3]
    assert first.tolist() == [0, 1]


@given(counts=st.lists(st.integers(0, 30), min_size=7, max_size=7), seed=st.integers(0, 50))
def test_joining_parts_leaves_every_list_as_long_as_it_was(counts, seed):
    table = np.array([0, *counts])
    errors = Parted(share={(1, 1): 0.4, (2, 1): 0.3})
    joined = join_parted(table, errors, rng=np.random.default_rng(seed))
    bits = (np.arange(8)[:, None] >> np.arange(3)) & 1
    assert (bits.T @ joined).tolist() == (bits.T @ table).tolist()
    assert joined.min() >= 0
    assert joined.sum() <= table.sum()


@pytest.mark.usefixtures("small")
def test_drawn_tables_are_of_the_same_lists_and_differ():
    lists = invent_lists(people=PEOPLE, shares=SHARES, seed=79)
    seen, notes = as_seen(lists)
    parted.parted.cache_clear()
    tables = count_tolerant(seen, terms(6), notes, rng=np.random.default_rng(2)).tables
    parted.parted.cache_clear()
    assert tables.shape == (7, 1, 8)
    bits = (np.arange(8)[:, None] >> np.arange(3)) & 1
    assert all((table[0] @ bits).tolist() == [len(one.rows) for one in lists] for table in tables)
    assert len({table.tobytes() for table in tables[1:]}) > 1


def test_what_comes_through_the_ring_is_counted_as_the_keys_themselves(small):
    """Fifteen rows a list: the pairs the tally finds among pseudonyms are those that the keys in clear have."""
    names = ("a", "b", "c")
    agreed = agreement(names, recipe="tolerant-8")
    lists = invent_lists(people=45, shares=SHARES, seed=80)
    every = [[keys_of(each, recipe="tolerant-8") for each in one.rows[:15]] for one in lists]
    keyed = {name: capped(rows, SLOTS) for name, rows in zip(names, every, strict=True)}
    arrived, _ = go_round(keyed, agreed)
    found = find_pairs(opened(arrived, agreed), SLOTS, matcher_for(small, []))
    clear = find_pairs([Pseudonyms(name=n, records=keyed[n], strata=[]) for n in names], SLOTS, matcher_for(small, []))
    assert len(clear.one) > 3
    assert np.allclose(sorted(found.probability), sorted(clear.probability))
