"""Pictures that tests make: noise like that of photographs, shapes over it, one picture a number."""

import cv2
import numpy as np


def picture(number, rows=360, columns=480):
    rng = np.random.default_rng([11, number])
    y, x = np.fft.fftfreq(rows)[:, None], np.fft.rfftfreq(columns)[None, :]
    size = np.hypot(y, x)
    size[0, 0] = 1
    field = np.fft.irfft2(np.fft.rfft2(rng.normal(size=(rows, columns))) / size**1.2, (rows, columns))
    field = (field - field.mean()) / field.std()
    made = np.clip(128 + 45 * field[..., None] * rng.uniform(0.6, 1, 3), 0, 255).astype(np.uint8)
    for _ in range(12):
        centre = (int(rng.integers(columns)), int(rng.integers(rows)))
        axes = (int(rng.integers(10, 70)), int(rng.integers(10, 70)))
        colour = tuple(int(c) for c in rng.integers(0, 256, 3))
        cv2.ellipse(made, centre, axes, float(rng.uniform(0, 180)), 0, 360, colour, -1)
    return made


def jpeg(pixels, quality=85):
    return cv2.imencode(".jpg", pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def bordered(pixels, width=30):
    return cv2.copyMakeBorder(pixels, width, width, width, width, cv2.BORDER_CONSTANT, value=(250, 250, 250))


def turned(pixels, degrees=3.0):
    rows, columns = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((columns / 2, rows / 2), degrees, 1)
    return cv2.warpAffine(pixels, turn, (columns, rows), flags=cv2.INTER_LINEAR)


def captioned(pixels):
    made = pixels.copy()
    rows = len(made)
    made[int(rows * 0.84) :] = (200, 20, 20)
    cv2.putText(made, "BREAKING NEWS", (20, rows - 15), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (255, 255, 255), 3)
    return made
