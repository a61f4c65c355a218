import shutil

import numpy as np
import pytest
from invented_sounds import RATE, moving, tune, write_sound
from invented_videos import write

from darkfigure.media import near_duplicates
from darkfigure.media.clip_groups import form_sound_groups
from darkfigure.media.kinds import tell_kind
from darkfigure.media.sound import STEP, SoundPrint
from darkfigure.media.sounds import find_sounds

needs_fpcalc = pytest.mark.skipif(shutil.which("fpcalc") is None, reason="fpcalc is not installed")


def made(number, length=200, *, still=()):
    """A recording of drawn items, in which each stands for two eighths of a second; those of `still` do not change."""
    items = np.repeat(np.random.default_rng([17, number]).integers(0, 2**32, length, dtype=np.uint32), 2)[:length]
    for place, (begin, end) in enumerate(still):
        items[begin:end] = (627_964_279 + 1_111_111_111 * place) % 2**32
    return SoundPrint(path=f"{number}", digest=f"{number}", seconds=length * STEP, items=items)


def recording(items, digest):
    return SoundPrint(path=digest, digest=digest, seconds=len(items) * STEP, items=items)


def flipped(items, share, number):
    """The items with this share of their bits turned."""
    bits = np.random.default_rng([19, number]).random((len(items), 32)) < share
    return items ^ np.packbits(bits, axis=1, bitorder="little").view(np.uint32).ravel()


@pytest.mark.parametrize("begin", [0, 40])
def test_part_of_a_recording_is_found_with_its_offset_though_bits_differ(begin):
    whole = made(1, 400)
    part = recording(flipped(whole.items[begin : begin + 120], 0.05, begin), "part")
    (clip,) = find_sounds([made(2), whole, made(3), part])
    assert (clip.here, clip.there) == (1, 3)
    assert clip.offset == pytest.approx(-begin * STEP, abs=0.01)
    assert clip.begin == pytest.approx(begin * STEP, abs=0.01)
    assert clip.frames == 120
    assert clip.share == pytest.approx(0.95, abs=0.01)


def test_what_half_of_the_bits_differ_in_is_no_copy():
    whole = made(1)
    items = flipped(whole.items, 0.4, 1)
    items[::20] = whole.items[::20]  # some are equal by chance
    assert find_sounds([whole, recording(items, "other")]) == []


def test_less_than_six_seconds_tie_nothing():
    one, two = made(1).items, made(2).items
    for length, ties in ((44, 0), (60, 1)):
        items = two.copy()
        items[50 : 50 + length] = one[100 : 100 + length]
        assert len(find_sounds([made(1), recording(items, "part")])) == ties


def test_silence_and_a_hum_tie_nothing():
    assert find_sounds([made(1, still=[(20, 180)]), made(2, still=[(20, 180)])]) == []
    tones = [(20, 60), (60, 100), (100, 140), (140, 180)]  # a hum that changes now and then
    assert find_sounds([made(1, still=tones), made(2, still=tones)]) == []


def test_a_hymn_that_hundreds_have_is_one_group_found_in_few_pairs():
    hymn = made(50, 80).items
    files = [
        recording(np.concatenate([made(number, 60).items, flipped(hymn, 0.02, number)]), f"{number}")
        for number in range(200)
    ]
    assert len(find_sounds(files)) < 200 * 40
    (group,) = form_sound_groups(files)
    assert len(group.rows) == 200


def test_same_file_is_one_group_though_it_is_silent():
    one = made(1, still=[(0, 200)])
    (group,) = form_sound_groups([one, recording(one.items, one.digest)])
    assert group.clips[0].share == 1


@needs_fpcalc
def test_videos_with_other_pictures_to_one_sound_and_its_recordings_are_found(tmp_path):
    sound = tune(1)
    write_sound(tmp_path / "video.mp4", sound, codec="aac", shown=moving(range(1, 7)))
    write_sound(tmp_path / "recut.mp4", sound[5 * RATE :], codec="aac", shown=moving(range(20, 26)))
    write_sound(tmp_path / "song.mp3", 0.4 * sound)
    write_sound(tmp_path / "part.wav", sound[4 * RATE : 15 * RATE], codec="pcm_s16le")
    write_sound(tmp_path / "other.m4a", tune(2), codec="aac")
    write(tmp_path / "silent.mp4", [30, 31])
    found = near_duplicates([tmp_path])
    assert found.skipped == ()
    assert found.listener.startswith("fpcalc")
    assert found.video_groups == ()
    (group,) = found.sound_groups
    names = {found.sounds[row].path.stem for row in group.rows}
    assert names == {"video", "recut", "song", "part"}
    for clip in group.clips:
        starts = {"video": 0, "song": 0, "recut": 5, "part": 4}
        here, there = (starts[found.sounds[row].path.stem] for row in (clip.here, clip.there))
        assert clip.offset == pytest.approx(here - there, abs=0.4)


@needs_fpcalc
def test_sound_in_a_container_of_videos_is_read_as_sound(tmp_path):
    write_sound(tmp_path / "one.mkv", tune(3), codec="aac")
    write_sound(tmp_path / "two.mp3", tune(3))
    found = near_duplicates([tmp_path])
    assert found.videos == ()
    assert found.skipped == ()
    assert len(found.sound_groups) == 1


def test_without_fpcalc_videos_are_read_and_sounds_are_named(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    write_sound(tmp_path / "video.mp4", tune(1, 4), codec="aac", shown=moving([1, 2]))
    write_sound(tmp_path / "song.mp3", tune(1, 4))
    found = near_duplicates([tmp_path])
    assert found.listener is None
    assert len(found.videos) == 1
    assert found.sounds == ()
    assert [(one.path.name, "fpcalc" in one.reason) for one in found.skipped] == [("song.mp3", True)]


@needs_fpcalc
def test_sound_that_does_not_decode_is_named_and_the_rest_goes_on(tmp_path):
    (tmp_path / "noise.mp3").write_bytes(b"ID3\x03" + np.random.default_rng(1).bytes(3000))
    (tmp_path / "empty.wav").write_bytes(b"RIFF\x24\0\0\0WAVEfmt ")
    write_sound(tmp_path / "good.mp3", tune(4))
    found = near_duplicates([tmp_path])
    assert {one.path.name for one in found.skipped} == {"noise.mp3", "empty.wav"}
    assert [one.path.name for one in found.sounds] == ["good.mp3"]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"ID3\x04", "sound"),
        (b"\xff\xfb\x90\x00", "sound"),
        (b"\xff\xf1\x50\x80", "sound"),
        (b"\xff\xfea\x00b\x00", "other"),
        (b"RIFF\0\0\0\0WAVE", "sound"),
        (b"RIFF\0\0\0\0AVI ", "video"),
        (b"fLaC", "sound"),
        (b"\0\0\0\x14ftypM4A \0\0\0\0", "sound"),
        (b"OggS", "video"),
        (b"#EXTM3U", "other"),
        (b"\xff", "other"),
    ],
)
def test_kinds_of_sound_are_told_by_first_bytes_and_text_in_utf_16_is_none(head, kind):
    assert tell_kind(head) == kind
