"""Whether a source is a table or texts: as study.toml says, else as the content of its files does."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Literal

from darkfigure.collect.document_kinds import OF_TEXTS, DocumentKind, kind_of
from darkfigure.collect.found import Blob
from darkfigure.errors import SourceError

_LOOKED_AT = 500  # files of a source


def holds_texts(kind: str | None, files: Iterable[Path]) -> bool:
    """Whether the files of a source are read as texts.

    Without `kind`, they are if one of the first files is a page, a document, an archive, a chat or another export.
    Plain text is taken for a table, as a list may look like it.
    """
    if kind is not None:
        return kind != "table"
    return any(_is_text(file) for file in islice(files, _LOOKED_AT))


def forced_kind(kind: str | None) -> DocumentKind | None:
    """What study.toml says each file is, where it says more than that it holds texts."""
    forced: dict[str | None, Literal["gdelt", "acled", "ftm"]] = {"gdelt": "gdelt", "acled": "acled", "ftm": "ftm"}
    return forced.get(kind)


def _is_text(file: Path) -> bool:
    try:
        return kind_of(Blob(item="", where=str(file), name=file.name, path=file)) in OF_TEXTS
    except (SourceError, OSError):
        return False  # whoever reads it says what is wrong
