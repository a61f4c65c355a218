"""Pictures that the benchmark of near-duplicates makes, and what is done to them before they travel on."""

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Change = Callable[[Pixels, np.random.Generator], Pixels]

_SHAPES: tuple[tuple[int, int], ...] = (
    (480, 640),
    (640, 480),
    (600, 800),
    (720, 1280),
    (1080, 1080),
    (1350, 1080),
    (768, 1024),
    (960, 540),
)


def picture(number: int, *, seed: int = 7) -> Pixels:
    """The picture of a number: a scene, a pattern, shapes, a page of text, or something with little to see."""
    rng = np.random.default_rng([seed, number])
    rows, columns = _SHAPES[rng.integers(len(_SHAPES))]
    kind = number % 6
    if kind in {0, 1, 2}:
        made = _scene(rows, columns, rng)
    elif kind == 3:
        made = _texture(rows, columns, rng)
    elif kind == 4:
        made = _shapes(rows, columns, rng)
    else:
        made = _page(rows, columns, rng) if rng.random() < 0.4 else _smooth(rows, columns, rng)
    return made


def _noise(rows: int, columns: int, slope: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Noise whose spectrum falls with frequency, as that of photographs does; mean 0, deviation 1."""
    y = np.fft.fftfreq(rows)[:, None]
    x = np.fft.rfftfreq(columns)[None, :]
    size = np.hypot(y, x)
    size[0, 0] = 1
    waves = np.fft.rfft2(rng.normal(size=(rows, columns))) / size**slope
    waves[0, 0] = 0
    field = np.fft.irfft2(waves, (rows, columns))
    return (field / field.std()).astype(np.float32)


def _paint(field: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """A field of numbers as colours between two or three random ones."""
    low, high = rng.uniform(0, 255, (2, 3))
    share = (1 / (1 + np.exp(-1.5 * field)))[..., None]
    return np.asarray(low + (high - low) * share, np.float32)


def _scene(rows: int, columns: int, rng: np.random.Generator) -> Pixels:
    """Sky and ground of noise, objects with texture and shade, fine grain."""
    canvas = _paint(_noise(rows, columns, rng.uniform(1.0, 1.8), rng), rng)
    horizon = int(rows * rng.uniform(0.3, 0.7))
    canvas[horizon:] = _paint(_noise(rows - horizon, columns, rng.uniform(0.7, 1.3), rng), rng)
    texture = _noise(rows, columns, rng.uniform(0.5, 1.2), rng)
    shade = np.linspace(-1, 1, columns, dtype=np.float32)[None, :, None]
    for _ in range(rng.integers(4, 18)):
        mask = np.zeros((rows, columns), np.uint8)
        _object(mask, rng)
        colour = rng.uniform(0, 255, 3).astype(np.float32)
        inside = mask > 0
        body = colour + rng.uniform(5, 40) * texture[..., None] + rng.uniform(-40, 40) * shade
        canvas[inside] = body[inside]
    canvas += rng.normal(0, rng.uniform(0.5, 5), canvas.shape)
    return canvas.clip(0, 255).astype(np.uint8)


def _object(mask: Pixels, rng: np.random.Generator) -> None:
    rows, columns = mask.shape
    centre = (int(rng.integers(columns)), int(rng.integers(rows)))
    size = int(min(rows, columns) * rng.uniform(0.04, 0.3))
    kind = rng.integers(3)
    if kind == 0:
        axes = (size, max(int(size * rng.uniform(0.3, 1)), 2))
        cv2.ellipse(mask, centre, axes, float(rng.uniform(0, 180)), 0, 360, 255, -1)
    elif kind == 1:
        box = cv2.boxPoints((centre, (2 * size, size * float(rng.uniform(0.5, 2))), float(rng.uniform(0, 90))))
        cv2.fillConvexPoly(mask, box.astype(np.int32), 255)
    else:
        angles = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(5, 12))))
        reach = size * rng.uniform(0.4, 1.2, len(angles))
        points = np.stack([centre[0] + reach * np.cos(angles), centre[1] + reach * np.sin(angles)], 1)
        cv2.fillPoly(mask, [points.astype(np.int32)], 255)


def _texture(rows: int, columns: int, rng: np.random.Generator) -> Pixels:
    """One pattern everywhere: cloth, sand, leaves, clouds."""
    field = _noise(rows, columns, rng.uniform(0.3, 1.6), rng)
    if rng.random() < 0.4:
        y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
        step, turn = rng.uniform(8, 60), rng.uniform(0, np.pi)
        field = field * rng.uniform(0.3, 1) + np.sin(2 * np.pi * (x * np.cos(turn) + y * np.sin(turn)) / step)
    return _paint(field, rng).clip(0, 255).astype(np.uint8)


def _shapes(rows: int, columns: int, rng: np.random.Generator) -> Pixels:
    """Flat shapes on a flat ground: a drawing, a poster."""
    canvas = np.empty((rows, columns, 3), np.uint8)
    canvas[:] = rng.integers(0, 256, 3)
    for _ in range(rng.integers(8, 40)):
        mask = np.zeros((rows, columns), np.uint8)
        _object(mask, rng)
        canvas[mask > 0] = rng.integers(0, 256, 3)
    return canvas


def _page(rows: int, columns: int, rng: np.random.Generator) -> Pixels:
    """Lines of invented words."""
    canvas = np.full((rows, columns, 3), rng.integers(225, 256), np.uint8)
    scale = float(rng.uniform(0.5, 1.1))
    step = int(34 * scale)
    for y in range(step * 2, rows - step, step):
        words = " ".join("".join(rng.choice(list("aeinorstlkmdubgv"), rng.integers(2, 9))) for _ in range(14))
        if rng.random() < 0.85:
            cv2.putText(canvas, words, (step, y), cv2.FONT_HERSHEY_SIMPLEX, scale, (20, 20, 20), 1, cv2.LINE_AA)
    return canvas


def _smooth(rows: int, columns: int, rng: np.random.Generator) -> Pixels:
    """Little to see: a sky with a few soft things in it."""
    canvas = _paint(_noise(rows, columns, rng.uniform(2.2, 3.0), rng), rng)
    for _ in range(rng.integers(2, 6)):
        mask = np.zeros((rows, columns), np.uint8)
        _object(mask, rng)
        soft = cv2.GaussianBlur(mask, (0, 0), float(rng.uniform(1, 12)))[..., None] / np.float32(255)
        canvas = canvas * (1 - soft) + rng.uniform(0, 255, 3).astype(np.float32) * soft
    return canvas.clip(0, 255).astype(np.uint8)


_AGAIN = {"motorcycle_right", "chessboard_RGB"}  # files that show what another shows


def shipped(folder: Path) -> Iterator[tuple[str, Pixels]]:
    """The photographs that scikit-image ships."""
    for path in sorted([*folder.glob("*.png"), *folder.glob("*.jpg")]):
        made = cv2.imread(str(path), cv2.IMREAD_COLOR)
        if made is not None and min(made.shape[:2]) >= 180 and path.stem not in _AGAIN:
            yield path.stem, cv2.cvtColor(made, cv2.COLOR_BGR2RGB)


def _jpeg(pixels: Pixels, quality: int) -> Pixels:
    data = cv2.imencode(".jpg", pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    decoded = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert decoded is not None, "it was encoded here"
    return decoded[..., ::-1]


def _resize(pixels: Pixels, share: float) -> Pixels:
    return cv2.resize(pixels, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)


def _crop(pixels: Pixels, rng: np.random.Generator, kept: tuple[float, float] = (0.8, 0.95)) -> Pixels:
    rows, columns = pixels.shape[:2]
    high, wide = int(rows * rng.uniform(*kept)), int(columns * rng.uniform(*kept))
    top, left = rng.integers(rows - high + 1), rng.integers(columns - wide + 1)
    return pixels[top : top + high, left : left + wide]


def _screenshot(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A telephone's screen with the picture in it, bars and text around it."""
    wide = 1080
    ground = int(rng.choice([0, 18, 255, 242]))
    canvas = np.full((int(rng.choice([1920, 2340])), wide, 3), ground, np.uint8)
    rows, columns = pixels.shape[:2]
    room = canvas.shape[0] - 560
    share = min(wide / columns, room / rows)
    inner = cv2.resize(pixels, (int(columns * share), int(rows * share)), interpolation=cv2.INTER_LINEAR)
    top = int(rng.integers(260, 260 + room - inner.shape[0] + 1))
    left = (wide - inner.shape[1]) // 2
    canvas[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
    ink = (0, 0, 0) if ground > 128 else (255, 255, 255)
    for y, words in ((50, "12:41   87 %"), (150, "channel of news"), (canvas.shape[0] - 120, "like  share  save")):
        cv2.putText(canvas, words, (40, y), cv2.FONT_HERSHEY_SIMPLEX, 1.3, ink, 2, cv2.LINE_AA)
    for x in range(60, wide, 240):
        cv2.circle(canvas, (x, canvas.shape[0] - 50), 24, ink, 3)
    return canvas


def _border(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    width = int(min(pixels.shape[:2]) * rng.uniform(0.04, 0.15))
    colour = [int(c) for c in rng.integers(0, 256, 3)]
    return cv2.copyMakeBorder(pixels, width, width, width, width, cv2.BORDER_CONSTANT, value=colour)


def _banner(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A band with words, put over the picture or under it."""
    made = pixels.copy()
    rows, columns = made.shape[:2]
    high = int(rows * rng.uniform(0.1, 0.2))
    band = np.empty((high, columns, 3), np.uint8)
    band[:] = rng.integers(0, 256, 3)
    ink = tuple(int(255 - c) for c in band[0, 0])
    cv2.putText(band, "BREAKING NEWS TODAY", (10, int(high * 0.7)), cv2.FONT_HERSHEY_SIMPLEX, high / 50, ink, 2)
    if rng.random() < 0.5:
        return np.concatenate([made, band] if rng.random() < 0.5 else [band, made])
    made[-high:] = band
    return made


def _text(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    made = pixels.copy()
    rows, columns = made.shape[:2]
    for _ in range(3):
        at = (int(columns * rng.uniform(0, 0.3)), int(rows * rng.uniform(0.15, 0.95)))
        colour = tuple(int(c) for c in rng.integers(0, 256, 3))
        cv2.putText(made, "seen here first", at, cv2.FONT_HERSHEY_DUPLEX, columns / 450, colour, 3, cv2.LINE_AA)
    return made


def _turn(pixels: Pixels, rng: np.random.Generator, degrees: float = 3.0) -> Pixels:
    rows, columns = pixels.shape[:2]
    angle = degrees if rng.random() < 0.5 else -degrees
    turn = cv2.getRotationMatrix2D((columns / 2, rows / 2), angle, 1)
    return cv2.warpAffine(pixels, turn, (columns, rows), flags=cv2.INTER_LINEAR)


def _bright(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Brighter or darker, more or less contrast, as an editor's sliders do."""
    gamma, gain = rng.uniform(0.6, 1.6), rng.uniform(0.75, 1.3)
    return ((pixels / 255.0) ** gamma * 255 * gain).clip(0, 255).astype(np.uint8)


def _stretch(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    across = rng.uniform(0.75, 1.3)
    return cv2.resize(pixels, None, fx=across, fy=1.0, interpolation=cv2.INTER_AREA)


def _logo(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A channel's mark in a corner and a pale one across the middle."""
    made = pixels.copy()
    rows, columns = made.shape[:2]
    side = min(rows, columns) // 6
    cv2.circle(made, (columns - side, side), side // 2, (200, 30, 30), -1)
    cv2.putText(made, "TV", (columns - side - side // 4, side + 8), cv2.FONT_HERSHEY_DUPLEX, side / 70, (255,) * 3, 2)
    pale = made.copy()
    cv2.putText(pale, "@channel", (columns // 5, rows // 2), cv2.FONT_HERSHEY_DUPLEX, columns / 300, (255,) * 3, 4)
    return cv2.addWeighted(pale, 0.4, made, 0.6, float(rng.uniform(0, 1)))


def _story(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A story: cropped, over a blurred copy of itself, with words."""
    inner = _crop(pixels, rng)
    canvas = cv2.GaussianBlur(cv2.resize(pixels, (720, 1280)), (0, 0), 25)
    share = 680 / inner.shape[1]
    inner = cv2.resize(inner, (680, min(int(inner.shape[0] * share), 1100)))
    canvas[90 : 90 + len(inner), 20:700] = inner
    cv2.putText(canvas, "look at this", (60, 60), cv2.FONT_HERSHEY_DUPLEX, 1.6, (255, 255, 255), 3)
    return canvas


CHANGES: dict[str, Change] = {
    "re-encoded": lambda pixels, rng: _jpeg(pixels, int(rng.integers(60, 96))),
    "resized to 50 %": lambda pixels, _: _jpeg(_resize(pixels, 0.5), 85),
    "JPEG quality 30": lambda pixels, _: _jpeg(pixels, 30),
    "cropped to 80-95 % a side": lambda pixels, rng: _jpeg(_crop(pixels, rng), 85),
    "screenshot": lambda pixels, rng: _jpeg(_screenshot(pixels, rng), 85),
    "border": lambda pixels, rng: _jpeg(_border(pixels, rng), 85),
    "banner": lambda pixels, rng: _jpeg(_banner(pixels, rng), 85),
    "text": lambda pixels, rng: _jpeg(_text(pixels, rng), 85),
    "mirrored": lambda pixels, _: _jpeg(pixels[:, ::-1], 85),
    "turned by 3 degrees": lambda pixels, rng: _jpeg(_turn(pixels, rng), 85),
}
MORE: dict[str, Change] = {
    "a quarter turn": lambda pixels, _: _jpeg(np.rot90(pixels), 85),
    "turned by 15 degrees": lambda pixels, rng: _jpeg(_turn(pixels, rng, 15.0), 85),
    "grey": lambda pixels, _: _jpeg(np.repeat(pixels.mean(axis=2, keepdims=True).astype(np.uint8), 3, axis=2), 80),
    "brightness and contrast": lambda pixels, rng: _jpeg(_bright(pixels, rng), 85),
    "stretched": lambda pixels, rng: _jpeg(_stretch(pixels, rng), 85),
    "marks of a channel": lambda pixels, rng: _jpeg(_logo(pixels, rng), 80),
    "story": lambda pixels, rng: _jpeg(_story(pixels, rng), 80),
    "a quarter of the size": lambda pixels, _: _jpeg(_resize(pixels, 0.25), 70),
    "cropped to 60 % a side": lambda pixels, rng: _jpeg(_crop(pixels, rng, (0.6, 0.65)), 80),
}
