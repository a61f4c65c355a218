"""Folders and private files that are there whole or not at all, and what killed processes left."""

import errno
import os
import stat
import subprocess

import pytest

from darkfigure.errors import InputError
from darkfigure.store import scratch_folder, whole_folder, write_atomically, write_private
from darkfigure.store.unsealing import NotOpened, decrypt


def ended():
    """The number of a process that is no more."""
    with subprocess.Popen(["true"]) as process:
        process.wait()
    return process.pid


def test_a_scratch_folder_goes_with_the_block_and_takes_what_the_dead_left(tmp_path):
    dead, alive = tmp_path / f".work.{ended()}-abcdefgh.tmp", tmp_path / f".work.{os.getppid()}-abcdefgh.tmp"
    for folder in (dead, alive):
        folder.mkdir()
        (folder / "left").write_text("x")
    with pytest.raises(FileNotFoundError), scratch_folder(tmp_path, name="work") as place:
        (place / "none" / "file").write_text("x")
    assert list(tmp_path.iterdir()) == [alive]


def test_a_full_disk_within_a_scratch_folder_is_told(tmp_path):
    with pytest.raises(InputError, match="the disk is full"), scratch_folder(tmp_path, name="work"):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_folder_is_there_whole_or_not_at_all(tmp_path):
    with pytest.raises(FileNotFoundError), whole_folder(tmp_path / "a" / "made") as place:
        (place / "none" / "file").write_text("x")
    assert list((tmp_path / "a").iterdir()) == []
    (tmp_path / "a" / "made").mkdir()
    with whole_folder(tmp_path / "a" / "made", mode=0o700) as place:
        (place / "file").write_text("x")
    assert [path.name for path in (tmp_path / "a").rglob("*")] == ["made", "file"]
    assert stat.S_IMODE((tmp_path / "a" / "made").stat().st_mode) == 0o700


def test_a_private_file_is_its_owner_s_alone_and_never_written_twice(tmp_path):
    write_private(tmp_path / "key", b"one")
    with pytest.raises(FileExistsError):
        write_private(tmp_path / "key", b"two")
    assert (tmp_path / "key").read_bytes() == b"one"
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_where_there_are_no_links_a_private_file_is_written_all_the_same(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    write_private(tmp_path / "key", b"one")
    with pytest.raises(FileExistsError):
        write_private(tmp_path / "key", b"two")
    assert (tmp_path / "key").read_bytes() == b"one"


def test_a_failure_while_a_file_is_written_is_told_though_what_is_left_cannot_be_removed(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("pathlib.Path.replace", refuse)
    monkeypatch.setattr("pathlib.Path.unlink", refuse)
    with pytest.raises(InputError, match="cannot be written to"):
        write_atomically(tmp_path / "file", b"x")


def test_a_place_that_is_full_is_not_taken_for_damage(tmp_path):
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    sealed = tmp_path / "sealed"
    sealed.write_bytes(pyrage.encrypt(b"x" * 10_000, [identity.to_public()]))
    with pytest.raises(OSError, match="No space left") as caught:
        decrypt(sealed, "/dev/full", [identity])
    assert caught.value.errno == errno.ENOSPC
    sealed.write_bytes(sealed.read_bytes()[:-5])
    with pytest.raises(NotOpened) as damaged:
        decrypt(sealed, tmp_path / "plain", [identity])
    assert not damaged.value.key
