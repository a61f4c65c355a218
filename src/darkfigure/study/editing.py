"""study.toml with a source more or less: the text around it stays as a person wrote it, and the change is recorded."""

import json
import re
from pathlib import Path

import msgspec

from darkfigure.errors import InputError, UsageError
from darkfigure.settings import Settings, SourceSettings, is_web_address, read_settings
from darkfigure.store import scratch_folder, write_atomically
from darkfigure.store.leftovers import remove_leftovers
from darkfigure.study.changes import record_change
from darkfigure.study.reviewer import Reviewer

_SOURCE = re.compile(r"\s*\[\[\s*source\s*\]\]")
_BELOW = re.compile(r"\s*\[\s*source\s*\.")  # a table of the source, such as [source.columns]
_TABLE = re.compile(r"\s*\[")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
KINDS = ("table", "text")


def add_source(folder: Path, name: str, path: str, *, by: Reviewer, kind: str = "", why: str = "") -> None:
    """Add a source at the end of study.toml.

    Args:
        folder: the study.
        name: what it is called.
        path: of the file, folder or pattern, as in study.toml.
        by: who changes, and signs.
        kind: "table" or "text"; "" lets the content decide.
        why: in their words.

    Raises:
        UsageError: A name or path that study.toml cannot hold.
        InputError: There is such a source already, or there is no such file.
    """
    settings = read_settings(folder / "study.toml")
    remove_leftovers(folder, name="study.toml")
    name, path = name.strip(), path.strip()
    if not name or not path or _CONTROL.search(name + path):
        raise UsageError("a source needs a name and a path, each of one line. Nothing was changed.")
    if kind and kind not in KINDS:
        raise UsageError(f"a source is one of {', '.join(KINDS)}, or of no kind. Nothing was changed.")
    if any(source.name == name for source in settings.source):
        raise InputError(f"{folder / 'study.toml'}: there is a source of this name. Nothing was changed; take another.")
    if not is_web_address(path) and not any(True for _ in _matches(folder, path)):
        raise InputError(f"{folder}: nothing is at the path of this source. Put the file there first.")
    lines = [f"name = {_toml(name)}", f"path = {_toml(path)}", *([f"kind = {_toml(kind)}"] if kind else [])]
    old = (folder / "study.toml").read_text(encoding="utf-8-sig")
    text = old.rstrip("\n") + "\n\n[[source]]\n" + "\n".join(lines) + "\n"
    new = msgspec.convert({"name": name, "path": path} | ({"kind": kind} if kind else {}), SourceSettings)
    _check(folder, text, msgspec.structs.replace(settings, source=(*settings.source, new)))
    # first the record: what is interrupted in between is done again, and no change goes unrecorded
    record_change(folder, "source-added", {"source": name, "path": path, "kind": kind or None}, by=by, why=why)
    write_atomically(folder / "study.toml", text.encode())


def drop_source(folder: Path, name: str, *, by: Reviewer, why: str = "") -> None:
    """Turn a source of study.toml into a comment, so that it can be put back; its evidence stays in the vault.

    Raises:
        InputError: There is no such source, or study.toml is written so that a person must do it.
    """
    settings = read_settings(folder / "study.toml")
    remove_leftovers(folder, name="study.toml")
    place = next((i for i, source in enumerate(settings.source) if source.name == name), None)
    if place is None:
        raise InputError(f"{folder / 'study.toml'}: there is no such source. Nothing was changed.")
    lines = (folder / "study.toml").read_text(encoding="utf-8-sig").splitlines()
    starts = [i for i, line in enumerate(lines) if _SOURCE.match(line)]
    if len(starts) != len(settings.source):
        raise _by_hand(folder)
    start = starts[place]
    end = next(
        (i for i in range(start + 1, len(lines)) if _TABLE.match(lines[i]) and not _BELOW.match(lines[i])), len(lines)
    )
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    lines[start:end] = [f"# {line}" if line.strip() else line for line in lines[start:end]]
    rest = tuple(source for source in settings.source if source.name != name)
    text = "\n".join(lines) + "\n"
    _check(folder, text, msgspec.structs.replace(settings, source=rest))
    record_change(folder, "source-dropped", {"source": name}, by=by, why=why)
    write_atomically(folder / "study.toml", text.encode())


def _check(folder: Path, text: str, meant: Settings) -> None:
    """See that study.toml will say what is meant, and nothing else."""
    with scratch_folder(folder, name="study.toml") as place:
        trial = place / "study.toml"
        write_atomically(trial, text.encode())
        if read_settings(trial) != meant:
            raise _by_hand(folder)


def _by_hand(folder: Path) -> InputError:
    return InputError(
        f"{folder / 'study.toml'}: it is written in a way that this cannot change safely. Nothing was changed; do it "
        "in a text editor."
    )


def _matches(folder: Path, path: str) -> list[Path]:
    given = Path(path)
    if given.is_absolute():
        return [given] if given.exists() else []
    if (folder / given).exists():
        return [folder / given]
    try:
        return list(folder.glob(path))[:1]
    except (ValueError, NotImplementedError):
        return []


def _toml(text: str) -> str:
    """A basic string: what JSON escapes, TOML escapes alike."""
    return json.dumps(text, ensure_ascii=False)
