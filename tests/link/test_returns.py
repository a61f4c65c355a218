import numpy as np
import pyarrow as pa
import pytest
from test_echoes import rows

from darkfigure import records
from darkfigure.engine import open_engine
from darkfigure.link.returns import Returns, cut_of
from darkfigure.link.run import link_mentions
from darkfigure.store import arrow_schema


def returns(share, n=4000, seed=1):
    rng = np.random.default_rng(seed)
    information = rng.uniform(-4, 8, size=n)
    return Returns(information, rng.random(n) < share(information))


def test_the_cut_stands_where_half_of_the_echoes_come_back():
    cut = cut_of(returns(lambda x: 1 / (1 + np.exp(-(x - 2.0)))))
    assert cut == pytest.approx(2.0, abs=0.5)


def test_where_nearly_all_come_back_all_rows_are_linked():
    told = returns(lambda x: np.full(len(x), 0.95))
    assert cut_of(told) == told.information.min()


def test_where_none_come_back_or_few_echoes_tell_there_is_no_cut():
    assert cut_of(returns(lambda x: np.full(len(x), 0.05))) is None
    assert cut_of(returns(lambda x: np.full(len(x), 0.95), n=100)) is None
    assert cut_of(None) is None


def with_poor_rows(poor=40):
    some = rows()
    added = [{"mention": some.num_rows + i, "source": "latin", "name": "Rustam", "sex": "m"} for i in range(poor)]
    return pa.concat_tables([some, pa.Table.from_pylist(added, schema=arrow_schema(records.MENTION))])


def link(mentions, tmp_path, **how):
    with open_engine("local", memory_limit="1GB", temp=tmp_path) as engine:
        return link_mentions(mentions, engine=engine, rng=np.random.default_rng(3), **how)


def test_rows_that_say_little_are_left_out_and_the_links_stay(tmp_path):
    mentions = with_poor_rows()
    told, by_rule = link(mentions, tmp_path, simulated=True), link(mentions, tmp_path)
    linkable = told.persons["linkable"].to_numpy(zero_copy_only=False)
    poor = np.arange(mentions.num_rows) >= rows().num_rows
    assert linkable[poor].mean() < 0.1
    assert linkable[~poor].mean() > 0.6  # of the others many share a name, and half of one list has no birth
    assert told.facts["linkable_mentions"] == linkable.sum()
    assert told.facts["information_needed"] > -5
    assert told.links.equals(by_rule.links)
    assert told.persons["person"].equals(by_rule.persons["person"])


def test_the_same_seed_gives_the_same_rows(tmp_path):
    one, two = (link(rows(people=120), tmp_path, simulated=True) for _ in range(2))
    assert one.persons.equals(two.persons)
    assert one.facts == two.facts


def test_a_small_study_keeps_the_rule(tmp_path):
    few = rows(people=3)
    told = link(few, tmp_path, simulated=True)
    assert "information_needed" not in told.facts or told.facts["linkable_mentions"] > 0
