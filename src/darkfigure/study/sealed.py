"""Whether a study is sealed: names and texts encrypted, while counts can still be run."""

from pathlib import Path

from darkfigure.errors import InputError
from darkfigure.study.stage import Context
from darkfigure.vault.index import Index
from darkfigure.vault.ledger import Entry, read_ledger

TABLES = "study"
"""The source that sealed tables have in the ledger."""

NEED_NAMES = ("collect", "extract", "link", "flows", "claims")
"""The stages that read what is sealed."""


def sealed_entries(folder: Path) -> dict[str, Entry]:
    """The ledger's lines about what is sealed now, by digest of the bytes before; nothing is read where nothing is."""
    return Index(read_ledger(folder)).sealed if (folder / "sealed").is_dir() else {}


def is_sealed(context: Context) -> bool:
    """Whether tables of the study are sealed."""
    return any(entry.source == TABLES for entry in sealed_entries(context.vault).values())


def refuse_sealed(context: Context, stage: str, why: str) -> None:
    """Stop a stage that needs what is sealed.

    Raises:
        InputError: Always.
    """
    raise InputError(
        f"{context.folder}: this study is sealed, and stage `{stage}` needs the names ({why}). "
        f"`darkfigure unseal {context.folder} --identity FILE` opens it."
    )
