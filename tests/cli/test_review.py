import getpass
import io
import json
import shutil
from pathlib import Path
from unittest import mock

import click
import pytest
from message_desk import FAMILY, GIVEN, call, write_study

from darkfigure.signing import create_key, load_key
from darkfigure.study import Study

JUDGEMENTS = "decisions/judgements.jsonl"


@pytest.fixture(scope="module")
def linked(tmp_path_factory):
    study = write_study(tmp_path_factory.mktemp("reviewed") / "study")
    for stage in ("collect", "extract", "link"):
        Study(study).run(only=stage)
    return study


@pytest.fixture(autouse=True)
def settings(tmp_path, monkeypatch):
    """Where a person's own settings lie: not those of who runs the tests."""
    for name in ("HOME", "XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "settings"))
    return tmp_path / "settings"


@pytest.fixture
def study(linked, tmp_path):
    return shutil.copytree(linked, tmp_path / "study")


def own_key():
    return Path(click.get_app_dir("darkfigure")) / "keys" / "reviewer"


def review(study, *arguments, answers=""):
    with mock.patch("sys.stdin", io.StringIO(answers)):
        return call("review", study, *arguments)


def lines(study):
    path = study / JUDGEMENTS
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def test_answers_come_line_by_line_as_letters_or_words(study):
    said = review(study, "--as", "A. Reader", "--note", "by eye", answers="same\nD\nunsure\nundo\nquit\nsame\n")
    assert said.status == 0
    assert [line["verdict"] for line in lines(study)] == ["same", "different", "unsure", "withdrawn"]
    assert {line["who"] for line in lines(study)} == {"A. Reader"}
    assert lines(study)[0]["why"] == "by eye"
    assert "2 verdicts written" in said.err
    assert "darkfigure run" in said.err


def test_the_scores_are_hidden_until_the_pair_was_judged(study):
    asked = review(study, answers="")
    assert any(name in asked.out for name in GIVEN)
    assert any(name in asked.out for name in FAMILY)
    assert not any(word in asked.out for word in ("prior", "probability", "0."))
    early = review(study, answers="why\n")
    assert "Judge first" in early.err
    assert "prior" not in early.out
    assert "prior" in review(study, answers="same\nwhy\n").out


def test_names_are_shown_and_written_nowhere(study):
    said = review(study, answers="same\ndifferent\n")
    text = said.err + (study / JUDGEMENTS).read_text(encoding="utf-8")
    assert not any(name in text for name in GIVEN)


def test_a_review_ends_after_so_many_verdicts(study):
    said = review(study, "--limit", 2, answers="same\nsame\nwhy\nsame\n")
    assert len(lines(study)) == 2
    assert "prior" in said.out


def test_who_judges_is_the_login_name_if_nothing_else_is_said(study):
    review(study, answers="same\n")
    assert lines(study)[0]["who"] == getpass.getuser()


def test_an_answer_that_is_none_stops_and_what_came_before_is_written(study):
    said = review(study, answers="same\nmaybe\n")
    assert said.status == 1
    assert "answer 2 on standard input is none of same, different" in said.err
    assert len(lines(study)) == 1


def test_one_pair_can_be_judged_and_its_verdict_taken_back(study):
    assert review(study, "--pair", "a:1", "c:2", answers="same\n").status == 0
    (line,) = lines(study)
    assert sorted((line[side]["source"], line[side]["row"]) for side in ("left", "right")) == [("a", 1), ("c", 2)]
    said = review(study, "--withdraw", 1)
    assert "line 1 is withdrawn by line 2" in said.err
    assert "line 9 holds no verdict" in review(study, "--withdraw", 9).message


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("--pair", "a:1", "nowhere:2"), 1, "no source `nowhere`"),
        (("--pair", "a:1", "a:0"), 2, "SOURCE:ROW"),
        (("--pair", "a:1", "2"), 2, "SOURCE:ROW"),
        (("--limit", "0"), 2, "x>=1"),
    ],
)
def test_a_slip_is_named(study, arguments, status, said):
    found = review(study, *arguments)
    assert (found.status, found.out) == (status, "")
    assert said in found.err


def test_a_study_that_is_not_linked_cannot_be_reviewed(tmp_path):
    assert "stage `link` is out of date" in review(write_study(tmp_path / "new")).message


def test_what_a_cell_holds_cannot_steer_the_terminal(tmp_path):
    row = f"{GIVEN[0]}\x1b[2J\u202e {FAMILY[0]},1970,KZ,m,2014-05-01"
    study = write_study(tmp_path / "study", a="name,birth year,origin,sex,date\n" + row + "\n")
    for stage in ("collect", "extract", "link"):
        Study(study).run(only=stage)
    said = review(study, "--pair", "a:1", "b:1")
    assert FAMILY[0] in said.out
    assert "\x1b" not in said.out
    assert "\u202e" not in said.out


