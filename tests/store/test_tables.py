import datetime as dt
import os
import resource
import stat
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from darkfigure.errors import InputError
from darkfigure.records import CAPTURE, ITEM, PERSON, TABLES, Table
from darkfigure.store import (
    arrow_schema,
    atomic_path,
    connect,
    digest_file,
    read_table,
    table_from_rows,
    table_writer,
    write_atomically,
    write_table,
)


def names_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def captures(count: int) -> pa.Table:
    return table_from_rows(
        [{"draw": 0, "stratum": "{}", "pattern": f"{i % 8:03b}", "count": i} for i in range(count)],
        table=CAPTURE,
    )


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_duckdb_reads_back_every_table_with_its_declared_types(table: Table, tmp_path: Path) -> None:
    write_table(tmp_path / "t.parquet", arrow_schema(table).empty_table(), table=table)
    described = connect(threads=1).execute(f"describe from '{tmp_path}/t.parquet'").fetchall()
    assert [(row[0], row[1].lower()) for row in described] == [(c.name, c.type) for c in table.columns]


def test_a_table_comes_back_as_it_was_written(tmp_path: Path) -> None:
    assert write_table(tmp_path / "new" / "capture.parquet", captures(10), table=CAPTURE) == 10
    assert read_table(tmp_path / "new" / "capture.parquet").equals(captures(10))
    assert names_in(tmp_path / "new") == ["capture.parquet"]


@settings(max_examples=10, deadline=None)
@example(cuts=[125_000])
@example(cuts=list(range(997, 130_000, 997)))
@given(cuts=st.lists(st.integers(0, 130_000), max_size=5))
def test_bytes_do_not_depend_on_how_rows_arrive(tmp_path_factory: pytest.TempPathFactory, cuts: list[int]) -> None:
    folder = tmp_path_factory.mktemp("t")
    whole = captures(1000) if not cuts or max(cuts) < 1000 else BIG
    edges = sorted({0, whole.num_rows, *(cut for cut in cuts if cut < whole.num_rows)})
    with table_writer(folder / "parts.parquet", CAPTURE) as writer:
        for start, end in pairwise(edges):
            writer.write(whole.slice(start, end - start))
    write_table(folder / "whole.parquet", whole, table=CAPTURE)
    assert digest_file(folder / "parts.parquet") == digest_file(folder / "whole.parquet")
    assert read_table(folder / "parts.parquet").equals(whole)


BIG = pa.table(
    {
        "draw": pa.array([0] * 130_000, pa.int32()),
        "stratum": [f"{i * 7919 % 100_003}" * (i % 8) for i in range(130_000)],
        "pattern": ["101"] * 130_000,
        "count": pa.array(range(130_000), pa.int64()),
    }
)


def test_row_groups_have_one_size(tmp_path: Path) -> None:
    write_table(tmp_path / "t.parquet", BIG, table=CAPTURE)
    meta = pq.ParquetFile(tmp_path / "t.parquet").metadata
    assert [meta.row_group(i).num_rows for i in range(meta.num_row_groups)] == [122_880, 7_120]


def test_an_error_in_the_middle_leaves_the_old_table_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "capture.parquet"
    write_table(path, captures(3), table=CAPTURE)

    def broken() -> Iterator[pa.Table]:
        yield captures(5)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_table(path, broken(), table=CAPTURE)
    assert read_table(path).num_rows == 3
    assert names_in(tmp_path) == ["capture.parquet"]


def test_other_columns_than_declared_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="columns are"):
        write_table(tmp_path / "t.parquet", captures(1), table=PERSON)
    assert names_in(tmp_path) == []


def test_a_folder_of_parts_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    write_table(tmp_path / "b.parquet", captures(2), table=CAPTURE)
    write_table(tmp_path / "a.parquet", captures(3), table=CAPTURE)
    assert read_table(tmp_path)["count"].to_pylist() == [0, 1, 2, 0, 1]


@pytest.mark.parametrize("content", [None, b"", b"PAR1 but not really"])
def test_a_missing_or_damaged_table_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "capture.parquet").write_bytes(content)
    with pytest.raises(InputError, match=r"capture\.parquet: .*run"):
        read_table(tmp_path / "capture.parquet")


def test_a_full_disk_is_one_message_and_leaves_nothing(tmp_path: Path) -> None:
    # the kernel refuses files over the limit as it refuses them on a full disk, with another error number
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        with pytest.raises(InputError, match="disk is full"):
            write_table(tmp_path / "t.parquet", BIG, table=CAPTURE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert names_in(tmp_path) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_one_message(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(InputError, match="cannot be written to"):
            write_atomically(tmp_path / "x.json", b"{}")
    finally:
        tmp_path.chmod(0o755)


def test_a_refusal_by_the_system_is_one_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    with pytest.raises(InputError, match="cannot be written to"):
        write_atomically(tmp_path / "x.json", b"{}")


def test_a_file_where_a_folder_is_needed_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "tables").write_text("")
    with pytest.raises(InputError, match="a file stands where a folder is needed"):
        write_atomically(tmp_path / "tables" / "x.json", b"{}")


def test_a_file_that_may_not_be_filled_is_named_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(InputError, match=r"x\.json"):
        write_atomically(tmp_path / "x.json", b"{}")
    assert list(tmp_path.iterdir()) == []


def test_an_error_about_another_file_is_not_blamed_on_this_one(tmp_path: Path) -> None:
    with pytest.raises(PermissionError), atomic_path(tmp_path / "x"):
        raise PermissionError(13, "Permission denied", "another")


def test_what_a_killed_process_left_is_removed_and_what_a_live_one_writes_is_kept(tmp_path: Path) -> None:
    gone = 2**22 + 1  # above the largest process number of Linux
    (tmp_path / f".x.json.{gone}-abcdefgh.tmp").write_text("half")
    (tmp_path / f".x.json.{os.getpid()}-abcdefgh.tmp").write_text("being written")
    write_atomically(tmp_path / "x.json", b"{}")
    assert names_in(tmp_path) == [f".x.json.{os.getpid()}-abcdefgh.tmp", "x.json"]


def test_a_written_file_is_as_readable_as_any(tmp_path: Path) -> None:
    write_atomically(tmp_path / "x.json", b"{}")
    (tmp_path / "plain").write_bytes(b"{}")
    assert stat.S_IMODE((tmp_path / "x.json").stat().st_mode) == stat.S_IMODE((tmp_path / "plain").stat().st_mode)


def test_duckdb_keeps_row_order_and_fetches_nothing(tmp_path: Path) -> None:
    write_table(tmp_path / "t.parquet", BIG, table=CAPTURE)
    connection = connect(memory_limit="200MB", threads=2, temp=tmp_path)
    rows = connection.execute(f"select count from '{tmp_path}/t.parquet' where count % 2 = 0").fetchall()
    assert rows == [(i,) for i in range(0, 130_000, 2)]
    loads = connection.execute(
        "select value from duckdb_settings() where name in "
        "('autoinstall_known_extensions', 'autoload_known_extensions', 'enable_progress_bar')"
    ).fetchall()
    assert loads == [("false",)] * 3


def test_the_digest_is_sha_256(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abc")
    assert digest_file(tmp_path / "x") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_dates_and_times_survive(tmp_path: Path) -> None:

    when = dt.datetime(2015, 3, 1, 12, 30)  # noqa: DTZ001 - the table's times are UTC without a zone
    write_table(tmp_path / "i.parquet", table_from_rows([{"retrieved_at": when}], table=ITEM), table=ITEM)
    assert read_table(tmp_path / "i.parquet")["retrieved_at"].to_pylist() == [when]
