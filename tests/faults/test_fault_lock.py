"""Two runs at once on one study: the second says who is at work; what the dead left is taken over, on this machine."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys

import pytest

from darkfigure.errors import InputError
from darkfigure.study import Study, export_links
from darkfigure.study.lock import holder, only_run
from darkfigure.vault import Vault

HOLD = """
import sys, time
from pathlib import Path
from darkfigure.study.lock import only_run
with only_run(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def study(before, tmp_path):
    return shutil.copytree(before / "study", tmp_path / "study")


@pytest.fixture
def other(study):
    """Another process that is at work on the study."""
    with subprocess.Popen([sys.executable, "-c", HOLD, study / "tables"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_the_second_run_names_the_first(study, other):
    with pytest.raises(InputError) as caught:
        Study(study).run()
    said = holder(study / "tables")
    assert said.pid == other.pid
    assert f"(process {other.pid} on {socket.gethostname()}, since {said.since})" in str(caught.value)


def test_what_only_reads_works_meanwhile(study, other, tmp_path):
    assert other.poll() is None
    assert [state.why for state in Study(study).status()] == [None] * len(Study(study).status())
    assert Vault(study / "vault").verify().differences == ()
    export_links(study, tmp_path / "links.csv")
    assert (tmp_path / "links.csv").stat().st_size


def test_what_a_killed_run_left_is_taken_over(study, other):
    other.send_signal(signal.SIGKILL)
    other.wait()
    assert holder(study / "tables").pid == other.pid
    Study(study).run()
    assert holder(study / "tables") is None


def test_the_lock_of_another_machine_is_not_broken(study):
    lock = study / "tables" / ".lock"
    lock.write_text(json.dumps({"pid": os.getpid(), "host": "elsewhere.example", "since": "2026-01-01T10:00:00+00:00"}))
    with pytest.raises(InputError, match=r"on elsewhere\.example, since 2026-01-01T10:00:00") as caught:
        Study(study).run()
    assert str(lock) in str(caught.value)
    assert holder(study / "tables").host == "elsewhere.example"
    lock.unlink()
    Study(study).run()


@pytest.mark.parametrize("rest", [b"", b"\xff\xfe", b"[" * 100_000, b'{"pid": 1}', b"[1]"])
def test_a_lock_that_says_nothing_is_no_hindrance(tmp_path, rest):
    (tmp_path / ".lock").write_bytes(rest)
    with only_run(tmp_path):
        assert holder(tmp_path).pid == os.getpid()


def test_where_there_are_no_locks_a_living_process_still_counts(tmp_path, monkeypatch):
    import errno
    import fcntl

    def refuse(*_):
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    said = {"host": socket.gethostname(), "since": "2026-01-01T10:00:00+00:00"}
    (tmp_path / ".lock").write_text(json.dumps({"pid": os.getppid()} | said))
    with pytest.raises(InputError, match="another run"), only_run(tmp_path):
        pass
    with subprocess.Popen(["true"]) as ended:
        ended.wait()
    (tmp_path / ".lock").write_text(json.dumps({"pid": ended.pid} | said))
    with only_run(tmp_path):
        assert holder(tmp_path).pid == os.getpid()
