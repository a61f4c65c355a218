import cv2
import numpy as np
import pytest
from invented_pictures import jpeg, picture
from invented_videos import write

from darkfigure.media import near_duplicates
from darkfigure.media.frame_at import frame_at
from darkfigure.media.video import read_video


def frame(number):
    """What `write` shows of a picture at the beginning of its second."""
    return picture(number, 260, 340)[:240, :320]


def framed(pixels):
    """A telephone's screen with the picture in it."""
    screen = np.full((640, 360, 3), 250, np.uint8)
    screen[200:440, 20:340] = pixels
    cv2.putText(screen, "12:41", (20, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0, 0, 0), 3)
    return screen


STILLS = {
    "as it is": lambda pixels: pixels,
    "cropped": lambda pixels: pixels[20:225, 30:300],
    "mirrored": lambda pixels: pixels[:, ::-1],
    "framed": framed,
}


@pytest.mark.parametrize("change", STILLS)
def test_still_is_tied_to_its_video_at_its_second(tmp_path, change):
    write(tmp_path / "video.mp4", [1, 2, 3, 4])
    (tmp_path / "still.jpg").write_bytes(jpeg(STILLS[change](frame(3))))
    (tmp_path / "other.jpg").write_bytes(jpeg(frame(30)))
    found = near_duplicates([tmp_path])
    (still,) = found.stills
    assert found.pictures[still.picture].path.stem == "still"
    assert found.videos[still.video].path.stem == "video"
    assert still.at == pytest.approx(2, abs=0.6)
    assert still.change.mirrored == (change == "mirrored")
    assert found.groups == ()


def test_video_makes_no_copies_of_the_stills_taken_from_it(tmp_path):
    write(tmp_path / "a.mp4", [1, 2, 3, 4])
    write(tmp_path / "b.mp4", [4, 20, 21, 22])
    for name, number, quality in (("one", 1, 90), ("again", 1, 50), ("four", 4, 85)):
        (tmp_path / f"{name}.jpg").write_bytes(jpeg(frame(number), quality))
    found = near_duplicates([tmp_path])
    tied = {(found.pictures[one.picture].path.stem, found.videos[one.video].path.stem) for one in found.stills}
    assert tied == {("one", "a"), ("again", "a"), ("four", "a"), ("four", "b")}
    (group,) = found.groups
    assert {found.pictures[row].path.stem for row in group.rows} == {"one", "again"}


def test_pictures_that_no_video_shows_are_no_stills(tmp_path):
    write(tmp_path / "video.mp4", [1, 2, None, 3])
    for number in range(40, 46):
        (tmp_path / f"{number}.jpg").write_bytes(jpeg(frame(number)))
    (tmp_path / "black.jpg").write_bytes(jpeg(np.zeros((240, 320, 3), np.uint8)))
    assert near_duplicates([tmp_path]).stills == ()


def test_frame_is_read_again_as_it_was_hashed(tmp_path):
    path = write(tmp_path / "video.mp4", range(8))
    video = read_video(path, scenes=True)
    assert len(video.scenes) == 8
    for at, _ in video.scenes[::3]:
        again = frame_at(path, at)
        shown = cv2.cvtColor(frame(round(at)), cv2.COLOR_RGB2GRAY)
        assert np.abs(again.astype(int) - shown).mean() < 12
    assert frame_at(path, 99.0) is None


def test_frames_alike_are_kept_once(tmp_path):
    video = read_video(write(tmp_path / "video.mp4", [1, 1, 1, 2, 2, 1]), scenes=True)
    assert [round(at) for at, _ in video.scenes] == [0, 3]
    assert read_video(tmp_path / "video.mp4").scenes == ()
