import json
import re
import shutil
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from two_lists import ROWS, context, link, make_study, reviewer, write_list

from darkfigure.errors import InputError, VerificationFailed
from darkfigure.link.judgement import Trace
from darkfigure.signing import fingerprint, generate_key
from darkfigure.study import Study, judged_pairs, read_judgements, withdraw_judgement
from darkfigure.study.judging import JUDGEMENTS, _draft, _file, add_judgement, resolve_judgements
from darkfigure.study.reviewer import Reviewer
from darkfigure.study.traces import mention_at, traces_of
from darkfigure.vault.chain import append_link


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
    return add_judgement(folder, *(traces[end] for end in ends), verdict, **({"by": reviewer("Judge")} | more))


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
    withdraw_judgement(folder, line.seq, by=reviewer("Another"), why="a slip")
    assert why_link(folder) is None
    lines = read_judgements(folder).entries
    assert [(one.verdict, one.withdraws) for one in lines] == [("same", None), ("unsure", None), ("withdrawn", 1)]
    with pytest.raises(InputError, match="line 1 holds no verdict that stands"):
        withdraw_judgement(folder, 1, by=reviewer("Another"))


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
    withdraw_judgement(folder, 2, by=reviewer("Judge"))
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
    judge(folder, ("press", 4), ("court", 3), "same", by=reviewer("Судья"), why="one address")
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


def judge_unsigned(folder, one, other, verdict):
    """A line as it was written before lines were signed."""
    ends = [mention_at(context(folder), *row) for row in (one, other)]
    traces = traces_of(context(folder), ends)
    reading = read_judgements(folder)
    draft = _draft(*(traces[end] for end in ends), verdict, who="Judge", why="")
    line = replace(draft, seq=len(reading.entries) + 1, previous=reading.last)
    _file(folder).path.parent.mkdir(exist_ok=True)
    append_link(_file(folder), line, size=reading.size)


def rewrite(folder, entries):
    """What somebody does who knows the format and has no key: chain all lines and the head anew."""
    for path in (folder / JUDGEMENTS, _file(folder).head):
        path.unlink()
    for entry in entries:
        reading = read_judgements(folder)
        line = replace(entry, seq=len(reading.entries) + 1, previous=reading.last)
        append_link(_file(folder), line, size=reading.size)


def turned(entry):
    return replace(entry, verdict="different" if entry.verdict == "same" else "same")


FORGERIES = {
    "a verdict turned": (lambda lines: [turned(lines[0]), *lines[1:]], "line 1: its signature does not fit"),
    "the last verdict turned": (lambda lines: [*lines[:-1], turned(lines[-1])], "line 3: its signature does not fit"),
    "a line removed": (lambda lines: [lines[0], lines[2]], "line 2: its signature does not fit"),
    "the last line removed": (
        lambda lines: lines[:-1],
        "judgements.head.json: it is not signed, and lines of the file are",
    ),
    "lines reordered": (lambda lines: [lines[1], lines[0], lines[2]], "line 1: its signature does not fit"),
    "a line added": (
        lambda lines: [*lines, replace(turned(lines[0]), key=None, signature=None)],
        "line 4: this line is not signed, and lines before it are",
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forgery_is_noticed_though_the_chain_was_made_anew(folder, forgery):
    judge(folder, ("press", 4), ("court", 3), "same")
    judge(folder, ("press", 1), ("court", 1), "different", by=reviewer("Another"))
    judge(folder, ("press", 2), ("court", 2), "same")
    forge, said = FORGERIES[forgery]
    rewrite(folder, forge(read_judgements(folder).entries))
    with pytest.raises(VerificationFailed, match=rf"{JUDGEMENTS}: the judgements were changed .*{said}"):
        Study(folder).run(only="link")
    with pytest.raises(VerificationFailed, match=said):
        judge(folder, ("press", 1), ("press", 3), "different")


def test_a_change_of_any_byte_of_the_judgements_is_noticed(folder):
    judge(folder, ("press", 4), ("court", 3), "same", by=reviewer("Судья"))
    for path in (folder / JUDGEMENTS, _file(folder).head):
        content = path.read_bytes()
        for position in range(len(content)):
            path.write_bytes(content[:position] + bytes([content[position] ^ 32]) + content[position + 1 :])
            assert read_judgements(folder).differences, (path.name, position)
        path.write_bytes(content)


def test_one_name_is_one_key(folder):
    judge(folder, ("press", 4), ("court", 3), "same")
    thief = Reviewer(name="Judge", key=generate_key())
    with pytest.raises(
        InputError, match=rf"on line 1 this name signed with another key .*{re.escape(thief.key.fingerprint)}"
    ):
        judge(folder, ("press", 1), ("court", 1), "different", by=thief)
    with pytest.raises(InputError, match="--as NAME"):
        withdraw_judgement(folder, 1, by=thief)
    assert len(read_judgements(folder).entries) == 1
    judge(folder, ("press", 1), ("court", 1), "different", by=replace(thief, name="Thief"))
    assert fingerprint(read_judgements(folder).entries[1].key) == thief.key.fingerprint


def test_lines_from_before_lines_were_signed_count_and_are_named(folder):
    judge_unsigned(folder, ("press", 4), ("court", 3), "same")
    judge_unsigned(folder, ("press", 1), ("court", 1), "different")
    (notice,) = link_notices(link(folder), "judgements-unsigned")
    assert f"Lines 1 to 2 of {JUDGEMENTS} are not signed" in notice
    assert len(set(person(folder, ("press", 4), ("court", 3)))) == 1
    judge(folder, ("press", 2), ("court", 2), "same")
    assert read_judgements(folder).differences == ()
    assert link_notices(link(folder), "judgements-unsigned") == [notice]


def test_a_run_says_that_signatures_are_gone_though_the_verdicts_are_the_same(folder):
    judge(folder, ("press", 4), ("court", 3), "same")
    assert link_notices(link(folder), "judgements-unsigned") == []
    rewrite(folder, [replace(one, key=None, signature=None) for one in read_judgements(folder).entries])
    assert why_link(folder) == f"its input changed: {JUDGEMENTS}"
    (notice,) = link_notices(link(folder), "judgements-unsigned")
    assert notice.startswith(f"Line 1 of {JUDGEMENTS} is not signed")


def link_notices(document, code):
    return [n["message"] for s in document["stages"] if s["stage"] == "link" for n in s["notices"] if n["code"] == code]
