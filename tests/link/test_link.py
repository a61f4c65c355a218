import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from darkfigure import records
from darkfigure.engine import LocalEngine
from darkfigure.link import link_mentions
from darkfigure.link.blocking import candidate_pairs
from darkfigure.link.candidates import Candidates, Sharing
from darkfigure.link.chance import chance_shares
from darkfigure.link.compare import Birth, Home, Sex, compare_fields
from darkfigure.link.fields import fields_of
from darkfigure.link.held import Judged
from darkfigure.link.naming import blocking_tokens, tabulate_mentions
from darkfigure.store import table_from_rows


def mentions(*rows) -> pa.Table:
    empty = dict.fromkeys(records.MENTION.names)
    return table_from_rows(
        [empty | {"mention": i, "source": "s", "item": "i", "row": i + 1} | row for i, row in enumerate(rows)],
        table=records.MENTION,
    )


def levels(one, other):
    found = compare_fields(fields_of(mentions(one, other)), np.array([0]), np.array([1]))
    return Birth(found.birth[0]), Sex(found.sex[0]), Home(found.home[0])


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ((1988, 1988), (1988, 1988), Birth.SAME_YEAR),
        ((1988, 1988), (1989, 1989), Birth.ONE_YEAR),
        ((1988, 1988), (1990, 1990), Birth.TWO_YEARS),
        ((1988, 1988), (1970, 1970), Birth.FAR),
        ((1988, 1989), (1989, 1989), Birth.RANGES_MEET),
        ((1988, 1989), (1991, 1991), Birth.RANGES_APART),
        ((None, None), (1991, 1991), Birth.MISSING),
    ],
)
def test_births_compare_by_what_is_known(one, other, level):
    rows = [{"birth_low": low, "birth_high": high} for low, high in (one, other)]
    assert levels(*rows)[0] == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("1988-03-05", "1988-03-05", Birth.SAME_DAY),
        ("1988-03-05", "1989-03-05", Birth.DAY_SLIP),
        ("1988-03-05", "1988-05-03", Birth.DAY_SLIP),  # day and month
        ("1988-03-15", "1988-03-25", Birth.DAY_SLIP),
        ("1978-03-15", "1987-03-15", Birth.DAY_SLIP),  # two digits swapped
        ("1988-03-05", "1988-03-28", Birth.DAY_TWO_PARTS),
        ("1988-03-05", "1991-03-05", Birth.DAY_TWO_PARTS),
        ("1988-03-05", "1988-12-28", Birth.DAY_SAME_YEAR),
        ("1988-03-05", "1989-12-28", Birth.DAY_ONE_YEAR),
        ("1988-03-05", "1941-12-28", Birth.DAY_FAR),
        ("1938-03-05", "1988-03-05", Birth.DAY_SLIP),
    ],
)
def test_days_of_birth_compare_by_slips_and_parts(one, other, level):
    rows = [
        {"birth_low": day.year, "birth_high": day.year, "birth_date": day}
        for day in map(dt.date.fromisoformat, (one, other))
    ]
    assert levels(*rows)[0] == levels(*rows[::-1])[0] == level


def test_towns_that_no_gazetteer_knows_are_near_where_one_consonant_differs():
    near = [{"hometown": "Mansfield Ponds"}, {"hometown": "Mansfirld Ponds"}]
    assert levels(*near)[2] == Home.NEAR_TOWN
    assert levels({"hometown": "Mansfield Ponds"}, {"hometown": "Kurrajong"})[2] == Home.OTHER_TOWN
    assert levels({"hometown": "Шымкент"}, {"hometown": "Ташкент"})[2] == Home.OTHER_TOWN


def test_homes_compare_town_before_origin():
    assert (
        levels({"origin": "KZ", "hometown": "Шымкент"}, {"origin": "UZ", "hometown": "Shymkent"})[2] == Home.SAME_TOWN
    )
    assert levels({"origin": "KZ"}, {"origin": "KZ"})[2] == Home.SAME_ORIGIN
    assert levels({"origin": "RU"}, {"origin": "RU-CE"})[2] == Home.SAME_COUNTRY
    assert levels({"origin": "KZ"}, {"origin": "UZ"})[2] == Home.OTHER_COUNTRY
    assert levels({"origin": "KZ"}, {})[2] == Home.MISSING


def pairs(*rows):
    table = mentions(*rows)
    tokens = blocking_tokens(tabulate_mentions(table))
    found = candidate_pairs(LocalEngine(), tokens=tokens, fields=fields_of(table)).pairs
    return dict(zip(zip(found.left.tolist(), found.right.tolist(), strict=True), found.sharing.tolist(), strict=True))


def test_names_in_three_scripts_share_a_key_and_other_names_do_not():
    found = pairs(
        {"name": "Юсупов Рустам"}, {"name": "Rustam Yusupov"}, {"name": "رستم يوسفوف"}, {"name": "Karim Akhmetov"}
    )
    assert found == dict.fromkeys([(0, 1), (0, 2), (1, 2)], Sharing.NAMES)


