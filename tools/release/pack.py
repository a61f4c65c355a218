"""Wheel and source distribution of the last commit, twice, to the same bytes.

The build runs apart from everything that is installed, with the build backend that is locked, over the files of the
commit alone: what lies around in the work tree cannot get in. The time of the commit is the time of every file, and
two builds in two folders must come to the same bytes, so anybody can build the same from the same commit.
"""

import hashlib
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path
from subprocess import run as run_bytes

from steps import ROOT, Failed, Step, beside_python, run


def pack(step: Step) -> str:
    """Build, compare, and leave both with their digests in dist/.

    Raises:
        Failed: Two builds differ, or the tree has no commit.
    """
    commit = run("git", "rev-parse", "HEAD").strip()
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        places = (Path(one), Path(other))
        first, second = (build(commit_tree(commit, place / "tree"), place / "dist") for place in places)
        differ = sorted({name for name, _ in first.items() ^ second.items()})
        if differ:
            raise Failed(f"two builds of commit {commit[:12]} differ in {', '.join(differ)}")
    step.dist.mkdir(exist_ok=True)
    for old in (*step.dist.glob("darkfigure-*"), *step.dist.glob("SHA256SUMS")):
        old.unlink()
    for name, content in first.items():
        (step.dist / name).write_bytes(content)
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(first.items()))
    (step.dist / "SHA256SUMS").write_text(sums, encoding="utf-8")
    return f"{', '.join(sorted(first))} of commit {commit[:12]}, twice the same\n{sums}".rstrip()


def commit_tree(commit: str, to: Path) -> Path:
    """The files of a commit, and no others."""
    archive = run_bytes(["git", "archive", "--format=tar", commit], cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=BytesIO(archive)) as files:
        files.extractall(to, filter="data")
    return to


def build(tree: Path, to: Path) -> dict[str, bytes]:
    """Name to bytes of what is built from a tree: the source distribution, and the wheel out of it."""
    time = run("git", "log", "-1", "--format=%ct").strip()
    constraints = ("--build-constraints", tree / "requirements.lock", "--require-hashes")
    run(
        beside_python("uv"), "build", "--quiet", *constraints, "--out-dir", to, tree,
        environment={"SOURCE_DATE_EPOCH": time},
    )  # fmt: skip
    return {path.name: path.read_bytes() for path in sorted(to.iterdir()) if path.name.startswith("darkfigure-")}
