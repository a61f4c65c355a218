"""What every step of a release gets, and how it says that it could not be done."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "dist"


class Failed(Exception):  # noqa: N818 - it reads as the sentence it is printed in
    """What is to be released is at fault."""


class NotDone(Exception):  # noqa: N818 - the same
    """The step cannot be done on this machine; nothing is known of what is to be released."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """Where what was built lies, and what was asked for."""

    dist: Path
    pythons: tuple[str, ...] = ()
    full_demo: bool = True

    @property
    def wheel(self) -> Path:
        """The wheel that was packed."""
        return self._only("*.whl")

    @property
    def sdist(self) -> Path:
        """The source distribution that was packed."""
        return self._only("*.tar.gz")

    def _only(self, pattern: str) -> Path:
        found = sorted(self.dist.glob(pattern))
        if len(found) != 1:
            raise Failed(f"{self.dist} holds {len(found)} of {pattern}, and one is needed; run `make wheel`")
        return found[0]


def run(
    *command: str | Path,
    at: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    good: Sequence[int] = (0,),
) -> str:
    """What the command prints, both streams.

    Raises:
        Failed: It ended otherwise than with an exit status that is good.
    """
    done = subprocess.run(
        [str(word) for word in command],
        cwd=at,
        env=os.environ | (environment or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode not in good:
        last = "\n".join(done.stdout.splitlines()[-30:])
        raise Failed(f"`{' '.join(map(str, command))}` ended with exit status {done.returncode}:\n{last}")
    return done.stdout


def beside_python(name: str) -> Path:
    """A command that is installed in the environment that runs this.

    Raises:
        NotDone: It is not installed there.
    """
    path = Path(sys.executable).parent / name
    if not path.exists():
        raise NotDone(f"{name} is not installed beside {sys.executable}; `make release` makes an environment with it")
    return path
