"""What a stage is: named inputs with their digests, outputs, and the work that leads from one to the other."""

import hashlib
import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

from darkfigure.engine import Engine, Engines
from darkfigure.records import Notice
from darkfigure.settings import Settings, SourceSettings
from darkfigure.vault import Vault


@dataclass(frozen=True, kw_only=True)
class Event:
    """Progress of a stage: `done` of `total` units; total is None where it is not known.

    Example:
        >>> Event(stage="link", what="compare", done=1, total=4).done
        1
    """

    stage: str
    what: str
    done: int
    total: int | None


Listener = Callable[[Event], None]

Fetching = Literal["missing", "anew", "nothing"]
"""Which live addresses are asked: those of which nothing is kept, all of them, or none."""


@dataclass(frozen=True, kw_only=True)
class Context:
    """Where a study lies and what it says; `engines`: where its work is done.

    All engines come to the same tables, so that none makes a stage out of date. `fetch`: which live addresses
    are asked, see `Fetching`.
    """

    folder: Path
    settings: Settings
    engines: Engines = field(default_factory=Engines)
    fetch: Fetching = "missing"

    @property
    def tables(self) -> Path:
        """Parquet files, facts and run records of the stages."""
        return self.folder / "tables"

    @property
    def results(self) -> Path:
        """What a person reads."""
        return self.folder / "results"

    @property
    def vault(self) -> Path:
        """Evidence."""
        return self.folder / "vault"

    def engine(self, *, memory_limit: str | None = None) -> AbstractContextManager[Engine]:
        """Where the work of a stage is done, for one block; DuckDB here spills beyond `memory_limit`, e.g. "4GB"."""
        return self.engines.open(memory_limit=memory_limit, temp=self.tables / ".spill")

    def open_vault(self) -> Vault:
        """The evidence, as the settings say who keeps it."""
        evidence = self.settings.evidence
        return Vault(self.vault, who=evidence.who, machine=evidence.machine)

    def table(self, name: str) -> Path:
        """The file of a table, e.g. `mention`."""
        return self.tables / f"{name}.parquet"

    def part(self, name: str, source: SourceSettings) -> Path:
        """The file of a source's part of a table, e.g. of `record`."""
        return self.tables / name / f"{part_of(source)}.parquet"


def part_of(source: SourceSettings) -> str:
    """A file name for a source: readable, and different for different names."""
    readable = re.sub(r"[^\w-]+", "-", source.name).strip("-")[:40] or "source"
    return f"{readable}-{hashlib.sha256(source.name.encode()).hexdigest()[:8]}"


class Outcome(NamedTuple):
    """What a stage has to say: facts by name (ready for JSON), and notices."""

    facts: Mapping[str, Any]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One stage of a study, or the part of a stage that one source makes up.

    `name`: as in `run --only`. `part`: the source, or "". `settings`: what of study.toml matters, ready for JSON.
    `inputs`: names and digests of the files the outcome depends on. `outputs`: the files the work leaves. `work`: does
    it, telling the listener how far it is. `fetches`: its inputs are what its work itself fetched and kept, so that
    they are noted when it is done.
    """

    name: str
    part: str
    settings: Callable[[Context], Any]
    inputs: Callable[[Context], dict[str, str]]
    outputs: Callable[[Context], tuple[Path, ...]]
    work: Callable[[Context, Listener], Outcome]
    fetches: bool = False

    @property
    def key(self) -> str:
        """The name of the run record."""
        return f"{self.name}.{self.part}" if self.part else self.name
