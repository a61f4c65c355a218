"""Read one found text: its main text, its language, and when it was published."""

import datetime as dt
from dataclasses import replace

from darkfigure.collect.found import Found
from darkfigure.dates import DateRange
from darkfigure.errors import SourceError
from darkfigure.extract.language import judge_language
from darkfigure.extract.text.clean import clean_page, clean_text, turns_direction
from darkfigure.extract.text.dateline import dateline_day
from darkfigure.extract.text.decoding import decode_page
from darkfigure.extract.text.main_text import main_text
from darkfigure.extract.text.metadata import linked_objects, meta_values, read_metadata
from darkfigure.extract.text.named_day import addressed_day, named_day
from darkfigure.extract.text.page import parse_page
from darkfigure.extract.text.page_day import shown_day, stated_days
from darkfigure.extract.text.published import Evidence, decide
from darkfigure.extract.text.reading import TextReading
from darkfigure.parsing import split_address
from darkfigure.places.fold import fold

TURNED = "direction-overrides"
RECOGNISED = "ocr"  # read out of a picture, with the slips that this brings
LARGEST = 50_000_000  # bytes or characters


def read_text(found: Found, *, name: str | None = None, not_after: dt.date | None = None) -> TextReading:
    """Read a text as it was published: a web page, a message, the text layer of a PDF file.

    Args:
        found: What a reader of files, archives or chats hands over.
        name: The name of the file, which may hold the day of publication.
        not_after: A day after which it cannot have been published; by default the day of retrieval.

    Raises:
        SourceError: It is larger than 50 MB, or its bytes fit no encoding.

    Example:
        >>> page = b"<html><title>Report</title><body><p>Twelve men left the town in May.</p></body></html>"
        >>> found = Found(item="", locator="", where="a.html", media_type="text/html", content=page)
        >>> read_text(found, name="2014-06-01.html").published
        datetime.date(2014, 6, 1)
    """
    if len(found.content) > LARGEST:
        raise SourceError(
            f"{found.where}: the text is {len(found.content) / 1e6:,.0f} MB; at most {LARGEST / 1e6:,.0f} MB of one "
            "text are read. Divide it, or leave it out."
        )
    reading, days = _page(found) if isinstance(found.content, bytes) else _plain(found, found.content)
    evidence = [Evidence(basis="format", days=_by_format(found)), *days]
    evidence.append(Evidence(basis="name", days=_some(addressed_day(found.url), named_day(name))))
    limit = not_after or (found.retrieved.date() if found.retrieved else None)
    published, flags = decide(evidence, not_after=limit)
    lang, confidence = judge_language(reading.text, declared=reading.lang)
    return replace(
        reading,
        title=_cleaned(found.title) or reading.title,
        author=_cleaned(found.author) or reading.author,
        lang=lang,
        lang_confidence=confidence,
        published=published.first if published else None,
        published_last=published.last if published else None,
        published_basis=published.basis if published else None,
        flags=(*reading.flags, *flags),
    )


def _plain(found: Found, content: str) -> tuple[TextReading, list[Evidence]]:
    turned, recognised = turns_direction(content), "recognised_pages" in found.metadata
    flags = (*((TURNED,) if turned else ()), *((RECOGNISED,) if recognised else ()))
    text = clean_text(content)
    day = dateline_day(text) if found.published is None else None
    return TextReading(text=text, flags=flags), [Evidence(basis="text", days=_some(day))]


def _page(found: Found) -> tuple[TextReading, list[Evidence]]:
    assert isinstance(found.content, bytes)  # noqa: S101 - for the type checker
    characters, flags = decode_page(found.content, where=found.where, charset=found.charset)
    if found.media_type == "text/plain":
        return _plain(found, characters)
    page = parse_page(characters)
    objects, metas = linked_objects(page), meta_values(page)
    about = read_metadata(page, objects=objects, metas=metas)
    stated = stated_days(page, objects=objects, metas=metas, title=about.title)
    shown = None if stated else shown_day(page)
    body, more = main_text(page)
    turned = (TURNED,) if turns_direction(characters) else ()
    body = clean_page(body)
    title = _cleaned(about.title)
    address = split_address(found.url)
    host = address.hostname if address is not None else None
    reading = TextReading(
        text=_headed(body, title or _cleaned(found.title)),
        title=title,
        author=_cleaned(about.author),
        lang=about.lang,
        site=_cleaned(about.site) or (host.removeprefix("www.") if host else None),
        flags=(*flags, *more, *turned),
    )
    days = [
        Evidence(basis="page", days=tuple(stated)),
    ]
    if not stated:
        days.append(Evidence(basis="page", days=_some(shown)))
        days.append(Evidence(basis="text", days=_some(dateline_day(body))))
    return reading, days


def _headed(body: str, title: str | None) -> str:
    """The text with its headline first, once."""
    if not title or fold(title) in fold(body[: 3 * len(title) + 200]):
        return body
    return f"{title}\n\n{body}" if body else title


def _by_format(found: Found) -> tuple[DateRange, ...]:
    day = found.published
    if day is None:
        return ()
    if isinstance(day, dt.datetime):
        day = (day.astimezone(dt.UTC) if day.tzinfo else day).date()
    return (DateRange(first=day, last=day, precision="day"),)


def _some(*days: DateRange | None) -> tuple[DateRange, ...]:
    return tuple(day for day in days if day is not None)


def _cleaned(text: str | None) -> str | None:
    return clean_page(text).strip() or None if text else None
