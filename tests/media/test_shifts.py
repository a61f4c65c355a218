import cv2
import numpy as np
import pytest
from invented_pictures import jpeg, picture

from darkfigure.media import near_duplicates, repeats
from darkfigure.media.agree import agreement
from darkfigure.media.check import check

ROWS, COLUMNS = 360, 480


def cloth(number, period=24.0, *, turn=0.6, threads=0.35):
    """A striped cloth: the stripes are the same in every number, the threads are its own."""
    y, x = np.mgrid[0:ROWS, 0:COLUMNS].astype(np.float32)
    stripes = np.sin(2 * np.pi * (x * np.cos(turn) + y * np.sin(turn)) / period)
    own = cv2.GaussianBlur(np.random.default_rng([23, number]).normal(size=(ROWS, COLUMNS)), (0, 0), 2.5)
    return np.clip(128 + 50 * stripes + 50 * threads * own / own.std(), 0, 255).astype(np.uint8)


def checked_cloth(number, period=60.0):
    """Checks of one period, begun elsewhere in each, and threads of its own."""
    y, x = np.mgrid[0:ROWS, 0:COLUMNS].astype(np.float32)
    begun = np.random.default_rng([5, number]).uniform(0, period, 2)
    waves = (np.sin(2 * np.pi * (along + start) / period) for along, start in zip((x, y), begun, strict=True))
    checks = cv2.GaussianBlur(sum(np.sign(wave) for wave in waves), (0, 0), 1.5)
    own = cv2.GaussianBlur(np.random.default_rng([23, number]).normal(size=(ROWS, COLUMNS)), (0, 0), 2.5)
    made = np.clip(128 + 35 * checks + 12 * own / own.std(), 0, 255).astype(np.uint8)
    return np.repeat(made[..., None], 3, axis=2)


def half_alike(own, *, period=40, share=0.6):
    """Two cloths of one pattern: in most places their threads are the same where they lie, in the others a period away.

    `own` is how much of what varies is these threads; the pattern is .45 of it, the rest is alike nowhere.
    """
    row = texture(4)[:, :period]
    pattern = np.tile(row / row.std(), (1, COLUMNS // period))
    threads = texture(1)
    away = np.where(np.arange(COLUMNS) < share * COLUMNS, threads, np.roll(threads, period, axis=1))
    parts = np.sqrt([0.45, own, 0.55 - own])
    one, two = (
        128 + 40 * (parts[0] * pattern + parts[1] * shared + parts[2] * texture(number))
        for shared, number in ((threads, 2), (away, 3))
    )
    return one.clip(0, 255).astype(np.float32), two.clip(0, 255).astype(np.float32)


def texture(number):
    soft = cv2.GaussianBlur(np.random.default_rng([31, number]).normal(size=(ROWS, COLUMNS)), (0, 0), 2.0)
    return soft / soft.std()


def board(side=40):
    return ((np.indices((ROWS, COLUMNS)) // side).sum(axis=0) % 2 * 200).astype(np.uint8)


def worded(pixels):
    made = pixels.copy()
    for row in (70, 163, 256, 349):
        cv2.putText(made, "seen here first", (5, row), cv2.FONT_HERSHEY_DUPLEX, 1.4, 250, 3)
    return made


def again(pixels, quality=60):
    return cv2.imdecode(np.frombuffer(cv2.imencode(".jpg", pixels, [1, quality])[1], np.uint8), cv2.IMREAD_GRAYSCALE)


def test_two_cloths_of_one_pattern_agree_and_are_no_copies():
    found = agreement(cloth(1), cloth(2), np.eye(2, 3))
    assert found.same > 0.8
    assert found.elsewhere
    assert not found.is_copy


@pytest.mark.parametrize("change", [again, lambda pixels: again(pixels, 30), worded])
def test_one_cloth_saved_again_or_with_words_is_a_copy(change):
    found = check(cloth(1), change(cloth(1)), np.eye(2, 3))[1]
    assert found.is_copy
    assert not found.elsewhere


def test_one_cloth_cropped_is_a_copy_where_it_lies_and_not_a_period_away():
    crop = again(cloth(1)[30:330, 40:440])
    assert agreement(cloth(1), crop, np.array([[1.0, 0, -40], [0, 1, -30]])).is_copy
    period = 24 / np.cos(0.6)
    assert agreement(cloth(1), crop, np.array([[1.0, 0, -40 + period], [0, 1, -30]])).elsewhere


def test_what_only_repeats_is_a_copy_as_a_whole_and_not_in_part():
    pixels = board()
    assert agreement(pixels, again(pixels), np.eye(2, 3)).is_copy
    mirrored = np.array([[-1.0, 0, COLUMNS - 1], [0, 1, 0]])
    assert agreement(pixels, again(np.ascontiguousarray(pixels[:, ::-1])), mirrored).is_copy
    part = again(pixels[:320, :400])
    assert agreement(pixels, part, np.eye(2, 3)).elsewhere


@pytest.mark.parametrize(("own", "elsewhere"), [(0.31, True), (0.345, False)])
def test_where_too_few_places_fit_better_it_counts_how_much_they_leave_unexplained(own, elsewhere):
    one, two = half_alike(own)
    assert repeats.agree_elsewhere(one, two, np.ones(one.shape, np.bool_)) == elsewhere


def test_scenes_do_not_agree_elsewhere():
    grey = cv2.cvtColor(picture(1), cv2.COLOR_RGB2GRAY)
    everywhere = np.ones(grey.shape, np.bool_)
    assert not repeats.agree_elsewhere(grey.astype(np.float32), again(grey, 30).astype(np.float32), everywhere)


def test_checked_cloths_form_no_group_and_copies_of_one_do(tmp_path):
    for number in (2, 3, 4):
        (tmp_path / f"{number}.jpg").write_bytes(jpeg(checked_cloth(number), 90))
    (tmp_path / "copy.jpg").write_bytes(jpeg(checked_cloth(3)[20:330, 30:460], 60))
    found = near_duplicates([tmp_path])
    assert [sorted(found.pictures[row].path.stem for row in one.rows) for one in found.groups] == [["3", "copy"]]
