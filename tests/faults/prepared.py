"""What the pieces of work are done on: a small study, counted; the same sealed, exported, fresh; agencies at each step.

python tests/faults/prepared.py BEFORE
"""

import shutil
import sys
from pathlib import Path

import numpy as np
import pyrage

from darkfigure.federate.hop import hop, prepare
from darkfigure.federate.rehearsal import invent_parties
from darkfigure.signing import create_key
from darkfigure.study import Study
from darkfigure.study.crate.write import export_study
from darkfigure.study.sealing import seal

SETTINGS = """
[study]
title = "Invented"
population = "invented people"
[[source]]
name = "press"
path = "press*.csv"
[[source]]
name = "court"
path = "court.csv"
"""
GIVEN = ("Bexul", "Dovan", "Gurmek", "Hasqir", "Jolbay", "Kenmur", "Lutan", "Moqis")
FAMILY = ("Tarpenov", "Ushkarov", "Velnurov", "Yazbarov")
PEOPLE = [f"{given} {family}" for given in GIVEN for family in FAMILY]


def write_lists(folder: Path) -> Path:
    """Two lists of a study."""
    folder.mkdir(parents=True)
    (folder / "study.toml").write_text(SETTINGS, encoding="utf-8")
    rng = np.random.default_rng(5)
    for name in ("press", "court"):
        some = sorted(rng.choice(len(PEOPLE), size=20, replace=False).tolist())
        rows = "".join(f"{PEOPLE[n]},{1970 + n},UZ,m\n" for n in some)
        (folder / f"{name}.csv").write_text("name,birth_year,origin,sex\n" + rows, encoding="utf-8")
    return folder


def main(before: Path) -> None:
    write_lists(before / "fresh")
    study = write_lists(before / "study")
    Study(study).run()
    create_key(before / "judge.key")
    identity = pyrage.x25519.Identity.generate()
    (before / "identity").write_text(f"{identity}\n")
    (before / "recipient").write_text(str(identity.to_public()))
    export_study(study, before / "given.zip", evidence=True, names=True)
    seal(Path(shutil.copytree(study, before / "sealed")), [str(identity.to_public())], evidence=True)
    made = invent_parties(before / "agencies", parties=2, people=60, seed=5, recipe="identifier", epsilon=1.0)
    away = Path(shutil.copytree(before / "agencies", before / "away"))
    first = [prepare(away / one, away / one / "list.csv").path for one in made.parties]
    shutil.copyfile(first[0], before / "first.age")
    for number, (path, other) in enumerate(zip(first, reversed(made.parties), strict=True), start=1):
        shutil.copyfile(hop(away / other, path).path, before / f"{number}.age")
    shutil.rmtree(away)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
