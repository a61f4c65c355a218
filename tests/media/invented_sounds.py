"""Sounds that tests make: notes drawn by number, one tune a number."""

import av
import numpy as np
from invented_pictures import picture

RATE = 11_025


def tune(number, seconds=20):
    """Three voices of notes that nobody else plays."""
    rng = np.random.default_rng([13, number])
    made = 0.01 * rng.normal(size=seconds * RATE)
    for _ in range(3):
        at = 0
        while at < len(made):
            length = int(rng.uniform(0.2, 0.6) * RATE)
            time = np.arange(min(length, len(made) - at)) / RATE
            pitch = 110 * 2 ** (rng.integers(0, 36) / 12)
            wave = sum(np.sin(2 * np.pi * k * pitch * time) / k for k in (1, 2, 3))
            made[at : at + length] += wave * np.exp(-3 * time)
            at += length
    return (0.5 * made / np.abs(made).max()).astype(np.float32)


def write_sound(path, sound, *, codec="mp3", shown=()):
    """A file of sound; a video of the pictures `shown`, a second each, where there are any."""
    with av.open(str(path), "w") as container:
        film = None
        if shown:
            film = container.add_stream("mpeg4", rate=4)
            film.width, film.height, film.pix_fmt = 320, 240, "yuv420p"
        stream = container.add_stream(codec, rate=RATE, layout="mono")
        stream.bit_rate = 48_000
        for number in shown:
            for step in range(4):
                pixels = np.ascontiguousarray(picture(number, 260, 340)[step : step + 240, step : step + 320])
                container.mux(film.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        for one in [film] if film else []:
            container.mux(one.encode())
        for at in range(0, len(sound), RATE):
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound[None, at : at + RATE]), "flt", "mono")
            frame.sample_rate, frame.pts = RATE, at
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path
