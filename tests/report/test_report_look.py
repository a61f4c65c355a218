"""Contrast of the page's colours (WCAG 2.2, 1.4.3 and 1.4.11), in both schemes and in print."""

import re
from pathlib import Path

import pytest

from darkfigure.report import page, svg

CSS = (Path(page.__file__).parent / "templates" / "report.css").read_text(encoding="utf-8")
LIGHT, DARK, PRINT = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", block))
    for block in re.findall(r":root \{(.*?)\}", CSS, flags=re.DOTALL)
)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK, PRINT], ids=["light", "dark", "print"])
def test_text_and_marks_stand_out(scheme: dict[str, str]) -> None:
    for name in ("ink", "muted", "link", "estimate", "truth", "warn"):
        assert contrast(scheme[name], scheme["paper"]) >= 4.5, name
    for name in ("ink", "warn", "link"):
        assert contrast(scheme[name], scheme["warn-paper"]) >= 4.5, name
    for name in ("seen", "estimate", "truth"):
        assert contrast(scheme[name], scheme["paper"]) >= 3, name


def test_every_colour_of_a_drawing_has_a_partner_in_the_dark() -> None:
    for colour in (svg.INK, svg.MUTED, svg.LINE, svg.SEEN, svg.ESTIMATE, svg.UNSEEN, svg.TRUTH, svg.BAND):
        assert f'[fill="{colour}"]' in CSS
        assert f'[stroke="{colour}"]' in CSS
