"""Compiles kernels before the tests run, so that the two processes of the tests do not compile each of them twice.

    python tools/compile_kernels.py names     # kernels that compare names, rows and pictures, and form persons
    python tools/compile_kernels.py numbers   # kernels that estimate

Numba keeps beside the modules what it compiled; where all is kept, this takes seconds.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

import darkfigure as df
from darkfigure.flows.analysis import Plan, analyse
from darkfigure.flows.sightings import sightings_of
from darkfigure.media import near_duplicates
from darkfigure.simulate import invent_study


def compile_names() -> None:
    df.match_names("Юсупов Рустам", "Rustam Yusupov")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "study"
        invent_study(folder, people=100, rng=np.random.default_rng(1))
        with (folder / "study.toml").open("a", encoding="utf-8") as settings:
            settings.write('\n[link]\nlinkable = "simulated"\ndraws = 2\n')
        for stage in ("collect", "extract", "link"):
            df.Study(folder).run(only=stage)

    compile_media()


def compile_media() -> None:
    rng = np.random.default_rng(1)
    with tempfile.TemporaryDirectory() as place:
        for k in range(2):
            Image.fromarray(rng.integers(0, 256, (200, 200, 3), dtype=np.uint8)).save(Path(place) / f"{k}.png")
        near_duplicates([place])


def compile_numbers() -> None:
    table = df.simulate("tiny4", seed=1)
    df.estimate(table, method="all", replicates=50)
    strata = {"a": [1, 0, 1] * 2, "b": [0, 1, 1] * 2, "sex": ["f"] * 3 + ["m"] * 3, "count": [30, 20, 10, 40, 30, 12]}
    df.estimate(strata, strata=["sex"], replicates=50)
    events = np.random.default_rng(1).choice([0, 0, 1, 3, 5], size=(60, 4, 2))
    seen = sightings_of(events, months=("a", "b", "c", "d"), sources=("x", "y"))
    analyse([seen], Plan(draws=4), rng=np.random.default_rng(1))


if __name__ == "__main__":
    {"names": compile_names, "numbers": compile_numbers}[sys.argv[1]]()
