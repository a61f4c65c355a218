"""RSS and Atom feeds: each entry is a document of its own."""

import datetime as dt
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from darkfigure.collect.found import Blob, Found, Intake, MediaReference
from darkfigure.errors import SourceError
from darkfigure.parsing import join_address

if TYPE_CHECKING:
    from lxml.etree import _Element

_PROLOG = 1 << 16
_ATOM = "{http://www.w3.org/2005/Atom}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_TEXTS = ("content", "encoded", "summary", "description", "subtitle")
_DATES = ("published", "pubdate", "issued", "date", "updated", "modified")


def read_feed(blob: Blob, intake: Intake) -> Iterator[Found]:
    """Read the entries of an RSS or Atom feed, in the order in which they stand.

    Title, text, date, author and address are as the feed states them; pictures and videos that go with an entry are
    named. The text of an entry is a web page in small where the feed writes it with markup.

    Raises:
        SourceError: It declares entities, is larger than what is read, or is no feed.
    """
    with blob.open() as file:
        data = file.read(intake.limits.largest_part + 1)
    entries, base = feed_entries(data, where=blob.where, largest=intake.limits.largest_part), blob.url or ""
    for number, entry in enumerate(entries, start=1):
        where = f"{blob.where}, entry {number}"
        if number > intake.limits.most_parts:
            intake.refuse(where, "too-many", f"more than {number - 1:,} entries; what follows is left out.")
            return
        found = _found(entry, blob, base=base, number=number)
        if found is None:
            intake.refuse(where, "no-text", "this entry has neither title nor text.")
        else:
            yield found


def feed_links(data: bytes, *, base: str, where: str, largest: int) -> list[str]:
    """The addresses that the entries of a feed lead to, in order, each once.

    Raises:
        SourceError: As for `read_feed`.
    """
    links = (_link(entry, base) for entry in feed_entries(data, where=where, largest=largest))
    return list(dict.fromkeys(link for link in links if link))


def feed_entries(data: bytes, *, where: str, largest: int) -> "list[_Element]":
    """The elements of the entries.

    Raises:
        SourceError: As for `read_feed`.
    """
    from lxml import etree

    if len(data) > largest:
        raise SourceError(f"{where}: this feed has more than {largest:,} bytes, which are read at most.")
    if b"<!ENTITY" in data[:_PROLOG].replace(b"\0", b"").upper():
        raise SourceError(
            f"{where}: this feed declares XML entities, which can swell to any size or read files. It is not read."
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, remove_comments=True
    )
    try:
        root = etree.fromstring(data.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or _name(root) not in {"rss", "feed", "rdf", "channel"}:
        raise SourceError(f"{where}: this is no RSS or Atom feed, or it is damaged at its beginning.")
    return [element for element in root.iter() if _name(element) in {"item", "entry"}]


def _found(entry: "_Element", blob: Blob, *, base: str, number: int) -> Found | None:
    title = _plain(_first(entry, "title"))
    text, marked = _body(entry)
    if not text and not title:
        return None
    link = _link(entry, base)
    part = f"entry {number}"
    content: str | bytes = text.encode() if marked else text or title or ""
    return Found(
        item=blob.item,
        locator=f"{blob.locator}, {part}" if blob.locator else part,
        where=f"{blob.where}, {part}",
        media_type="text/html" if marked else "text/plain",
        content=content,
        charset="utf-8" if marked else None,
        url=link or blob.url,
        title=title,
        published=_published(entry),
        author=_author(entry),
        media=tuple(_media(entry, base)),
        metadata={"feed": blob.url} if blob.url else {},
    )


def _name(element: "_Element") -> str:
    """The name of an element without its namespace, in lower case; "" of what is no element."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _first(entry: "_Element", *names: str) -> "_Element | None":
    for name in names:
        for child in entry:
            if _name(child) == name and not _is_of_media(child):
                return child
    return None


def _is_of_media(element: "_Element") -> bool:
    """Whether an element speaks of a picture or video that goes with the entry (media:title, media:content)."""
    return str(element.tag).startswith("{http://search.yahoo.com/mrss/}")


def _body(entry: "_Element") -> tuple[str, bool]:
    """The longest text of an entry, and whether it is written with markup."""
    from lxml import etree

    best, marked = "", False
    for name in _TEXTS:
        for child in entry:
            if _name(child) != name or _is_of_media(child):
                continue
            if len(child):  # xhtml within Atom
                inner = "".join(etree.tostring(part, encoding="unicode", method="html") for part in child)
            else:
                inner = (child.text or "").strip()
            if len(inner) > len(best):
                plain = child.get("type") in {"text", "text/plain"}
                best, marked = inner, not plain and ("<" in inner or "&" in inner)
    return best, marked


def _plain(element: "_Element | None") -> str | None:
    """The text of an element whose markup, if any, is only about looks."""
    if element is None:
        return None
    from html import unescape

    text = "".join(element.itertext())
    if "<" in text or "&" in text:
        from darkfigure.collect.markup import strip_markup

        text = strip_markup(text) if "<" in text else unescape(text)
    return " ".join(text.split()) or None


def _link(entry: "_Element", base: str) -> str | None:
    fallback: str | None = None
    for child in entry:
        if _name(child) != "link":
            continue
        target = str(child.get("href") or child.text or "").strip()
        if target and child.get("rel", "alternate") == "alternate":
            return join_address(base, target)
        fallback = fallback or target or None
    if fallback is not None:
        return join_address(base, fallback)
    guid = _first(entry, "guid")
    written = str(guid.text or "").strip() if guid is not None and guid.get("isPermaLink", "true") != "false" else ""
    return written if written.startswith(("http://", "https://")) else None


def _published(entry: "_Element") -> dt.date | dt.datetime | None:
    for name in _DATES:
        element = _first(entry, name)
        moment = None if element is None or not element.text else parse_moment(element.text.strip())
        if moment is not None:
            return moment
    return None


def parse_moment(written: str) -> dt.date | dt.datetime | None:
    """A date as feeds write it (RFC 822, ISO 8601), in UTC where it has a time; None where it is written otherwise.

    Example:
        >>> parse_moment("Wed, 04 Mar 2015 10:30:00 +0500")
        datetime.datetime(2015, 3, 4, 5, 30, tzinfo=datetime.timezone.utc)
    """
    try:
        if len(written) == len("2015-03-04"):
            return dt.date.fromisoformat(written)
        moment = dt.datetime.fromisoformat(written) if written[:4].isdigit() else parsedate_to_datetime(written)
    except (ValueError, TypeError, OverflowError):
        return None
    try:
        return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    except OverflowError:
        return None


def _author(entry: "_Element") -> str | None:
    element = _first(entry, "creator", "author")
    if element is None:
        return None
    name = _first(element, "name")
    return _plain(element if name is None else name)


def _media(entry: "_Element", base: str) -> Iterator[MediaReference]:
    seen = set()
    for child in entry.iter():
        name = _name(child)
        if name == "enclosure" or (name == "link" and child.get("rel") == "enclosure"):
            target = child.get("url") or child.get("href")
        elif name in {"content", "thumbnail"} and _is_of_media(child):
            target = child.get("url")
        else:
            continue
        if target and target not in seen:
            seen.add(target)
            kind = (child.get("type") or child.get("medium") or "").partition("/")[0]
            known = {"image": "picture", "video": "video", "audio": "audio"}.get(kind, "file")
            yield MediaReference(name=join_address(base, target), kind=known)  # type: ignore[arg-type]
