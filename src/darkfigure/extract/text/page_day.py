"""The day of publication that a page states: in its metadata, and beside its headline."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from darkfigure.dates import DateRange
from darkfigure.extract.text.metadata import is_article
from darkfigure.extract.text.page import Page
from darkfigure.extract.text.written_day import read_stamp

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Names that mean the day of publication, and those that mean a day which is mostly that one.
_PUBLISHED = (
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "article:published",
    "datepublished",
    "date_published",
    "pubdate",
    "pub_date",
    "publishdate",
    "publish-date",
    "publish_date",
    "published",
    "published-date",
    "published_date",
    "publication_date",
    "publicationdate",
    "publishtime",
    "originalpublicationdate",
    "sailthru.date",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "mediator_published_time",
    "citation_publication_date",
    "dc.date.issued",
    "dcterms.issued",
    "article_date_original",
    "bt:pubdate",
)
_DATED = (
    "date",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "datecreated",
    "created",
    "citation_date",
    "displaydate",
    "timestamp",
)
_DAY_LIKE = re.compile(
    r"date|time|publi|posted|byline|tarih|created|article-?info|post-?meta|entry-?meta", re.IGNORECASE
)
_NOT_IT = re.compile(r"modif|updat|comment|expire|event|sidebar|related|widget|footer|copyright", re.IGNORECASE)
_MOST_LOOKED_AT = 3000  # elements around the headline
_LONGEST = 120


def stated_days(
    page: Page, *, objects: list[dict[str, Any]], metas: dict[str, list[str]], title: str | None
) -> list[DateRange]:
    """Days of publication by the page's metadata: those that say so, else those that only say "date"."""
    found = [*_from_metas(metas, _PUBLISHED), *_from_objects(objects, title)]
    if page.tree is not None:
        for element in page.tree.xpath("//*[@itemprop='datePublished' or @pubdate][not(self::meta)]"):
            found += _readable([element.get("datetime") or element.get("content") or element.text_content()])
    return found or _from_metas(metas, _DATED)


def shown_day(page: Page) -> DateRange | None:
    """The day that stands beside the headline; None where none does, or several do.

    The smallest part of the page that holds the headline and a day is looked for: in it there must be one day.
    """
    if page.tree is None:
        return None
    headings = list(page.tree.iter("h1")) or list(page.tree.iter("h2"))[:1]
    if len(headings) != 1:
        return None
    around = headings[0]
    while (around := around.getparent()) is not None:
        days = set(_days_in(around))
        if days:
            return days.pop() if len(days) == 1 else None
    return None


def _from_metas(metas: dict[str, list[str]], names: Iterable[str]) -> list[DateRange]:
    return _readable(value for name in names for value in metas.get(name, ()))


def _from_objects(objects: list[dict[str, Any]], title: str | None) -> list[DateRange]:
    """The day of the article among the objects of JSON-LD: the one with the page's headline, else the outermost."""
    dated = [one for one in objects if isinstance(one.get("datePublished"), str)]
    articles = [one for one in dated if is_article(one)]
    headed = [one for one in articles if title and str(one.get("headline", "")).strip() == title]
    chosen = headed or articles or dated
    return _readable([chosen[0]["datePublished"]]) if chosen else []


def _readable(values: Iterable[str]) -> list[DateRange]:
    return [day for value in values if value and (day := read_stamp(value.strip()))]


def _days_in(around: "HtmlElement") -> Iterator[DateRange]:
    for number, element in enumerate(around.iter()):
        if number > _MOST_LOOKED_AT:
            return
        named = f"{element.get('class', '')} {element.get('id', '')} {element.get('itemprop', '')}"
        if _NOT_IT.search(named) or not (element.tag == "time" or _DAY_LIKE.search(named)):
            continue
        stamp = element.get("datetime")
        day = read_stamp(stamp) if stamp else None
        if day is None:
            text = element.text_content() if len(element) < 6 else ""
            day = read_stamp(" ".join(text.split())) if len(text) < _LONGEST else None
        if day is not None:
            yield day
