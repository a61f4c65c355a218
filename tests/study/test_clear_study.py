"""What broken work left in a study goes with the next work; what is somebody's stays."""

import os
import subprocess
import sys

import pytest

from darkfigure.store import scratch_folder
from darkfigure.study.lock import only_run

PLACES = ("tables", "tables/record", "results", "decisions", "vault")


@pytest.fixture(scope="module")
def dead():
    """The number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def lock(study):
    with only_run(study / "tables"):
        pass


def put(place, name, *, folder=False):
    place.mkdir(parents=True, exist_ok=True)
    path = place / name
    if folder:
        path.mkdir()
        (path / "plain.parquet").touch()
    else:
        path.touch()
    return path


@pytest.mark.parametrize("folder", [False, True])
@pytest.mark.parametrize("place", PLACES)
def test_what_the_dead_left_in_a_study_goes_with_the_next_lock(tmp_path, dead, place, folder):
    left = put(tmp_path / place, f".link.parquet.{dead}-a0_bcdef.tmp", folder=folder)
    lock(tmp_path)
    assert not left.exists()


def test_what_spilled_to_the_disk_goes_with_the_next_lock(tmp_path):
    left = put(tmp_path / "tables" / ".spill", "duckdb_temp_storage_DEFAULT-0.tmp")
    lock(tmp_path)
    assert not left.parent.exists()


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("tables", ".link.parquet.{living}-a0_bcdef.tmp"),
        ("tables", "link.parquet.{dead}-a0_bcdef.tmp"),
        ("tables", ".link.parquet.{dead}-a0_bcdef"),
        ("tables", ".link.parquet.{dead}-notes.tmp"),
        ("tables", ".link.parquet.tmp"),
        ("sources", ".press.csv.{dead}-a0_bcdef.tmp"),
        (".", ".press.csv.{dead}-a0_bcdef.tmp"),
        ("vault/bytes/ab", ".cd.{dead}-a0_bcdef.tmp"),
        ("vault/sealed/ab", ".cd.{dead}-a0_bcdef.tmp"),
    ],
)
def test_what_is_at_work_or_somebodys_stays(tmp_path, dead, place, name):
    stays = put(tmp_path / place, name.format(living=os.getpid(), dead=dead))
    lock(tmp_path)
    assert stays.exists()


def out_of_memory(parent):
    with scratch_folder(parent, name="sealing") as place:
        (place / "plain.parquet").touch()
        raise MemoryError


def test_memory_that_runs_out_leaves_no_scratch_folder(tmp_path):
    with pytest.raises(MemoryError):
        out_of_memory(tmp_path)
    assert list(tmp_path.iterdir()) == []
