import pytest
from text_desk import found, page

from darkfigure.errors import SourceError
from darkfigure.extract.text import read_text
from darkfigure.extract.text.decoding import decode_page

RUSSIAN = (
    "<html><p>Не менее семидесяти граждан страны уехали воевать, сообщил вчера представитель ведомства.</p></html>"
)
ARABIC = "<html><p>غادر أربعون شخصا البلاد ولم يعودوا إليها حتى الآن كما قالت السلطات</p></html>"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_the_encoding_is_found_without_being_said(codec):
    assert decode_page(RUSSIAN.encode(codec), where="a.html")[0] == RUSSIAN


def test_what_the_server_says_comes_before_what_the_page_says():
    told = '<meta charset="windows-1251">' + ARABIC
    assert decode_page(told.encode("cp1256"), where="a.html", charset="windows-1256")[0] == told


def test_the_page_says_its_encoding():
    told = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1256">' + ARABIC
    assert decode_page(told.encode("cp1256"), where="a.html")[0] == told


def test_utf_8_is_seen_whatever_is_said():
    told = '<meta charset="iso-8859-1">' + RUSSIAN
    assert decode_page(told.encode(), where="a.html", charset="latin1")[0] == told


def test_latin_1_means_windows_1252_as_in_browsers():
    told = '<meta charset="iso-8859-1"><p>It was “said” – twice.</p>'
    assert decode_page(told.encode("cp1252"), where="a.html")[0] == told


@pytest.mark.parametrize("label", ["utf-16", "no-such-code", "utf-7"])
def test_a_label_that_cannot_be_true_is_passed_over(label):
    told = f'<meta charset="{label}">' + RUSSIAN
    assert decode_page(told.encode("cp1251"), where="a.html")[0] == told


def test_a_cut_page_in_utf_8_keeps_the_rest():
    data = ('<meta charset="utf-8">' + RUSSIAN * 20).encode()
    text, flags = decode_page(data[:-100].rstrip(b"\xd0") + b"\xd0", where="a.html")
    assert flags == ("bad-bytes",)
    assert text.startswith('<meta charset="utf-8">' + RUSSIAN)


def test_a_page_that_says_utf_8_and_is_windows_1252_is_seen_through():
    told = '<meta charset="utf-8"><p>Le préfet a été informé, dit-il à Besançon.</p>'
    assert decode_page(told.encode("cp1252"), where="a.html") == (told, ("encoding-detected",))


def test_one_bad_byte_in_english_costs_a_letter():
    data = b'<meta charset="utf-8"><p>Forty men l\x98ft.</p>'
    assert decode_page(data, where="a.html")[1] == ("bad-bytes",)


def test_bytes_that_read_as_nothing_are_refused():
    with pytest.raises(SourceError, match=r"a\.html"):
        read_text(found(page("<p>Forty</p>") + bytes(range(128, 256)) * 50))
