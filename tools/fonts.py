"""Make the fonts of the PDF: `python tools/fonts.py FOLDER` with the fonts of these packages somewhere in it.

fontpkg-noto-sans (PyPI, a variable font) and @embedpdf/fonts-arabic (npm, Noto Naskh Arabic), both of the Noto project
under the SIL Open Font Licence. Each becomes a regular and a bold font of the characters that the report's languages
use. Noto Sans Arabic would not do: it draws letters and dots apart, and text copied from a PDF then has letters twice.
Needs fonttools, which nothing else does.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

TARGET = Path(__file__).parent.parent / "src/darkfigure/report/fonts"
# Latin with the letters of Turkish, Vietnamese aside; Cyrillic with those of Central Asia; signs, arrows
WESTERN = [(0x20, 0x24F), (0x2B0, 0x36F), (0x370, 0x3FF), (0x400, 0x52F), (0x1E00, 0x1E9F), (0x2000, 0x206F),
           (0x20A0, 0x20BF), (0x2100, 0x2193), (0x2200, 0x2265), (0xFFFD, 0xFFFD)]  # fmt: skip
ARABIC = [(0x20, 0x7E), (0xA0, 0xBF), (0x600, 0x6FF), (0x750, 0x77F), (0x200B, 0x206F), (0xFD3E, 0xFD3F)]


def main() -> None:
    folder = Path(sys.argv[1])
    TARGET.mkdir(exist_ok=True)
    (sans,) = folder.rglob("NotoSans[[]*.ttf")
    for weight, style in ((400, "Regular"), (700, "Bold")):
        font = instantiateVariableFont(TTFont(sans), {"wght": weight, "wdth": 100}, updateFontNames=True)
        _save(font, WESTERN, f"NotoSans-{style}.ttf")
        (naskh,) = folder.rglob(f"NotoNaskhArabic-{style}.ttf")
        _save(TTFont(naskh), ARABIC, f"NotoNaskhArabic-{style}.ttf")


def _save(font: TTFont, spans: list[tuple[int, int]], name: str) -> None:
    subsetter = Subsetter(Options(layout_features=["*"], notdef_outline=True, name_IDs=["*"], hinting=False))
    subsetter.populate(unicodes=[code for first, last in spans for code in range(first, last + 1)])
    subsetter.subset(font)
    font.save(TARGET / name)
    print(name, f"{(TARGET / name).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
