import cv2
import numpy as np
import pytest
from invented_pictures import bordered, captioned, jpeg, picture, turned

from darkfigure.errors import InputError
from darkfigure.media import near_duplicates

CHANGES = {
    "again": lambda pixels: jpeg(pixels, 60),
    "half": lambda pixels: jpeg(cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)),
    "poor": lambda pixels: jpeg(pixels, 30),
    "crop": lambda pixels: jpeg(pixels[30:330, 50:460]),
    "border": lambda pixels: jpeg(bordered(pixels)),
    "caption": lambda pixels: jpeg(captioned(pixels)),
    "mirror": lambda pixels: jpeg(pixels[:, ::-1]),
    "turn": lambda pixels: jpeg(turned(pixels)),
}


def names(found):
    return sorted(tuple(sorted(found.pictures[row].path.stem for row in group.rows)) for group in found.groups)


@pytest.mark.parametrize("change", CHANGES)
def test_copy_is_found_beside_its_original_and_nothing_else_is(tmp_path, change):
    for number in range(3):
        pixels = picture(number)
        (tmp_path / f"{number}.jpg").write_bytes(jpeg(pixels, 92))
        (tmp_path / f"{number}-copy.jpg").write_bytes(CHANGES[change](pixels))
    found = near_duplicates([tmp_path])
    assert names(found) == [(f"{number}", f"{number}-copy") for number in range(3)]


def test_different_pictures_are_no_group(tmp_path):
    for number in range(12):
        (tmp_path / f"{number}.jpg").write_bytes(jpeg(picture(number)))
    assert near_duplicates([tmp_path]).groups == ()


def test_flat_and_pale_pictures_are_no_group_unless_they_are_the_same_file(tmp_path):
    ramp = np.linspace(0, 1, 300)[None, :, None] * np.ones((200, 1, 3))
    for number, colour in enumerate([(255, 255, 255), (250, 250, 250), (20, 20, 20)]):
        flat = np.full((200, 300, 3), colour, np.uint8)
        (tmp_path / f"flat{number}.jpg").write_bytes(jpeg(flat))
        (tmp_path / f"ramp{number}.jpg").write_bytes(jpeg((ramp * (60 + 60 * number)).astype(np.uint8)))
    (tmp_path / "again.jpg").write_bytes((tmp_path / "flat0.jpg").read_bytes())
    found = near_duplicates([tmp_path])
    assert names(found) == [("again", "flat0")]
    assert found.groups[0].relations[0].found_by == "bytes"


def test_shared_logo_does_not_make_a_group(tmp_path):
    logo = picture(50, 90, 120)
    for number in range(4):
        pixels = picture(number)
        pixels[10:100, 10:130] = logo
        (tmp_path / f"{number}.jpg").write_bytes(jpeg(pixels))
    assert near_duplicates([tmp_path]).groups == ()


def test_same_screen_around_different_pictures_does_not_make_a_group(tmp_path):
    for number in range(6):
        screen = np.full((1000, 480, 3), 255, np.uint8)
        pixels = picture(number, 300, 480)
        pale = pixels if number < 3 else (150 + (pixels[..., :1] / 64) + np.array([0, 2, 4])).astype(np.uint8)
        screen[450:750] = pale
        for y, words in ((60, "12:41 87 %"), (120, "channel of news"), (940, "like share save")):
            cv2.putText(screen, words, (20, y), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0, 0, 0), 3)
        (tmp_path / f"{number}.jpg").write_bytes(jpeg(screen, 92))
    assert near_duplicates([tmp_path]).groups == ()


def test_what_was_done_is_told_in_numbers(tmp_path):
    pixels = picture(7)
    (tmp_path / "a.jpg").write_bytes(jpeg(pixels, 92))
    (tmp_path / "b.jpg").write_bytes(jpeg(turned(pixels[:, ::-1], 5.0)))
    relation = near_duplicates([tmp_path]).groups[0].relations[0]
    assert relation.change.mirrored
    assert relation.change.degrees == pytest.approx(5, abs=0.5)
    assert relation.change.scale == pytest.approx(1, abs=0.02)
    assert len(relation.points) >= 8
    carried = relation.points[:, :2] @ relation.affine[:, :2].T + relation.affine[:, 2]
    assert np.abs(carried - relation.points[:, 2:]).max() < 8


def test_broken_files_are_named_and_the_rest_goes_on(tmp_path):
    (tmp_path / "good.jpg").write_bytes(jpeg(picture(1)))
    (tmp_path / "copy.jpg").write_bytes(jpeg(picture(1), 70))
    (tmp_path / "empty.jpg").write_bytes(b"")
    (tmp_path / "cut.jpg").write_bytes(jpeg(picture(2))[:2000])
    (tmp_path / "tiny.png").write_bytes(cv2.imencode(".png", np.zeros((3, 3, 3), np.uint8))[1].tobytes())
    found = near_duplicates([tmp_path])
    assert {one.path.name for one in found.skipped} == {"empty.jpg", "cut.jpg", "tiny.png"}
    assert names(found) == [("copy", "good")]


def test_path_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        near_duplicates([tmp_path / "none"])


def test_workers_that_divide_the_files_find_the_same(tmp_path, several_workers):
    for number in range(5):
        (tmp_path / f"{number}.jpg").write_bytes(jpeg(picture(number), 92))
        (tmp_path / f"{number}-copy.jpg").write_bytes(jpeg(picture(number), 50))
    (tmp_path / "broken.jpg").write_bytes(jpeg(picture(9))[:200])
    told = []
    here = near_duplicates([tmp_path])
    there = near_duplicates([tmp_path], engine=several_workers, progress=lambda *said: told.append(said[1:]))
    assert names(here) == names(there)
    assert len(names(here)) == 5
    assert [one.path for one in here.pictures] == [one.path for one in there.pictures]
    assert here.skipped == there.skipped
    assert several_workers.done == {"darkfigure.media.reading._read_some": 2}
    assert (0, 11) in told
    assert (11, 11) in told
