"""One run at a time on a study, and who is at it."""

import errno
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path

from darkfigure.errors import InputError
from darkfigure.parsing import parse_json
from darkfigure.store import explained
from darkfigure.store.leftovers import is_alive
from darkfigure.study.leftovers import clear_study

_NO_LOCKS = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}


@dataclass(frozen=True, kw_only=True)
class Holder:
    """The process that is at work on a study: its number, its machine, and since when (UTC, to the second)."""

    pid: int
    host: str
    since: str

    @property
    def words(self) -> str:
        """As messages name it."""
        return f"process {self.pid} on {self.host}, since {self.since}"


@contextmanager
def only_run(tables: Path) -> Iterator[None]:
    """Hold the study's lock; the system frees it when the process ends, however it ends.

    `tables/.lock` says who holds it. What a dead process of this machine left there is taken over. What a process of
    another machine left there is not: not every network folder passes locks on, so that it may still be at work.
    What broken work left in the study is removed first.

    Raises:
        InputError: Another run holds it, or the folder cannot be written to.
    """
    path = tables / ".lock"
    with explained(path):
        tables.mkdir(parents=True, exist_ok=True)
        file = path.open("ab+", buffering=0)  # nothing must wait that could fail when the file is closed
    with file:
        _take(file, path)
        with explained(path):
            _say(file, json.dumps(asdict(_ourselves())).encode())
        clear_study(tables.parent)
        try:
            yield
        finally:
            with suppress(OSError):  # what was done is done, and the next run takes this over
                _say(file, b"")


def holder(tables: Path) -> Holder | None:
    """Who the lock of a study names; None where nobody is at work, or it does not say."""
    try:
        return Holder(**parse_json((tables / ".lock").read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _take(file: FileIO, path: Path) -> None:
    """Lock the file, or say who has."""
    try:
        import fcntl
    except ImportError:  # Windows: who is named there, and alive, is all that can be told
        free = False
    else:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            free = True
        except BlockingIOError:
            raise _busy(path, holder(path.parent)) from None
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
            free = False
    there = holder(path.parent)
    if there is None:
        return
    if there.host != socket.gethostname():
        raise InputError(
            f"{path.parent.parent}: {there.words}, is at work on this study, or was stopped there without a word; it "
            f"cannot be seen from this machine. If it is at work no more, remove {path} and run again."
        )
    if not free and there.pid != os.getpid() and is_alive(there.pid):
        raise _busy(path, there)


def _busy(path: Path, there: Holder | None) -> InputError:
    who = f" ({there.words})" if there is not None else ""
    return InputError(
        f"{path.parent.parent}: another run is at work on this study{who}. Wait for it to end, or stop it; what it has "
        "finished is kept."
    )


def _ourselves() -> Holder:
    since = datetime.now(UTC).replace(microsecond=0)
    return Holder(pid=os.getpid(), host=socket.gethostname(), since=since.isoformat())


def _say(file: FileIO, text: bytes) -> None:
    file.truncate(0)
    file.write(text)
