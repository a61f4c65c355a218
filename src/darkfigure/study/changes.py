"""What people tried and changed at a study: signed lines added to `decisions/changes.jsonl`, and never changed."""

import fcntl
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from darkfigure import __version__
from darkfigure.errors import VerificationFailed
from darkfigure.parsing import parse_json
from darkfigure.store import explained
from darkfigure.study.reviewer import Reviewer
from darkfigure.vault.chain import ChainedFile, Reading, append_link, read_chain
from darkfigure.vault.signed import check_signatures

CHANGES = "decisions/changes.jsonl"
What = Literal["explored", "source-added", "source-dropped"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One line. `said`: what was changed, and for `explored` what came of it; no names or texts out of the evidence.

    `seq` counts from 1; `previous` is the digest of the line before; `time` is UTC; `key` made `signature` over the
    rest.
    """

    seq: int
    previous: str
    time: datetime
    what: What
    said: dict[str, Any]
    who: str
    why: str
    tool: str
    key: str | None = None
    signature: str | None = None

    def to_line(self) -> bytes:
        """The bytes that stand in the file, without the line end."""
        content = asdict(self) | {"time": self.time.isoformat()}
        for name in ("key", "signature"):
            if content[name] is None:
                del content[name]
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()

    def statement(self) -> bytes:
        """What is signed: the line without its signature."""
        return replace(self, signature=None).to_line()


def read_changes(folder: Path) -> Reading[Change]:
    """All lines of a study's changes, and what differs from what was recorded, signatures among it."""
    file = _file(folder)
    reading = read_chain(file, parse=_parse)
    return replace(reading, differences=(*check_signatures(file, reading), *reading.differences))


def record_change(folder: Path, what: What, said: Mapping[str, Any], *, by: Reviewer, why: str = "") -> Change:
    """Write and sign what was changed; return its line.

    Raises:
        InputError: The folder cannot be written to.
        VerificationFailed: The lines were changed since.
    """
    file = _file(folder)
    with _alone(file.path):
        reading = read_changes(folder)
        wrong = [one for one in reading.differences if not one.code.endswith("-torn")]
        if wrong:
            raise VerificationFailed(
                f"{file.path}: the record of changes was changed ({wrong[0].where}: {wrong[0].message}). Restore the "
                "folder `decisions` from a copy."
            )
        draft = Change(
            seq=len(reading.entries) + 1,
            previous=reading.last,
            time=datetime.now(UTC).replace(microsecond=0),
            what=what,
            said=dict(said),
            who=by.name,
            why=why,
            tool=f"darkfigure {__version__}",
            key=by.key.public,
        )
        line = replace(draft, signature=by.key.sign(draft.statement(), purpose=file.kind))
        append_link(file, line, size=reading.size, key=by.key)
        return line


def _parse(line: bytes) -> Change | None:
    try:
        content: dict[str, Any] = parse_json(line)
        content["time"] = datetime.fromisoformat(content["time"])
        change = Change(**content)
    except (ValueError, KeyError, TypeError):
        return None
    signed = all(isinstance(part, str) for part in (change.key, change.signature))
    return change if change.what in get_args(What) and isinstance(change.said, dict) and signed else None


def _file(folder: Path) -> ChainedFile:
    return ChainedFile(
        path=folder / CHANGES,
        kind="change",
        called="the record of changes",
        shown=CHANGES,
        mended_by="change at the desk of `darkfigure serve`",
    )


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One writer at a time."""
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with (path.parent / ".changes-lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
