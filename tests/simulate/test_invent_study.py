import ast
import csv
import datetime as dt
import hashlib
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from python_calamine import load_workbook

from darkfigure.errors import UsageError
from darkfigure.settings import read_settings
from darkfigure.simulate import Truth, World, invent_study

_ROOM = Path(invent_study.__code__.co_filename).parent


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    return invent_study(tmp_path_factory.mktemp("study"), people=1500, rng=np.random.default_rng(11))


def _read(path: Path, encoding: str, delimiter: str) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding=encoding).splitlines(), delimiter=delimiter))[1:]


def _names(folder: Path) -> dict[str, list[str]]:
    """The name of every row, read by hand."""
    sources = folder / "sources"
    sheet = load_workbook(str(sources / "ngo-latin.xlsx")).get_sheet_by_index(0).to_python()
    return {
        "interior-list": [row[1] for row in _read(sources / "interior-list.csv", "cp1251", ";")],
        "press-arabic": [row[0] for row in _read(sources / "press-arabic.csv", "utf-8", ",")],
        "ngo-latin": [str(row[1]) for row in sheet[1:]],
        "posts": [
            json.loads(line)["display_name"]
            for line in (sources / "posts.jsonl").read_text(encoding="utf-8").splitlines()
        ],
        "returns-list": [row[0] for row in _read(sources / "returns-list.tsv", "utf-16", "\t")],
    }


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_same_seed_same_bytes_and_another_seed_another_study(tmp_path: Path) -> None:
    for name, seed in (("one", 5), ("again", 5), ("other", 6)):
        invent_study(tmp_path / name, people=120, rng=np.random.default_rng(seed))
    assert _digests(tmp_path / "one") == _digests(tmp_path / "again")
    one, other = _digests(tmp_path / "one"), _digests(tmp_path / "other")
    assert all(one[path] != other[path] for path in one if path != "study.toml")


def test_the_workbook_holds_dates_years_and_no_hour_of_the_clock(study: Truth) -> None:
    path = study.folder / "sources" / "ngo-latin.xlsx"
    with zipfile.ZipFile(path) as archive:
        assert {part.date_time for part in archive.infolist()} == {(2016, 1, 1, 0, 0, 0)}
    births = [row[4] for row in load_workbook(str(path)).get_sheet_by_index(0).to_python()[1:]]
    assert {type(birth) for birth in births} == {str, float, dt.date}
    with (study.folder / "truth" / "people.csv").open(encoding="utf-8") as file:
        true = {line["birth"] for line in csv.DictReader(file)}
    dates = [birth for birth in births if isinstance(birth, dt.date)]
    assert sum(str(birth) in true for birth in dates) / len(dates) > 0.8


def test_the_folder_is_a_study_folder(study: Truth) -> None:
    settings = read_settings(study.folder / "study.toml")
    assert [source.name for source in settings.source] == list(study.coverage)
    assert all((study.folder / source.path).is_file() for source in settings.source)
    assert settings.estimate.strata == ("origin",)
    assert settings.study.period is not None
    assert str(settings.study.period.start) == "2013-01-01"
    assert {path.name for path in study.folder.iterdir()} == {"study.toml", "sources", "truth"}


def test_every_mapped_header_is_in_its_file(study: Truth) -> None:
    texts = {
        "interior-list": ("cp1251", ";"),
        "press-arabic": ("utf-8", ","),
        "posts": ("utf-8", ""),
        "returns-list": ("utf-16", "\t"),
    }
    for source in read_settings(study.folder / "study.toml").source:
        path = study.folder / source.path
        if source.name in texts:
            text = path.read_text(encoding=texts[source.name][0])
            if source.name == "posts":
                headers = {key for line in text.splitlines() for key in json.loads(line)}
            else:
                headers = set(next(csv.reader([text.splitlines()[0]], delimiter=texts[source.name][1])))
        else:
            headers = set(map(str, load_workbook(str(path)).get_sheet_by_index(0).to_python()[0]))
        assert set(source.columns.values()) <= headers


