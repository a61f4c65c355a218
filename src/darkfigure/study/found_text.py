"""What a text that was found says: its main text, title, language, and the days on which it can have been published."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from darkfigure.collect.found import Found
from darkfigure.collect.texts import TextCollector
from darkfigure.engine import Engine
from darkfigure.errors import SourceError
from darkfigure.extract.text import TextReading, read_text

T = TypeVar("T")

_TEXTS, _SIZE = 64, 1_000_000  # texts of a task at most; characters or bytes from which it takes no more
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


def read_all(
    collector: TextCollector, texts: Iterable[Found], understand: Callable[[TextReading], T], *, engine: Engine
) -> Iterator[tuple[Found, TextReading | None, T | None]]:
    """Texts with what they say; None for what holds no text of its own, such as a row for a person.

    A text that cannot be read is left out like any part that cannot.

    Args:
        collector: hears of what is left out.
        texts: in their order.
        understand: what is made of what a text says.
        engine: where texts are read and understood, some a task.

    Raises:
        SourceError: None of the files can be read.
        InputError: The disk is full, or a folder cannot be written to.
    """
    waiting: deque[Found] = deque()  # until it is known what they say
    for reading, understood in engine.map_tasks(_read_some, understand, _tasks(texts, waiting, engine=engine)):
        found = waiting.popleft()
        if isinstance(reading, str):
            collector.refuse(found.where, "unreadable", reading)
        else:
            yield found, reading, understood


def _tasks(texts: Iterable[Found], waiting: deque[Found], *, engine: Engine) -> Iterator[list[Found]]:
    """Some texts a task; one where nothing is gained by more."""
    some: list[Found] = []
    size = 0
    for found in texts:
        waiting.append(found)
        some.append(found)
        size += len(found.content)
        if engine.workers == 1 or len(some) == _TEXTS or size >= _SIZE:
            yield some
            some, size = [], 0
    if some:
        yield some


def _read_some(
    understand: Callable[[TextReading], T], texts: list[Found]
) -> Iterator[tuple[TextReading | str | None, T | None]]:
    """What each text says, and what is made of it; why in words where it cannot be read."""
    for found in texts:
        if not found.content and not found.media:
            yield None, None
            continue
        try:
            reading = read_found(found)
        except SourceError as error:
            yield str(error).removeprefix(f"{found.where}: "), None
            continue
        yield reading, understand(reading)
