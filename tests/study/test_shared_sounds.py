"""Sound that recordings share, among the preserved files of a study."""

import shutil

import pyarrow as pa
import pytest

from darkfigure.spread.posts import SOUND
from darkfigure.study import pictures
from darkfigure.study.spreading import media_keys

ONE, TWO, THREE = "1" * 64, "2" * 64, "3" * 64


class Study:
    """As much of an opened study as is asked for."""

    def __init__(self, folder):
        self.tables = folder


@pytest.fixture
def study(tmp_path, monkeypatch):
    rows = [(ONE, SOUND + ONE, "sound"), (TWO, SOUND + ONE, "sound"), (TWO, TWO, "footage"), (THREE, TWO, "footage")]
    monkeypatch.setattr(pictures, "_compare", lambda *_: (rows, 4))
    return Study(tmp_path)


def test_shared_sound_is_told_to_what_circulates_and_not_to_linking(study):
    asked = (ONE, TWO, THREE)
    assert pictures.picture_groups(study, asked) == {TWO: (TWO,), THREE: (TWO,)}
    assert pictures.picture_groups(study, asked, sounds=True)[ONE] == (SOUND + ONE,)
    assert pictures.unheard_videos(study) == 4
    mentions = media_keys(study, pa.table({"media": [ONE, TWO, THREE]}))
    assert mentions["media"].to_pylist() == [ONE, TWO, TWO]


def test_files_are_compared_again_when_fpcalc_has_been_installed(study, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert ONE not in pictures.picture_groups(study, (ONE, TWO))
    monkeypatch.setattr(pictures, "_compare", lambda *_: ([(ONE, ONE, "copy"), (TWO, ONE, "copy")], 0))
    assert ONE not in pictures.picture_groups(study, (ONE, TWO))
    monkeypatch.setattr(pictures, "sound_tool", lambda: "fpcalc")
    monkeypatch.setattr(pictures, "tool_name", lambda _: "fpcalc version 1")
    assert pictures.picture_groups(study, (ONE, TWO)) == {ONE: (ONE,), TWO: (ONE,)}
    assert pictures.unheard_videos(study) == 0
