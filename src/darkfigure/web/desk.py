"""The desk of one study: what pages share, prepared once for as long as the files it is made of do not change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from darkfigure.errors import DarkfigureError
from darkfigure.study.mention_rows import MentionRows
from darkfigure.study.opening import open_study
from darkfigure.web.jobs import Jobs

if TYPE_CHECKING:
    from darkfigure.study import Reviewer
    from darkfigure.study.stage import Context

Made = TypeVar("Made")
Signature = tuple[tuple[str, int, int, int, int], ...]


@dataclass
class _Kept:
    lock: threading.RLock = field(default_factory=threading.RLock)
    signature: Signature | None = None
    made: Any = None


class Desk:
    """A study at work.

    Args:
        folder: the study.
        by: who judges here, and signs.
    """

    def __init__(self, folder: Path, *, by: Reviewer) -> None:
        self.folder, self.by = folder, by
        self.jobs = Jobs(folder)
        self.revealed: set[str] = set()
        self.lock = threading.RLock()
        self._kept: dict[str, _Kept] = {}

    def context(self) -> Context:
        """The study as its settings stand now.

        Raises:
            InputError: The folder or study.toml is at fault.
        """
        return self.prepared("context", [self.folder / "study.toml"], lambda: open_study(self.folder))

    def table(self, name: str) -> Path:
        """The file of a table."""
        return self.folder / "tables" / f"{name}.parquet"

    def rows(self) -> MentionRows:
        """The mentions, which several pages look into."""
        paths = [self.folder / "study.toml", self.table("mention")]
        return self.prepared("rows", paths, lambda: MentionRows(self.context()))

    def watched(self) -> list[Path]:
        """The files whose change means that a stage may stand elsewhere."""
        folder = self.folder
        tables = sorted((folder / "tables").glob("*.json")) + sorted((folder / "tables").glob("*.parquet"))
        judged = folder / "decisions" / "judgements.jsonl"
        return [folder / "study.toml", judged, *tables, folder / "results" / "estimate.json"]

    def warm(self) -> None:
        """Prepare, beside the first requests, what takes long in a large study."""
        threading.Thread(target=self._warm, daemon=True).start()

    def _warm(self) -> None:
        from darkfigure.web.evidence import tracing_of
        from darkfigure.web.reviewing import review_of
        from darkfigure.web.why import reasons_of

        for prepare in (review_of, tracing_of, reasons_of):
            with suppress(DarkfigureError):  # said on the page that needs it
                prepare(self)

    def prepared(self, name: str, paths: Iterable[Path], make: Callable[[], Made]) -> Made:
        """What `make` makes of these files, made again only when one of them is another than before."""
        with self.lock:
            kept = self._kept.setdefault(name, _Kept())
        with kept.lock:
            now = signature(paths)
            if kept.signature != now:
                kept.made = None
                kept.made = make()
                kept.signature = now
            made: Made = kept.made
            return made

    def is_prepared(self, name: str, paths: Iterable[Path]) -> bool:
        """Whether it is there without waiting."""
        kept = self._kept.get(name)
        return kept is not None and kept.signature == signature(paths)

    def forget(self, name: str) -> None:
        """Have it made anew when it is asked for next."""
        with self.lock:
            self._kept.pop(name, None)


def signature(paths: Iterable[Path]) -> Signature:
    """What tells a file from what it was; of one that is not there, nothing.

    Times alone do not: a clock may go backwards. But a table is written beside its place: a new one is another file.
    """
    found = []
    for path in paths:
        try:
            said = path.stat()
        except OSError:
            continue
        found.append((str(path), said.st_ino, said.st_mtime_ns, said.st_ctime_ns, said.st_size))
    return tuple(found)
