"""Processes that are ended from outside, and memory or disk that runs out within a library."""

import os
import signal
import time

import pytest

from darkfigure.errors import InputError
from darkfigure.simulate.running import spread
from darkfigure.store import connect
from darkfigure.study.opening import open_study
from darkfigure.study.shortage import shortage_explained
from darkfigure.web.jobs import Jobs


def die(number):
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_a_worker_that_is_killed_is_one_clear_error():
    with pytest.raises(InputError, match=r"one of 2 processes was ended from outside.*--jobs"):
        list(spread(die, [1, 2, 3, 4], jobs=2))


@pytest.fixture
def context(before):
    return open_study(before / "study")


def test_duckdb_without_memory_is_told_plainly(context):
    with connect(memory_limit="1MB", threads=1) as connection:
        connection.execute("set temp_directory = ''")
        with (
            pytest.raises(InputError, match=r"not enough memory for stage `link`.*finished stages are kept"),
            shortage_explained(context, stage="link"),
        ):
            connection.execute("create table t as select range as a, repeat('x', 100) as b from range(1000000)")


def test_other_errors_stay_what_they_are(context):
    for error in (ValueError("out of memory"), OSError("something else"), KeyError("no space left")):
        with pytest.raises(type(error)) as caught, shortage_explained(context, stage="link"):
            raise error
        assert caught.value is error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "not enough memory"),
        (OSError(28, "No space left on device"), "the disk is full"),
        (OSError("[Errno 12] Cannot allocate memory"), "not enough memory"),
    ],
)
def test_shortage_is_told_plainly(context, error, words):
    with pytest.raises(InputError, match=words), shortage_explained(context, stage="link"):
        raise error


@pytest.mark.parametrize(
    ("how", "words"), [(signal.SIGKILL, "ended from outside, most often because memory"), (signal.SIGTERM, "-15")]
)
def test_work_of_the_desk_that_is_killed_ends_and_says_so(before, how, words):
    jobs = Jobs(before / "study")
    job = jobs.start("verify", {})
    jobs._process.send_signal(how)
    for _ in range(600):
        if job.state != "working":
            break
        time.sleep(0.05)
    assert job.state == "failed"
    assert words in job.message
    assert job.seconds >= 0
