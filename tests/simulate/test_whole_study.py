"""A whole invented study: its truth is that of its files, its bytes follow from the seed, and the chain runs on it."""

import hashlib
import json
import zipfile
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from darkfigure.errors import UsageError
from darkfigure.settings import read_settings
from darkfigure.simulate import World
from darkfigure.simulate.crowd import gather
from darkfigure.simulate.listing import rows_of_list
from darkfigure.simulate.pictures import CHANGES, Album, changed, invent_picture
from darkfigure.simulate.scatter import key_of, scattered
from darkfigure.simulate.sources import STYLES
from darkfigure.simulate.whole import simulate_study
from darkfigure.study import Study


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole") / "study"
    truth = simulate_study(folder, people=900, seed=4, articles=60, posts=200, pictures=40)
    return folder, truth


def bytes_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_truth_handed_back_is_the_truth_written(study):
    folder, truth = study
    assert json.loads((folder / "truth" / "truth.json").read_bytes()) == truth


def test_the_collected_rows_are_those_of_the_truth(study):
    folder, truth = study
    Study(folder).run(only="collect")
    rows = pq.read_table(folder / "truth" / "rows.parquet")
    for name, many in truth["rows"].items():
        (part,) = (folder / "tables" / "record").glob(f"{name}-*.parquet")
        collected = pq.read_table(part, columns=["row"])["row"].to_pylist()
        told = [
            row
            for source, row in zip(*(rows[key].to_pylist() for key in ("source", "row")), strict=True)
            if source == name
        ]
        assert collected == told
        assert len(told) == many


def test_patterns_count_the_people_of_each_list(study):
    folder, truth = study
    rows = pq.read_table(folder / "truth" / "rows.parquet").to_pylist()
    for place, name in enumerate(truth["lists"][:5]):
        listed = {row["person"] for row in rows if row["source"] == name}
        assert len(listed) == sum(count for pattern, count in truth["patterns"].items() if pattern[place] == "1")
    texts = pq.read_table(folder / "truth" / "texts.parquet").to_pylist()
    for name in ("press", "channels"):
        place = truth["lists"].index(name)
        told = {person for text in texts if text["source"] == name for person in text["persons"].split()}
        assert len(told) == sum(count for pattern, count in truth["patterns"].items() if pattern[place] == "1")
    assert sum(truth["patterns"].values()) == truth["people"] == sum(truth["by_origin"].values()) == 900
    assert truth["ever_listed"] == 900 - truth["patterns"]["0" * 7]


def test_texts_of_the_truth_stand_in_the_files(study):
    folder, truth = study
    texts = pq.read_table(folder / "truth" / "texts.parquet").to_pylist()
    assert len(texts) == truth["texts"]
    assert [text["text"] for text in texts] == list(range(len(texts)))
    pages = {name for file in (folder / "sources" / "press").iterdir() for name in zipfile.ZipFile(file).namelist()}
    assert pages == {text["place"] for text in texts if text["source"] == "press"}
    posts = [post for file in channels(folder) for post in json.loads(file.read_bytes())["messages"]]
    assert len(posts) == sum(text["source"] == "channels" for text in texts)
    assert sum("forwarded_from" in post for post in posts) == sum(text["forwarded"] for text in texts) > 0
    first = {text["text"]: text for text in texts if text["copy_of"] is None}
    copies = [text for text in texts if text["copy_of"] is not None]
    assert {text["source"] for text in copies} == {"press", "channels"}
    assert all(first[text["copy_of"]]["persons"] == text["persons"] for text in copies)


def channels(folder: Path) -> list[Path]:
    return sorted((folder / "sources" / "channels").glob("*/result.json"))


def test_copied_posts_say_what_the_first_said(study):
    folder, _ = study
    texts = pq.read_table(folder / "truth" / "texts.parquet").to_pylist()
    said = {}
    for file in channels(folder):
        path = file.relative_to(folder).as_posix()
        said |= {(path, f"message {post['id']}"): post for post in json.loads(file.read_bytes())["messages"]}
    by_number = {text["text"]: said[text["path"], text["place"]] for text in texts if text["source"] == "channels"}
    copies = [text for text in texts if text["source"] == "channels" and text["copy_of"] is not None]
    assert copies
    for text in copies:
        copy, original = by_number[text["text"]], by_number[text["copy_of"]]
        assert copy["text"] == original["text"]
        assert int(copy["date_unixtime"]) > int(original["date_unixtime"])


