"""A web page, parsed once for all that is read from it."""

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import XPath
    from lxml.html import HtmlElement

# Beyond these a page is read in one pass over its characters: some of its readers take more than linear time.
MOST_CHARACTERS = 4_000_000
MOST_ELEMENTS = 40_000
DEEPEST = 150
# A list is a menu from so many links on, if less of its text than this is outside them.
FEWEST_LINKS = 4
MOST_UNLINKED = 0.1
_UNSHOWN = ("script", "style", "noscript", "template", "svg", "iframe", "object", "canvas")
_TOO_DEEP = f"boolean({'/*' * DEEPEST})"
_XML = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")


@dataclass(frozen=True, kw_only=True, eq=False)
class Page:
    """A page: its characters, its tree without what is no text, and the JSON-LD blocks that were in it.

    `tree` is None where the page is too large, too deep or too broken to be read as a tree.
    """

    characters: str
    tree: "HtmlElement | None"
    linked_data: tuple[str, ...] = ()


def parse_page(characters: str) -> Page:
    """Parse a page; menus are taken out of its tree."""
    characters = characters.replace("\0", "")
    if len(characters) > MOST_CHARACTERS:
        return Page(characters=characters, tree=None)
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = document_fromstring(_XML.sub("", characters).encode(), parser=parser)
    except (etree.ParserError, ValueError):  # nothing but blanks and comments
        return Page(characters=characters, tree=None)
    blocks = tree.xpath("//script[contains(translate(@type, 'JSONLD', 'jsonld'), 'ld+json')]/text()")
    linked_data = tuple(str(block) for block in blocks)
    etree.strip_elements(tree, *_UNSHOWN, with_tail=False)
    if tree.xpath("count(//*)") > MOST_ELEMENTS or tree.xpath(_TOO_DEEP):
        return Page(characters=characters, tree=None, linked_data=linked_data)
    _drop_menus(tree)
    return Page(characters=characters, tree=tree, linked_data=linked_data)


def _drop_menus(tree: "HtmlElement") -> None:
    """Take out lists that are nothing but links: menus, tags, other articles.

    Both readers of main texts leave them out too, only later, and take half their time for them.
    """
    text_of, links_of, linked_of = _paths()
    for menu in list(tree.iter("ul", "ol", "nav", "menu")):
        if menu.getparent() is None or links_of(menu) < FEWEST_LINKS:
            continue
        whole, linked = len("".join(text_of(menu))), len("".join(linked_of(menu)))
        if whole - linked < MOST_UNLINKED * whole:
            menu.drop_tree()


@cache
def _paths() -> "tuple[XPath, XPath, XPath]":
    """The texts in an element, the number of links in it, and the texts in these."""
    from lxml.etree import XPath

    return (
        XPath(".//text()", smart_strings=False),
        XPath("count(.//a)", smart_strings=False),
        XPath(".//a//text()", smart_strings=False),
    )
