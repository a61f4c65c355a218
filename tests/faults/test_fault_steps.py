"""Every command that writes, broken at one step on the disk after another, loses nothing and is done again."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pieces import PIECES
from states import contents, wrong_in

HERE = Path(__file__).parent
ALONE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "JE_ARROW_MALLOC_CONF": "background_thread:false"}
STRIDE = {
    "kill": 7,
    "full": 11,
    "denied": 17,
    "size": 1,
    "memory": 1,
}  # of so many steps one is tried; all of them with --long
DRAWN_ANEW = {"tally": {"result/table.csv"}}  # noise is drawn at every tally
# second runs of work that was done when it was broken: they say so, and change nothing
DONE = (
    "already",
    "there is a source of this name",
    "there is no such source",
    "nothing in this study is sealed",
    "no evidence of a source",
)


@pytest.fixture(scope="module")
def broken(before, tmp_path_factory, request):
    """What came of each copy, by fault and piece of work; and where the copies are."""
    found = {}

    def of(fault):
        if fault not in found:
            place = tmp_path_factory.mktemp(fault)
            stride = 1 if request.config.getoption("--long") else STRIDE[fault]
            command = [sys.executable, HERE / "breaker.py", place, fault, str(stride), before, *PIECES]
            done = subprocess.run(command, env=os.environ | ALONE, check=False, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            found[fault] = place, [json.loads(line) for line in done.stdout.splitlines()]
        return found[fault]

    return of


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("fault", STRIDE)
def test_work_that_is_broken_at_a_step_is_done_again_and_nothing_is_lost(broken, fault, piece):
    place, tried = broken(fault)
    whole = contents(place / piece / "whole")
    copies = [one for one in tried if one["work"] == piece]
    assert copies
    for one in copies:
        folder = place / piece / f"{one['step']:04}"
        if fault == "kill":
            assert one["status"] == -9, one
        elif fault == "memory" and one["status"] in {-11, -6, 127, 134}:
            pass  # compiled code or the loader that gets no memory ends the process: it cannot say so
        else:
            assert_told_plainly(one)
        assert one["again"] == 0 or any(words in one["more"] for words in DONE), one
        left, wrong = contents(folder), set(wrong_in(folder))
        assert wrong == set(), one
        assert sorted(left) == sorted(whole), one
        same = set(left) - DRAWN_ANEW.get(piece, set())
        assert {name: left[name] for name in same if left[name] != whole[name]} == {}, one


def assert_told_plainly(one):
    """A step that was refused is said in one line, or did not matter."""
    assert one["status"] in {0, 1}, one
    assert "Traceback" not in one["said"], one
    if one["status"] == 1:
        (line,) = [line for line in one["said"].splitlines() if line.startswith("darkfigure: ")]
        assert line.endswith("."), one
