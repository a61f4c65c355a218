"""What is tried and changed at a study: signed lines, study.toml with a source more or less, the estimate otherwise."""

import json
import shutil

import pytest
from traceable import SETTINGS

from darkfigure.errors import InputError, UsageError, VerificationFailed
from darkfigure.settings import read_settings
from darkfigure.signing import generate_key
from darkfigure.study import Reviewer
from darkfigure.study.changes import CHANGES, read_changes, record_change
from darkfigure.study.editing import add_source, drop_source
from darkfigure.study.exploring import Variation, explore

BY = Reviewer(name="ann", key=generate_key())


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "study.toml").write_text("# kept\n" + SETTINGS, encoding="utf-8")
    (tmp_path / "sources").mkdir()
    for name in ("court", "camp", "more"):
        (tmp_path / "sources" / f"{name}.csv").write_text("name\nBexul Tarpenov\n", encoding="utf-8")
    return tmp_path


def names(folder):
    return [source.name for source in read_settings(folder / "study.toml").source]


def test_lines_are_chained_and_signed(tmp_path):
    for why in ("one", "two"):
        record_change(tmp_path, "source-dropped", {"source": "press"}, by=BY, why=why)
    reading = read_changes(tmp_path)
    assert [(one.seq, one.why, one.who) for one in reading.entries] == [(1, "one", "ann"), (2, "two", "ann")]
    assert reading.differences == ()


def test_a_changed_line_is_found_and_nothing_is_added_to_it(tmp_path):
    record_change(tmp_path, "source-dropped", {"source": "press"}, by=BY, why="true")
    path = tmp_path / CHANGES
    path.write_bytes(path.read_bytes().replace(b'"why":"true"', b'"why":"lies"'))
    assert {one.code for one in read_changes(tmp_path).differences} >= {"change-signature"}
    with pytest.raises(VerificationFailed, match="the record of changes was changed"):
        record_change(tmp_path, "source-dropped", {"source": "press"}, by=BY)


def test_a_source_more(folder):
    add_source(folder, 'the "new" list', "sources/more.csv", by=BY, kind="table", why="it came in")
    assert names(folder) == ["court", "press", "camp+list, old", 'the "new" list']
    assert (folder / "study.toml").read_text(encoding="utf-8").startswith("# kept\n" + SETTINGS.rstrip())
    (line,) = read_changes(folder).entries
    assert (line.what, line.said["path"], line.why) == ("source-added", "sources/more.csv", "it came in")


@pytest.mark.parametrize(
    ("name", "path", "error"),
    [
        ("court", "sources/more.csv", InputError),
        ("new", "sources/nothing.csv", InputError),
        ("", "sources/more.csv", UsageError),
        ("a\nb", "sources/more.csv", UsageError),
    ],
)
def test_a_source_that_cannot_be_added_changes_nothing(folder, name, path, error):
    before = (folder / "study.toml").read_bytes()
    with pytest.raises(error):
        add_source(folder, name, path, by=BY)
    assert (folder / "study.toml").read_bytes() == before
    assert not (folder / CHANGES).exists()


@pytest.mark.parametrize("name", ["court", "press", "camp+list, old"])
def test_a_source_less_is_a_comment(folder, name):
    before = read_settings(folder / "study.toml")
    drop_source(folder, name, by=BY)
    after = read_settings(folder / "study.toml")
    assert after.source == tuple(source for source in before.source if source.name != name)
    assert (after.study, after.link, after.claims) == (before.study, before.link, before.claims)
    assert f'# name = "{name}"' in (folder / "study.toml").read_text(encoding="utf-8")
    assert [one.what for one in read_changes(folder).entries] == ["source-dropped"]


def test_what_cannot_be_changed_safely_is_left(folder):
    inline = 'source = [{name = "court", path = "sources/court.csv"}]\n[study]\ntitle = "t"\npopulation = "p"\n'
    (folder / "study.toml").write_text(inline, encoding="utf-8")
    with pytest.raises(InputError, match="in a text editor"):
        drop_source(folder, "court", by=BY)
    assert (folder / "study.toml").read_text(encoding="utf-8") == inline


def test_the_estimate_without_a_source_is_of_those_on_the_others(traced_study):
    found = explore(traced_study, Variation(dropped=("press",)))
    assert found["lists"] == ["court", "camp+list, old"]
    answer = json.loads((traced_study / "results" / "estimate.json").read_bytes())
    assert found["now"]["estimate"] == answer["estimate"]
    alone = explore(traced_study, Variation(merged=("court", "press"), strata=()))
    assert alone["lists"] == ["court+press", "camp+list, old"]
    assert alone["then"]["observed"] == answer["observed"]
    assert len(alone["strata"]) <= 1
    assert found["then"]["observed"] <= answer["observed"]


def test_what_is_not_otherwise_is_refused(traced_study):
    with pytest.raises(UsageError, match="nothing is otherwise"):
        explore(traced_study, Variation())
    with pytest.raises(UsageError, match="fewer than two lists"):
        explore(traced_study, Variation(dropped=("press", "court")))
    with pytest.raises(InputError, match="strata"):
        explore(traced_study, Variation(strata=("colour",)))


def test_exploring_leaves_the_study_as_it_is(traced_study, tmp_path):
    folder = shutil.copytree(traced_study, tmp_path / "study")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    explore(folder, Variation(merged=("court", "press")))
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
