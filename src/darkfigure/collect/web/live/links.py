"""The addresses that a page leads to."""

from typing import TYPE_CHECKING

from darkfigure.collect.web.live.address import NotFetched, tidy

if TYPE_CHECKING:
    from lxml.etree import _Element

_LINKS = {"a": "href", "area": "href", "frame": "src", "iframe": "src"}


def page_links(body: bytes, *, base: str, charset: str | None = None) -> list[str]:
    """The addresses of a page's links, tidy, in order, each once; none where the page asks not to follow them.

    Links marked nofollow are left out.
    """
    from lxml import etree

    try:
        parser = etree.HTMLParser(recover=True, no_network=True, encoding=charset)
    except LookupError:
        parser = etree.HTMLParser(recover=True, no_network=True)
    try:
        root = etree.fromstring(body, parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return []
    if root is None:
        return []
    found: dict[str, None] = {}
    for element in root.iter("base", "meta", *_LINKS):
        if element.tag == "base" and element.get("href"):
            base = _joined(str(element.get("href")), base) or base
        elif element.tag == "meta" and _forbids(element):
            return []
        elif element.tag in _LINKS and "nofollow" not in (element.get("rel") or "").lower().split():
            target = _joined(element.get(_LINKS[str(element.tag)]) or "", base)
            if target is not None:
                found[target] = None
    return list(found)


def _forbids(element: "_Element") -> bool:
    name, content = (str(element.get(key) or "").lower() for key in ("name", "content"))
    return name in {"robots", "darkfigure"} and any(word in content for word in ("nofollow", "none"))


def _joined(href: str, base: str) -> str | None:
    try:
        return tidy(href, base=base) if href.strip() else None
    except NotFetched:
        return None
