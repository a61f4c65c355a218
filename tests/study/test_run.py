import json
import shutil

import pytest

from darkfigure.errors import InputError, SettingsError, UsageError
from darkfigure.store import digest_file
from darkfigure.study import Study


@pytest.fixture
def study(invented, tmp_path):
    return Study(shutil.copytree(invented, tmp_path / "study"))


@pytest.fixture
def done(finished, tmp_path):
    return Study(shutil.copytree(finished[0].folder, tmp_path / "study"))


def states(document):
    return [stage["state"] for stage in document["stages"]]


def test_a_run_leads_from_lists_to_a_number_with_its_interval(finished):
    study, document = finished
    estimate = document["estimate"]
    assert estimate["low"] < estimate["estimate"]
    assert estimate["observed"] <= estimate["low"]
    assert set(states(document)) == {"ran"}
    assert document["linkage"]["mentions"] == sum(
        stage["facts"]["rows"] for stage in document["stages"] if stage["stage"] == "collect"
    )
    assert "<html" in (study.folder / "results" / "report.html").read_text(encoding="utf-8")
    assert json.loads((study.folder / "results" / "estimate.json").read_text(encoding="utf-8")) == estimate


def test_a_second_run_does_nothing_and_says_the_same(finished):
    study, document = finished
    before = {path: path.stat().st_mtime_ns for path in (study.folder / "tables").rglob("*.parquet")}
    again = study.run()
    assert set(states(again)) == {"current"}
    assert again["estimate"] == document["estimate"]
    assert before == {path: path.stat().st_mtime_ns for path in before}


def test_a_change_of_settings_redoes_only_what_depends_on_it(done):
    settings = done.folder / "study.toml"
    text = settings.read_text(encoding="utf-8").replace("level = 0.95", "level = 0.9")
    settings.write_text(text.replace("strata = []", 'strata = ["sex"]'), encoding="utf-8")
    assert [state.stage for state in done.status() if state.why] == ["estimate", "report"]
    again = done.run()
    assert states(again)[-4:] == ["current", "current", "ran", "ran"]
    assert (again["estimate"]["level"], len(again["estimate"]["strata"])) == (0.9, 2)


def test_a_change_of_one_list_redoes_its_collection_and_what_follows(study):
    study.run(only="collect")
    source = study.folder / "sources" / "posts.jsonl"
    source.write_text("\n".join(source.read_text(encoding="utf-8").splitlines()[:-3]) + "\n", encoding="utf-8")
    ran = [stage["source"] for stage in study.run(only="collect")["stages"] if stage["state"] == "ran"]
    assert len(ran) == 1
    assert ran[0].startswith("posts")


def test_a_table_changed_by_hand_is_made_again(done):
    mention = done.folder / "tables" / "mention.parquet"
    digest = digest_file(mention)
    mention.write_bytes(b"not a table")
    assert "changed" in next(state.why for state in done.status() if state.stage == "extract")
    done.run()
    assert digest_file(mention) == digest


def test_only_one_stage_refuses_when_an_earlier_one_is_out_of_date(study):
    with pytest.raises(InputError, match="needs stage `collect`"):
        study.run(only="link")


def test_an_unknown_stage_is_named_with_the_known_ones(study):
    with pytest.raises(UsageError, match="collect, extract, link, estimate, claims, flows, spread, report"):
        study.run(only="linking")


def test_two_runs_at_once(study):
    from darkfigure.study.lock import only_run

    with only_run(study.folder / "tables"), pytest.raises(InputError, match="another run"):
        study.run()


def test_a_study_of_one_list_is_refused_with_what_to_do(study):
    settings = study.folder / "study.toml"
    first = settings.read_text(encoding="utf-8").split("[[source]]")
    tail = first[-1].split("[estimate]")[1]
    settings.write_text("[[source]]".join(first[:2]) + "[estimate]" + tail, encoding="utf-8")
    with pytest.raises(InputError, match="at least two lists; this study has 1"):
        study.run()


def test_no_folder_and_no_settings(tmp_path):
    with pytest.raises(InputError, match="darkfigure init"):
        Study(tmp_path / "nothing").run()
    with pytest.raises(SettingsError, match="darkfigure init"):
        Study(tmp_path).status()
