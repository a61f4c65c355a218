from dataclasses import asdict

import pytest

import darkfigure as df
from darkfigure.errors import UsageError
from darkfigure.simulate.running import run_trials
from darkfigure.simulate.shipped_worlds import world

QUICK = ("chao-lower-bound",)


def answers(trials):
    return [{key: value for key, value in asdict(one).items() if "cpu" not in key} for one in trials]


def test_the_answers_do_not_depend_on_how_many_processes_share_the_work():
    worlds = [world("tiny4"), world("pair3")]
    alone = run_trials(worlds, tables=3, methods=QUICK, seed=5)
    shared = run_trials(worlds, tables=3, methods=QUICK, seed=5, jobs=2)
    assert answers(alone) == answers(shared)
    assert [(one.world, one.rep) for one in alone] == [(w, r) for w in ("tiny4", "pair3") for r in (1, 2, 3)]
    assert answers(run_trials(worlds, tables=3, methods=QUICK, seed=6)) != answers(alone)


def test_progress_is_told():
    told = []
    run_trials([world("tiny4")], tables=2, methods=QUICK, told=lambda *done: told.append(done))
    assert told == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"methods": ["chao"]}, "no method `chao`"),
        ({"methods": []}, "no method is named"),
        ({"tables": 0}, "0 tables"),
        ({"level": 0.1}, "level is 0.1"),
        ({"worlds": [world("tiny4"), world("tiny4")]}, "two worlds have one name"),
    ],
)
def test_wrong_options_are_refused(wrong, said):
    with pytest.raises(UsageError, match=said):
        run_trials(**({"worlds": [world("tiny4")], "tables": 1, "methods": QUICK} | wrong))


def test_the_front_door_draws_tables_and_counts_coverage():
    own = df.simulate.world(
        people=400, reach=[0.4, 0.3, 0.35], depend=[(("A", "B"), 2.0)], classes=[(0.5, 2.0), (0.5, 0.5)]
    )
    table = df.simulate(own, seed=3)
    assert isinstance(table, df.CaptureTable)
    assert 200 < table.observed < 400
    (found,) = df.simulate.coverage(own, tables=20, methods=QUICK)
    assert (found.world, found.people, found.tables) == ("own", 400, 20)
    # a lower bound that holds is below the truth
    assert found.coverage > 0.8
    assert found.estimate < 400
    assert "classes4" in {one.name for one in df.simulate.worlds()}
    assert df.simulate("tiny4", seed=3).observed < 200
