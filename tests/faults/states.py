"""What a piece of work leaves, so that two folders can be compared: without times, and without what is drawn anew."""

import json

import pyarrow.parquet as pq

from darkfigure.study import read_judgements
from darkfigure.study.changes import read_changes
from darkfigure.vault import Vault

_OF_PROCESSES = {".lock", "lock", ".changes-lock", "loaded"}
_TIMED = {"retrieved_at"}


def contents(folder):
    """Names of all files, with what is in those that do not depend on times or keys."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in _OF_PROCESSES:
            found[path.relative_to(folder).as_posix()] = _content(path)
    return found


def _content(path):
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        return table.drop_columns(sorted(_TIMED & set(table.column_names))).to_pylist()
    if path.name == "ledger.jsonl" and path.parent.name == "vault":
        lines = [json.loads(line) for line in path.read_bytes().splitlines()]
        of_bytes = {"exported": ""}  # an export holds the ledger, and with it the times
        digests = [of_bytes.get(one["action"], one.get("digest", "")) for one in lines]
        return sorted({(one["action"], one["source"], one["path"], at) for one, at in zip(lines, digests, strict=True)})
    if path.name.endswith(".run.json"):
        said = json.loads(path.read_bytes())
        return said["stage"], sorted(said["inputs"]), sorted(said["outputs"]), said["settings"]
    if path.suffix in {".csv", ".txt", ".toml", ".md"} and ".card" not in path.name:
        return path.read_bytes()
    return None


def wrong_in(folder):
    """What does not fit in the studies below a folder, and what interruptions left."""
    wrong = [path.name for path in folder.rglob("*") if path.name.endswith((".tmp", ".trial", ".unsealed"))]
    wrong += [f"incoming/{path.name}" for path in folder.glob("*/vault/incoming/*")]
    for study in folder.glob("*/study.toml"):
        place = study.parent
        if (place / "vault").is_dir():
            wrong += [f"{one.where}: {one.message}" for one in Vault(place / "vault").verify().differences]
        for reading in (read_judgements(place), read_changes(place)):
            wrong += [f"{one.where}: {one.message}" for one in reading.differences]
    return wrong
