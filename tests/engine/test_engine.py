import stat
import sys

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from darkfigure.engine import LocalEngine, open_engine, opening, require_engine
from darkfigure.errors import UsageError


@pytest.fixture
def engine():
    return LocalEngine()


def test_a_step_is_read_by_its_name_until_it_is_dropped(engine):
    engine.keep("seen", pa.table({"row": [1, 2, 3, 4], "list": [1, 1, 2, 2]}))
    engine.step("late", 'SELECT "row", hash64(list) AS key FROM seen WHERE "row" > $least', {"least": 1})
    engine.step("late", "SELECT key, count(*) AS many FROM late GROUP BY key")  # in its own place
    assert sorted(engine.fetch("SELECT many FROM late")["many"].to_pylist()) == [1, 2]
    engine.drop("late", "seen", "never there")
    for name in ("late", "seen"):
        with pytest.raises(Exception, match=name):
            engine.fetch(f"SELECT * FROM {name}")


def test_work_is_done_over_the_whole_range(engine):
    def work(shared, begin, stop):
        return pa.table({"value": shared[begin:stop]})

    done = pa.concat_tables(engine.map_parts(work, np.arange(10), many=10, at_once=3))
    assert done["value"].to_pylist() == list(range(10))


def test_an_unknown_engine_is_named_with_the_known_ones():
    with pytest.raises(UsageError, match="local, spark"):
        require_engine("flink")


def test_without_pyspark_one_sentence_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(opening, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"needs pyspark and pandas.*pip install 'darkfigure\[spark\]'"):
        require_engine("spark")


@pytest.mark.skipif(sys.platform == "win32", reason="the Java of this test is a shell script")
@pytest.mark.parametrize(
    ("says", "found"),
    [
        ('openjdk version "17.0.9" 2023-10-17', None),
        ('openjdk version "21" 2023-09-19', None),
        ('java version "1.8.0_392"', "is version 8"),
        ('openjdk version "11.0.21" 2023-10-17', "is version 11"),
        ("Segmentation fault", "no Java was found"),
    ],
)
def test_a_java_that_is_too_old_is_told(monkeypatch, tmp_path, says, found):
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text(f"#!/bin/sh\necho '{says}' >&2\n", encoding="utf-8")
    java.chmod(java.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setattr(opening, "find_spec", lambda name: name)
    if found is None:
        require_engine("spark")
    else:
        with pytest.raises(UsageError, match=f"Java 17 or newer; .*{found}"):
            require_engine("spark")


def test_no_java_at_all_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setattr(opening, "find_spec", lambda name: name)
    with pytest.raises(UsageError, match="no Java was found"), open_engine("spark"):
        pass


def test_a_database_that_holds_nothing_is_closed_and_opened_again():
    engine = LocalEngine()
    engine.keep("one", pa.table({"a": [1, 2]}))
    engine.step("two", "SELECT a + 1 AS a FROM one")
    before = engine.connection
    engine.drop("one")
    assert engine.connection is before
    assert engine.fetch("SELECT sum(a) AS a FROM two")["a"].to_pylist() == [5]
    engine.drop("two")
    with pytest.raises(duckdb.ConnectionException):
        before.execute("SELECT 1")
    assert engine.fetch("SELECT 3 AS a")["a"].to_pylist() == [3]
    engine.close()
    engine.close()
