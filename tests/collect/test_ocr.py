import io

import pytest
from PIL import Image, ImageDraw, ImageFont

from darkfigure.collect import ocr
from darkfigure.collect.found import Blob, Limits
from darkfigure.collect.ocr import HOW_TO_SWITCH_ON, Tesseract, find_tesseract
from darkfigure.collect.open import open_intake, read_blob
from darkfigure.errors import SourceError
from darkfigure.extract.text import read_text

installed = pytest.mark.skipif(
    find_tesseract() is None, reason="tesseract is not installed: `make tesseract` installs it where it can"
)


def picture(text, *, lines=3):
    """A grey picture (PNM) of some lines, drawn with the font that Pillow brings."""
    image = Image.new("L", (1400, 80 + 70 * lines), 255)
    pen = ImageDraw.Draw(image)
    for line in range(lines):
        pen.text((40, 40 + 70 * line), text, fill=0, font=ImageFont.load_default(size=40))
    return b"P5 %d %d 255\n" % image.size + image.tobytes()


@installed
def test_a_picture_of_text_gives_the_text():
    assert find_tesseract().read(picture("Forty fighters left the town in May.")).split("\n")[0] == (
        "Forty fighters left the town in May."
    )


@installed
@pytest.mark.parametrize("data", [b"", b"no picture", b"P5 100000 100000 255\n", b"\x89PNG\r\n\x1a\n" + b"\0" * 99])
def test_what_is_no_picture_gives_nothing(data):
    assert find_tesseract().read(data) == ""


def test_a_program_that_hangs_is_stopped(tmp_path, monkeypatch):
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\nexec sleep 30\n")
    program.chmod(0o755)
    monkeypatch.setattr(ocr, "_SECONDS", 0.2)
    assert Tesseract(program=str(program), languages=frozenset({"eng"})).read(b"P5 1 1 255\n\0") == ""


@pytest.mark.parametrize(
    ("script", "languages", "asked"),
    [
        ("Script: Cyrillic\\nScript confidence: 9.1", {"osd", "eng", "rus", "ara"}, "rus+eng"),
        ("Script: Arabic\\nScript confidence: 3.0", {"osd", "eng", "rus", "ara", "fas"}, "ara+fas+eng"),
        ("Script: Cyrillic\\nScript confidence: 0.4", {"osd", "eng", "rus", "ara"}, "ara+rus+eng"),
        ("Script: Han\\nScript confidence: 9.0", {"osd", "eng", "rus", "ara"}, "ara+rus+eng"),
        ("", {"osd", "eng", "rus"}, "rus+eng"),
        ("", {"deu"}, "eng"),
    ],
)
def test_the_languages_follow_from_the_script_and_from_what_is_installed(tmp_path, script, languages, asked):
    program = tmp_path / "tesseract"
    program.write_text(f'#!/bin/sh\n[ "$6" = 0 ] && printf "{script}\\n" || echo "$4"\n')
    program.chmod(0o755)
    assert Tesseract(program=str(program), languages=frozenset(languages)).read(b"P5 1 1 255\n\0") == asked


def test_none_is_found_where_none_is_installed(monkeypatch):
    monkeypatch.setenv("PATH", "")
    find_tesseract.cache_clear()
    assert find_tesseract() is None
    find_tesseract.cache_clear()


def scanned(*pages):
    """A PDF of which each page is a grey picture."""
    objects, kids = [b"<< /Type /Catalog /Pages 2 0 R >>", b""], []
    for page in pages:
        magic, rest = page.split(b"\n", 1)
        width, height = map(int, magic.split()[1:3])
        n = len(objects) + 1
        kids.append(b"%d 0 R" % n)
        stream = b"q 595 0 0 %d 0 %d cm /I Do Q" % (595 * height // width, 700 - 595 * height // width)
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /XObject << /I %d 0 R >> >> >>" % (n + 1, n + 2),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
            b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 "
            b"/Length %d >>\nstream\n%s\nendstream" % (width, height, len(rest), rest),
        ]
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, o) for n, o in enumerate(objects, start=1))
    return body + b"trailer << /Root 1 0 R /Size %d >>\n%%%%EOF\n" % (len(objects) + 1)


def read(data, *, recognise, limits=None):
    refused = []
    intake = open_intake(refuse=lambda *said: refused.append(said), recognise=recognise, limits=limits)
    return list(read_blob(Blob(item="i", where="here", name="x", data=data), intake)), refused


def drawn(text, kind):
    file = io.BytesIO()
    Image.open(io.BytesIO(picture(text))).save(file, kind)
    return file.getvalue()


@installed
def test_a_scanned_pdf_is_read_page_by_page():
    data = scanned(picture("Forty fighters left the town."), picture("Twelve came back."))
    (found,), refused = read(data, recognise=find_tesseract().read)
    assert "Forty fighters left the town." in found.content
    assert "Twelve came back." in found.content
    assert found.metadata == {"recognised_pages": [1, 2]}
    assert read_text(found).flags == ("ocr",)
    assert refused == []


def test_without_the_setting_it_is_said_how_to_switch_on():
    with pytest.raises(SourceError, match="they are pictures") as error:
        read(scanned(picture("Forty")), recognise=None)
    assert HOW_TO_SWITCH_ON in str(error.value)
    assert read(drawn("Forty", "PNG"), recognise=None) == ([], [])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_is_handed_over_in_grey(kind):
    seen = []
    (found,), _ = read(drawn("Forty", kind), recognise=lambda grey: seen.append(grey) or "Forty men left.")
    assert found.content == "Forty men left."
    assert seen[0].startswith(b"P5 1400 290 255\n")


def test_what_is_no_sound_picture_is_left_out():
    heard = read(drawn("Forty", "PNG"), recognise=lambda _: "x", limits=Limits(most_pixels=100_000))
    assert heard == ([], [("here", "too-large", "the picture has 1,400 x 290 pixels.")])
    assert read(drawn("Forty", "PNG")[:2000], recognise=lambda _: "x")[1][0][1] == "damaged"
    assert read(b"ID3" + bytes(99), recognise=lambda _: "x") == ([], [])
    assert read(drawn("", "PNG"), recognise=lambda _: "") == ([], [])
