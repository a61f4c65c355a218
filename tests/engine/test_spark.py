"""Spark beside this process: the same tables. Skipped, with the reason, where pyspark or Java is missing."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from darkfigure.engine import LocalEngine, open_engine, require_engine
from darkfigure.errors import InputError, SourceError, UsageError
from darkfigure.link.blocking import candidate_pairs
from darkfigure.link.draws import Rows, draw_partitions
from darkfigure.link.evidence import evidence_of
from darkfigure.link.fields import UNKNOWN, Fields, fields_of
from darkfigure.link.held import Pairs
from darkfigure.link.naming import blocking_tokens, tabulate_mentions
from darkfigure.media import near_duplicates
from darkfigure.simulate import World, invent_study
from darkfigure.store import read_table
from darkfigure.study import Study

sys.path.insert(0, str(Path(__file__).parents[1] / "study"))
from traceable import write_study

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


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A small study on tables, texts and claims after a run in this process, with a few drawn linkages."""
    folder = make(tmp_path_factory.mktemp("here") / "study")
    Study(folder).run()
    return folder


def make(folder, more=""):
    write_study(folder)
    settings = folder / "study.toml"
    text = settings.read_text(encoding="utf-8").replace("threshold = 0.5", "draws = 3")
    settings.write_text(text + more, encoding="utf-8")
    return folder


def assert_same(one, other):
    """The same tables, byte for byte but for when files were first kept; the same estimate but for the time it took."""
    paths = [path.relative_to(one) for path in sorted((one / "tables").rglob("*.parquet"))]
    assert len(paths) > 10
    for path in paths:
        if path.parent.name != "item":
            assert (one / path).read_bytes() == (other / path).read_bytes(), path
    assert answer(one) == answer(other)


def answer(folder):
    found = json.loads((folder / "results" / "estimate.json").read_bytes())
    return found | {"methods": [method | {"cpu_seconds": None} for method in found["methods"]]}


def test_a_study_run_on_spark_has_the_tables_that_it_has_here(here, tmp_path, spark):
    there = make(tmp_path / "study")
    Study(there).run(engine="spark")  # joins the session that runs
    assert_same(here, there)
    assert spark.fetch("SELECT 1 AS one").to_pydict() == {"one": [1]}  # and leaves it running


def test_pictures_hashed_on_spark_form_the_groups_that_they_form_here(tmp_path, spark):
    rng = np.random.default_rng(3)
    for number in range(6):
        field = np.kron(rng.uniform(0, 255, (12, 15, 3)), np.ones((20, 20, 1))).astype(np.uint8)
        for quality in (90, 40):
            Image.fromarray(field).save(tmp_path / f"{number}-{quality}.jpg", quality=quality)
    found = [near_duplicates([tmp_path], engine=engine) for engine in (None, spark)]
    groups, others = ([group.rows for group in one.groups] for one in found)
    assert groups == others
    assert len(groups) == 6


def test_draws_of_many_rows_are_the_same_on_spark(spark, monkeypatch):
    monkeypatch.setattr("darkfigure.link.draws._APART", 999)
    unknown = np.full(1000, UNKNOWN, dtype=np.int32)
    fields = Fields(*[unknown] * len(Fields._fields))
    rows = Rows(source=np.arange(1000) % 3, linkable=np.ones(1000, dtype=bool), fields=fields)
    pairs = Pairs(np.arange(0, 1000, 2), np.arange(1, 1000, 2), np.random.default_rng(1).normal(0, 4, 500))
    one, other = (
        draw_partitions(rows, pairs, draws=6, rng=np.random.default_rng(2), engine=engine) for engine in (None, spark)
    )
    np.testing.assert_array_equal(one.person, other.person)


@pytest.mark.usefixtures("spark")
def test_what_is_wrong_with_a_file_is_said_as_it_is_here(tmp_path):
    make(tmp_path / "study")
    with (tmp_path / "study" / "sources" / "court.csv").open("a", encoding="utf-8") as file:
        file.write("one,two,three,four,five,six,seven\n")
    told = []
    for engine in ("local", "spark"):
        with pytest.raises(SourceError) as caught:
            Study(tmp_path / "study").run(only="collect", engine=engine)
        told.append(str(caught.value))
    assert told[0] == told[1]


def test_what_nobody_foresaw_is_said_without_data(spark):
    def work(_, task):
        yield task
        raise KeyError("Abu Invented")

    results = spark.map_tasks(work, None, [1])
    assert next(results) == 1
    with pytest.raises(InputError, match=r"failed on a Spark worker: KeyError in test_spark\.py") as caught:
        next(results)
    assert "Invented" not in str(caught.value)


def test_a_worker_that_dies_is_one_sentence(spark):
    def work(_, task):
        os.kill(os.getpid(), 9)
        yield task

    with pytest.raises(InputError, match="a Spark worker ended in the middle of its work"):
        list(spark.map_tasks(work, None, [1]))
    assert list(spark.map_tasks(lambda _, task: [task], None, [1, 2])) == [1, 2]  # the session goes on


_ON_A_CLUSTER = """
import os, sys
from pathlib import Path
from darkfigure.engine import Engines
from darkfigure.study import Study

study = Study(Path(sys.argv[1]))
engines = Engines("spark", spark=study.settings().spark, study=study.folder)
with engines.open() as engine:
    parents = list(engine.map_tasks(lambda _, task: [os.getppid()], None, range(8)))
    study.run(engine="spark")
    print(engine.workers, len(set(parents)))
engines.close()
"""


def test_two_workers_of_a_cluster_make_the_same_tables(here, tmp_path):
    """Two executors, each a Java process of its own with a Python of its own, on this machine."""
    there = make(tmp_path / "study", '[spark]\nmaster = "local-cluster[2,1,1024]"\n')
    fast = {"JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
    done = subprocess.run(
        [sys.executable, "-c", _ON_A_CLUSTER, there], env=os.environ | fast, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "2 2\n"
    assert_same(here, there)


def test_workers_that_do_not_see_the_study_are_told(tmp_path, spark):
    with pytest.raises(InputError, match="does not see this folder"):
        spark._meet(tmp_path / "elsewhere")
    spark._meet(tmp_path)
