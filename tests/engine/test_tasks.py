"""What travels between Spark and its workers, without Spark."""

import pickle
import re
from types import SimpleNamespace

import pyarrow as pa
import pytest

from darkfigure.engine import LocalEngine
from darkfigure.engine.tasks import _SCHEMA, _raise, _said, _worker, explained
from darkfigure.errors import InputError, SourceError

NAME = "Abu Invented"


def count_up(shared, task):
    for number in range(task):
        yield shared + number


def fail(error, task):
    yield task
    raise error


def over(work, shared, *tasks):
    batches = [_said(number, pickle.dumps(task)) for number, task in enumerate(tasks)]
    done = pa.Table.from_batches(_worker(work, SimpleNamespace(value=shared))(batches), schema=_SCHEMA).to_pylist()
    return [(row["task"], row["failed"], pickle.loads(row["said"])) for row in done]  # noqa: S301 - written above


def test_results_come_task_by_task_in_order():
    assert over(count_up, 10, 2, 0, 1) == [(0, False, 10), (0, False, 11), (2, False, 10)]
    assert list(LocalEngine().map_tasks(count_up, 10, iter([2, 0, 1]))) == [10, 11, 10]


def test_here_a_task_is_taken_when_the_one_before_is_done():
    taken = []
    tasks = (taken.append(number) or number for number in (1, 1))
    results = LocalEngine().map_tasks(count_up, 0, tasks)
    next(results)
    assert taken == [1]


def test_our_own_error_keeps_its_kind_and_its_sentence():
    (first, (task, failed, said)) = over(fail, SourceError("press.csv, row 3: too many cells."), 7)
    assert first == (0, False, 7)
    assert (task, failed) == (0, True)
    with pytest.raises(SourceError, match=re.escape("press.csv, row 3: too many cells.")):
        _raise(said, fail)


def test_an_error_that_nobody_foresaw_is_told_without_what_it_quotes():
    (_, (_, failed, said)) = over(fail, ValueError(f"cannot read {NAME}"), 7)
    assert failed
    assert NAME not in repr(said)
    with pytest.raises(InputError, match=r"failed on a Spark worker: ValueError in test_tasks.py, line \d+.*--engine"):
        _raise(said, fail)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("ModuleNotFoundError: No module named 'darkfigure'", "has no module `darkfigure`"),
        ("Python worker exited unexpectedly (crashed)", "its memory was used up"),
        (f"something about {NAME}", "Spark stopped with ValueError"),
    ],
)
def test_a_lost_worker_is_one_sentence_without_data(said, told):
    with pytest.raises(InputError, match=told) as caught, explained():
        raise ValueError(said)
    assert NAME not in str(caught.value)


def test_our_own_errors_and_the_keyboard_pass():
    for error in (SourceError("as it is"), KeyboardInterrupt("stop")):
        with pytest.raises(type(error), match=re.escape(str(error))), explained():
            raise error
