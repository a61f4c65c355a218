"""Broken and unusual files to `darkfigure media`: each is read, or named and skipped, and the rest goes on."""

import json
import re
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import features

from darkfigure.cli.media import media

sys.path.append(str(Path(__file__).parents[1] / "media"))  # pictures, videos and sounds that those tests make

from broken_files import write_pictures, write_videos
from invented_pictures import jpeg, picture
from invented_sounds import tune, write_sound
from invented_videos import write

SKIPPED = {
    "cut.jpg": "broken or cut off",
    "cut.png": "broken or cut off",
    "bomb.png": "more pixels than the 64,000,000 that are decoded",
    "bomb.jpg": "more than the 400,000,000 that are decoded",
    "phone.heic": "HEIC needs a decoder|broken",
    "empty.jpg": "the file is empty",
    "words.jpg": "the file is no picture",
    "head.flv": "cannot be opened",
}
READ = (
    "good.jpg",
    "copy.jpg",
    "animated.gif",
    "animated.webp",
    "animated.png",
    "cmyk.jpg",
    "deep.png",
    "deep-colours.tiff",
    "new.avif",
    "really-png.jpg",
    "really-jpeg.txt",
)
VIDEOS = ("negative", "huge", "leaping", "shuffled", "all-the-same", "no-key", "cut", "whole")


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    write_pictures(folder)
    if not features.check("avif"):
        (folder / "new.avif").unlink()
    write_videos(folder, write(folder / "whole.flv", [1, 2, 3, 4, 5, 6], codec="flv").read_bytes())
    write_sound(folder / "only-sound.mkv", tune(1, 6), codec="aac")
    (folder / "good.jpg").write_bytes(jpeg(picture(1), 92))
    (folder / "copy.jpg").write_bytes(jpeg(picture(1), 60))
    hashes = folder.with_suffix(".csv")
    result = CliRunner().invoke(media, [str(folder), "--json", "--hashes", str(hashes)])
    assert result.exit_code == 0, result.output
    assert "Traceback" not in result.stderr
    return json.loads(result.stdout)


def test_the_copy_among_them_is_found_and_nothing_else(said):
    (group,) = said["groups"]
    assert {Path(one["path"]).name for one in group["members"]} == {"good.jpg", "copy.jpg"}


@pytest.mark.parametrize("name", SKIPPED)
def test_what_cannot_be_read_is_named_with_the_reason(said, name):
    reasons = {Path(one["path"]).name: one["reason"] for one in said["skipped"]}
    assert re.search(SKIPPED[name], reasons[name])


def test_all_else_is_read(said):
    skipped = {Path(one["path"]).name for one in said["skipped"]}
    without_fpcalc = set() if shutil.which("fpcalc") else {"only-sound.mkv"}
    assert skipped == set(SKIPPED) | without_fpcalc
    assert said["pictures"] == len(READ) - (not features.check("avif"))
    assert said["videos"] == len(VIDEOS)


def test_videos_of_broken_times_are_one_group_of_footage_and_say_so(said):
    (group,) = said["video_groups"]
    members = {Path(one["path"]).stem: one for one in group["members"]}
    assert {"whole", "negative", "huge", "leaping", "shuffled", "all-the-same"} <= set(members)
    assert "timestamps are broken" in members["leaping"]["notes"][0]
    assert members["leaping"]["seconds"] < 10
