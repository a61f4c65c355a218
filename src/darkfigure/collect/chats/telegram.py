"""Telegram Desktop's export in JSON (`result.json`), of one chat or of all: one Found a message.

The file may be larger than memory: messages are read one by one. What the export says twice is taken once: the local
time `date` is used only where there is no `date_unixtime`, and then as a day, because its zone is not written.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from darkfigure.collect.chats.telegram_media import media_of
from darkfigure.collect.found import Blob, Found, Intake
from darkfigure.collect.json_stream import JsonCut, JsonStream

_PUBLIC = {"public_channel", "public_supergroup", "public_group"}
_TELL_EVERY = 1000


def read_telegram(blob: Blob, intake: Intake) -> Iterator[Found]:
    """The messages of an export, without service messages. Where the file breaks off, those before are read."""
    with blob.open() as file:
        stream = JsonStream(file, largest=intake.limits.largest_part)
        try:
            yield from _chat_or_all(stream, blob, intake)
        except JsonCut as cut:
            intake.refuse(
                blob.where,
                "cut",
                f"the export breaks off, or is no JSON, at about byte {cut.position:,}; the messages before are read. "
                "Export it anew.",
            )


def _chat_or_all(stream: JsonStream, blob: Blob, intake: Intake) -> Iterator[Found]:
    """The messages of the object at the cursor: a chat, or an export with lists of chats."""
    chat: dict[str, Any] = {}
    for key in stream.keys():  # noqa: SIM118 - it walks a file
        if key == "messages" and stream.at("["):
            yield from _messages(stream, blob, intake, chat, several=False)
        elif key in {"chats", "left_chats"} and stream.at("{"):
            yield from _lists(stream, blob, intake)
        elif key in {"name", "type", "id"}:
            chat[key] = stream.value()
        else:
            stream.skip()


def _lists(stream: JsonStream, blob: Blob, intake: Intake) -> Iterator[Found]:
    """The chats under `list` of `chats` or `left_chats`."""
    for key in stream.keys():  # noqa: SIM118 - it walks a file
        if key != "list" or not stream.at("["):
            stream.skip()
            continue
        for _ in stream.elements():
            chat: dict[str, Any] = {}
            for inner in stream.keys():  # noqa: SIM118 - it walks a file
                if inner == "messages" and stream.at("["):
                    yield from _messages(stream, blob, intake, chat, several=True)
                elif inner in {"name", "type", "id"}:
                    chat[inner] = stream.value()
                else:
                    stream.skip()


def _messages(
    stream: JsonStream, blob: Blob, intake: Intake, chat: dict[str, Any], *, several: bool
) -> Iterator[Found]:
    place = f"chat {chat.get('id', '?')}, message " if several else "message "
    locator, where = f"{blob.prefix}{place}", f"{blob.where}, {place}"
    known: dict[str, object] = {}
    if chat.get("type"):
        known["chat_type"] = str(chat["type"])
    if chat.get("type") in _PUBLIC and chat.get("name"):  # of others, the name is a person's or known to few
        known["chat"] = str(chat["name"])
    for number, message in enumerate(stream.values()):
        if number % _TELL_EVERY == 0:
            intake.advance(blob, stream.position)
        if not isinstance(message, dict) or message.get("type") != "message":
            continue
        number_in_chat = message.get("id", number)
        reply = message.get("reply_to_message_id")
        forwarded = "forwarded_from" in message or "forwarded_from_id" in message
        yield Found(
            item=blob.item,
            locator=f"{locator}{number_in_chat}",
            where=f"{where}{number_in_chat}",
            media_type="text/plain",
            content=_text(message),
            published=_time(message),
            author=_name(message.get("from") or message.get("author") or message.get("from_id")),
            forwarded_from=_forwarded(message) if forwarded else None,
            reply_to=None if reply is None or "reply_to_peer_id" in message else f"{locator}{reply}",
            media=media_of(message, blob, intake),
            metadata=_metadata(message, known, forwarded=forwarded),
        )


def _text(message: dict[str, Any]) -> str:
    """The words of a message: one text, or a list of texts and marked pieces; a poll's question and answers."""
    text = joined(message.get("text"))
    poll = message.get("poll")
    if isinstance(poll, dict):
        answers = [joined(one.get("text")) for one in poll.get("answers") or () if isinstance(one, dict)]
        text = "\n".join(part for part in (text, joined(poll.get("question")), *answers) if part)
    return text


def joined(text: object) -> str:
    """A text as Telegram writes it: a string, or a list of strings and objects with a `text`."""
    if isinstance(text, str):
        return text
    if isinstance(text, dict):
        return joined(text.get("text"))
    if isinstance(text, list):
        return "".join(joined(piece) for piece in text)
    return ""


def _time(message: dict[str, Any]) -> dt.date | dt.datetime | None:
    seconds = message.get("date_unixtime")
    try:
        if seconds is not None:
            return dt.datetime.fromtimestamp(int(seconds), dt.UTC)
        return dt.datetime.fromisoformat(str(message.get("date"))).date()
    except (ValueError, OverflowError, OSError):
        return None


def _name(written: object) -> str | None:
    return None if written in (None, "") else str(written)


def _forwarded(message: dict[str, Any]) -> str:
    """Whose message it was; "unknown" where the account was deleted or hides itself."""
    return _name(message.get("forwarded_from")) or _name(message.get("forwarded_from_id")) or "unknown"


def _metadata(message: dict[str, Any], known: dict[str, object], *, forwarded: bool) -> dict[str, object]:
    found = dict(known)
    if "edited_unixtime" in message or "edited" in message:
        found["edited"] = True
    if forwarded:
        found["forwarded"] = True
    return found
