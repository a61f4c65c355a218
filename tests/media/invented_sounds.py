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


def write_sound(path, sound, *, codec="mp3", rate=RATE, bits=48_000, shown=(), pace=4):
    """A file of sound, of so many samples and bits a second; with frames `shown`, `pace` a second, a video."""
    with av.open(str(path), "w") as container:
        film = container.add_stream("mpeg4", rate=pace) if len(shown) else None
        stream = container.add_stream(codec, rate=rate, layout="mono")
        stream.bit_rate = bits
        if film is not None:
            film.height, film.width = shown[0].shape[:2]
            film.pix_fmt = "yuv420p"
            for frame in shown:
                container.mux(film.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24")))
            container.mux(film.encode())
        for at in range(0, len(sound), rate):
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound[None, at : at + rate]), "flt", "mono")
            frame.sample_rate, frame.pts = rate, at
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def moving(numbers):
    """Frames for `write_sound`: each picture for a second, moving a little."""
    pixels = {number: picture(number, 260, 340) for number in numbers}
    return [pixels[number][step : step + 240, step : step + 320] for number in numbers for step in range(4)]
