"""Arrays in files."""

import os

import numpy as np
import pyarrow as pa
import pytest

from darkfigure.store.scratch import LEAST, Scratch


def test_small_arrays_stay_in_memory(tmp_path):
    Scratch(tmp_path / "spill").empty(10, np.int8)
    assert not (tmp_path / "spill").exists()


def test_large_arrays_leave_no_name_and_no_file(tmp_path):
    array = Scratch(tmp_path, least=16).empty((2, 4), np.float64)
    array[:] = 1.5
    assert isinstance(array.base, np.memmap)
    assert type(array) is np.ndarray
    assert array.sum() == 12.0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="the system reserves no place on the disk")
def test_a_full_disk_is_an_error_at_once_and_no_crash_later(tmp_path):
    with pytest.raises(OSError, match=r"[Nn]o space|too large"):
        Scratch(tmp_path).empty(1 << 50, np.int8)


def test_without_a_folder_all_is_in_memory():
    assert Scratch().empty(LEAST + 1, np.int8).base is None


@pytest.mark.parametrize("least", [1, LEAST])
def test_inserting_is_what_numpy_does(tmp_path, monkeypatch, least):
    monkeypatch.setattr("darkfigure.store.scratch._AT_ONCE", 7)
    rng = np.random.default_rng(1)
    for size, more in ((0, 0), (0, 3), (50, 0), (50, 20), (7, 30)):
        array, new = rng.integers(100, size=size), rng.integers(100, size=more)
        at = np.sort(rng.integers(size + 1, size=more))
        found = Scratch(tmp_path, least=least).insert(array, at, new)
        assert found.tolist() == np.insert(array, at, new).tolist()


def test_a_table_in_a_file_holds_the_same(tmp_path):
    rows = pa.table({"name": ["Ali", None, "Olim"], "born": pa.array([1990, None, 2001], pa.int16())})
    for table in (rows, rows.slice(0, 0), pa.concat_tables([rows, rows]), rows.take(pa.array([2, 0]))):
        found = Scratch(tmp_path, least=0).table(table)
        assert found.equals(table)
    assert Scratch(tmp_path).table(rows) is rows
    assert list(tmp_path.iterdir()) == []
