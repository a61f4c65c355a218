"""WhatsApp's text exports, as phones of several languages write them."""

import datetime as dt
import hashlib
import zipfile
from io import BytesIO

import pytest
from export_desk import read

from darkfigure.collect.chats.whatsapp_lines import order_of

RLM = "\u200f"  # % below
DAYS = {
    "Android, British": "12/05/2014, 10:33 - Zorbek: hello\n13/05/2014, 22:33 - Zorbek: bye\n",
    "Android, American": "5/12/14, 10:33 AM - Zorbek: hello\n5/13/14, 10:33 PM - Zorbek: bye\n",
    "Android, new American": "5/12/14, 10:33\u202fAM - Zorbek: hello\n5/13/14, 10:33\u202fPM - Zorbek: bye\n",
    "Android, lower case": "12/5/2014, 10:33 am - Zorbek: hello\n13/5/2014, 10:33 p.m. - Zorbek: bye\n",
    "Android, Spanish": "12/5/14 10:33 a. m. - Zorbek: hello\n13/5/14 10:33 p.\u00a0m. - Zorbek: bye\n",
    "Android, Russian": "12.05.2014, 10:33 - Zorbek: hello\n13.05.2014, 22:33 - Zorbek: bye\n",
    "Android, Kazakh": "12.05.14, 10:33 - Zorbek: hello\n13.05.14, 22:33 - Zorbek: bye\n",
    "Android, Turkish": "12.05.2014 10:33 - Zorbek: hello\n13.05.2014 22:33 - Zorbek: bye\n",
    "Android, French": "12/05/2014 à 10:33 - Zorbek: hello\n13/05/2014 à 22:33 - Zorbek: bye\n",
    "Android, Arabic": "%12%/5%/2014, 10:33 ص - Zorbek: hello\n%13%/5%/2014, 10:33 م - Zorbek: bye\n",
    "Android, Arabic digits": "١٢%/٥%/٢٠١٤، ١٠:٣٣ ص - Zorbek: hello\n١٣%/٥%/٢٠١٤، ١٠:٣٣ م - Zorbek: bye\n",
    "Android, ISO": "2014-05-12, 10:33 - Zorbek: hello\n2014-05-13, 22:33 - Zorbek: bye\n",
    "iPhone, British": "[12/05/2014, 10:33:21] Zorbek: hello\n[13/05/2014, 22:33:21] Zorbek: bye\n",
    "iPhone, American": "[5/12/14, 10:33:21\u202fAM] Zorbek: hello\n\u200e[5/13/14, 10:33:21\u202fPM] Zorbek: bye\n",
    "iPhone, Russian": "[12.05.2014, 10:33:21] Zorbek: hello\r\n[13.05.2014, 22:33:21] Zorbek: bye\r\n",
    "iPhone, Turkish": "[12.05.2014 10:33:21] Zorbek: hello\n[13.05.2014 22:33:21] Zorbek: bye\n",
    "iPhone, Arabic": "[%12%/5%/2014، 10:33:21 ص] Zorbek: hello\n[%13%/5%/2014، 10:33:21 م] Zorbek: bye\n",
    "with a mark": "\ufeff12/05/2014, 10:33 - Zorbek: hello\n13/05/2014, 22:33 - Zorbek: bye\n",
}


@pytest.mark.parametrize("text", DAYS.values(), ids=DAYS.keys())
def test_days_of_many_phones(text):
    reading = read(text.replace("%", RLM).encode())
    assert reading.refused == []
    assert [(one.content, one.published, one.author) for one in reading.found] == [
        ("hello", dt.date(2014, 5, 12), "Zorbek"),
        ("bye", dt.date(2014, 5, 13), "Zorbek"),
    ]


@pytest.mark.parametrize(
    ("days", "order"),
    [
        (["05/06/2014", "07/06/2014", "01/07/2014"], "dmy"),  # the other way the third goes back
        (["06/05/2014", "06/07/2014", "07/01/2014"], "mdy"),
        (["05/06/2014", "05/06/2014"], None),
        (["05/06/2014", "06/07/2014"], None),
        (["05.06.2014"], "dmy"),
        (["2014/05/06"], "ymd"),
        (["13/05/2557"], None),  # of another calendar
    ],
)
def test_day_and_month_are_told_apart_or_not_at_all(days, order):
    assert order_of(f"{day}, 10:33 - Zorbek: x\n" for day in days) == order


