"""A target of fuzzing: a reader of outside bytes, what it may raise, and how long one input may take."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).with_name("corpus")


@dataclass(frozen=True, kw_only=True)
class Target:
    """A reader by its name.

    `read` takes any bytes. It returns where they are read and where they are refused by an error of the project, and
    raises where anything else happens. `longest`: bytes of an input at most. `seconds`: of processor time that one
    input may take on a slow machine.
    """

    name: str
    read: Callable[[bytes], None]
    longest: int = 8_192
    seconds: float = 10.0

    def seeds(self) -> list[Path]:
        """The inputs that are kept: samples, and what once was a finding."""
        return sorted(path for path in (CORPUS / self.name).glob("*") if path.is_file())


@contextmanager
def as_file(data: bytes, *, name: str = "file") -> Iterator[Path]:
    """The bytes as a file in a folder of its own; in memory where the system has such a folder."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder below it is made for its owner alone
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        yield path


def cut(data: bytes, pieces: int) -> list[str]:
    """The bytes as so many texts, cut at the byte 0xFF, which stands in no UTF-8."""
    parts = data.split(b"\xff", pieces - 1)
    return [part.decode(errors="replace") for part in (*parts, *[b""] * pieces)][:pieces]
