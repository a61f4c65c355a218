"""Which program wrote a JSON file, told from its first keys."""

import re
from typing import TYPE_CHECKING, Literal

from darkfigure.collect.found import Blob
from darkfigure.collect.json_stream import JsonCut, JsonStream

if TYPE_CHECKING:
    from typing import BinaryIO

JsonKind = Literal["telegram", "infojson", "ftm", "feed", "json", "table"]
_OBJECT = re.compile(r"\{\s*(?:\"|\})")
_LIST = re.compile(r"\[\s*(?:[\[{\"\]]|(?:-?\d[\d.eE+-]*|true|false|null)\s*[,\]])")
_ENTITY = re.compile(r"\"schema\"\s*:\s*\"[A-Z][A-Za-z]+\"")
_LARGEST = 50_000_000


def json_kind(start: str, blob: Blob) -> JsonKind | None:
    """The kind of a text that begins with a bracket; None if it is no JSON."""
    if not (_OBJECT.match(start) or _LIST.match(start)):
        return None
    if _is_entity(start):
        return "ftm"
    if start.startswith("["):
        return "table" if re.match(r"\[\s*\{", start) else "json"
    if re.search(r"\"version\"\s*:\s*\"https?://jsonfeed\.org", start[:2000]):
        return "feed"
    with blob.open() as file:
        return _by_keys(file)


def _is_entity(start: str) -> bool:
    """A line of FollowTheMoney: one object with a schema and properties."""
    line = start.split("\n", 1)[0]
    return '"properties"' in line and _ENTITY.search(line) is not None


def _by_keys(file: "BinaryIO") -> JsonKind:
    stream = JsonStream(file, largest=_LARGEST)
    seen: set[str] = set()
    try:
        for key in stream.keys():  # noqa: SIM118 - it walks a file
            seen.add(key)
            if key in {"messages", "chats", "left_chats"} and (key != "messages" or seen & {"type", "id", "name"}):
                return "telegram"
            if seen >= {"extractor", "id"} and seen & {"webpage_url", "title"}:
                return "infojson"
            stream.skip()
    except JsonCut:
        return "infojson" if seen >= {"id", "title"} and seen & {"formats", "webpage_url", "description"} else "json"
    return "table"  # one object a line, as tables have it
