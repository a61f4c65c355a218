"""The wheel and the sdist hold what they should, and come to the same bytes wherever they are built."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile

import pytest
from release_tools import ROOT

import contents  # isort: skip - found through release_tools

pytestmark = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="which files belong in is known by git alone")


def kept():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return {name for name in listed.split("\0") if name and (ROOT / name).exists()}


def build(to, *, when):
    """Both, of the files as they are now, in a tree whose files all have another time."""
    tree = to / "tree"
    for name in kept():
        copy = tree / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, copy)
        os.utime(copy, (when, when))
    environment = os.environ | {"SOURCE_DATE_EPOCH": "1700000000"}
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", to / "dist"],
                   cwd=tree, env=environment, capture_output=True, check=True)  # fmt: skip
    return {path.suffix: path for path in (to / "dist").iterdir()}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return build(tmp_path_factory.mktemp("one"), when=1_600_000_000)


def test_two_builds_are_the_same_to_the_byte(built, tmp_path):
    again = build(tmp_path, when=1_650_000_000)
    assert built.keys() == again.keys() == {".whl", ".gz"}
    assert all(built[kind].read_bytes() == again[kind].read_bytes() for kind in built)


def test_the_wheel_holds_the_package_and_nothing_else(built):
    assert contents.wheel_faults(built[".whl"], kept()) == []
    assert {"darkfigure/py.typed", "darkfigure/records.py"} <= contents.wheel_files(built[".whl"])


def test_the_sdist_holds_every_kept_file(built):
    assert contents.sdist_faults(built[".gz"], kept()) == []
    tops = {name.split("/")[0] for name in contents.sdist_files(built[".gz"])}
    assert {"src", "tests", "benchmarks", "docs", "tools", "Makefile", "requirements.lock"} <= tops


def test_what_is_lost_or_strange_is_named(tmp_path):
    wheel = tmp_path / "darkfigure-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"):
            archive.writestr(f"darkfigure-1.dist-info/{name}", "")
        archive.writestr("darkfigure/__pycache__/kernel.nbi", "")
    assert contents.wheel_faults(wheel, {"src/darkfigure/records.py", "README.md"}) == [
        "the wheel lacks darkfigure/records.py",
        "the wheel holds darkfigure/__pycache__/kernel.nbi, which is not kept",
    ]
    sdist = tmp_path / "darkfigure-1.tar.gz"
    with tarfile.open(sdist, "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("darkfigure-1/PKG-INFO"))
    assert contents.sdist_faults(sdist, {"README.md"}) == ["the sdist lacks README.md"]
