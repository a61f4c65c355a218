"""What tests of several rooms share."""

import pickle

import pytest
from hypothesis import settings

from darkfigure.engine import LocalEngine

# The first call of a compiled function may compile it: no test of properties has a deadline.
settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")


class SeveralWorkers(LocalEngine):
    """As Spark takes tasks: all are taken before one is done, in no order, by workers that only have copies."""

    def __init__(self, **options):
        super().__init__(**options)
        self.workers = 3
        self.done = {}

    def map_tasks(self, work, shared, tasks):
        sent = [pickle.dumps((work, shared, task)) for task in tasks]
        self.done[f"{work.__module__}.{work.__name__}"] = len(sent)
        results = {}
        for number in reversed(range(len(sent))):
            copy, *arguments = pickle.loads(sent[number])  # noqa: S301 - written above
            results[number] = [pickle.dumps(result) for result in copy(*arguments)]
        for number in range(len(sent)):
            yield from map(pickle.loads, results[number])


@pytest.fixture
def several_workers():
    """An engine of several workers without Spark; `done`: how many tasks each kind of work was."""
    return SeveralWorkers()


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="every step of tests/faults and every how-to, not some")
