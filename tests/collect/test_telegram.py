"""Telegram Desktop's result.json: one chat and all, the traps of its format, and files that break off."""

import datetime as dt
import hashlib
import json

import pytest
from export_desk import read

from darkfigure.collect.found import Limits
from darkfigure.errors import SourceError

ABSENT = "(File not included. Change data exporting settings to download.)"
MESSAGES = [
    {"id": 1, "type": "service", "date": "2014-05-11T10:00:00", "actor": "Qorvat", "action": "pin_message", "text": ""},
    {
        "id": 2,
        "type": "message",
        "date": "2014-05-12T23:30:00",
        "date_unixtime": "1399926600",
        "from": "Vestnik Test",
        "from_id": "channel9",
        "text": ["Left: ", {"type": "bold", "text": "forty"}, " men, ", {"type": "link", "text": "https://a.example"}],
        "photo": "photos/photo_1.jpg",
        "width": 10,
    },
    {
        "id": 3,
        "type": "message",
        "date": "2014-05-13T01:02:03",
        "from": None,
        "text": "half \ud83d of a sign",
        "forwarded_from": None,
        "reply_to_message_id": 2,
        "file": ABSENT,
        "media_type": "video_file",
        "edited": "2014-05-13T02:00:00",
    },
    {
        "id": 4,
        "type": "message",
        "date_unixtime": "1399926601",
        "from": "Zorbek",
        "forwarded_from": "Ulkan News",
        "text": "",
        "poll": {"question": "Who?", "answers": [{"text": "we", "voters": 1}, {"text": "they"}]},
    },
]
CHAT = {"name": "Vestnik Test", "type": "public_channel", "id": 9, "messages": MESSAGES}


def all_chats(*chats, left=()):
    return {
        "about": "Here is the data",
        "personal_information": {"user_id": 1, "first_name": "Z", "bio": "x"},
        "contacts": {"about": "..", "list": [{"first_name": "A"}]},
        "chats": {"about": "..", "list": list(chats)},
        "left_chats": {"about": "..", "list": list(left)},
    }


@pytest.mark.parametrize("indent", [1, None])
def test_one_chat(indent):
    reading = read(json.dumps(CHAT, indent=indent).encode())
    assert reading.refused == []
    two, three, four = reading.found
    assert two.content == "Left: forty men, https://a.example"
    assert two.published == dt.datetime(2014, 5, 12, 20, 30, tzinfo=dt.UTC)
    assert (two.locator, two.author, two.forwarded_from, two.reply_to) == ("message 2", "Vestnik Test", None, None)
    assert [(one.name, one.kind, one.digest) for one in two.media] == [("photos/photo_1.jpg", "picture", None)]
    assert two.metadata == {"chat_type": "public_channel", "chat": "Vestnik Test"}
    assert three.content == "half \ufffd of a sign"
    assert three.published == dt.date(2014, 5, 13)  # the zone of the local time is not written
    assert (three.author, three.forwarded_from, three.reply_to) == (None, "unknown", "message 2")
    assert [(one.name, one.kind) for one in three.media] == [("not in the export", "video")]
    assert three.metadata["edited"] is True
    assert (four.content, four.forwarded_from) == ("Who?\nwe\nthey", "Ulkan News")


def test_all_chats_and_those_that_were_left():
    private = {"name": "Zorbek", "type": "personal_chat", "id": 7, "messages": MESSAGES[1:3]}
    reading = read(json.dumps(all_chats(private, left=[CHAT]), indent=1, ensure_ascii=False).encode("utf-8", "replace"))
    assert [one.locator for one in reading.found] == [
        "chat 7, message 2",
        "chat 7, message 3",
        "chat 9, message 2",
        "chat 9, message 3",
        "chat 9, message 4",
    ]
    assert reading.found[1].reply_to == "chat 7, message 2"
    assert reading.found[0].metadata == {"chat_type": "personal_chat"}  # whom somebody talks to is not read
    assert reading.found[0].where == "here, chat 7, message 2"


def test_media_beside_the_export_are_kept(tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "photo_1.jpg").write_bytes(b"\xff\xd8\xff picture")
    (tmp_path / "result.json").write_text(json.dumps(CHAT), encoding="utf-8")
    reading = read(tmp_path / "result.json")
    digest = hashlib.sha256(b"\xff\xd8\xff picture").hexdigest()
    assert reading.found[0].media[0].digest == digest
    assert list(reading.kept) == [digest]


@pytest.mark.parametrize("path", ["../secret.jpg", "photos/../../secret.jpg", "{absolute}", "link.jpg"])
def test_a_path_that_leads_out_of_the_export_opens_nothing(tmp_path, path):
    (tmp_path / "secret.jpg").write_bytes(b"not yours")
    export = tmp_path / "export"
    export.mkdir()
    (export / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    photo = path.format(absolute=tmp_path / "secret.jpg")
    message = {"id": 1, "type": "message", "date_unixtime": "1", "from": "Z", "text": "x", "photo": photo}
    (export / "result.json").write_text(json.dumps(CHAT | {"messages": [message]}), encoding="utf-8")
    reading = read(export / "result.json")
    assert reading.found[0].media[0].digest is None
    assert reading.kept == {}


@pytest.mark.parametrize("share", [0.55, 0.8, 0.99])
def test_of_a_file_that_breaks_off_what_comes_before_is_read(share):
    many = [MESSAGES[1] | {"id": number, "text": f"text {number}"} for number in range(200)]
    whole = json.dumps(CHAT | {"messages": many}, indent=1).encode()
    reading = read(whole[: int(len(whole) * share)])
    assert reading.codes == ["cut"]
    assert "breaks off" in reading.refused[0][2]
    assert [one.content for one in reading.found] == [f"text {number}" for number in range(len(reading.found))]
    assert len(reading.found) == pytest.approx(200 * share, abs=2)


def test_a_chat_as_pages_is_refused_with_what_to_do():
    page = (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8"/>\n<title>Exported Data</title></head>\n'
        '<body onload="CheckLocation();"><div class="page_wrap"><p>Two men left.</p></div></body></html>'
    )
    with pytest.raises(SourceError, match="machine-readable JSON"):
        read(page.encode())


def test_a_message_without_end_is_refused_within_memory():
    data = b'{"name": "a", "type": "public_channel", "id": 1, "messages": [{"id": 1, "type": "message", "text": "'
    reading = read(data + b"x" * 9_000_000, limits=Limits(largest_part=1_000_000))
    assert reading.codes == ["cut"]
    assert reading.found == []


@pytest.mark.parametrize("wrong", ["[" * 200_000, '"text"', "null", '{"id": {}, "type": "message", "text": {"a": 1}}'])
def test_odd_messages_do_no_harm(wrong):
    data = f'{{"name": "a", "type": "x", "id": 1, "messages": [{json.dumps(MESSAGES[1])}, {wrong}'.encode()
    reading = read(data)
    assert reading.found[0].content.startswith("Left")
    assert reading.codes == ["cut"]
