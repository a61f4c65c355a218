import json
import shutil

import pytest
from invented_pictures import picture
from PIL import Image

from darkfigure.media.metadata import read_metadata


@pytest.fixture
def photograph(tmp_path):
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Invented", "Camera 1"
    exif.get_ifd(0x8769)[0x9003] = "2015:05:01 10:20:30"
    exif.get_ifd(0x8825).update({1: "S", 2: (12.0, 30.0, 36.0), 3: "E", 4: (40.0, 0.0, 0.0)})
    path = tmp_path / "photograph.jpg"
    Image.fromarray(picture(1)).save(path, exif=exif)
    return path


def test_pillow_reads_day_device_and_place(photograph, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    ((path, found),) = read_metadata([photograph])
    assert path == photograph
    assert (found["taken"], found["make"], found["model"]) == ("2015:05:01 10:20:30", "Invented", "Camera 1")
    assert (found["latitude"], found["longitude"]) == (-12.51, 40.0)
    assert found["read_by"] == "Pillow"


def test_exiftool_is_asked_when_it_is_installed(photograph, tmp_path, monkeypatch):
    row = {"SourceFile": str(photograph), "DateTimeOriginal": "2015:05:01 10:20:30", "GPSLatitude": -12.51}
    tool = tmp_path / "exiftool"
    tool.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps([row])}\nEND\n", encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    ((_, found),) = read_metadata([photograph])
    assert found == {"taken": "2015:05:01 10:20:30", "latitude": -12.51, "read_by": "exiftool"}


def test_file_without_metadata_has_none(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    path = tmp_path / "broken.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe1 broken")
    assert list(read_metadata([path])) == [(path, {"read_by": "Pillow"})]
