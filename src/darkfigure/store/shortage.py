"""Whether an error says that memory or the disk ran out, whichever library says it."""

import sys
from typing import Literal

_MEMORY = (
    "out of memory",
    "failed to allocate",
    "cannot allocate memory",
    "bad_alloc",
    "failed to launch worker thread",
    "can't start new thread",
)
_DISK = ("no space left", "disk quota exceeded", "file too large", "max_temp_directory_size")


def shortage_of(error: BaseException) -> Literal["memory", "disk"] | None:
    """What ran out; None where nothing did.

    Example:
        >>> shortage_of(MemoryError())
        'memory'
    """
    if isinstance(error, MemoryError):
        return "memory"
    ours = isinstance(error, OSError | RuntimeError)
    if not (ours or _is_of(error, "duckdb", "Error") or _is_of(error, "pyarrow", "ArrowException")):
        return None
    said = str(error).lower()
    if any(words in said for words in _DISK):
        return "disk"
    return "memory" if any(words in said for words in _MEMORY) else None


def _is_of(error: BaseException, library: str, name: str) -> bool:
    module = sys.modules.get(library)  # loaded only where it is used
    return module is not None and isinstance(error, getattr(module, name))
