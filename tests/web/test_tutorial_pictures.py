"""The pictures of the desk in the tutorial: that they are there, and, when asked for, how they are made.

darkfigure demo /tmp/demo
DARKFIGURE_DEMO=/tmp/demo python -m pytest tests/web/test_tutorial_pictures.py
"""

import io
import os
import re
import shutil
from pathlib import Path

import pytest
from desk_server import serving
from PIL import Image

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial"
PICTURES = TUTORIAL / "desk"
MOST = 200_000  # bytes of all together
DEMO = os.environ.get("DARKFIGURE_DEMO")


def test_each_picture_of_the_tutorial_is_there_and_all_are_small():
    named = set(re.findall(r"\]\(desk/([\w-]+\.webp)\)", (TUTORIAL / "first-count.md").read_text(encoding="utf-8")))
    there = {path.name for path in PICTURES.iterdir()}
    assert named == there
    assert len(named) >= 3
    assert sum((PICTURES / name).stat().st_size for name in named) < MOST
    for name in named:
        with Image.open(PICTURES / name) as picture:
            assert picture.width == 1280


@pytest.mark.skipif(DEMO is None, reason="pictures of the tutorial are made when DARKFIGURE_DEMO names a demo")
def test_the_pictures_are_made(chromium, tmp_path):
    folder = shutil.copytree(DEMO, tmp_path / "study")
    PICTURES.mkdir(exist_ok=True)
    with serving(folder) as (_, address, base):
        context = chromium.new_context(viewport={"width": 1280, "height": 800}, color_scheme="light")
        page = context.new_page()

        def take(name, height):
            page.mouse.move(0, 0)
            page.wait_for_load_state("networkidle")
            raw = page.screenshot(clip={"x": 0, "y": 0, "width": 1280, "height": height})
            Image.open(io.BytesIO(raw)).convert("RGB").save(PICTURES / f"{name}.webp", quality=72, method=6)

        page.goto(address)
        take("study", 740)
        page.goto(f"{base}/review")
        page.keyboard.press("n")
        page.get_by_text("Hide names").wait_for()
        take("review", 800)
        page.keyboard.press("2")
        page.get_by_text("1 judged").wait_for()
        page.keyboard.press("w")
        page.get_by_text("What each component adds").wait_for()
        take("why", 760)
        page.goto(f"{base}/cell?cell=origin%3DKZ")
        page.locator("tr", has_text="posts").nth(2).locator("a.code").click()
        page.get_by_text("verified now").last.wait_for()
        take("evidence", 560)
        context.close()