def test_verify_names_a_verdict_that_was_turned(study):
    review(study, answers="same\ndifferent\n")
    good = call("verify", study)
    assert (good.status, "2 lines of judgements\nsigned by SHA256:" in good.out) == (0, True)
    path = study / JUDGEMENTS
    path.write_text(path.read_text(encoding="utf-8").replace('"same"', '"different"'), encoding="utf-8")
    bad = call("verify", study)
    assert bad.status == 3
    assert f"{JUDGEMENTS} line 1: line 2 does not follow from it" in bad.out
    assert "Restore the folder `decisions` from a copy" in bad.err
    document = json.loads(call("verify", study, "--json").out)
    assert (document["verified"], document["judgement_lines"], document["unsigned_judgement_lines"]) == (False, 2, 0)
    assert [one["code"] for one in document["differences"]] == ["decision-signature", "decision-line"]


def test_the_first_review_makes_a_key_outside_the_study_and_says_its_fingerprint(study, settings):
    first = review(study, answers="same\n")
    assert own_key().is_relative_to(settings)
    key = load_key(own_key())
    assert f"{own_key()}. Keep it to yourself" in first.err
    assert key.fingerprint in first.err
    assert "key" not in review(study, answers="same\n").err
    assert [line["key"] for line in lines(study)] == [key.public] * 2
    assert not any(b"PRIVATE" in path.read_bytes() for path in study.rglob("*") if path.is_file())


def test_a_key_can_be_named(study, tmp_path):
    key = create_key(tmp_path / "mine")
    assert review(study, "--key", tmp_path / "mine", answers="same\n").status == 0
    assert [line["key"] for line in lines(study)] == [key.public]
    assert not own_key().exists()
    missing = review(study, "--key", tmp_path / "not-there", answers="same\n")
    assert (missing.status, "not-there: there is no such key" in missing.message) == (1, True)


def test_a_key_that_others_may_read_signs_nothing(study):
    review(study, answers="same\n")
    own_key().chmod(0o644)
    said = review(study, answers="same\n")
    assert (said.status, "chmod 600" in said.message) == (1, True)
    assert len(lines(study)) == 1


def test_where_no_key_can_be_made_nothing_is_judged(study, settings):
    settings.write_text("a file in the way")
    said = review(study, answers="same\n")
    assert (said.status, "no key to sign with can be written here" in said.message) == (1, True)
    assert lines(study) == []


def test_under_the_name_of_somebody_else_nothing_is_asked(study, tmp_path):
    review(study, "--as", "A. Reader", answers="same\n")
    create_key(tmp_path / "other")
    said = review(study, "--as", "A. Reader", "--key", tmp_path / "other", answers="same\n")
    assert (said.status, "this name signed with another key" in said.message) == (1, True)
    assert review(study, "--as", "Another", "--key", tmp_path / "other", answers="same\n").status == 0


def test_verify_prints_who_signed_and_refuses_who_was_not_asked_for(study, tmp_path):
    review(study, "--as", "A.\x1b[2J Reader", answers="same\ndifferent\n")
    other = create_key(tmp_path / "other")
    own = load_key(own_key())
    said = call("verify", study)
    assert said.out.splitlines()[1:2] == [f"signed by {own.fingerprint}: 2 lines, as A.[2J Reader"]
    assert call("verify", study, "--signer", own.fingerprint, "--signer", other.fingerprint).status == 0
    refused = call("verify", study, "--signer", other.fingerprint)
    assert refused.status == 3
    assert f"{JUDGEMENTS} line 2: it was signed with a key that was not asked for" in refused.out
    document = json.loads(call("verify", study, "--json").out)
    assert document["signers"] == [{"who": "A.\x1b[2J Reader", "fingerprint": own.fingerprint, "lines": 2}]
    assert call("verify", study, "--signer", "SHA256:short").status == 2


def test_a_run_stops_at_a_verdict_that_was_turned(study):
    review(study, answers="same\ndifferent\n")
    path = study / JUDGEMENTS
    path.write_text(path.read_text(encoding="utf-8").replace('"same"', '"different"'), encoding="utf-8")
    said = call("run", study)
    assert said.status == 3
    assert f"{JUDGEMENTS} line 1: its signature does not fit" in said.message


def test_status_says_that_judgements_changed(study):
    review(study, answers="same\n")
    said = call("status", study, "--json").out
    why = next(state["why"] for state in json.loads(said) if state["stage"] == "link")
    assert why == f"its input changed: {JUDGEMENTS}"


def test_why_is_a_table_or_a_document_without_names(study):
    table = call("links", study, "--why", "a:1", "b:1")
    assert table.status == 0
    assert all(word in table.out for word in ("prior", "name", "birth", "sex", "home", "One person"))
    assert GIVEN[0].lower() not in table.out.lower()
    assert GIVEN[0].lower() in call("links", study, "--why", "a:1", "b:1", "--names").out.lower()
    document = json.loads(call("links", study, "--why", "b:1", "a:1", "--json").out)
    assert [component["component"] for component in document["components"]] == ["prior", "name", "birth", "sex", "home"]
    assert sum(component["weight"] for component in document["components"]) == pytest.approx(
        document["weight"], abs=1e-4
    )
    assert GIVEN[0].lower() not in json.dumps(document).lower()


@pytest.mark.parametrize("arguments", [(), ("--to", "x.csv", "--why", "a:1", "b:1"), ("--to", "x.csv", "--json")])
def test_links_does_one_thing_at_a_time(study, arguments):
    assert call("links", study, *arguments).status == 2
