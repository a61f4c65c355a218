"""What of a study goes into an export, and under which names."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from darkfigure.study.crate.emptied import emptied_table
from darkfigure.study.crate.layout import BYTES
from darkfigure.study.stage import Context
from darkfigure.study.stages import stages_of

TYPES = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".toml": "application/toml",
}
# Names in the vault's own folder that are handed on: never a key, a lock, or what is on its way in.
_VAULT = ("ledger.jsonl", "ledger.head.json", "checkpoints.jsonl", "checkpoints.head.json")


@dataclass(frozen=True, kw_only=True)
class Part:
    """One file of an export: its name in it, where its bytes stand, and what it is, in words."""

    name: str
    path: Path
    about: str

    @property
    def media_type(self) -> str:
        """As its name says; evidence has no ending."""
        return TYPES.get(Path(self.name).suffix, "application/octet-stream")


def contents(context: Context, *, evidence: bool, names: bool, scratch: Path) -> list[Part]:
    """The files of an export, in the order of their names.

    Args:
        context: the study, all of whose stages are up to date.
        evidence: with the preserved bytes.
        names: with what is personal in tables; otherwise those columns are emptied.
        scratch: a folder for emptied tables.
    """
    found = [Part(name="study.toml", path=context.folder / "study.toml", about="settings of the study")]
    found += _tables(context, names=names, scratch=scratch)
    found += _below(context, "results", "result")
    found += _below(context, "decisions", "what people judged, signed")
    found += [
        Part(name=f"vault/{name}", path=context.vault / name, about="ledger of the evidence")
        for name in _VAULT
        if (context.vault / name).is_file()
    ]
    found += _below(context, "vault/timestamps", "for or from who stamps checkpoints")
    if evidence:
        found += _below(context, BYTES, "evidence, named by its SHA-256")
        found += _below(context, "vault/sealed", "evidence, encrypted")
    return sorted(found, key=lambda part: part.name)


def _tables(context: Context, *, names: bool, scratch: Path) -> Iterator[Part]:
    for stage in stages_of(context):
        for path in stage.outputs(context):
            if path.is_relative_to(context.tables) and path.is_file():
                yield _table(context, path, names=names, scratch=scratch)
        for ending, about in (("facts", "what a stage counted"), ("run", "from what a stage made what")):
            path = context.tables / f"{stage.key}.{ending}.json"
            yield Part(name=_name(context, path), path=path, about=about)


def _table(context: Context, path: Path, *, names: bool, scratch: Path) -> Part:
    table = path.relative_to(context.tables).with_suffix("").parts[0]
    about = f"table {table}"
    if not names:
        emptied = emptied_table(path, table, keep=context.settings.estimate.strata, scratch=scratch)
        if emptied is not None:
            return Part(name=_name(context, path), path=emptied, about=f"{about}; what is personal is emptied")
    return Part(name=_name(context, path), path=path, about=about)


def _below(context: Context, folder: str, about: str) -> Iterator[Part]:
    for path in (context.folder / folder).rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(context.folder).parts)
        if path.is_file() and not hidden:
            yield Part(name=_name(context, path), path=path, about=about)


def _name(context: Context, path: Path) -> str:
    return path.relative_to(context.folder).as_posix()
