"""Spark beside DuckDB: the same pairs, compared alike. Skipped, with the reason, where pyspark or Java is missing."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from darkfigure.engine import LocalEngine, open_engine, require_engine
from darkfigure.errors import UsageError
from darkfigure.link.blocking import candidate_pairs
from darkfigure.link.evidence import evidence_of
from darkfigure.link.fields import fields_of
from darkfigure.link.naming import blocking_tokens, tabulate_mentions
from darkfigure.simulate import World, invent_study
from darkfigure.store import read_table
from darkfigure.study import Study

ROWS = 10_000
PEOPLE = 6_800


def lacking() -> str | None:
    try:
        require_engine("spark")
    except UsageError as error:
        return f"Spark is not tested here: {error}"
    return None


pytestmark = [
    pytest.mark.skipif(lacking() is not None, reason=str(lacking())),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # of pyspark's own sockets
]


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """10,000 rows of an invented study."""
    study = Study(tmp_path_factory.mktemp("invented") / "study")
    world = replace(World.variants()["default"], people=PEOPLE)
    invent_study(study.folder, rng=np.random.default_rng(1), world=world)
    study.run(only="collect")
    study.run(only="extract")
    return read_table(study.folder / "tables" / "mention.parquet")[:ROWS]


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")  # starts sooner
        with open_engine("spark", temp=tmp_path_factory.mktemp("spill")) as engine:
            yield engine


def codes(pairs):
    return pairs.left * ROWS + pairs.right


def test_spark_brings_together_the_pairs_that_duckdb_does_and_compares_them_alike(rows, spark):
    assert rows.num_rows == ROWS
    fields, names = fields_of(rows), tabulate_mentions(rows)
    tokens, here = blocking_tokens(names), LocalEngine()
    (found, _, sample, reach), (theirs, _, their_sample, their_reach) = (
        candidate_pairs(engine, tokens=tokens, fields=fields) for engine in (here, spark)
    )
    assert len(np.setxor1d(codes(found), codes(theirs))) <= 0.001 * len(found.left)
    assert len(np.setxor1d(codes(sample), codes(their_sample))) <= 0.001 * len(sample.left)
    np.testing.assert_allclose(reach, their_reach, rtol=1e-6)  # their logarithms may differ in the last bit
    assert (np.diff(codes(theirs)) > 0).all()  # in order, each once
    both = np.isin(codes(theirs), codes(found))
    assert (theirs.sharing[both] == found.sharing[np.isin(codes(found), codes(theirs))]).all()
    one, other = (evidence_of(theirs, fields, names, engine=engine) for engine in (here, spark))
    np.testing.assert_array_equal(one.name, other.name)
    for mine, yours in zip(one.components, other.components, strict=True):
        np.testing.assert_array_equal(mine, yours)


def test_a_study_linked_on_spark_has_the_persons_that_it_has_here(invented, tmp_path, spark):
    persons = []
    for engine in ("local", "spark"):  # joins the session that runs
        study = Study(shutil.copytree(invented, tmp_path / engine))
        for stage in ("collect", "extract", "link"):
            study.run(only=stage, engine=engine)
        persons.append(read_table(study.folder / "tables" / "person.parquet"))
    assert persons[0]["person"].equals(persons[1]["person"])
    assert spark.fetch("SELECT 1 AS one").to_pydict() == {"one": [1]}  # and leaves it running
