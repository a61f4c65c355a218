import av
import numpy as np
import pytest
from invented_pictures import jpeg, picture
from invented_videos import write

from darkfigure.media import near_duplicates
from darkfigure.media.exchange import Labelled
from darkfigure.media.picture import UnreadableMedia
from darkfigure.media.video import read_video


def test_a_frame_a_second_is_hashed_and_key_frames_alone_where_asked_for(tmp_path):
    path = write(tmp_path / "a.mp4", [1] * 6)
    video = read_video(path)
    assert video.seconds == pytest.approx(6, abs=0.3)
    assert video.times.tolist() == pytest.approx([0, 1, 2, 3, 4, 5], abs=0.01)
    keys = read_video(path, keys_only=True)
    assert keys.times.tolist() == pytest.approx([0, 2, 4], abs=0.01)
    assert keys.seconds == pytest.approx(6, abs=0.3)


def test_clip_is_found_with_its_offset_whole_or_mirrored(tmp_path):
    write(tmp_path / "long.mp4", [1, 2, 3, 4, 5, 6, 7, 8])
    write(tmp_path / "part.mp4", [20, 4, 5, 6, 7])
    write(tmp_path / "turned.mp4", [3, 4, 5, 6], mirrored=True)
    write(tmp_path / "other.mp4", [30, 31, 32, 33, 34])
    found = near_duplicates([tmp_path])
    (group,) = found.video_groups
    names = [found.videos[row].path.stem for row in group.rows]
    assert names[0] == "long"
    assert set(names) == {"long", "part", "turned"}
    clips = {found.videos[clip.there].path.stem: clip for clip in group.clips}
    assert clips["part"].offset == pytest.approx(-2, abs=0.6)
    assert not clips["part"].mirrored
    assert clips["turned"].offset == pytest.approx(-2, abs=0.6)
    assert clips["turned"].mirrored


def test_black_frames_and_one_standing_picture_tie_nothing(tmp_path):
    write(tmp_path / "a.mp4", [None, None, None, None, 1, 2, 3])
    write(tmp_path / "b.mp4", [None, None, None, None, 4, 5, 6])
    write(tmp_path / "logo1.mp4", [9, 9, 9, 9, 11, 12])
    write(tmp_path / "logo2.mp4", [9, 9, 9, 9, 14, 15])
    assert near_duplicates([tmp_path]).video_groups == ()


def test_two_frames_in_common_tie_nothing_and_three_do(tmp_path):
    write(tmp_path / "a.mp4", [1, 2, 3, 4, 5])
    write(tmp_path / "two.mp4", [2, 3, 40, 41])
    assert near_duplicates([tmp_path]).video_groups == ()
    write(tmp_path / "three.mp4", [3, 4, 5, 50])
    (group,) = near_duplicates([tmp_path]).video_groups
    assert len(group.rows) == 2


def test_frames_on_a_stop_list_tie_nothing(tmp_path):
    first = write(tmp_path / "a.mp4", [1, 2, 3, 40, 41])
    write(tmp_path / "b.mp4", [1, 2, 3, 50, 51])
    assert len(near_duplicates([tmp_path]).video_groups) == 1
    video = read_video(first)
    stop = [Labelled(words=words[0], quality=None, label="titles") for words in video.words[video.times < 3]]
    assert near_duplicates([tmp_path], stop=stop).video_groups == ()


def test_same_file_is_one_group_even_where_it_shows_nothing(tmp_path):
    path = write(tmp_path / "a.mp4", [None] * 3)
    (tmp_path / "b.mp4").write_bytes(path.read_bytes())
    (group,) = near_duplicates([tmp_path]).video_groups
    assert group.clips[0].share == 1


def test_cut_off_video_says_so_and_keeps_what_was_read(tmp_path):
    data = write(tmp_path / "a.mkv", range(8)).read_bytes()
    path = tmp_path / "cut.mkv"
    path.write_bytes(data[: len(data) // 2])
    video = read_video(path)
    assert video.seconds < 6
    assert 0 < len(video.times) < 8
    assert "cut off" in video.notes[0]


@pytest.mark.parametrize("kind", ["no index", "noise", "no key frame"])
def test_video_that_does_not_decode_is_named_and_the_rest_goes_on(tmp_path, kind):
    data = write(tmp_path / "a.mp4", range(4)).read_bytes()
    broken = {
        "no index": data[: len(data) // 2],
        "noise": data[:32] + np.random.default_rng(1).bytes(4000),
        "no key frame": data.replace(b"\x00\x00\x01\xb6", b"\x00\x00\x01\x00"),
    }[kind]
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "broken.mp4").write_bytes(broken)
    (folder / "good.jpg").write_bytes(jpeg(picture(1)))
    found = near_duplicates([folder])
    assert [one.path.name for one in found.skipped] == ["broken.mp4"]
    assert len(found.pictures) == 1


def test_sound_alone_is_no_video(tmp_path):
    path = tmp_path / "sound.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), format="s16", layout="mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
    with pytest.raises(UnreadableMedia, match="only sound"):
        read_video(path)
