"""Press texts of a study: kept, read to the table `claim`, and what makes the stage run again."""

import pytest
from two_lists import SETTINGS, context, write_list

from darkfigure.errors import InputError, SettingsError
from darkfigure.store import read_table
from darkfigure.study import Study
from darkfigure.study.claiming import claims_stage
from darkfigure.vault import Vault

CLAIMS = '\n[claims]\ndocuments = ["texts/"]\norigins = ["central-asia"]\n'
ENGLISH = "Minister Pavel Orlov said that 700 Kazakh citizens had left for Syria."
RUSSIAN = "Министр Павел Орлов заявил, что в Сирию выехали 700 граждан Казахстана. В Сирии воюют 90 граждан России."


def make(folder, settings=CLAIMS):
    folder.mkdir()
    (folder / "texts").mkdir()
    (folder / "study.toml").write_text(SETTINGS + settings, encoding="utf-8")
    (folder / "texts" / "2014-05-12-ru.txt").write_text(RUSSIAN, encoding="utf-8")
    (folder / "texts" / "2014-05-11-en.txt").write_text(ENGLISH, encoding="utf-8")
    (folder / "texts" / "copy.txt").write_text(ENGLISH, encoding="utf-8")
    for name in ("press", "court"):
        write_list(folder, name, ())


def run(folder):
    return claims_stage().work(context(folder), lambda _: None)


def test_texts_are_kept_and_their_claims_linked(tmp_path):
    folder = tmp_path / "study"
    make(folder)
    outcome = run(folder)
    rows = read_table(folder / "tables" / "claim.parquet").to_pylist()
    assert [(row["path"], row["low"], row["in_scope"], row["why_not"]) for row in rows] == [
        ("texts/2014-05-11-en.txt", 700, True, None),
        ("texts/2014-05-12-ru.txt", 700, True, None),
        ("texts/2014-05-12-ru.txt", 90, False, "origin"),
    ]
    assert rows[1]["repeats"] == rows[0]["claim"]
    assert rows[1]["relation"] == "translation"
    assert rows[0]["date"] == "2014-05-11"
    assert outcome.facts == {"documents": 2, "claims": 3, "assertions": 2, "in_scope": 2}
    assert [notice.code for notice in outcome.notices] == ["same-bytes"]
    kept = Vault(folder / "vault").keep(folder / "texts" / "2014-05-11-en.txt", source="claims", origin_path="again")
    assert kept.digest == rows[0]["document"]
    assert kept.path.read_text(encoding="utf-8") == ENGLISH


def test_the_stage_runs_again_when_a_text_or_the_scope_changes(tmp_path):
    folder = tmp_path / "study"
    make(folder)
    stage = claims_stage()
    before = stage.inputs(context(folder)), stage.settings(context(folder))
    (folder / "texts" / "copy.txt").write_text("Nothing new.", encoding="utf-8")
    assert stage.inputs(context(folder)) != before[0]
    (folder / "study.toml").write_text(SETTINGS + CLAIMS.replace("central-asia", "RU"), encoding="utf-8")
    assert stage.settings(context(folder)) != before[1]


def test_a_study_without_texts_has_no_such_stage(tmp_path):
    folder = tmp_path / "study"
    make(folder, settings="")
    assert "claims" not in {state.stage for state in Study(folder).status()}
    with pytest.raises(SettingsError, match="documents"):
        Study(folder).run(only="claims")


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ('[claims]\ndocuments = ["nowhere/"]\n', InputError, "nowhere"),
        ('[claims]\ndocuments = [" "]\n', SettingsError, "empty path"),
        ('[claims]\ndocument = ["texts/"]\n', SettingsError, "documents"),
        ("[claims]\nperiod = { start = 2015-01-01, end = 2014-01-01 }\n", SettingsError, "before it starts"),
    ],
)
def test_wrong_settings_are_told(tmp_path, settings, error, words):
    folder = tmp_path / "study"
    make(folder, settings=settings)
    with pytest.raises(error, match=words):
        run(folder)
