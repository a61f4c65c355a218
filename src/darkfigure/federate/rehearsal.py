"""Everything on one machine: invented agencies with keys, lists and an agreement, and all steps of a run."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from darkfigure.errors import InputError
from darkfigure.federate.canonical import to_toml
from darkfigure.federate.hop import hop, prepare
from darkfigure.federate.keys import is_exact
from darkfigure.federate.participant import create_participant
from darkfigure.federate.propose import keep_unsigned, propose
from darkfigure.federate.synthetic import invent_lists
from darkfigure.federate.tally import tally
from darkfigure.store import write_atomically

AGENCIES = ("police", "registry", "aid", "returns", "border", "court")
TALLY = "statistics-office"
SHARES = (0.35, 0.30, 0.30, 0.25, 0.30, 0.25)


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """Invented agencies: their names in ring order, the tally's, and how many people are on a list."""

    parties: tuple[str, ...]
    tally: str
    seen: int


def invent_parties(folder: Path, *, parties: int, people: int, seed: int, recipe: str, epsilon: float) -> Rehearsal:
    """Write a folder for each agency with keys and list, one for the tally, and an agreement taken but not signed.

    Raises:
        InputError: The folder holds something already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise InputError(f"{folder}: this folder is not empty. Choose another one.")
    names, shares = AGENCIES[:parties], SHARES[:parties]
    lists = invent_lists(people=people, shares=shares, seed=seed)
    cards = []
    for name, one in zip(names, lists, strict=True):
        cards.append(create_participant(folder / name, name=name, tally=False))
        write_atomically(folder / name / "list.csv", one.content)
    cards.append(create_participant(folder / TALLY, name=TALLY, tally=True))
    draft = {
        "title": "An invented count",
        "purpose": "to try the joint count on lists of people who do not exist",
        "legal_basis": "none is needed: the lists are invented",
        "population": "invented people",
        "inclusion": "every row of the invented lists",
        "retention_days": 1,
        "synthetic_seed": seed,
        "rows": {"min": 2, "max": max(len(one.rows) for one in lists)},
        "keys": {"recipe": recipe},
        "output": {
            "epsilon": epsilon,
            "epsilon_total": epsilon,
            "runs": 1,
            "draws": 0 if is_exact(recipe) else 20,
        },
        "plan": {"people": people, "shares": list(shares)},
    }
    write_atomically(folder / "draft.toml", to_toml(draft).encode())
    propose(folder / "draft.toml", cards, target=folder / "agreement")
    for name in (*names, TALLY):
        keep_unsigned(folder / name, folder / "agreement")
    seen = {person for one in lists for person in one.persons}
    truth = {"people": people, "seen": len(seen), "lists": {n: len(o.rows) for n, o in zip(names, lists, strict=True)}}
    write_atomically(folder / "truth.json", json.dumps(truth, indent=1).encode())
    return Rehearsal(parties=names, tally=TALLY, seen=len(seen))


def rehearse(folder: Path, made: Rehearsal, *, listener: Callable[[str], None] | None = None) -> Path:
    """All steps of a run, each by who has to make it; return the folder of the result."""
    say = listener or (lambda _: None)
    arrived = []
    for number, owner in enumerate(made.parties):
        done = prepare(folder / owner, folder / owner / "list.csv")
        say(f"{owner} prepared its list: {done.rows:,} rows")
        for step in range(1, len(made.parties)):
            name = made.parties[(number + step) % len(made.parties)]
            done = hop(folder / name, done.path)
            say(f"{name} hopped the list of {owner}")
        arrived.append(done.path)
    tally(folder / made.tally, arrived, target=folder / "result")
    return folder / "result"
