"""Put the tables of places in normal form and tell what is wrong or missing in them.

    python tools/build_places.py            check; exit 1 if anything is wrong
    python tools/build_places.py --write    write the tables back, sorted, without doubles

The tables are written by hand; nothing is fetched.
"""

import sys
from collections import Counter, defaultdict
from pathlib import Path

from darkfigure.places.build import COLUMNS, build
from darkfigure.places.fold import fold
from darkfigure.places.index import origins, read_table

TABLES = Path(__file__).parents[1] / "src/darkfigure/places/tables"
# Countries and regions whose peoples are to be written in every column of peoples.tsv.
THOROUGH = ("KZ", "KG", "UZ", "TJ", "TM", "AZ", "AM", "GE", "RU", "RU-CE", "RU-DA", "CN-XJ", "TR", "SY", "IQ", "AF")
EXPECTED = {"نيجر-"}  # of Niger in Arabic, of Nigeria in Persian
LISTED = {"names.tsv": 1, "abbreviations.tsv": 1, "regions.tsv": 6, "towns.tsv": 2}


def normal(name: str) -> str:
    """The table in normal form: rows by their first cell, no word twice in a cell."""
    header, *lines = (TABLES / name).read_text(encoding="utf-8").splitlines()
    padding = [""] * (header.count("\t") + 1)
    cells = ([cell.strip() for cell in line.split("\t")] for line in lines if line.strip())
    rows = [[*row, *padding[len(row) :]] for row in cells]
    for row in rows:
        if name == "peoples.tsv":
            row[1:] = [" ".join(dict.fromkeys(cell.split())) for cell in row[1:]]
        elif name == "ambiguous.tsv":
            row[0] = unique(row[0])
        else:
            row[LISTED[name]] = unique(row[LISTED[name]])
    if name != "ambiguous.tsv":
        rows.sort(key=lambda row: row[0])
    return "\n".join([header, *("\t".join(row) for row in rows)]) + "\n"


def unique(cell: str) -> str:
    """The names of a cell, each spelling that folds differently once."""
    seen: dict[str, str] = {}
    for written in cell.split(";"):
        if written.strip():
            key = written if written.isupper() and len(written) < 6 else fold(written)
            seen.setdefault(key, written.strip())
    return ";".join(seen.values())


def faults() -> list[str]:
    """What is wrong: codes that do not exist, codes with two rows, names under two codes."""
    index = origins()
    known = index.codes | index.regions | {"-"}
    found = []
    for name in (*LISTED, "peoples.tsv"):
        rows = read_table(name)
        column = 1 if name == "towns.tsv" else 0
        found += [f"{name}: {row[column]} is no code" for row in rows if row[column] not in known]
        found += [f"{name}: {key} has {n} rows" for key, n in Counter(row[0] for row in rows).items() if n > 1]
    found += [f"{name}: both {one} and {other}" for name, one, other in build()[1] if name not in EXPECTED]
    towns = defaultdict(set)
    for key, _, spellings in read_table("towns.tsv"):
        for written in spellings.split(";"):
            towns[fold(written)].add(key)
    found += [f"towns.tsv: {name} is {' and '.join(sorted(keys))}" for name, keys in towns.items() if len(keys) > 1]
    return found


def gaps() -> list[str]:
    """Columns of peoples.tsv that are empty where they should not be."""
    rows = {row[0]: dict(zip(COLUMNS, row[1:], strict=True)) for row in read_table("peoples.tsv")}
    return [f"{code}: no {column}" for code in THOROUGH for column in COLUMNS if not rows[code][column]]


def main() -> int:
    names = ("abbreviations.tsv", "ambiguous.tsv", "names.tsv", "peoples.tsv", "regions.tsv", "towns.tsv")
    if "--write" in sys.argv[1:]:
        for name in names:
            (TABLES / name).write_text(normal(name), encoding="utf-8")
    untidy = [f"{name}: not in normal form" for name in names if normal(name) != (TABLES / name).read_text("utf-8")]
    index = origins()
    print(f"{len(index.phrases)} phrases, {len(index.stems)} stems, {len(read_table('towns.tsv'))} towns")
    wrong = [*faults(), *untidy]
    for line in (*wrong, *gaps()):
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
