"""What a text that was found says: its main text, title, language, and the days on which it can have been published."""

from collections.abc import Iterable, Iterator

from darkfigure.collect.found import Found
from darkfigure.collect.texts import TextCollector
from darkfigure.errors import SourceError
from darkfigure.extract.text import TextReading, read_text

# Places in a file that have a name of their own; a message or a row has not.
_NAMED = ("", "member ", "unpacked", "attachment ")


def read_found(found: Found) -> TextReading:
    """Read a text that was found. The name of its file may hold its day, where it is all of the file.

    Raises:
        SourceError: It is larger than 50 MB, or a page in no encoding that can be told.
    """
    last = found.locator.rpartition(", ")[2]
    whole = not last or last.startswith(_NAMED[1:])
    return read_text(found, name=found.where.rpartition("/")[2] if whole else None)


def read_all(collector: TextCollector, texts: Iterable[Found]) -> Iterator[tuple[Found, TextReading | None]]:
    """Texts with what they say; None for what holds no text of its own, such as a row for a person.

    A text that cannot be read is left out like any part that cannot.

    Raises:
        SourceError: None of the files can be read.
        InputError: The disk is full, or a folder cannot be written to.
    """
    for found in texts:
        if not found.content and not found.media:
            yield found, None
            continue
        try:
            reading = read_found(found)
        except SourceError as error:
            collector.refuse(found.where, "unreadable", str(error).removeprefix(f"{found.where}: "))
            continue
        yield found, reading
