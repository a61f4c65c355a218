"""An agreement as text: one order, one spelling, so that two proposals differ only where they say something else."""

import difflib
import hashlib
import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

_TABLES = ("names", "places")  # rooms whose code and tables turn a row into keys


def to_toml(raw: Mapping[str, Any]) -> str:
    """A mapping of the shape of an agreement as TOML: plain values first, then tables, then lists of tables."""
    lines = [_line(key, value) for key, value in raw.items() if not _is_table(value)]
    for key, value in raw.items():
        if isinstance(value, Mapping):
            lines += ["", f"[{key}]", *(_line(name, inner) for name, inner in value.items())]
    for key, value in raw.items():
        if isinstance(value, list) and _is_table(value):
            for entry in value:
                lines += ["", f"[[{key}]]", *(_line(name, inner) for name, inner in entry.items())]
    return "\n".join(lines) + "\n"


def difference(before: str, after: str) -> list[str]:
    """What changed, line by line; the whole text where there was none before."""
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), "before", "proposed", lineterm="", n=1)
    return [line for line in found if not line.startswith(("---", "+++"))]


def tables_digest() -> str:
    """The digest of everything that turns names and origins into keys, hex."""
    digest = hashlib.sha256()
    for room in _TABLES:
        _add(digest, room, _texts(files("darkfigure") / room))
    own = files("darkfigure.federate")
    _add(digest, "federate", [(name, (own / name).read_bytes()) for name in ("keys.py", "rows.py", "sounds.py")])
    return digest.hexdigest()


def software_digest() -> str:
    """The digest of the code of this program, hex."""
    digest = hashlib.sha256()
    _add(digest, "darkfigure", _texts(files("darkfigure"), ends=(".py",)))
    return digest.hexdigest()


def _add(digest: Any, room: str, texts: list[tuple[str, bytes]]) -> None:  # noqa: ANN401 - hashlib names no type
    for name, content in texts:
        said = f"{room}/{name} {len(content)}\n".encode()
        digest.update(said + content)


def _texts(folder: Any, *, ends: tuple[str, ...] = (".py", ".tsv", ".npz")) -> list[tuple[str, bytes]]:  # noqa: ANN401
    """Files below a folder of the package, by name; line ends are as in the repository on every system."""
    return sorted(
        (name, content if name.endswith(".npz") else content.replace(b"\r\n", b"\n"))
        for name, content in _walk(folder, "", ends)
    )


def _walk(folder: Any, above: str, ends: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:  # noqa: ANN401
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{above}{entry.name}/", ends)
        elif entry.name.endswith(ends):
            yield above + entry.name, entry.read_bytes()


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and bool(value) and isinstance(value[0], Mapping))


def _line(key: str, value: object) -> str:
    return f"{key} = {_value(value)}"


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(_line(key, inner) for key, inner in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)  # a TOML basic string is a JSON string
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