def test_pictures_of_the_truth_are_the_files_and_posts_show_them(study):
    folder, truth = study
    pictures = pq.read_table(folder / "truth" / "pictures.parquet").to_pylist()
    files = {path.relative_to(folder).as_posix() for path in (folder / "sources").rglob("*.jpg")}
    assert files == {one["path"] for one in pictures}
    assert len(files) == truth["pictures"]
    shown = {
        (file.parent / post["photo"]).relative_to(folder).as_posix()
        for file in channels(folder)
        for post in json.loads(file.read_bytes())["messages"]
        if "photo" in post
    }
    assert shown == files
    assert {one["picture"] for one in pictures if one["change"]} <= {
        one["picture"] for one in pictures if not one["change"]
    }
    assert any(one["change"] for one in pictures)


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path):
    for name, seed in (("one", 7), ("again", 7), ("other", 8)):
        simulate_study(tmp_path / name, people=300, seed=seed, articles=10, posts=40, pictures=8)
    one = bytes_of(tmp_path / "one")
    assert one == bytes_of(tmp_path / "again")
    other = bytes_of(tmp_path / "other")
    assert not [name for name, digest in one.items() if other.get(name) == digest and name != "study.toml"]


def test_a_kind_of_world_and_no_texts(tmp_path):
    truth = simulate_study(
        tmp_path / "s", people=400, world=World.variants()["southern"], articles=0, posts=0, pictures=0
    )
    assert truth["lists"] == ["registry", "border", "court", "caucasus", "accounts"]
    assert truth["texts"] == truth["pictures"] == 0
    assert "[claims]" not in (tmp_path / "s" / "study.toml").read_text(encoding="utf-8")


def test_a_folder_with_a_study_and_too_many_texts_are_refused(study, tmp_path):
    folder, _ = study
    with pytest.raises(UsageError, match="already"):
        simulate_study(folder, people=10)
    with pytest.raises(UsageError, match="would name 65% of 100 people"):
        simulate_study(tmp_path / "s", people=100, articles=48)
    with pytest.raises(UsageError, match="only 2 posts"):
        simulate_study(tmp_path / "s", people=100, posts=2, pictures=3)
    assert not (tmp_path / "s").exists()


