"""Three invented agencies in folders, made once; each test copies them."""

import shutil
from functools import lru_cache
from pathlib import Path

from darkfigure.federate.hop import hop, prepare
from darkfigure.federate.rehearsal import TALLY, Rehearsal, invent_parties
from darkfigure.federate.tally import tally

NAMES = ("police", "registry", "aid")


@lru_cache(maxsize=4)
def _made(base, recipe):
    folder = Path(base) / recipe
    made = invent_parties(folder, parties=3, people=100, seed=5, recipe=recipe, epsilon=1.0)
    return folder, made


def parties(base, folder, *, recipe="identifier"):
    """A copy of the agencies in a folder of the test's own."""
    source, made = _made(str(base), recipe)
    shutil.copytree(source, folder)
    return made


@lru_cache(maxsize=1)
def _counted(base):
    folder = Path(base) / "counted"
    made = parties(base, folder)
    arrived = all_hops(folder, made)
    tally(folder / TALLY, arrived, target=folder / "result")
    return folder, made, [path.relative_to(folder) for path in arrived]


def counted_parties(base, folder):
    """A copy of the agencies after a whole run: what is known of them, and the files that arrived at the tally."""
    source, made, arrived = _counted(str(base))
    shutil.copytree(source, folder)
    return made, [folder / path for path in arrived]


def first_file(folder, owner="police"):
    return prepare(folder / owner, folder / owner / "list.csv").path


def all_hops(folder, made: Rehearsal):
    """The files that arrive at the tally."""
    arrived = []
    for place, owner in enumerate(made.parties):
        path = first_file(folder, owner)
        for step in range(1, len(made.parties)):
            path = hop(folder / made.parties[(place + step) % len(made.parties)], path).path
        arrived.append(path)
    return arrived


__all__ = ["NAMES", "TALLY", "all_hops", "counted_parties", "first_file", "parties"]
