"""What a stage says when memory or the disk runs out under it, wherever in a library that happens."""

from collections.abc import Iterator
from contextlib import contextmanager

from darkfigure.errors import InputError
from darkfigure.store.shortage import shortage_of
from darkfigure.study.stage import Context


@contextmanager
def shortage_explained(context: Context, *, stage: str) -> Iterator[None]:
    """Turn what libraries raise where memory or disk run out into what to do about it.

    Raises:
        InputError: Memory or disk ran out.
    """
    try:
        yield
    except Exception as error:
        lacking = shortage_of(error)
        if lacking is None:
            raise
        if lacking == "disk":
            raise InputError(
                f"{context.folder}: the disk is full or the quota is used up at stage `{stage}`. Free some space and "
                "run again: finished stages are kept."
            ) from error
        raise InputError(
            f"{context.folder}: there was not enough memory for stage `{stage}`. Close other programs, or run where "
            "there is more; finished stages are kept."
        ) from error