def test_a_workbook_list_is_parted_where_a_file_is_full(tmp_path, monkeypatch):
    import dataclasses

    monkeypatch.setitem(STYLES, "latin-dossiers", dataclasses.replace(STYLES["latin-dossiers"], most_rows=50))
    truth = simulate_study(tmp_path / "s", people=400, articles=0, posts=0, pictures=0)
    files = list((tmp_path / "s" / "sources" / "ngo-latin").iterdir())
    assert len(files) == -(-truth["rows"]["ngo-latin"] // 50)
    Study(tmp_path / "s").run(only="collect")
    (part,) = (tmp_path / "s" / "tables" / "record").glob("ngo-latin-*.parquet")
    assert pq.read_table(part).num_rows == truth["rows"]["ngo-latin"]


def test_shares_are_those_of_the_world():
    crowd = gather(World(people=60_000), seed=3)
    numbers = np.arange(60_000)
    people, seen = crowd.people(numbers), crowd.captured(numbers)
    for place, origin in enumerate(crowd.world.origins):
        assert (people.origin == place).mean() == pytest.approx(origin.share, abs=0.01)
    assert people.female.mean() == pytest.approx(0.12, abs=0.01)
    assert seen.mean(axis=0) == pytest.approx([plan.capture for plan in crowd.world.lists], abs=0.015)
    # being visible to one list is being visible to others
    assert np.corrcoef(seen[:, 0], seen[:, 2])[0, 1] > 0.01
    assert np.array_equal(crowd.origins(numbers), people.origin)


def test_a_person_is_the_same_in_whatever_company():
    crowd = gather(World(people=5_000), seed=3)
    whole, some = crowd.people(np.arange(5_000)), crowd.people(np.array([4_321, 7]))
    for name in ("origin", "given", "father", "family", "town", "kunya", "birth", "arrived", "left", "female"):
        assert getattr(whole, name)[[4_321, 7]].tolist() == getattr(some, name).tolist()


def test_relatives_share_what_they_should():
    crowd = gather(World(people=20_000, brothers=0.2, namesakes=0.1), seed=3)
    numbers = np.arange(20_000)
    people = crowd.people(numbers)
    partner, sibling, double = crowd._relations(numbers)
    assert sibling.mean() == pytest.approx(0.1, abs=0.01)
    assert double.mean() == pytest.approx(0.1, abs=0.01)
    for who, names in (
        (sibling, ("origin", "family", "father", "town")),
        (double, ("origin", "family", "given", "female")),
    ):
        for name in names:
            values = getattr(people, name)
            assert np.array_equal(values[who], values[partner[who]])
    apart = np.abs(people.birth[sibling] - people.birth[partner[sibling]])
    assert (apart[people.birth[sibling] < people.birth.max()] > 365).all()


def test_every_person_on_a_list_stands_there_once_or_twice():
    crowd = gather(World(people=3_000), seed=3)
    listed = np.concatenate([numbers for numbers, _ in rows_of_list(crowd, 0)])
    many = np.bincount(listed, minlength=3_000)
    assert np.array_equal(many > 0, crowd.captured(np.arange(3_000))[:, 0])
    assert many.max() == 2
    assert (many == 2).sum() / many.sum() == pytest.approx(0.15, abs=0.03)


@pytest.mark.parametrize("count", [1, 2, 5, 64, 1000])
def test_a_scattered_order_holds_each_number_once(count):
    found = scattered(key_of(1, "x"), np.arange(count), count)
    assert sorted(found.tolist()) == list(range(count))
    if count == 1000:
        assert np.corrcoef(found, np.arange(count))[0, 1] < 0.2


def test_places_outside_of_an_order_are_refused():
    with pytest.raises(ValueError, match="found 0 to 3"):
        scattered(key_of(1, "x"), np.array([0, 3]), 3)


@pytest.mark.parametrize("change", CHANGES)
def test_changed_pictures_are_found_to_be_copies(change, tmp_path):
    from darkfigure.media import near_duplicates

    album = Album(seed=1)
    number, data = album.new()
    (tmp_path / "one.jpg").write_bytes(data)
    pixels = invent_picture(np.random.default_rng([1, 4, number]))
    (tmp_path / "copy.jpg").write_bytes(changed(pixels, change, rng=np.random.default_rng(2)))
    (tmp_path / "other.jpg").write_bytes(album.new()[1])
    files = [tmp_path / name for name in ("one.jpg", "copy.jpg", "other.jpg")]
    assert [tuple(group.rows) for group in near_duplicates(files).groups] == [(0, 1)]


def test_pictures_shown_long_ago_are_forgotten():
    album = Album(seed=1)
    for _ in range(65):
        album.new()
    assert album.again(0, rng=np.random.default_rng(1)) is None
    assert album.again(64, rng=np.random.default_rng(1)) is not None


def test_the_whole_chain_runs_and_its_report_opens(tmp_path):
    folder = tmp_path / "s"
    simulate_study(folder, people=400, seed=2, articles=20, posts=80, pictures=10)
    file = folder / "study.toml"
    text = file.read_text(encoding="utf-8").replace('strata = ["origin"]', "strata = []")
    file.write_text(text + "\n[link]\ndraws = 0\n", encoding="utf-8")
    said = Study(folder).run()
    facts = {stage["stage"]: stage["facts"] for stage in said["stages"]}
    assert facts["claims"]["in_scope"] > 0
    assert facts["spread"]["groups"] > 0
    assert said["estimate"]["observed"] > 200
    assert "<html" in (folder / "results" / "report.html").read_text(encoding="utf-8")


def test_a_list_that_nobody_came_onto_is_no_source_of_the_study(tmp_path):
    folder = tmp_path / "few"
    simulate_study(folder, people=80, seed=4, articles=3, posts=6, pictures=0)
    assert not (folder / "sources" / "channels").exists()
    sources = read_settings(folder / "study.toml").source
    assert [source.name for source in sources if not any(folder.glob(source.path))] == []
