"""`darkfigure media`: groups on standard output, what was skipped on standard error."""

import json
import shutil
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from darkfigure.cli.media import media

sys.path.append(str(Path(__file__).parents[1] / "media"))  # pictures and videos that those tests make

from invented_pictures import jpeg, picture
from invented_videos import write


@pytest.fixture
def folder(tmp_path):
    rng = np.random.default_rng(3)
    for name in ("first", "second"):
        pixels = cv2.resize(
            rng.integers(0, 256, (24, 32, 3), dtype=np.uint8), (480, 360), interpolation=cv2.INTER_CUBIC
        )
        cv2.imwrite(str(tmp_path / f"{name}.png"), pixels)
        if name == "first":
            cv2.imwrite(str(tmp_path / "half.jpg"), cv2.resize(pixels, None, fx=0.5, fy=0.5))
    (tmp_path / "notes.txt").write_text("not a picture", encoding="utf-8")
    return tmp_path


def test_groups_say_what_was_done(folder):
    result = CliRunner().invoke(media, [str(folder)])
    assert result.exit_code == 0
    assert result.stdout.startswith("3 pictures: 1 group of copies, 1 picture repeats another.")
    assert "half.jpg: resized to 50%" in result.stdout
    assert "second.png" not in result.stdout
    assert "notes.txt: the file is no picture" in result.stderr


def test_json_is_one_document_with_hash_and_map(folder):
    found = json.loads(CliRunner().invoke(media, [str(folder), "--json"]).stdout)
    (group,) = found["groups"]
    first, second = group["members"]
    assert first["relation"] is None
    assert {len(first["pdq"]), len(second["pdq"])} == {64}
    assert second["relation"]["to"] == first["path"]
    assert second["relation"]["scale"] == pytest.approx(0.5, abs=0.01)
    assert [one["path"].endswith("notes.txt") for one in found["skipped"]] == [True]


def test_sheet_holds_all_it_shows_and_escapes_names(folder, tmp_path):
    (folder / "half.jpg").rename(folder / "<b>half&.jpg")
    sheet, hashes = tmp_path / "sheet.html", tmp_path / "hashes.csv"
    result = CliRunner().invoke(media, [str(folder), "--sheet", str(sheet), "--hashes", str(hashes)])
    assert result.exit_code == 0
    page = sheet.read_text(encoding="utf-8")
    assert page.count("data:image/jpeg;base64,") == 2
    assert "<polygon" in page
    assert "&lt;b&gt;half&amp;.jpg" in page
    assert "<b>" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert len(hashes.read_text(encoding="utf-8").splitlines()) == 4


def test_places_are_written_only_where_asked_for(folder, tmp_path):
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (12.0, 30.0, 36.0), 3: "E", 4: (40.0, 0.0, 0.0)})
    with Image.open(folder / "second.png") as image:
        image.convert("RGB").save(folder / "placed.jpg", exif=exif)
    record = tmp_path / "record.json"
    result = CliRunner().invoke(media, [str(folder), "--json", "--metadata", str(record)])
    assert "12.51" not in result.stdout
    rows = {row["path"].rsplit("/")[-1]: row for row in json.loads(record.read_text(encoding="utf-8"))}
    assert rows["placed.jpg"]["latitude"] == 12.51


def test_sheet_shows_stills_beside_the_frames_they_were_taken_from(tmp_path):
    folder, sheet = tmp_path / "files", tmp_path / "sheet.html"
    folder.mkdir()
    write(folder / "video.mp4", [1, 2, 3])
    (folder / "still.jpg").write_bytes(jpeg(picture(2, 260, 340)[:240, :320]))
    result = CliRunner().invoke(media, [str(folder), "--sheet", str(sheet)])
    assert result.exit_code == 0
    page = sheet.read_text(encoding="utf-8")
    assert "1 picture, 0 groups of copies, 1 video, 1 still of them." in page
    pair = page.split('<div class="pair">')[1].split("</div>")[0]
    assert "at 1 s of the video" in pair
    assert pair.count("data:image/jpeg;base64,") == 2
    assert pair.count("<polygon") == 1


def test_sound_that_was_not_compared_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    write(tmp_path / "video.mp4", [1, 2])
    result = CliRunner().invoke(media, [str(tmp_path)])
    assert result.exit_code == 0
    assert "the sound of videos was not compared: sound is compared where fpcalc is installed" in result.stderr