def test_a_compound_written_apart_meets_the_one_written_together():
    assert (0, 1) in pairs({"name": "تيمور غالي سريك"}, {"name": "Temirgali Serikov"})


def test_a_day_of_birth_brings_rows_together_whose_names_share_nothing():
    born = {"birth_low": 1988, "birth_high": 1988, "birth_date": dt.date(1988, 3, 5)}
    rows = {"name": "Rustam Yusupov"} | born, {"name": "Karim Akhmetov"} | born, {"name": "Timur Saidov"}
    assert pairs(*rows) == {(0, 1): Sharing.DAY}


def test_chance_is_how_often_any_two_rows_agree():
    years = np.random.default_rng(7).integers(1960, 1970, 1500)
    rows = [{"name": f"n{i}", "birth_low": year, "birth_high": year} for i, year in enumerate(years.tolist())]
    none = np.empty(0, dtype=np.int64)
    shares = chance_shares(fields_of(mentions(*rows)), Candidates(none, none, none.astype(np.int8)))
    assert shares[0][Birth.SAME_YEAR] == pytest.approx(0.1, rel=0.05)
    assert shares[0][[Birth.SAME_YEAR, Birth.ONE_YEAR, Birth.TWO_YEARS, Birth.FAR]].sum() == pytest.approx(1.0)


def test_a_common_name_alone_meets_only_with_birth_year_or_town():
    crowd = [{"name": f"Muhammad {family}ov"} for family in ("Aliy", "Karim", "Rustam", "Sabir") for _ in range(20)]
    found = pairs(
        {"name": "Muhammad Zufarov", "birth_low": 1988, "birth_high": 1988},
        {"name": "Мухаммад Тоирзода", "birth_low": 1989, "birth_high": 1989},
        *crowd,
    )
    assert found.get((0, 1)) == Sharing.ONE_NAME


def test_a_kunya_in_the_aliases_counts_as_one_in_its_own_column():
    table = mentions({"name": "Rustam Yusupov", "kunya": "Abu Umar"}, {"name": "Rustam Yusupov", "aliases": "Abu Umar"})
    names = tabulate_mentions(table)
    assert names.name[names.start[0]] == names.name[names.start[1]]


def test_the_same_person_in_three_scripts_is_one_and_a_namesake_of_another_age_is_not():
    rng = np.random.default_rng(5)
    given, family = (
        ["Rustam", "Timur", "Farkhod", "Aziz", "Sanjar", "Bakhtiyor", "Jamshid", "Ulugbek"],
        ["Yusupov", "Karimov", "Saidov", "Nazarov"],
    )
    people = [
        {"name": f"{g} {f}", "birth_low": y, "birth_high": y, "sex": "m", "origin": "UZ"}
        for g in given
        for f in family
        for y in rng.integers(1960, 1998, 2).tolist()
    ]
    rows = [*people, *people]
    linked = link_mentions(mentions(*rows), engine=LocalEngine())
    person = linked.persons["person"].to_pylist()
    right = sum(person[i] == person[i + len(people)] for i in range(len(people)))
    assert right >= 0.95 * len(people)
    assert linked.facts["persons"] == pytest.approx(len({(p["name"], p["birth_low"]) for p in people}), rel=0.1)


def test_nobody_to_link():
    linked = link_mentions(mentions(), engine=LocalEngine())
    assert linked.persons.num_rows == 0
    assert linked.facts["persons"] == 0


def judged(*rows):
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return Judged(left=columns[:, 0], right=columns[:, 1], same=columns[:, 2] == 1, line=np.arange(len(columns)) + 1)


def test_judgements_hold_among_rows_that_say_the_same_and_across_rows_that_nothing_ties():
    rows = [{"name": "Rustam Yusupov", "birth_low": 1980, "birth_high": 1980}] * 5 + [{"name": "Abu Salim"}]
    free = link_mentions(mentions(*rows), engine=LocalEngine()).persons["person"].to_pylist()
    assert len(set(free)) == 2
    said = judged((0, 3, False), (1, 5, True))
    linked = link_mentions(mentions(*rows), engine=LocalEngine(), judged=said)
    person = linked.persons["person"].to_pylist()
    assert person[0] != person[3]
    assert person[1] == person[5]
    assert (linked.facts["judged_same"], linked.facts["judged_different"]) == (1, 1)
    assert linked.facts["persons"] == len(set(person))


def test_the_components_and_the_prior_add_up_to_the_weight():
    rows = [
        {"name": "Rustam Yusupov", "birth_low": year, "birth_high": year, "sex": "m"} for year in (1980, 1981, 1990)
    ]
    links = link_mentions(mentions(*rows), engine=LocalEngine()).links
    parts = sum(links[f"{name}_llr"].to_numpy() for name in ("name", "birth", "sex", "home"))
    prior = links["weight"].to_numpy() - parts
    assert links.num_rows
    assert np.ptp(prior) < 1e-5  # all of them share a key of names alone
