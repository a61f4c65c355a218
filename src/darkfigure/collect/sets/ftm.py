"""Entities of FollowTheMoney, one JSON object a line: persons become rows, articles and documents texts."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

import msgspec

from darkfigure.collect.found import Blob, Found, Intake
from darkfigure.collect.json_stream import JsonCut, JsonStream

_TEXTS = {"Article", "Document", "PlainText", "HyperText", "Page", "Pages", "Note", "Message", "Email", "Post"}
_BODY = ("bodyText", "summary", "description", "notes")
_DATES = ("publishedAt", "date", "authoredAt", "modifiedAt")
_COLUMNS: Mapping[str, Sequence[str]] = {
    "sex": ("gender",),
    "birth_date": ("birthDate",),
    "origin": ("nationality", "citizenship", "country"),
    "hometown": ("birthPlace",),
    "identifier": ("passportNumber", "idNumber", "taxNumber", "socialSecurityNumber"),
    "handle": ("phone", "email"),
    "url": ("sourceUrl",),
    "note": ("notes",),
}
_DECODER = msgspec.json.Decoder(dict[str, Any])


def read_ftm(blob: Blob, intake: Intake) -> Iterator[Found]:
    """The persons and texts of an entities file; other entities give nothing. A damaged line is told and passed."""
    with blob.open() as file:
        for locator, entity in _entities(file, blob, intake):
            schema, properties = entity.get("schema"), entity.get("properties")
            if not isinstance(properties, dict):
                continue
            if schema == "Person":
                found = _person(properties, entity, blob, locator)
            elif schema in _TEXTS:
                found = _document(properties, blob, locator)
            else:
                continue
            if found is not None:
                yield found


def _entities(file: BinaryIO, blob: Blob, intake: Intake) -> Iterator[tuple[str, dict[str, Any]]]:
    start = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    file.seek(0)
    if start.startswith(b"["):
        stream = JsonStream(file, largest=intake.limits.largest_part)
        try:
            for number, entity in enumerate(stream.values(), start=1):
                if isinstance(entity, dict):
                    yield f"entity {number}", entity
        except JsonCut as cut:
            message = f"the file breaks off, or is no JSON, at about byte {cut.position:,}; what comes before is read."
            intake.refuse(blob.where, "cut", message)
        return
    largest, number = intake.limits.largest_part, 0
    while line := file.readline(largest + 1):
        number += 1
        if number % 1000 == 0:
            intake.advance(blob, file.tell())
        if not line.strip():
            continue
        try:
            yield f"line {number}", _DECODER.decode(line.removeprefix(b"\xef\xbb\xbf"))
        except (ValueError, RecursionError):
            intake.refuse(
                f"{blob.where}, line {number}", "damaged", "this line is not one JSON object; it is left out."
            )


def _values(properties: dict[str, Any], *names: str) -> list[str]:
    """The values of some properties, each once."""
    found: dict[str, None] = {}
    for name in names:
        value = properties.get(name)
        values = value if isinstance(value, list) else [value]
        found |= dict.fromkeys(
            str(one).strip() for one in values if one not in (None, "") and not isinstance(one, dict)
        )
    return list(found)


def _person(properties: dict[str, Any], entity: dict[str, Any], blob: Blob, locator: str) -> Found | None:
    names = _values(properties, "name") or _joined_name(properties)
    others = [*names[1:], *_values(properties, "alias", "weakAlias", "previousName")]
    if not names and not others:
        return None
    person = {"record_id": str(entity.get("id", ""))}
    if names:
        person["name"] = names[0]
    if others:
        person["aliases"] = "; ".join(others)
    for column, sources in _COLUMNS.items():
        values = next((found for name in sources if (found := _values(properties, name))), [])
        if column in {"identifier", "handle"}:
            values = _values(properties, *sources)
        if values:
            person[column] = "; ".join(values) if column in {"identifier", "handle", "note"} else values[0]
    died = _values(properties, "deathDate")
    if died:
        person |= {"status": "died", "date": died[0]}
    return Found(
        item=blob.item,
        locator=f"{blob.prefix}{locator}",
        where=f"{blob.where}, {locator}",
        media_type="application/json",
        content="",
        persons=(person,),
    )


def _joined_name(properties: dict[str, Any]) -> list[str]:
    parts = _values(properties, "firstName", "fatherName", "middleName", "lastName")
    return [" ".join(parts)] if parts else []


def _document(properties: dict[str, Any], blob: Blob, locator: str) -> Found | None:
    title = next(iter(_values(properties, "title", "name", "fileName")), None)
    body = next((found for name in _BODY if (found := _values(properties, name))), [])
    page = _values(properties, "bodyHtml") if not body else []
    content: str | bytes = page[0].encode(errors="replace") if page else "\n\n".join(body)
    if not content:
        return None
    return Found(
        item=blob.item,
        locator=f"{blob.prefix}{locator}",
        where=f"{blob.where}, {locator}",
        media_type="text/html" if page else "text/plain",
        charset="utf-8" if page else None,
        content=content,
        url=next(iter(_values(properties, "sourceUrl")), None),
        title=title,
        published=_date(_values(properties, *_DATES)),
        author=next(iter(_values(properties, "author", "creator")), None),
    )


def _date(written: list[str]) -> dt.date | dt.datetime | None:
    """The first that is written to the day; a month or a year is not a day."""
    for one in written:
        try:
            if "T" not in one:
                return dt.date.fromisoformat(one[:10])
            time = dt.datetime.fromisoformat(one)
        except ValueError:
            continue
        return time.astimezone(dt.UTC) if time.tzinfo else time.date()
    return None
