"""Every reader of outside bytes takes what was found once, what many readers stumble over, and damaged samples.

It reads them or refuses them by an error of the project, in bounded time; `make fuzz` searches for more.
"""

import time
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nasty import NASTY
from target import CORPUS
from targets import TARGETS

BYTES = st.one_of(
    st.binary(max_size=8),
    st.sampled_from([b"\0", b"\xff", b'"', b"[", b"{", b"<", b"\n", b"\\u", b"9" * 30, b"-1", b"1e999", b"://["]),
)
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), BYTES), min_size=1, max_size=4)
EXAMPLES = 100


@cache
def _warm(name):
    """What is compiled and loaded when a reader is first used is no slowness of an input."""
    TARGETS[name].read(TARGETS[name].seeds()[0].read_bytes())


def read(target, data):
    _warm(target.name)
    begun = time.process_time()
    target.read(data)
    assert time.process_time() - begun < target.seconds


def edited(data, edits):
    """Bytes cut out and put in at places, as shares of the length."""
    for share, cut, new in edits:
        at = round(share * len(data))
        data = data[:at] + new + data[at + cut :]
    return data


@pytest.mark.parametrize("name", TARGETS)
def test_samples_and_earlier_findings_are_read_or_refused(name):
    assert TARGETS[name].seeds()
    for path in TARGETS[name].seeds():
        read(TARGETS[name], path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_what_many_readers_stumble_over_is_read_or_refused(name):
    for data in NASTY.values():
        read(TARGETS[name], data)


@pytest.mark.parametrize("name", TARGETS)
def test_damaged_samples_are_read_or_refused(name):
    samples = [path.read_bytes() for path in TARGETS[name].seeds()]

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.sampled_from(samples), EDITS)
    def damaged(sample, edits):
        read(TARGETS[name], edited(sample, edits))

    damaged()


def test_the_inputs_that_are_kept_stay_small():
    kept = [path for path in CORPUS.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in kept) < 200_000
    assert {path.parent.name for path in kept} == set(TARGETS)
