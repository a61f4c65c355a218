"""What a page says about itself: headline, author, site, and the objects of its JSON-LD."""

import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from darkfigure.extract.text.page import Page

_LONGEST_TITLE, _LONGEST_NAME = 400, 120
_MOST_OBJECTS = 2000
_BLANKS = re.compile(r"\s+")
# What stands between a headline and the name of the site in <title>; a dash may also be part of a headline.
_BAR = re.compile(r"\s*[|•»]\s*")
_DASH = re.compile(r"\s+[—–-]\s+")
_ARTICLES = re.compile(r"Article$|Posting$|^Report$|^VideoObject$|^DiscussionForumPosting$")


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """Headline, author, site and language as the page states them; None where it does not. `author` is personal."""

    title: str | None = None
    author: str | None = None
    site: str | None = None
    lang: str | None = None


def read_metadata(page: Page, *, objects: list[dict[str, Any]], metas: dict[str, list[str]]) -> Metadata:
    """What a page says about itself in its head and headings."""
    if page.tree is None:
        found = re.search(r"<title[^>]{0,200}>([^<]{1,500})</title", page.characters, re.IGNORECASE)
        return Metadata(title=_short(found[1], _LONGEST_TITLE) if found else None)
    articles = [one for one in objects if is_article(one)]
    site = _first(metas, "og:site_name", "application-name") or _names(articles, "publisher")
    return Metadata(
        title=_title(page, metas, site),
        author=_person(_first(metas, "author", "article:author", "dc.creator", "parsely-author"))
        or _person(_names(articles, "author")),
        site=_short(site, _LONGEST_NAME),
        lang=page.tree.get("lang") or page.tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
    )


def meta_values(page: Page) -> dict[str, list[str]]:
    """What the `meta` elements of a page say, by name, property or itemprop in lower case."""
    found: dict[str, list[str]] = {}
    if page.tree is not None:
        for element in page.tree.iter("meta"):
            content = element.get("content")
            if content:
                for key in ("property", "name", "itemprop", "http-equiv"):
                    if name := element.get(key):
                        found.setdefault(name.strip().lower(), []).append(content.strip())
    return found


def linked_objects(page: Page) -> list[dict[str, Any]]:
    """All objects of the page's JSON-LD, also those within others; none of a block that is no JSON."""
    found: list[dict[str, Any]] = []
    for block in page.linked_data:
        try:
            content = json.loads(block.strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        for one in _objects(content):
            if len(found) >= _MOST_OBJECTS:
                return found
            found.append(one)
    return found


def is_article(one: dict[str, Any]) -> bool:
    """Whether an object of JSON-LD is an article, a post or a report."""
    kinds = one.get("@type")
    return any(
        isinstance(kind, str) and _ARTICLES.search(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _objects(content: object) -> Iterator[dict[str, Any]]:
    waiting = deque([content])
    while waiting:
        here = waiting.popleft()
        if isinstance(here, dict):
            yield here
            waiting.extend(here.values())
        elif isinstance(here, list):
            waiting.extend(here)


def _title(page: Page, metas: dict[str, list[str]], site: str | None) -> str | None:
    """The one heading of the first order, else what is shown where the page is shared, else the title of the window."""
    assert page.tree is not None  # noqa: S101 - for the type checker
    headings = [text for element in page.tree.iter("h1") if (text := _short(element.text_content(), _LONGEST_TITLE))]
    if len(set(headings)) == 1 and headings[0] != site:
        return headings[0]
    if shared := _short(_first(metas, "og:title", "twitter:title"), _LONGEST_TITLE):
        return shared
    window = next(
        (text for one in page.tree.iter("title") if (text := _short(one.text_content(), _LONGEST_TITLE))), None
    )
    if window is None:
        return headings[0] if headings else None
    return _without_site(window, site)


def _without_site(window: str, site: str | None) -> str:
    """The title of a window without the name of the site before or after it."""
    if len(pieces := _BAR.split(window)) > 1:
        return max(pieces, key=len)
    pieces = _DASH.split(window)
    return " - ".join(pieces[:-1]) if len(pieces) > 1 and pieces[-1] == site else window


def _first(metas: dict[str, list[str]], *names: str) -> str | None:
    return next((metas[name][0] for name in names if name in metas), None)


def _names(articles: list[dict[str, Any]], key: str) -> str | None:
    """The name of the author or publisher of the first article that has one."""
    for article in articles:
        value = article.get(key)
        value = value[0] if isinstance(value, list) and value else value
        name = value.get("name") if isinstance(value, dict) else value
        if isinstance(name, str) and name.strip():
            return name
    return None


def _person(name: str | None) -> str | None:
    """A name, unless it is an address."""
    short = _short(name, _LONGEST_NAME)
    return None if short is None or "://" in short or short.startswith("@") else short


def _short(text: str | None, longest: int) -> str | None:
    tidy = _BLANKS.sub(" ", text or "").strip()
    return tidy if tidy and len(tidy) <= longest else None
