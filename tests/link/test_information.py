import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from test_echoes import rows

from darkfigure import records
from darkfigure.engine import open_engine
from darkfigure.link.blocking import candidate_pairs
from darkfigure.link.chance import chance_shares
from darkfigure.link.evidence import evidence_of
from darkfigure.link.fields import fields_of
from darkfigure.link.information import link_information
from darkfigure.link.model import fit_match_model
from darkfigure.link.naming import blocking_tokens, tabulate_mentions
from darkfigure.store import arrow_schema

DAY = dt.date(1990, 5, 17)
# what a row may say beside the name, poorest first
RICHER = [
    {},
    {"sex": "m"},
    {"sex": "m", "birth_low": 1990, "birth_high": 1990},
    {"sex": "m", "birth_low": 1990, "birth_high": 1990, "birth_date": DAY},
    {"sex": "m", "birth_low": 1990, "birth_high": 1990, "birth_date": DAY, "origin": "KG"},
    {"sex": "m", "birth_low": 1990, "birth_high": 1990, "birth_date": DAY, "origin": "KG", "hometown": "Osh"},
]


@pytest.fixture(scope="module")
def learnt(tmp_path_factory):
    """A match model and chance shares."""
    mentions = rows()
    names, fields = tabulate_mentions(mentions), fields_of(mentions)
    with open_engine("local", memory_limit="1GB", temp=tmp_path_factory.mktemp("spill")) as engine:
        found, shown, sample, _ = candidate_pairs(engine, tokens=blocking_tokens(names), fields=fields)
        pairs, weak = (evidence_of(some, fields, names, engine=engine) for some in (found, sample))
    chance = chance_shares(fields, found)
    return fit_match_model(pairs, shown, weak, sample.weight, chance=chance), chance


def informed(learnt, *added, same_person=True):
    """Information of rows added to the invented ones."""
    model, chance = learnt
    some = rows()
    more = [{"mention": some.num_rows + i, "source": "latin"} | row for i, row in enumerate(added)]
    together = pa.concat_tables([some, pa.Table.from_pylist(more, schema=arrow_schema(records.MENTION))])
    person = np.arange(together.num_rows)
    if same_person:
        person[some.num_rows :] = some.num_rows
    found = link_information(tabulate_mentions(together), fields_of(together), model, person=person, chance=chance)
    return found[some.num_rows :]


def test_what_a_row_says_more_is_information(learnt):
    found = informed(learnt, *({"name": "Timur Orazov"} | more for more in RICHER))
    assert (np.diff(found) > 0).all()


@pytest.mark.parametrize(
    ("poorer", "richer"),
    [
        ("Timur", "Timur Orazov"),
        ("Timur Orazov", "Vsevolod Orazov"),  # a name that nobody else bears
        ("Abu Muslim al-Uzbaki", "Timur Orazov"),
        ("T. Orazov", "Timur Orazov"),
    ],
)
def test_rarer_and_more_names_say_more(learnt, poorer, richer):
    found = informed(learnt, {"name": poorer}, {"name": richer}, same_person=False)
    assert found[0] < found[1] - 0.3


def test_the_rows_of_a_person_do_not_make_its_name_common(learnt):
    copies = [{"name": "Vsevolod Zaytsev", "birth_low": year, "birth_high": year} for year in range(1980, 1988)]
    alone = informed(learnt, copies[0])[0]
    one_person, eight = informed(learnt, *copies)[0], informed(learnt, *copies, same_person=False)[0]
    assert one_person == pytest.approx(alone, abs=0.2)
    assert eight < one_person - 1.0


def test_the_more_rows_there_are_the_more_it_takes(learnt):
    model, chance = learnt
    mentions = rows()
    seen = tabulate_mentions(mentions), fields_of(mentions), model
    few, many = (
        link_information(*seen, person=np.arange(mentions.num_rows), chance=chance, among=n) for n in (1001, 10_001)
    )
    assert few - many == pytest.approx(np.log(10))


def test_no_rows_have_no_information(learnt):
    none = rows().slice(0, 0)
    model, chance = learnt
    person = np.empty(0, dtype=np.int64)
    assert not len(link_information(tabulate_mentions(none), fields_of(none), model, person=person, chance=chance))
