"""Sounds that the benchmark of near-duplicates makes, and what is done to them before they travel on."""

import sys
from collections.abc import Callable
from pathlib import Path

import media_pictures as made
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "media"))
from invented_sounds import write_sound

RATE = 22_050
Sound = NDArray[np.float32]
Change = Callable[[Sound, np.random.Generator, Path], Path]


def sound(number: int, *, seed: int = 7) -> Sound:
    """The sound of a number, 20 to 60 s: tunes, speech, chants over a drum, noise of a place."""
    rng = np.random.default_rng([seed, number])
    length = int(rng.uniform(20, 60) * RATE)
    kind = number % 4
    if kind == 0:
        found = _tune(length, rng)
    elif kind == 1:
        found = _speech(length, rng)
    elif kind == 2:
        found = _tune(length, rng, voices=1) + 0.5 * _drum(length, rng)
    else:
        found = _place(length, rng)
    found = found + 0.003 * rng.normal(size=length)
    return np.asarray(0.6 * found / np.abs(found).max(), np.float32)


def _put(sound: NDArray[np.float64], at: int, note: NDArray[np.float64]) -> None:
    note = note[: max(len(sound) - at, 0)]
    sound[at : at + len(note)] += note


def _note(pitch: float, seconds: float, rng: np.random.Generator, colour: NDArray[np.float64]) -> NDArray[np.float64]:
    time = np.arange(int(seconds * RATE)) / RATE
    shake = 1 + 0.004 * np.sin(2 * np.pi * rng.uniform(4, 7) * time)
    phase = 2 * np.pi * pitch * np.cumsum(shake) / RATE
    tone = sum(weight * np.sin((k + 1) * phase) for k, weight in enumerate(colour))
    return np.asarray(tone * np.minimum(time / 0.02, 1) * np.exp(-time / (0.6 * seconds)))


def _tune(length: int, rng: np.random.Generator, voices: int = 3) -> NDArray[np.float64]:
    """Notes of one scale, with its own instruments, pace and rests."""
    found = np.zeros(length)
    root, steps = rng.uniform(110, 220), np.array([0, 2, 3, 5, 7, 8, 10, 12, 14, 15])
    pace = rng.uniform(0.25, 0.6)
    for _ in range(voices):
        colour = rng.uniform(0.1, 1, 8) / np.arange(1, 9)
        at, lift = 0.0, rng.integers(0, 3) * 12
        while at * RATE < length:
            hold = pace * rng.choice([0.5, 1, 1, 2])
            if rng.random() < 0.85:
                pitch = root * 2 ** ((rng.choice(steps) + lift) / 12)
                _put(found, int(at * RATE), rng.uniform(0.4, 1) * _note(pitch, hold, rng, colour))
            at += hold
    return found


def _drum(length: int, rng: np.random.Generator) -> NDArray[np.float64]:
    found, at, pace = np.zeros(length), 0.0, rng.uniform(0.3, 0.7)
    while at * RATE < length:
        time = np.arange(int(0.25 * RATE)) / RATE
        beat = np.sin(2 * np.pi * rng.uniform(60, 90) * time) + 0.4 * rng.normal(size=len(time))
        _put(found, int(at * RATE), beat * np.exp(-time / 0.06))
        at += pace * rng.choice([0.5, 1, 1])
    return found


def _speech(length: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Syllables: pulses of a voice through three resonances, hisses between, rests between sentences."""
    found, at, pitch = np.zeros(length), 0.0, rng.uniform(90, 220)
    while at * RATE < length:
        hold = rng.uniform(0.09, 0.28)
        count = int(hold * RATE)
        voice = pitch * rng.uniform(0.8, 1.25) * np.linspace(1, rng.uniform(0.85, 1.1), count)
        source = np.diff(np.floor(np.cumsum(voice) / RATE), prepend=0) + 0.02 * rng.normal(size=count)
        waves, hertz = np.fft.rfft(source), np.fft.rfftfreq(count, 1 / RATE)
        shape = np.full(len(hertz), 0.02)
        for low, high in ((250, 850), (850, 2300), (2300, 3400)):
            shape += 1 / (1 + ((hertz - rng.uniform(low, high)) / rng.uniform(50, 110)) ** 2)
        _put(found, int(at * RATE), np.fft.irfft(waves * shape, count) * np.hanning(count))
        if rng.random() < 0.4:
            _put(found, int((at + hold) * RATE), 0.05 * rng.normal(size=int(0.06 * RATE)))
        at += hold + rng.uniform(0.01, 0.06) + (rng.uniform(0.2, 0.8) if rng.random() < 0.1 else 0)
    return found


def _place(length: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Wind, a crowd, engines: noise of changing colour, with what happens in it."""
    waves = np.fft.rfft(rng.normal(size=length))
    hertz = np.fft.rfftfreq(length, 1 / RATE) + 20
    found = np.fft.irfft(waves / hertz ** rng.uniform(0.3, 0.9), length)
    found /= found.std()
    slow = np.interp(np.arange(length), np.arange(0, length + RATE, RATE), rng.uniform(0.3, 1, length // RATE + 2))
    found *= slow
    for _ in range(rng.integers(5, 25)):
        note = _note(rng.uniform(150, 1500), rng.uniform(0.2, 2), rng, rng.uniform(0, 1, 5))
        _put(found, int(rng.integers(length)), rng.uniform(1, 3) * note)
    return found


def write(path: Path, sound: Sound, *, codec: str, bits: int = 64_000, pictures: int | None = None) -> Path:
    """Save a sound; with `pictures` under changing pictures, as a video."""
    shown = []
    if pictures is not None:
        for second in range(0, len(sound) // RATE, 5):
            pixels = made.picture(pictures + second // 5, seed=3)[:240, :320]
            shown += [pixels] * (2 * min(5, len(sound) // RATE - second))
    return write_sound(path, sound, codec=codec, rate=RATE, bits=bits, shown=shown, pace=2)


def _clipped(sound: Sound, rng: np.random.Generator) -> Sound:
    """A third to two thirds of it, ten seconds at least."""
    length = max(int(len(sound) * rng.uniform(0.33, 0.67)), 10 * RATE)
    at = int(rng.integers(len(sound) - length + 1))
    return sound[at : at + length]


def _noisy(sound: Sound, rng: np.random.Generator) -> Sound:
    return np.asarray(sound + rng.normal(0, 0.1 * sound.std(), len(sound)), np.float32)


CHANGES: dict[str, Change] = {
    "MP3 at 64 kbit/s": lambda sound, _, path: write(path.with_suffix(".mp3"), sound, codec="mp3"),
    "AAC at 64 kbit/s": lambda sound, _, path: write(path.with_suffix(".m4a"), sound, codec="aac"),
    "clipped, AAC": lambda sound, rng, path: write(path.with_suffix(".m4a"), _clipped(sound, rng), codec="aac"),
    "other pictures": lambda sound, rng, path: write(
        path.with_suffix(".mp4"), sound, codec="aac", pictures=int(rng.integers(10_000))
    ),
    "quieter, MP3 at 32 kbit/s": lambda sound, _, path: write(
        path.with_suffix(".mp3"), 0.3 * sound, codec="mp3", bits=32_000
    ),
    "noise 20 dB below": lambda sound, rng, path: write(path.with_suffix(".mp3"), _noisy(sound, rng), codec="mp3"),
}
