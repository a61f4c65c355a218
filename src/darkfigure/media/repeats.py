"""Whether two pictures agree only where they were laid, or as well a shift away: what repeats proves nothing.

Two striped cloths of one period agree wherever a stripe lies on a stripe. Copies of one such cloth agree in its threads
too, and these at one place only. So a picture is also laid where the two agree best elsewhere, and place by place it is
asked which of both fits better: of copies nearly every place says here, of two cloths every other. Words over a part
are looked between, here as there; where they leave nothing, it is enough that most places are better here by far.
"""

import numpy as np

from darkfigure.media.places import Floats, Mask, around, correlate, least_shown, uncovered

_LIKE = 0.75  # correlation from which on a place is the same
_LEFT = 0.45  # of the pixels around a place that must be uncovered, for what covers it to be left out
_APART = 13  # pixels from which on a shift is another place
_SHIFTS = 4  # that are tried: those with the best agreement
_REPEATS = 0.4  # correlation at a shift from which on the pictures repeat
_OVERLAP = 0.3  # of the pixels that must still lie in both after a shift
_FEWEST = 400  # pixels to be judged by
_BETTER = 0.62  # of the places, that must agree better here: about half do by chance
_LESS = 0.6  # or: what half of the places leave unexplained here, of what half do there


def agree_elsewhere(one: Floats, two: Floats, inside: Mask) -> bool:
    """Whether the one picture, laid onto the other, would agree about as well some shift away.

    Args:
        one: The one picture, carried onto the other; levels, rows x columns.
        two: The other; of the same shape.
        inside: Which places are compared.
    """
    import cv2

    evened = [_evened(np.asarray(cv2.GaussianBlur(values, (0, 0), 1.0)), inside) for values in (one, two)]
    field = _at_shifts(evened[0], evened[1], inside.astype(np.float32))
    return any(_as_good(one, two, inside, shift) for shift in _best(field))


def _as_good(one: Floats, two: Floats, inside: Mask, shift: tuple[int, int]) -> bool:
    """Whether places agree as well with those a shift away as with those they lie on."""
    import cv2

    move = np.array([[1, 0, -shift[1]], [0, 1, -shift[0]]], np.float32)
    size = (two.shape[1], two.shape[0])
    away = np.asarray(cv2.warpAffine(two, move, size))
    both = inside & (cv2.warpAffine(inside.astype(np.uint8), move, size) > 0)
    if both.sum() < _FEWEST:
        return False
    here, there = _between_words(one, two, both), _between_words(one, away, both)
    judged = both & (here[1] | there[1])
    if judged.sum() < _FEWEST:
        return False
    left_here, left_there = 1 - here[0][judged], 1 - there[0][judged]
    better = float((left_here < left_there).mean())
    return better < _BETTER and float(np.median(left_here)) > _LESS * float(np.median(left_there))


def _best(field: Floats) -> list[tuple[int, int]]:
    """Shifts, down and across, at which pictures agree well, the best first; none near another, none near none."""
    rows, columns = field.shape
    down, across = (np.fft.fftfreq(n, 1 / n).round().astype(np.int64) for n in (rows, columns))
    left = np.where(np.hypot(down[:, None], across[None]) > _APART, field, -1)
    found = []
    for _ in range(_SHIFTS):
        y, x = np.unravel_index(left.argmax(), left.shape)
        if left[y, x] < _REPEATS:
            break
        found.append((int(down[y]), int(across[x])))
        left[np.hypot((down - down[y])[:, None], (across - across[x])[None]) <= _APART] = -1
    return found


def _at_shifts(one: Floats, two: Floats, inside: Floats) -> Floats:
    """Correlation of two pictures at every shift, negative ones at the end; -1 where too little lies in both.

    Source:
        Padfield (2012), Masked object registration in the Fourier domain, IEEE Transactions on Image Processing 21.
    """
    from scipy import fft

    shape = [fft.next_fast_len(2 * side, real=True) for side in one.shape]
    waves_one, waves_two, where, power_one, power_two = (
        fft.rfft2(values, shape) for values in (one, two, inside, one * one, two * two)
    )
    shared, places, energy_one, energy_two = (
        fft.irfft2(np.conj(first) * second, shape)
        for first, second in (
            (waves_one, waves_two),
            (where, where),
            (power_one, where),
            (where, power_two),
        )
    )
    found = shared / np.sqrt(np.maximum(energy_one, 1e-3) * np.maximum(energy_two, 1e-3))
    return np.asarray(np.where(places >= _OVERLAP * inside.sum(), found, -1), np.float32)


def _evened(values: Floats, inside: Mask) -> Floats:
    """Brightness less its mean around, by its deviation around; 0 outside."""
    mean, varies = around(values, inside)
    floor = least_shown(values, inside)
    return np.asarray(np.where(inside, (values - mean) / np.sqrt(varies + floor**2), 0), np.float32)


def _between_words(one: Floats, two: Floats, inside: Mask) -> tuple[Floats, Mask]:
    """Correlation around each place, of what nothing lies over where that is enough; which places show something."""
    like, shows, _ = correlate(one, two, inside)
    alike = inside & shows & (like >= _LIKE)
    if not alike.any():
        return like, shows
    left = uncovered(one, two, inside, alike)
    free, _, share = correlate(one, two, left)
    return np.asarray(np.where(share >= _LEFT, free, like), np.float32), shows