def test_truth_has_one_line_for_every_row(study: Truth) -> None:
    with (study.folder / "truth" / "truth.csv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert list(lines[0]) == ["source", "row", "person"]
    assert len(lines) == study.rows
    for source, names in _names(study.folder).items():
        rows = [int(line["row"]) for line in lines if line["source"] == source]
        assert rows == list(range(1, len(names) + 1))
        assert all(names)
    assert len({line["person"] for line in lines}) == study.seen


def test_truth_adds_up(study: Truth) -> None:
    facts = json.loads((study.folder / "truth" / "truth.json").read_text(encoding="utf-8"))
    assert facts["people"] == study.people == sum(study.by_origin.values()) == 1500
    assert facts["ever_listed"] == study.seen == sum(study.seen_by_origin.values())
    assert sum(study.patterns.values()) == study.people
    assert study.patterns["00000"] == study.people - study.seen
    assert facts["shares"] == study.shares


def test_a_person_is_once_or_more_on_each_list_that_captured_them(study: Truth) -> None:
    with (study.folder / "truth" / "people.csv").open(encoding="utf-8") as file:
        said = {line["person"]: line["lists"] for line in csv.DictReader(file)}
    with (study.folder / "truth" / "truth.csv").open(encoding="utf-8") as file:
        seen: dict[str, set[str]] = {}
        for line in csv.DictReader(file):
            seen.setdefault(line["person"], set()).add(line["source"])
    for person, pattern in said.items():
        on = {name for name, digit in zip(study.coverage, pattern, strict=True) if digit == "1"}
        assert seen.get(person, set()) == on


@pytest.mark.parametrize(
    ("source", "letters"),
    [
        ("interior-list", "абвгдежзийклмнопрстуфхцчшщъыьэюя"),
        ("press-arabic", "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىأإآئؤءپ"),
        ("ngo-latin", "abcdefghijklmnopqrstuvwxyz"),
        ("posts", "abcdefghijklmnopqrstuvwxyz"),
    ],
)
def test_a_list_is_written_in_its_script(study: Truth, source: str, letters: str) -> None:
    text = "".join(_names(study.folder)[source]).lower()
    written = [letter for letter in text if letter.isalpha()]
    assert sum(letter in letters for letter in written) / len(written) > 0.97


def test_the_returns_list_uses_the_letters_of_peoples_own_papers(study: Truth) -> None:
    text = " ".join(_names(study.folder)["returns-list"])
    assert all(form in text for form in ("ұлы", "уулу", "зода", "овна", "қ", "ҳ", "ə", "ş"))
    assert any(mark in text for mark in ("oʻgʻli", "o'g'li", "o‘g‘li", "o`g`li", "o’g’li"))


def test_small_worlds_and_worlds_nobody_saw(tmp_path: Path) -> None:
    assert invent_study(tmp_path / "one", people=1, rng=np.random.default_rng(1)).people == 1
    assert invent_study(tmp_path / "few", people=7, rng=np.random.default_rng(2)).people == 7


def test_a_folder_with_a_study_is_left_alone(tmp_path: Path) -> None:
    invent_study(tmp_path, people=5, rng=np.random.default_rng(1))
    with pytest.raises(UsageError, match="a study in this folder already"):
        invent_study(tmp_path, people=5, rng=np.random.default_rng(1))


@pytest.mark.parametrize("name", World.variants())
def test_every_variant_can_be_drawn(tmp_path: Path, name: str) -> None:
    truth = invent_study(tmp_path, people=150, rng=np.random.default_rng(3), world=World.variants()[name])
    settings = read_settings(tmp_path / "study.toml")
    assert [source.name for source in settings.source] == list(truth.coverage)
    assert truth.rows > 100


def test_the_world_knows_nothing_of_the_matcher() -> None:
    for path in _ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("darkfigure"):
                assert node.module.split(".")[1:2] not in (["names"], ["dates"], ["places"], ["extract"], ["link"]), (
                    path.name
                )
