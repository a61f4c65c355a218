"""What killed processes left: files and folders that stand in for whole ones until these are written."""

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

# `.NAME.PID-RANDOM.tmp`, as `atomic` makes them: no file of a user's is called so
_SCRATCH = re.compile(r"\.(?P<name>.+)\.(?P<pid>[0-9]+)-[a-z0-9_]{8}\.tmp")


def remove_leftovers(folder: Path, *, name: str | None = None) -> None:
    """Remove the temporary files and folders in a folder whose process was killed; what cannot be removed is left.

    Args:
        folder: where they stand; folders in it are not searched.
        name: only those that stand in for a file of this name; of any if None.

    Example:
        >>> left, other = Path(".table.parquet.99999999-abcdefgh.tmp"), Path(".table.parquet.tmp")
        >>> left.touch(), other.touch()
        (None, None)
        >>> remove_leftovers(Path("."))
        >>> left.exists(), other.exists()
        (False, True)
    """
    if os.name == "nt":  # there, signal 0 is not a question but an event
        return
    with suppress(OSError):
        for entry in os.scandir(folder):
            found = _SCRATCH.fullmatch(entry.name)
            if found is None or name not in (None, found["name"]) or is_alive(int(found["pid"])):
                continue
            with suppress(OSError):
                shutil.rmtree(entry.path) if entry.is_dir(follow_symlinks=False) else Path(entry.path).unlink()


def is_alive(pid: int) -> bool:
    """Whether a process of this machine has this number.

    Example:
        >>> is_alive(os.getpid())
        True
    """
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True
