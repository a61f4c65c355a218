"""The PDF: the words of the page in each language, Arabic joined, the same bytes each time, nothing from outside."""

import io
import re
import unicodedata
from dataclasses import replace
from functools import cache

import numpy as np
import pypdfium2
import pytest
import typst
from PIL import Image
from test_report_languages import content

from darkfigure.report import render_pdf, write_pdf
from darkfigure.report.pdf import FONTS, render_pictures
from darkfigure.report.wording import LANGUAGES, say

# Words of several pages: the first, tables, the last. Without lam-alif and vowel signs, which readers of PDFs reorder.
KEYS = (
    "page.kind",
    "overview.what-not",
    "overlaps.heading",
    "methods.heading",
    "how.interval-heading",
    "again.seed",
)
LATIN_ONLY = re.compile("[^\\W\\d_]+")


@cache
def pdf(language):
    return render_pdf(content(language))


def words(text):
    """Words of letters, without signs that say nothing of the letters."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return {word for word in LATIN_ONLY.findall(unicodedata.normalize("NFC", bare)) if not re.search("ل[اأإآ]", word)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_the_page_can_be_copied_out(language):
    document = pypdfium2.PdfDocument(pdf(language))
    found = words("\n".join(page.get_textpage().get_text_range() for page in document))
    wanted = words(" ".join(say(key, language) for key in KEYS))
    assert len(wanted) > 8
    assert wanted <= found, wanted - found


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_drawn(language):
    pictures = [
        np.asarray(Image.open(io.BytesIO(one)).convert("L")) for one in render_pictures(content(language), ppi=40)
    ]
    assert len(pictures) == len(pypdfium2.PdfDocument(pdf(language))) > 3
    assert all((picture < 128).mean() > 0.001 for picture in pictures)
    # the text of a page starts where the language does
    inked = np.flatnonzero((pictures[-1][: pictures[-1].shape[0] // 3] < 160).any(axis=0))
    left, right = inked[0], pictures[-1].shape[1] - inked[-1]
    assert min(left, right) > 10


def test_the_same_content_gives_the_same_bytes():
    assert render_pdf(content("ar")) == pdf("ar")


def test_it_carries_title_language_and_the_date_of_the_run():
    document = pypdfium2.PdfDocument(pdf("kk"))
    said = document.get_metadata_dict()
    assert said["Title"] == "X"
    assert said["CreationDate"].startswith("D:20261124")
    assert b"/Lang (kk" in pdf("kk") or b"/Lang(kk" in pdf("kk")


def line(text, *, family="Noto Naskh Arabic"):
    """The width of a line of text in our fonts, in pixels."""
    source = f'#set page(width: auto, height: auto, margin: 0pt)\n#set text(font: "{family}", lang: "ar")\n#"{text}"'
    made = typst.compile(source.encode(), font_paths=[str(FONTS)], ignore_system_fonts=True, format="png", ppi=300)
    return Image.open(io.BytesIO(made)).width


def test_arabic_letters_are_joined():
    joined, apart = "تقدير حجم جماعة", "\u200c".join("تقدير حجم جماعة")
    assert line(joined) < 0.9 * line(apart)


def codes(font):
    """The characters that a font has glyphs for: its table `cmap`, in format 4."""
    tables = {
        font[at : at + 4]: int.from_bytes(font[at + 8 : at + 12])
        for at in range(12, 12 + 16 * int.from_bytes(font[4:6]), 16)
    }
    cmap = tables[b"cmap"]
    places = [
        cmap + int.from_bytes(font[at + 4 : at + 8])
        for at in range(cmap + 4, cmap + 4 + 8 * int.from_bytes(font[cmap + 2 : cmap + 4]), 8)
    ]
    (place,) = {at for at in places if font[at : at + 2] == b"\x00\x04"}
    many = int.from_bytes(font[place + 6 : place + 8]) // 2
    ends, starts = (np.frombuffer(font, ">u2", many, place + 14 + gap) for gap in (0, 2 * many + 2))
    return {code for first, last in zip(starts.tolist(), ends.tolist(), strict=True) for code in range(first, last + 1)}


def test_every_letter_of_the_catalogues_has_a_glyph():
    from darkfigure.report.wording import catalogue

    letters = {c for said in catalogue().values() for message in said.values() for c in str(message) if not c.isspace()}
    for weight in ("Regular", "Bold"):
        held = {code for path in FONTS.glob(f"*-{weight}.ttf") for code in codes(path.read_bytes())}
        assert {c for c in letters if ord(c) not in held} <= {"→"}  # which the fonts that Typst brings have


def test_hostile_text_is_set_as_text(tmp_path):
    import report_samples

    path = tmp_path / "report.pdf"
    write_pdf(report_samples.hostile(), path)
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path))
    assert "alert(" in text
    assert "cmd()" in text


def test_numbers_by_month_and_figures_of_the_press_are_set_too():
    from test_report_claims import TEXTS, compare
    from test_report_flows import DOCUMENT

    made = render_pdf(replace(content("fr"), flows=DOCUMENT, claims=compare(TEXTS)))
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made))
    assert say("flows.title", "fr") in text
    assert "Asie centrale" in text
