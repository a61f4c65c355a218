import json
import shutil

import pyarrow.parquet as pq
import pytest
from two_lists import ROWS, context, link, make_study, write_list

from darkfigure.errors import InputError, VerificationFailed
from darkfigure.link.judgement import Trace
from darkfigure.study import Study, judged_pairs, read_judgements, withdraw_judgement
from darkfigure.study.judging import JUDGEMENTS, add_judgement, resolve_judgements
from darkfigure.study.traces import mention_at, traces_of


@pytest.fixture(scope="module")
def linked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("judging") / "study"
    make_study(folder)
    return folder


@pytest.fixture
def folder(linked, tmp_path):
    shutil.copytree(linked, tmp_path / "study")
    return tmp_path / "study"


def judge(folder, one, other, verdict, **more):
    ends = [mention_at(context(folder), *row) for row in (one, other)]
    traces = traces_of(context(folder), ends)
    return add_judgement(folder, *(traces[end] for end in ends), verdict, **({"who": "Judge"} | more))


def person(folder, *rows):
    persons = pq.read_table(folder / "tables" / "person.parquet")["person"].to_pylist()
    return [persons[mention_at(context(folder), *row)] for row in rows]


def why_link(folder):
    return next(state.why for state in Study(folder).status() if state.stage == "link")


def test_a_run_holds_what_people_judged_and_says_why_it_is_out_of_date(folder):
    same, different = (("press", 4), ("court", 3)), (("press", 1), ("court", 1))
    assert len(set(person(folder, *same))) == 2
    assert len(set(person(folder, *different))) == 1
    judge(folder, *same, "same")
    judge(folder, *different, "different")
    assert why_link(folder) == f"its input changed: {JUDGEMENTS}"
    facts = link(folder)["linkage"]
    assert (facts["judged_same"], facts["judged_different"]) == (1, 1)
    assert len(set(person(folder, *same))) == 1
    assert len(set(person(folder, *different))) == 2
    assert why_link(folder) is None


def test_a_withdrawn_verdict_and_an_unsure_one_change_nothing(folder):
    line = judge(folder, ("press", 4), ("court", 3), "same")
    judge(folder, ("press", 2), ("court", 2), "unsure")
    withdraw_judgement(folder, line.seq, who="Another", why="a slip")
    assert why_link(folder) is None
    lines = read_judgements(folder).entries
    assert [(one.verdict, one.withdraws) for one in lines] == [("same", None), ("unsure", None), ("withdrawn", 1)]
    with pytest.raises(InputError, match="line 1 holds no verdict that stands"):
        withdraw_judgement(folder, 1, who="Another")


def test_a_verdict_follows_its_row_when_the_row_moves(folder):
    judge(folder, ("press", 4), ("court", 3), "same")
    write_list(folder, "press", ["9,Sanjar Aliev,1977,m,UZ\n", *ROWS])
    document = link(folder)
    assert len(set(person(folder, ("press", 5), ("court", 3)))) == 1
    assert not any(
        notice["code"] == "judgements-set-aside" for stage in document["stages"] for notice in stage["notices"]
    )


def test_a_verdict_about_a_row_that_changed_is_set_aside_with_a_notice(folder):
    judge(folder, ("press", 4), ("court", 3), "same")
    write_list(folder, "press", [*ROWS[:3], "4,Timur Saidov,1971,m,KZ\n"])
    stages = link(folder)["stages"]
    (notice,) = (n for s in stages if s["stage"] == "link" for n in s["notices"] if n["code"] == "judgements-set-aside")
    assert "line 1 of" in notice["message"]
    assert len(set(person(folder, ("press", 4), ("court", 3)))) == 2
    assert not len(judged_pairs(folder).left)


def test_a_verdict_does_not_follow_to_one_of_two_rows_that_hold_the_same(folder):
    judge(folder, ("press", 4), ("court", 3), "same")
    write_list(folder, "press", [ROWS[3], ROWS[3], *ROWS[:3]])
    link(folder)
    assert resolve_judgements(context(folder)).aside == (1,)


