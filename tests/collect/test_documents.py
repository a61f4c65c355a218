import time

import pytest

from darkfigure.collect.loose import read_bytes, read_loose
from darkfigure.collect.markup import strip_markup
from darkfigure.errors import SourceError


def pdf(text):
    """A PDF of one page with one line."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, o) for n, o in enumerate(objects, start=1))
    return body + b"trailer << /Root 1 0 R /Size 7 >>\n%%EOF\n"


def only(data):
    (found,) = read_bytes(data, where="here", refuse=lambda *_: None)
    return found


def test_a_pdf_gives_its_text(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf("Some 40 fighters left."))
    (found,) = read_loose(path, refuse=lambda *_: None)
    assert found.content == "Some 40 fighters left."
    assert found.media_type == "application/pdf"
    assert only(path.read_bytes()).content == found.content


def locked(data):
    """The same PDF, as a program writes it that asks for a password."""
    how = b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (b"11" * 32, b"22" * 32)
    body, end = data.split(b"trailer << ")
    return body + b"9 0 obj\n" + how + b"\nendobj\ntrailer << /Encrypt 9 0 R /ID [<33> <33>] " + end


@pytest.mark.parametrize("data", [b"%PDF-1.4\nbroken", pdf(""), locked(pdf("Some 40 fighters left."))])
def test_a_damaged_pdf_a_locked_one_and_one_without_text_are_refused(data):
    with pytest.raises(SourceError, match=r"^here: .*PDF"):
        only(data)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_the_encoding_is_found(codec):
    text = "Не менее семидесяти граждан Казахстана уехали воевать, сообщил вчера представитель ведомства."
    assert only(text.encode(codec)).content == text


def test_a_page_is_handed_over_as_it_is():
    page = '<html><head><meta charset="windows-1256"></head><body><p>غادر أربعون شخصا البلاد</p></body></html>'
    found = only(page.encode("cp1256"))
    assert (found.media_type, found.content) == ("text/html", page.encode("cp1256"))


def test_the_article_is_taken_and_what_surrounds_it_is_not():
    page = (
        "<html><head><title>Headline</title></head><body><nav>900 fighters</nav><article><h1>Headline</h1><p>"
        + "Forty men left. " * 20
        + "</p></article><footer>30 fighters</footer></body></html>"
    )
    text = strip_markup(page)
    assert text.startswith("Headline\n\nForty men left.")
    assert "fighters" not in text


@pytest.mark.parametrize("piece", ["<", "<div>", "<script>", "<!--", "</", "<a href='", "&amp", "<p><b>", "<nav>"])
def test_broken_markup_costs_no_more_than_its_length(piece):
    start = time.process_time()
    strip_markup(piece * 100_000)
    assert time.process_time() - start < 5
