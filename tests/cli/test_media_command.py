"""`darkfigure media`: groups on standard output, what was skipped on standard error."""

import json

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from darkfigure.cli.media import media


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
