"""Standard output and standard error, made so that no letter of any script can stop a command."""

import codecs
import io
import os
import sys
from pathlib import Path

_ERRORS = "darkfigure.escape"


def prepare_streams() -> None:
    """Write letters that the terminal's encoding lacks as escapes, which JSON reads; give a closed stream a place.

    Python writes in the encoding of the locale, which is not always UTF-8 (an old server, a pipe on Windows). A
    stream that the caller closed is None in Python.
    """
    codecs.register_error(_ERRORS, _escape)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open until the end
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_ERRORS)


def _escape(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2)), error.end