def test_where_the_order_stays_open_messages_have_no_day():
    reading = read(b"05/06/2014, 10:33 - Zorbek: hello\n")
    assert [one.published for one in reading.found] == [None]
    assert reading.codes == ["date-order"]


def test_messages_of_several_lines_and_words_of_the_program():
    text = (
        "12.05.2014, 10:33 - Messages and calls are end-to-end encrypted.\n"
        "12.05.2014, 10:34 - Zorbek: first\n\nthird: line\n12 men\n"
        "13.05.2014, 10:35 - Ulkan Tor: \u200eThis message was deleted.\n"
        "13.05.2014, 10:36 - Ulkan Tor: changed \u200e<This message was edited>\n"
    )
    reading = read(text.encode())
    assert [(one.content, one.locator) for one in reading.found] == [
        ("first\n\nthird: line\n12 men", "line 2"),
        ("changed", "line 7"),
    ]


@pytest.mark.parametrize(
    "words",
    ["<Media omitted>", "<Без медиафайлов>", "<تم استبعاد الوسائط>", "<Médias omis>", "<Medya dahil edilmedi>",
     "\u200eimage omitted", "\u200evidéo absente", "<Медиа файлдарсыз>"],
)  # fmt: skip
def test_media_that_were_not_exported(words):
    reading = read(f"13.05.2014, 10:33 - Zorbek: {words}\n".encode())
    assert [(one.content, [each.name for each in one.media]) for one in reading.found] == [("", ["not in the export"])]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("13.05.2014, 10:33 - Z: IMG-20140513-WA0001.jpg (file attached)\ncaption\n", "IMG-20140513-WA0001.jpg"),
        ("13.05.2014, 10:33 - Z: \u200eIMG-20140513-WA0001.jpg (файл добавлен)\ncaption\n", "IMG-20140513-WA0001.jpg"),
        ("13.05.2014, 10:33 - Z: IMG-20140513-WA0001.jpg (الملف مرفق)\ncaption\n", "IMG-20140513-WA0001.jpg"),
        ("13.05.2014, 10:33 - Z: IMG-20140513-WA0001.jpg (fichier joint)\ncaption\n", "IMG-20140513-WA0001.jpg"),
        ("13.05.2014, 10:33 - Z: IMG-20140513-WA0001.jpg (dosya ekli)\ncaption\n", "IMG-20140513-WA0001.jpg"),
        ("[13/05/2014, 10:33:21] Z: \u200e<attached: 0001-PHOTO.jpg>\ncaption\n", "0001-PHOTO.jpg"),
        ("[13/05/2014, 10:33:21] Z: \u200e<прикреплено: 0001-PHOTO.jpg>\ncaption\n", "0001-PHOTO.jpg"),
    ],
)
def test_files_that_were_exported_are_kept(line, name):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("_chat.txt", line)
        archive.writestr(name, b"\xff\xd8\xff picture")
    (found,) = (reading := read(packed.getvalue())).found
    assert found.content == "caption"
    assert found.media[0].digest == hashlib.sha256(b"\xff\xd8\xff picture").hexdigest()
    assert found.media[0].kind == "picture"
    assert found.locator == "member _chat.txt, line 1"
    assert reading.refused == []


def test_what_somebody_writes_about_a_file_is_no_file():
    (found,) = read(b"13.05.2014, 10:33 - Z: map.jpg (see the north)\n").found
    assert (found.content, found.media) == ("map.jpg (see the north)", ())


@pytest.mark.parametrize(
    "text",
    ["On 12/05/2014, 10:33 - somebody said: no.\n", "12/05/2014 was a Monday.\n", "12.05.2014, 10:33 - x\n"],
)
def test_other_texts_are_not_taken_for_chats(text):
    assert [(one.author, one.content) for one in read(text.encode()).found] == [(None, text)]
