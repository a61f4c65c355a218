"""One run at a time on a study."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from darkfigure.errors import InputError
from darkfigure.store import explained


@contextmanager
def only_run(tables: Path) -> Iterator[None]:
    """Hold the study's lock; the system frees it when the process ends, however it ends.

    Raises:
        InputError: Another run holds it, or the folder cannot be written to.
    """
    import fcntl

    with explained(tables):
        tables.mkdir(parents=True, exist_ok=True)
        file = (tables / ".lock").open("a")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(
                f"{tables.parent}: another run is at work on this study. Wait for it to end, or stop it; "
                "what it has finished is kept."
            ) from None
        yield
