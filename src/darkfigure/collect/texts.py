"""One source of texts: its files kept as evidence, then each read from the kept bytes as one document."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date
from pathlib import Path

from darkfigure.collect.documents import read_document
from darkfigure.collect.locate import find_files, path_in_study
from darkfigure.collect.published import published_date
from darkfigure.errors import SourceError
from darkfigure.records import Notice
from darkfigure.settings import SourceSettings
from darkfigure.vault import Kept, Vault

_HEAD = 65_536


@dataclass(frozen=True, kw_only=True)
class TextDocument:
    """A text file of a source. `item` is the digest of its bytes; `published`: by page or file name."""

    item: str
    path: str
    text: str
    published: date | None
    media_type: str
    size: int
    retrieved_at: object


def collect_texts(
    source: SourceSettings,
    *,
    study_folder: Path,
    vault: Vault,
    notices: list[Notice],
    progress: Callable[[int, int | None], None] | None = None,
) -> Iterator[TextDocument]:
    """Keep every file of a source in the vault and read its text from there, one document a file.

    Args:
        source: One `[[source]]` of kind "text".
        study_folder: The folder to which paths are relative.
        vault: Where the bytes are kept.
        notices: Gathers what the reader must know.
        progress: Told the bytes read so far and their total.

    Raises:
        SourceError: A file is missing, empty, damaged, or no text. The message names it.
        InputError: The disk is full, or a folder cannot be written to.
    """
    files = find_files(source.path, study_folder=study_folder, source=source.name)
    total, done = sum(file.stat().st_size for file in files), 0
    seen: dict[str, str] = {}
    for file in files:
        where = path_in_study(file, study_folder=study_folder)
        kept = vault.keep(file, source=source.name, origin_path=where)
        if kept.digest in seen:
            notices.append(
                Notice(
                    code="same-bytes", message=f"{where}: has the same bytes as {seen[kept.digest]} and is read once."
                )
            )
            continue
        seen[kept.digest] = where
        yield _document(kept, where)
        done += kept.size
        if progress is not None:
            progress(done, total)


def _document(kept: Kept, where: str) -> TextDocument:
    try:
        text = read_document(kept.path)
    except SourceError as error:
        raise SourceError(str(error).replace(str(kept.path), where)) from None
    with kept.path.open("rb") as file:
        head = file.read(_HEAD)
    return TextDocument(
        item=kept.digest,
        path=where,
        text=text,
        published=published_date(kept.path, name=Path(where).name),
        media_type=_media_type(head),
        size=kept.size,
        retrieved_at=kept.first_kept.astimezone(UTC).replace(tzinfo=None),
    )


def _media_type(head: bytes) -> str:
    if head.startswith(b"%PDF"):
        return "application/pdf"
    return "text/html" if b"<html" in head[:4096].lower() or b"<!doctype" in head[:4096].lower() else "text/plain"