def test_contradicting_verdicts_stop_the_run_and_name_their_lines(folder):
    for verdict in ("same", "different"):
        judge(folder, ("press", 4), ("court", 3), verdict)
    with pytest.raises(InputError, match=r"line 1 says .* line 2 says"):
        link(folder)
    withdraw_judgement(folder, 2, who="Judge")
    link(folder)


def test_the_pairs_for_calibration_are_those_that_were_decided(folder):
    judge(folder, ("press", 4), ("court", 3), "same")
    judge(folder, ("press", 2), ("court", 2), "unsure")
    judge(folder, ("press", 1), ("press", 3), "different")
    found = judged_pairs(folder)
    at = {row: mention_at(context(folder), *row) for row in (("press", 4), ("court", 3), ("press", 1), ("press", 3))}
    expected = [
        (at["press", 4], at["court", 3], True, 1),
        (at["press", 1], at["press", 3], False, 3),
    ]
    assert list(zip(*(column.tolist() for column in found), strict=True)) == expected


EDITS = {
    "a verdict turned": lambda lines: [lines[0].replace('"same"', '"different"'), *lines[1:]],
    "the last verdict turned": lambda lines: [*lines[:-1], lines[-1].replace('"different"', '"same"')],
    "a line removed": lambda lines: lines[1:],
    "the last line removed": lambda lines: lines[:-1],
    "lines reordered": lambda lines: lines[::-1],
    "a line added": lambda lines: [*lines, lines[-1]],
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_change_by_hand_is_noticed_and_not_replayed(folder, edit):
    judge(folder, ("press", 4), ("court", 3), "same")
    judge(folder, ("press", 1), ("court", 1), "different")
    path = folder / JUDGEMENTS
    assert read_judgements(folder).differences == ()
    path.write_text("".join(EDITS[edit](path.read_text(encoding="utf-8").splitlines(keepends=True))), encoding="utf-8")
    assert read_judgements(folder).differences
    with pytest.raises(VerificationFailed, match="darkfigure verify"):
        Study(folder).run(only="link")


def test_a_line_that_was_interrupted_counts_for_nothing_and_the_next_takes_its_place(folder):
    judge(folder, ("press", 4), ("court", 3), "same")
    path = folder / JUDGEMENTS
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"seq":2,"prev')
    assert [one.code for one in read_judgements(folder).differences] == ["decision-torn"]
    assert len(judged_pairs(folder).left) == 1
    judge(folder, ("press", 1), ("court", 1), "different")
    assert read_judgements(folder).differences == ()
    assert path.read_bytes().startswith(whole)


def test_a_line_says_who_why_when_and_about_which_rows_and_no_names(folder):
    judge(folder, ("press", 4), ("court", 3), "same", who="Судья", why="one address")
    text = (folder / JUDGEMENTS).read_text(encoding="utf-8")
    line = json.loads(text)
    assert (line["who"], line["why"], line["verdict"], line["previous"]) == ("Судья", "one address", "same", "0" * 64)
    assert line["time"].endswith("+00:00")
    assert (line["left"]["source"], line["left"]["row"], line["right"]["row"]) == ("press", 4, 3)
    assert "Saidov" not in text


def test_the_digest_of_a_row_changes_with_any_cell_and_not_with_its_place(folder):
    before = traces_of(context(folder), [3])[3]
    write_list(folder, "press", [*ROWS[:3], "4,Timur Saidov,1970,m,\n"])
    link(folder)
    after = traces_of(context(folder), [3])[3]
    assert (before.source, before.row) == (after.source, after.row)
    assert before.digest != after.digest
    assert isinstance(before, Trace)


def test_a_row_that_is_not_there_is_named(folder):
    with pytest.raises(InputError, match="no source `pres`"):
        mention_at(context(folder), "pres", 1)
    with pytest.raises(InputError, match="`press` has no row 5"):
        mention_at(context(folder), "press", 5)
