"""The main text of a page: read by trafilatura, and by resiliparse as a second opinion.

Both see the same tree. Where they agree, trafilatura's reading is taken. Where they differ much, one of them took the
menus for the article or missed the article: then the reading with more prose counts, less what is no prose, and the
page is flagged. Prose is a line that reads as sentences and is not as a whole the text of a link.
"""

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from darkfigure.collect.markup import strip_markup
from darkfigure.extract.text.page import Page

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from trafilatura.settings import Extractor

DISAGREE = "readers-disagree"
NO_MAIN_TEXT = "no-main-text"
ONE_PASS = "one-pass"  # noqa: S105 - a code, no secret

_SAME = 0.8  # share of words that two readings have in common, from which on they are taken for one
_LONG_LINE, _SENTENCE = 12, 4  # words
_ENDS = tuple(".!?…؟۔:;؛»”\"')")
_JOINT, _HELD = "\u200c", "\ua66e"
_WORD = re.compile(r"\w+")
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_TOO_SHORT = 5  # words; less is no main text if the page has more


def main_text(page: Page) -> tuple[str, tuple[str, ...]]:
    """The main text, a blank line between its blocks, and flags."""
    if page.tree is None:
        return strip_markup(page.characters), (ONE_PASS,)
    second = _by_resiliparse(page.tree)
    first = _by_trafilatura(page.tree)
    differ = common_share(first, second) < _SAME
    text = choose(first, second, links=_link_texts(page.tree)) if differ else first
    if len(_WORD.findall(text)) < _TOO_SHORT:
        whole = strip_markup(page.characters)
        if len(_WORD.findall(whole)) > len(_WORD.findall(text)):
            return whole, (NO_MAIN_TEXT,)
    return text.replace("\n", "\n\n"), (DISAGREE,) if differ else ()


def choose(first: str, second: str, *, links: frozenset[str] = frozenset()) -> str:
    """The better of two readings of a page that differ; `links` are the texts of its links.

    Example:
        >>> choose("Menu", "Twelve men left the town on Monday, the governor said.", links=frozenset({"Menu"}))[:10]
        'Twelve men'
    """
    return second if prose_score(second, links) > prose_score(first, links) else first


def common_share(first: str, second: str) -> float:
    """Words that two texts have in common, as a share of the longer one; 1 where both have none."""
    words, others = Counter(first.split()), Counter(second.split())
    longer = max(words.total(), others.total())
    return (words & others).total() / longer if longer else 1.0


def prose_score(text: str, links: frozenset[str]) -> int:
    """Words in lines that read as sentences, less words in other lines."""
    score = 0
    for line in text.split("\n"):
        words = len(_WORD.findall(line))
        ended = line.rstrip().endswith(_ENDS)
        prose = line.strip() not in links and (words >= _LONG_LINE or (ended and words >= _SENTENCE))
        score += words if prose else -words
    return score


def _by_trafilatura(tree: "HtmlElement") -> str:
    import logging

    from trafilatura import bare_extraction

    # it logs addresses of pages, and what it says is said here by flags
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL + 1)
    joined = _hold_joints(tree)
    try:
        document = bare_extraction(tree, options=_options())
    except (RecursionError, ValueError, TypeError, AttributeError):
        return ""  # its own fault on odd markup; the second opinion stands
    text = (document.text or "") if document is not None else ""
    return _tidy(text.replace(_HELD, _JOINT) if joined else text)


@cache
def _options() -> "Extractor":
    from trafilatura.settings import Extractor

    return Extractor(output_format="python", fast=True, comments=False)


def _hold_joints(tree: "HtmlElement") -> bool:
    """Put a letter that no page has in the place of the mark that parts letters within a Persian word.

    trafilatura takes that mark for a control and drops it: two words become one. Last of all, for the tree is changed.
    """
    found = False
    for element in tree.iter():
        if element.text and _JOINT in element.text:
            element.text, found = element.text.replace(_JOINT, _HELD), True
        if element.tail and _JOINT in element.tail:
            element.tail, found = element.tail.replace(_JOINT, _HELD), True
    return found


def _by_resiliparse(tree: "HtmlElement") -> str:
    from lxml import etree
    from resiliparse.extract.html2text import extract_plain_text

    written = etree.tostring(tree, encoding="unicode", method="html")
    return _tidy(
        extract_plain_text(
            written,
            main_content=True,
            preserve_formatting=True,
            list_bullets=False,
            alt_texts=False,
            comments=False,
            post_meta=False,
        )
    )


def _link_texts(tree: "HtmlElement") -> frozenset[str]:
    return frozenset(_tidy("".join(link.itertext())).replace(_HELD, _JOINT) for link in tree.iter("a"))


def _tidy(text: str) -> str:
    return _LINES.sub("\n", _BLANKS.sub(" ", text)).strip()
