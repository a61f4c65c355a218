"""What a stage says when memory or the disk runs out under it, wherever in a library that happens."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from darkfigure.errors import InputError
from darkfigure.study.stage import Context

_MEMORY = ("out of memory", "failed to allocate", "cannot allocate memory", "bad_alloc")
_DISK = ("no space left", "disk quota exceeded", "file too large", "max_temp_directory_size")


@contextmanager
def shortage_explained(context: Context, *, stage: str) -> Iterator[None]:
    """Turn what libraries raise where memory or disk run out into what to do about it.

    Raises:
        InputError: Memory or disk ran out.
    """
    try:
        yield
    except MemoryError:
        raise _no_memory(context, stage) from None
    except Exception as error:
        said = str(error).lower()
        if _is_of_duckdb(error) or isinstance(error, OSError):
            if any(words in said for words in _DISK):
                raise InputError(
                    f"{context.folder}: the disk is full or the quota is used up at stage `{stage}`. Free some space "
                    "and run again: finished stages are kept."
                ) from error
            if any(words in said for words in _MEMORY):
                raise _no_memory(context, stage) from error
        raise


def _is_of_duckdb(error: Exception) -> bool:
    duckdb = sys.modules.get("duckdb")  # loaded only where it is used
    return duckdb is not None and isinstance(error, duckdb.Error)


def _no_memory(context: Context, stage: str) -> InputError:
    return InputError(
        f"{context.folder}: there was not enough memory for stage `{stage}`. Close other programs, or run where there "
        "is more; finished stages are kept."
    )
