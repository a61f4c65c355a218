"""What two pictures, one carried onto the other, have in common around each place: correlation, and what covers it."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

_WINDOW = (13, 13)  # pixels within which brightness is correlated
_TEXTURE = (0.5, 2.0)  # levels of deviation below which a place shows nothing: in the palest pictures, and in others
_PALE = 0.15  # of the deviation of the whole picture, between these two
_CLOSE = (4.0, 0.6)  # levels by which uncovered pixels may differ, and the same in deviations around


def correlate(one: Floats, two: Floats, weighed: Mask) -> tuple[Floats, Mask, Floats]:
    """Correlation around each place of the pixels that are weighed; which places show something; share weighed."""
    import cv2

    one, two = (np.asarray(cv2.GaussianBlur(values, (0, 0), 1.0)) for values in (one, two))
    (mean_one, vary_one), (mean_two, vary_two) = around(one, weighed), around(two, weighed)
    weight = weighed.astype(np.float32)
    share = np.asarray(cv2.blur(weight, _WINDOW))
    both = cv2.blur(one * two * weight, _WINDOW) / np.maximum(share, 1e-6) - mean_one * mean_two
    floor = min(least_shown(one, weighed), least_shown(two, weighed)) ** 2
    like = both / (np.sqrt(vary_one * vary_two) + 0.1 * floor)
    return np.asarray(like, np.float32), np.asarray(np.maximum(vary_one, vary_two) >= floor), share


def around(values: Floats, weighed: Mask) -> tuple[Floats, Floats]:
    """Mean and variance around each place, of the pixels that are weighed."""
    import cv2

    weight = weighed.astype(np.float32)
    share = np.maximum(cv2.blur(weight, _WINDOW), 1e-6)
    mean = cv2.blur(values * weight, _WINDOW) / share
    square = cv2.blur(values * values * weight, _WINDOW) / share
    return np.asarray(mean, np.float32), np.asarray(np.maximum(square - mean * mean, 0), np.float32)


def least_shown(values: Floats, weighed: Mask) -> float:
    """Levels of deviation below which a place of this picture shows nothing."""
    return float(np.clip(_PALE * values[weighed].std(), *_TEXTURE))


def uncovered(one: Floats, two: Floats, inside: Mask, alike: Mask) -> Mask:
    """Pixels that are nearly the same, brightness and contrast made alike: what words leave free between their lines.

    Nearly is less than most of what the quieter of both varies around: of two pictures with nothing in common, a third
    of the pixels are so by chance, and no place has enough of them.
    """
    x, y = one[alike], two[alike]
    varies = float(x.var())
    gain = float(np.clip(np.mean((x - x.mean()) * (y - y.mean())) / varies, 0.4, 2.5)) if varies > 1 else 1.0
    apart = np.abs((one - x.mean()) * gain + y.mean() - two)
    everywhere = np.ones(one.shape, np.bool_)
    quieter = np.minimum(around(one * np.float32(gain), everywhere)[1], around(two, everywhere)[1])
    return np.asarray(inside & (apart <= np.maximum(_CLOSE[0], _CLOSE[1] * np.sqrt(quieter))))
