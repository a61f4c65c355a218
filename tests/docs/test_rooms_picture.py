"""The picture of the rooms is that of the code, the page names every room in the order that is checked, once each."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tools"))

import rooms_picture  # noqa: E402 - a tool, found beside the tests

PAGE = (ROOT / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")
LAYERS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"][0][
    "layers"
]


def test_the_picture_is_how_the_code_imports():
    check = subprocess.run(
        [sys.executable, ROOT / "tools" / "rooms_picture.py", "--check"], capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stderr


def test_every_room_is_drawn_once():
    drawn = re.findall(r'<text class="name"[^>]*>(\w+)</text>', rooms_picture.PICTURE.read_text(encoding="utf-8"))
    assert sorted(drawn) == sorted(LAYERS)


def test_the_page_has_the_rooms_in_the_order_that_is_checked():
    table = PAGE.split("\n|---", 1)[1].split("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, flags=re.MULTILINE) == LAYERS[::-1]


def test_a_room_stands_above_what_it_imports():
    house = {"roof": {"wall", "floor"}, "wall": {"floor"}, "floor": frozenset()}
    assert rooms_picture.floors(house) == [["floor"], ["wall"], ["roof"]]
    assert rooms_picture.ways(house) == [("roof", "wall"), ("wall", "floor")]
    with pytest.raises(ValueError, match="roof"):
        rooms_picture.floors({"roof": {"wall"}, "wall": {"roof"}})
