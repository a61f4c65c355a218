"""Whatever is done to the bytes of an export, it is read, refused, or read in part: never anything else."""

import bz2
import gzip
import json
import lzma
import random

import pytest
from export_desk import read
from test_archives import packed, tarred
from test_collections import ENTITIES, EVENTS, VIDEO, gkg
from test_documents import pdf
from test_mail_and_office import document, letter
from test_telegram import CHAT, all_chats
from test_whatsapp import DAYS
from test_x_archive import FILES

from darkfigure.collect.found import Limits
from darkfigure.errors import SourceError

PAGE = "<html><body><p>Two men \u202eleft.</p><script>x</script></body></html>".encode()
CHAT_TEXT = (DAYS["Android, Russian"] * 9).encode()
SAMPLES = {
    "telegram": json.dumps(CHAT, indent=1).encode(),
    "telegram, all": json.dumps(all_chats(CHAT)).encode(),
    "whatsapp": CHAT_TEXT,
    "x": FILES["data/tweets.js"],
    "video": json.dumps(VIDEO | {"formats": []}).encode(),
    "entities": "\n".join(map(json.dumps, ENTITIES)).encode(),
    "entities, array": json.dumps(ENTITIES).encode(),
    "gdelt": (gkg(c5="KILL#12#men#1#Syria#SY#", c26="<PAGE_TITLE>T</PAGE_TITLE>") + "\n").encode() * 3,
    "acled": EVENTS.replace("|", ",").encode(),
    "letter": letter(attached=[("a.html", "text", "html", PAGE), ("b.jpg", "image", "jpeg", b"\xff\xd8\xff")]),
    "mailbox": (b"From a\n" + letter() + b"\n\n") * 2,
    "page": PAGE,
    "pdf": pdf("Two men left."),
    "docx": document("<w:p><w:r><w:t>Two</w:t></w:r></w:p>"),
    "zip": packed({"a.html": PAGE, "b/_chat.txt": CHAT_TEXT, "c.zip": packed({"d.txt": "deep"})}),
    "tar": tarred({"a.html": PAGE, "b/_chat.txt": CHAT_TEXT}),
    "tar.gz": tarred({"a.html": PAGE, "b/_chat.txt": CHAT_TEXT}, "w:gz"),
    "gz": gzip.compress(PAGE * 9),
    "bz2": bz2.compress(PAGE * 9),
    "xz": lzma.compress(PAGE * 9),
}
LIMITS = Limits(largest_part=2_000_000, largest_whole=20_000_000)
TIMES = 40


def damaged(data, rng):
    """Some bytes changed, cut, doubled or moved."""
    data = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data) + 1)
        way = rng.randrange(5)
        if way == 0 and data:
            data[at % len(data)] = rng.randrange(256)
        elif way == 1:
            del data[at:]
        elif way == 2:
            del data[at : at + rng.randint(1, 40)]
        elif way == 3:
            data[at:at] = bytes(rng.choices(b'\0\xff{}[]"\\:,\n<&#%', k=rng.randint(1, 20)))
        else:
            data[at:at] = data[at // 2 : at // 2 + rng.randint(1, 200)]
    return bytes(data)


@pytest.mark.parametrize("name", SAMPLES)
def test_damage_is_told_in_lines_of_ours(name):
    rng = random.Random(name)  # noqa: S311 - no secret
    assert read(SAMPLES[name]).found
    for _ in range(TIMES):
        data = damaged(SAMPLES[name], rng)
        try:
            reading = read(data, limits=LIMITS)
        except SourceError as error:
            messages = [str(error)]
        else:
            messages = [message for _, _, message in reading.refused]
            for found in reading.found:
                assert isinstance(found.content, bytes) or found.content.encode() is not None
        for message in messages:
            assert len(message.splitlines()) == 1
            assert "Zorbek" not in message
            assert "Qorvat" not in message
