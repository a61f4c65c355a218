"""WhatsApp's text export (`_chat.txt`, `WhatsApp Chat with ....txt`): one Found a message."""

import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from darkfigure.collect.chats.whatsapp_lines import MARKS, Line, Order, date_of, order_of, parse_line
from darkfigure.collect.found import Blob, Found, Intake, MediaReference
from darkfigure.collect.media_names import media_kind

# Words that stand for a file that was not exported, without marks and brackets, in lower case.
_OMITTED = {
    "media omitted", "image omitted", "video omitted", "audio omitted", "sticker omitted", "gif omitted",
    "document omitted", "contact card omitted", "video note omitted",
    "без медиафайлов", "медиафайл пропущен", "изображение отсутствует", "изображение пропущено", "видео отсутствует",
    "видео пропущено", "аудиофайл отсутствует", "аудио пропущено", "стикер не включен", "документ пропущен",
    "تم استبعاد الوسائط", "تم حذف الوسائط", "تم استبعاد الصورة", "تم استبعاد الفيديو",
    "صورة غير مدرجة", "فيديو غير مدرج",
    "médias omis", "image absente", "vidéo absente", "audio omis", "document omis", "sticker omis",
    "medya dahil edilmedi", "görüntü dahil edilmedi", "video dahil edilmedi", "ses dahil edilmedi",
    "belge dahil edilmedi", "çıkartma dahil edilmedi",
    "медиа файлдарсыз", "медиафайл жоқ", "медиа қосылмаған", "сурет қосылмаған", "бейне қосылмаған",
}  # fmt: skip
_IN_ANGLES = re.compile(rf"[{MARKS}]*<([^<>]{{3,40}})>[{MARKS}]*")
_NAMED = r"[^\\/:*?\"<>|\r\n]{1,120}\.[A-Za-z0-9]{2,5}"
# `IMG-20140512-WA0003.jpg (file attached)`, in whatever language the phone speaks
_ATTACHED = re.compile(rf"[{MARKS}]*({_NAMED}) \([^()\n]{{3,40}}\)[{MARKS}]*(?:\r?\n|$)")
_BY_PROGRAM = re.compile(r"(?:IMG|VID|AUD|PTT|DOC|STK)-\d{8}-WA\d{4}")
# `<attached: 00000012-PHOTO-2014-05-12-10-33-21.jpg>`
_ATTACHED_APPLE = re.compile(rf"[{MARKS}]*<[^<>:\n]{{2,40}}: ({_NAMED})>[{MARKS}]*(?:\r?\n|$)")
_EDITED = re.compile(rf"[{MARKS}]+<[^<>\n]{{5,60}}>\s*$")
_LINE = re.compile(r"\r?\n")
_LONGEST = 1_000_000  # characters of a message


def read_whatsapp(blob: Blob, intake: Intake) -> Iterator[Found]:
    """The messages of an export, without those of the program itself.

    The export tells day and time as the phone of whoever exported it shows them, without a zone: the day is taken.
    Where day and month cannot be told apart in the whole file, days are left out and one refusal says so.
    """
    with blob.open() as file:
        order = order_of(_lines(file))
    if order is None:
        intake.refuse(
            blob.where,
            "date-order",
            "day and month of its dates cannot be told apart; its messages are read without dates.",
        )
    with blob.open() as file:
        for number, line, body in _messages(file, blob, intake):
            found = _found(blob, intake, number, line, body, order)
            if found is not None:
                yield found


def _lines(file: BinaryIO) -> Iterator[str]:
    with io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="\n") as text:
        yield from text


def _messages(file: BinaryIO, blob: Blob, intake: Intake) -> Iterator[tuple[int, Line, str]]:
    """Each message with the number of its first line, that line, and its whole body."""
    first: tuple[int, Line] | None = None
    body: list[str] = []
    size = 0
    for number, line in enumerate(_lines(file), start=1):
        started = parse_line(line)
        if started is None:
            size += len(line)
            if first is not None and size <= _LONGEST:
                body.append(line)
            continue
        if first is not None:
            yield (*first, "".join(body))
        first, body, size = (number, started), [started.body], len(line)
        if number % 1000 == 0:
            intake.advance(blob, file.tell())
    if first is not None:
        yield (*first, "".join(body))


def _found(blob: Blob, intake: Intake, number: int, line: Line, body: str, order: Order | None) -> Found | None:
    if line.author is None:
        return None  # the program says that somebody came, went or changed something
    text = _EDITED.sub("", body.rstrip("\r\n"))
    media: tuple[MediaReference, ...] = ()
    marked = text.startswith("\u200e")
    attached = _ATTACHED_APPLE.match(text) or _ATTACHED.match(text)
    if attached is not None and (attached.re is _ATTACHED_APPLE or marked or _is_file(attached[1], intake, blob)):
        media = (intake.refer(blob, attached[1], media_kind(attached[1])),)
        text = text[attached.end() :]
    elif _is_omitted(text):
        media, text = (MediaReference(name="not in the export"),), ""
    elif marked:
        return None  # Apple's way to mark the words of the program
    text = text.strip(MARKS + " \r\n")
    if not text and not media:
        return None
    return Found(
        item=blob.item,
        locator=f"{blob.prefix}line {number}",
        where=f"{blob.where}, line {number}",
        media_type="text/plain",
        content=text,
        published=date_of(line.day, order) if order is not None else None,
        author=line.author,
        media=media,
        metadata={"time": line.time},
    )


def _is_file(name: str, intake: Intake, blob: Blob) -> bool:
    """Whether a name with words in brackets behind it is a file, not what somebody wrote."""
    return _BY_PROGRAM.match(name) is not None or intake.has(blob, name)


def _is_omitted(text: str) -> bool:
    angled = _IN_ANGLES.fullmatch(text)
    words = (angled[1] if angled else text).strip(MARKS + " .").lower()
    return words in _OMITTED
