"""One source of texts: its files kept as evidence, then read from the kept bytes, each by what it is."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from darkfigure.collect.archives.members import inside, shown
from darkfigure.collect.document_kinds import DocumentKind, kind_of
from darkfigure.collect.found import Blob, Found, Intake, Limits
from darkfigure.collect.locate import path_in_study
from darkfigure.collect.media_types import media_type_of
from darkfigure.collect.open import is_passed, open_intake, read_blob
from darkfigure.errors import SourceError
from darkfigure.records import Notice
from darkfigure.vault import Kept, Vault

_KEPT_TOGETHER = 256  # files
_MOST_REFUSALS = 50  # of a source, said one by one; the ledger has all


class TextCollector:
    """Reads the texts of a source and gathers what else there is to say: a row for each file, and notices.

    Args:
        source: The source's name, as the ledger shall say.
        study_folder: The folder to which paths are relative.
        vault: Where the bytes are kept.
        kind: What the files are, where study.toml says so.
        limits: What is read at most.
        progress: Told the bytes read so far and their total.
        recognise: Reads the text in a picture; without it pictures are passed over.
    """

    def __init__(  # noqa: PLR0913 - each stands alone
        self,
        *,
        source: str,
        study_folder: Path,
        vault: Vault,
        kind: DocumentKind | None = None,
        limits: Limits | None = None,
        progress: Callable[[int, int | None], None] | None = None,
        recognise: Callable[[bytes], str] | None = None,
    ) -> None:
        self.items: dict[str, dict[str, object]] = {}
        self._source, self._study, self._vault = source, study_folder, vault
        self._kind, self._limits, self._progress = kind, limits, progress
        self._recognise = recognise
        self._same: list[Notice] = []
        self._refused: list[Notice] = []
        self._refusals = 0
        self._read: set[str] = set()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What the reader must know, when all is read."""
        more = self._refusals - len(self._refused)
        rest = [
            Notice(code="refused", message=f"{self._source}: {more:,} more parts were left out; the ledger names them.")
        ]
        return (*self._same, *self._refused, *(rest if more else ()))

    def add_notice(self, notice: Notice) -> None:
        """Say something more of the source."""
        self._same.append(notice)

    def read(self, files: Sequence[Path]) -> Iterator[Found]:
        """The texts of the files, in order. Each file is kept first and read from the kept bytes.

        A file or a part that cannot be read is left out with a notice and a line in the ledger.

        Raises:
            SourceError: A file is missing; or none could be read.
            InputError: The disk is full, or a folder cannot be written to.
        """
        total, done = sum(file.stat().st_size for file in files), 0
        intake = open_intake(refuse=self.refuse, limits=self._limits, keep=self._keep_media, recognise=self._recognise)
        for file, where, kept in self._kept(files):
            if kept.digest in self.items:
                message = f"{where}: has the same bytes as {self.items[kept.digest]['path']} and is read once."
                self._same.append(Notice(code="same-bytes", message=message))
            else:
                intake.advance = self._advance(done, total)
                with self._vault.batch():  # of the media and refusals in it
                    yield from self._file(file, kept, where, intake)
            done += kept.size
            if self._progress is not None:
                self._progress(done, total)
        if files and not self._read and self._refused:
            raise SourceError(self._refused[0].message)

    def read_kept(self, blob: Blob, *, kind: DocumentKind, size: int, retrieved: dt.datetime) -> Iterator[Found]:
        """The texts in bytes that are kept already. What cannot be read is left out, as with files.

        Raises:
            InputError: The disk is full, or a folder cannot be written to.
        """
        self.items[blob.item] = _row(blob.item, blob.where, self._source, size=size, retrieved=retrieved)
        self.items[blob.item]["media_type"] = media_type_of(kind, self._vault.path_of(blob.item))
        intake = open_intake(refuse=self.refuse, limits=self._limits, keep=self._keep_media)
        try:
            yield from read_blob(blob, intake, kind=kind)
        except SourceError as error:
            self.refuse(blob.where, "unreadable", str(error).removeprefix(f"{blob.where}: "))

    def _kept(self, files: Sequence[Path]) -> Iterator[tuple[Path, str, Kept]]:
        """Keep files, some at a time, so that many small ones do not each wait for the disk; then give each."""
        for start in range(0, len(files), _KEPT_TOGETHER):
            kept = []
            with self._vault.batch():
                for file in files[start : start + _KEPT_TOGETHER]:
                    where = path_in_study(file, study_folder=self._study)
                    kept.append((file, where, self._vault.keep(file, source=self._source, origin_path=where)))
            yield from kept

    def _file(self, file: Path, kept: Kept, where: str, intake: Intake) -> Iterator[Found]:
        blob = Blob(item=kept.digest, where=where, name=file.name, path=kept.path, beside=beside_file(file))
        self.items[kept.digest] = _item(kept, where, self._source)
        try:
            kind = self._kind or kind_of(blob)
            self.items[kept.digest]["media_type"] = media_type_of(kind, kept.path)
            if is_passed(kind, intake):
                return
            for found in read_blob(blob, intake, kind=kind):
                self._read.add(kept.digest)
                yield found
        except SourceError as error:
            self.refuse(where, "unreadable", str(error).removeprefix(f"{where}: "))

    def refuse(self, where: str, code: str, message: str) -> None:
        """Leave a part out: a notice, and a line in the ledger."""
        self._vault.note("refused", source=self._source, path=where, code=code, reason=message)
        self.tell_refusal(where, message)

    @property
    def refusals(self) -> int:
        """How many parts were left out so far."""
        return self._refusals

    def tell_refusal(self, where: str, message: str) -> None:
        """A notice of a part that is left out, of which the ledger knows."""
        self._refusals += 1
        if len(self._refused) < _MOST_REFUSALS:
            self._refused.append(Notice(code="refused", message=f"{where}: {message}"))

    def _keep_media(self, blob: Blob, name: str, content: BinaryIO) -> str | None:
        place = f"{blob.where}, {shown(name)}"
        return self._vault.keep(
            content, source=self._source, origin_path=place, method="referenced-by", parent=blob.item
        ).digest

    def _advance(self, done: int, total: int) -> Callable[[Blob, int], None]:
        def advance(blob: Blob, position: int) -> None:
            if self._progress is not None and blob.depth == 0:
                self._progress(min(done + position, total), total)

        return advance


def beside_file(file: Path) -> Callable[[str], BinaryIO | None]:
    """Opens what lies in the folder of a file or below, and nothing outside it."""
    folder = file.parent

    def beside(name: str) -> BinaryIO | None:
        place = inside("", name)
        if place is None:
            return None
        found = folder / place
        try:
            if not found.is_file() or not found.resolve().is_relative_to(folder.resolve()):
                return None
            return found.open("rb")
        except OSError:
            return None

    return beside


def _item(kept: Kept, where: str, source: str) -> dict[str, object]:
    return _row(kept.digest, where, source, size=kept.size, retrieved=kept.first_kept)


def _row(item: str, where: str, source: str, *, size: int, retrieved: dt.datetime) -> dict[str, object]:
    return {
        "item": item,
        "source": source,
        "path": where,
        "media_type": "application/octet-stream",
        "size": size,
        "retrieved_at": retrieved.astimezone(dt.UTC).replace(tzinfo=None),
        "rows": 0,
    }
