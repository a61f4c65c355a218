"""Whether a source is a table or texts: as study.toml says, else as the content of its files does."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Literal

from darkfigure.collect.document_kinds import OF_TEXTS, DocumentKind, kind_of
from darkfigure.collect.found import Blob
from darkfigure.errors import SourceError

_LOOKED_AT = 500  # files of a source
_TABLES = {".csv", ".tsv"}


def holds_texts(kind: str | None, files: Iterable[Path]) -> bool:
    """Whether the files of a source are read as texts.

    Without `kind`, they are if one of the first files is a page, a document, an archive, a chat or another export.
    Plain text is taken for a table, as a list may look like it.

    Raises:
        SourceError: Some files are texts and others tables, and `kind` does not say what is meant.
    """
    if kind is not None:
        return kind != "table"
    text = table = None
    for file in islice(files, _LOOKED_AT):
        found = _kind(file)
        if found in OF_TEXTS:
            text = text or file
        elif found == "table" or (found == "text" and file.suffix.lower() in _TABLES):
            table = table or file
        if text and table:
            raise SourceError(
                f"{table} is a table, and {text} beside it is not. Make them two sources; or say what is meant: "
                '`kind = "text"` leaves the tables out, `kind = "table"` reads nothing else.'
            )
    return text is not None


def forced_kind(kind: str | None) -> DocumentKind | None:
    """What study.toml says each file is, where it says more than that it holds texts."""
    forced: dict[str | None, Literal["gdelt", "acled", "ftm", "feed"]] = {
        "gdelt": "gdelt",
        "acled": "acled",
        "ftm": "ftm",
        "feed": "feed",
    }
    return forced.get(kind)


def _kind(file: Path) -> DocumentKind:
    try:
        return kind_of(Blob(item="", where=str(file), name=file.name, path=file))
    except (SourceError, OSError):
        return "unknown"  # whoever reads it says what is wrong
