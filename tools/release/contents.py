"""What is in the wheel and in the source distribution: all that belongs there, and nothing else."""

import tarfile
import zipfile
from pathlib import Path

from steps import Failed, Step, run

_OF_THE_WHEEL = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}


def check_contents(step: Step) -> str:
    """Compare both with the files of the commit.

    Raises:
        Failed: A file is missing, or one is there that no commit holds.
    """
    kept = set(run("git", "ls-tree", "-r", "--name-only", "HEAD").split("\n")) - {""}
    faults = [*wheel_faults(step.wheel, kept), *sdist_faults(step.sdist, kept)]
    if faults:
        raise Failed("; ".join(faults))
    return f"{len(wheel_files(step.wheel))} files in the wheel, {len(sdist_files(step.sdist))} in the sdist, none else"


def wheel_faults(wheel: Path, kept: set[str]) -> list[str]:
    """What is wrong with the files of a wheel, given the files of the commit."""
    package = {name.removeprefix("src/") for name in kept if name.startswith("src/darkfigure/")}
    info = "-".join(wheel.name.split("-")[:2]) + ".dist-info"
    return _faults("the wheel", wheel_files(wheel), package | {f"{info}/{name}" for name in _OF_THE_WHEEL})


def sdist_faults(sdist: Path, kept: set[str]) -> list[str]:
    """What is wrong with the files of a source distribution, given the files of the commit."""
    return _faults("the sdist", sdist_files(sdist), kept | {"PKG-INFO"})


def wheel_files(wheel: Path) -> set[str]:
    """Names in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def sdist_files(sdist: Path) -> set[str]:
    """Names in a source distribution, below its own folder."""
    with tarfile.open(sdist) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def _faults(what: str, found: set[str], wanted: set[str]) -> list[str]:
    lost, strange = sorted(wanted - found), sorted(found - wanted)
    return [f"{what} lacks {name}" for name in lost] + [f"{what} holds {name}, which is not kept" for name in strange]
