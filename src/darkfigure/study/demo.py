"""The demo: a study of invented people, of whom the truth is known."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from darkfigure.errors import InputError
from darkfigure.simulate import invent_study
from darkfigure.store import whole_folder, write_atomically

_MARK = "truth/truth.json"
_DEMO = "truth/demo.json"


def invent_demo(folder: Path, *, people: int, seed: int) -> dict[str, Any]:
    """Write an invented study into the folder and return its truth.

    A folder that holds the demo of the same people and seed is left as it is, so that the demo can be resumed.

    Raises:
        InputError: The folder holds something else; nothing in it is touched.

    Example:
        >>> truth = invent_demo(Path("demo"), people=200, seed=1)
        >>> truth["people"]
        200
    """
    mark = folder / _DEMO
    wanted = {"people": people, "seed": seed}
    if folder.exists() and any(folder.iterdir()):
        if not mark.exists():
            raise InputError(f"{folder}: this folder holds something else. Name another one: darkfigure demo DIR.")
        if json.loads(mark.read_bytes()) != wanted:
            raise InputError(
                f"{folder}: this folder holds a demo of other people. Remove it, or name another one: "
                "darkfigure demo DIR."
            )
    else:
        with whole_folder(folder) as place:
            invent_study(place, people=people, rng=np.random.default_rng(seed))
            write_atomically(place / _DEMO, json.dumps(wanted).encode())
    truth: dict[str, Any] = json.loads((folder / _MARK).read_bytes())
    return truth
