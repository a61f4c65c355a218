"""Mail, saved pages, office documents and books."""

import datetime as dt
import hashlib
import io
import zipfile
from email.message import EmailMessage

import pytest
from export_desk import read

from darkfigure.collect.found import Limits
from darkfigure.errors import SourceError

PICTURE = b"\xff\xd8\xff picture"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def letter(text="Two men left.", *, html=None, attached=(), **headers):
    message = EmailMessage()
    said = {"From": "Zorbek <z@a.example>", "To": "u@a.example", "Subject": "Ұлы хабар",
            "Date": "Mon, 12 May 2014 23:30:00 +0300"} | headers  # fmt: skip
    for name, value in said.items():
        message[name] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, maintype, subtype, data in attached:
        message.add_attachment(data, maintype=maintype, subtype=subtype, filename=name)
    return message.as_bytes()


def zipped(members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def document(body, core=""):
    members = {"word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'}
    if core:
        members["docProps/core.xml"] = core
    return zipped(members)


def test_a_letter():
    (found,) = read(letter("Екі адам кетті.\r\n")).found
    assert found.content == "Екі адам кетті.\n"
    assert (found.title, found.author) == ("Ұлы хабар", "Zorbek <z@a.example>")
    assert found.published == dt.datetime(2014, 5, 12, 20, 30, tzinfo=dt.UTC)


def test_headers_that_stand_in_utf_8_as_they_are():
    data = "From: Зорбек <z@a.example>\nSubject: Ұлы хабар\nDate: Mon, 12 May 2014 23:30:00 +0300\n\nЕкі адам.\n"
    (found,) = read(data.encode()).found
    assert (found.title, found.author, found.content) == ("Ұлы хабар", "Зорбек <z@a.example>", "Екі адам.\n")


def test_attachments_are_read_or_linked():
    page = b"<html><body><p>Attached.</p></body></html>"
    data = letter(attached=[("p.jpg", "image", "jpeg", PICTURE), ("a.html", "text", "html", page)])
    reading = read(data)
    body, attached = reading.found
    assert [(one.name, one.kind, one.digest) for one in body.media] == [
        ("p.jpg", "picture", hashlib.sha256(PICTURE).hexdigest())
    ]
    assert (attached.content, attached.media_type) == (page, "text/html")
    assert attached.locator.startswith("attachment ")


def test_a_letter_that_is_only_a_page():
    message = EmailMessage()
    message["From"], message["Date"] = "z@a.example", "Mon, 12 May 2014 23:30:00 -0000"
    message.set_content("<p>Екі</p>", subtype="html", charset="utf-8")
    (found,) = read(message.as_bytes()).found
    assert (found.media_type, found.charset) == ("text/html", "utf-8")
    assert found.content.decode().strip() == "<p>Екі</p>"
    assert found.published == dt.date(2014, 5, 12)  # no zone is said


def test_a_mailbox():
    quoted = letter("Dear all,\n\n>From the north they came.\n")
    box = b"".join(b"From z@a.example Mon May 12 23:30:00 2014\n" + one + b"\n\n" for one in (letter(), quoted))
    reading = read(box)
    assert [one.locator for one in reading.found] == ["message 1", "message 2"]
    assert "\nFrom the north" in reading.found[1].content
    assert reading.refused == []


def test_a_message_that_is_too_large_is_left_out_of_its_mailbox():
    start = b"From z@a.example Mon May 12 23:30:00 2014\n"
    box = start + letter("x" * 70 + "\n" * 60_000) + b"\n\n" + start + letter() + b"\n"
    reading = read(box, limits=Limits(largest_part=50_000))
    assert (reading.codes, [one.locator for one in reading.found]) == (["too-large"], ["message 2"])


def test_a_saved_page():
    data = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.example/page\r\nSubject: The page\r\n"
        b"Date: Mon, 12 May 2014 20:30:00 -0000\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="----b"\r\n\r\n'
        b"------b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        b"Content-Location: https://a.example/page\r\n\r\n<p>a =3D b</p>\r\n"
        b"------b\r\nContent-Type: text/css\r\n\r\np { }\r\n------b--\r\n"
    )
    (found,) = read(data).found
    assert (found.content.strip(), found.url, found.title) == (b"<p>a = b</p>", "https://a.example/page", "The page")


def test_a_word_document():
    core = (
        '<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:t="t"><dc:title>List</dc:title><dc:creator>Z</dc:creator>'
        "<t:created>2014-05-12T00:00:00Z</t:created></cp:coreProperties>"
    )
    body = (
        "<w:p><w:r><w:t>Two </w:t><w:t>men</w:t><w:tab/><w:t>left.</w:t></w:r></w:p><w:p/>"
        "<w:p><w:del><w:r><w:t>gone</w:t></w:r></w:del><w:r><w:t>Last.</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    (found,) = read(document(body, core)).found
    assert found.content == "Two men\tleft.\n\nLast.\n\ncell"
    assert (found.title, found.author, found.metadata["created"]) == ("List", "Z", "2014-05-12T00:00:00Z")
    assert found.published is None  # when a file was made is not when it was published


LAUGHS = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (document("<w:p/>"), "holds no text"),
        (zipped({"word/document.xml": LAUGHS + f'<w:document xmlns:w="{WORD}"/>'}), "XML entities"),
        (zipped({"word/document.xml": "<w:document"}), "damaged"),
        (zipped({"word/document.xml": bytes(60_000_000)}), "200 times"),
    ],
    ids=["empty", "entities", "damaged", "bomb"],
)
def test_documents_that_cannot_be_read_are_refused(data, words):
    with pytest.raises(SourceError, match=words):
        read(data)


def test_a_book():
    members = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<c xmlns="c"><rootfiles><rootfile full-path="OPS/b.opf"/></rootfiles></c>',
        "OPS/b.opf": (
            '<package xmlns="p" xmlns:dc="d"><metadata><dc:title>Book</dc:title><dc:creator>Z</dc:creator>'
            "<dc:date>2014-05-12</dc:date></metadata><manifest>"
            '<item id="two" href="c/2.xhtml" media-type="application/xhtml+xml"/>'
            '<item id="one" href="c/1.xhtml" media-type="application/xhtml+xml"/>'
            '<item id="gone" href="c/3.xhtml" media-type="application/xhtml+xml"/>'
            '<item id="css" href="x.css" media-type="text/css"/></manifest>'
            '<spine><itemref idref="one"/><itemref idref="two"/><itemref idref="gone"/></spine></package>'
        ),
        "OPS/c/1.xhtml": "<html>one</html>",
        "OPS/c/2.xhtml": "<html>two</html>",
    }
    reading = read(zipped(members))
    assert [(one.locator, one.content) for one in reading.found] == [
        ("member OPS/c/1.xhtml", b"<html>one</html>"),
        ("member OPS/c/2.xhtml", b"<html>two</html>"),
    ]
    first = reading.found[0]
    assert (first.title, first.author, first.published) == ("Book", "Z", dt.date(2014, 5, 12))
    assert [where for where, _, _ in reading.refused] == ["here, member OPS/c/3.xhtml"]
