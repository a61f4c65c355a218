"""The text of a web page without its markup, in one pass over the page."""

import html
import re

_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9:-]*)")
# Elements whose content is no text of the page; those that a browser never shows, closed or not.
_CLOSED = frozenset({"script", "style", "noscript", "template", "svg"})
_SKIPPED = frozenset({"script", "style", "noscript", "template", "svg", "head", "nav", "footer", "form", "button"})
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "tr",
        "table",
        "section",
        "article",
        "header",
        "aside",
        "blockquote",
        "main",
        "figure",
        "figcaption",
        "dd",
        "dt",
        "hr",
        "pre",
        "title",
        "td",
        "th",
    ]
)
_BLANKS = re.compile(r"[ \t\r\f\v]+")
_LINES = re.compile(r" ?\n[ \n]*")


def strip_markup(page: str) -> str:
    r"""The text of a page; a blank line stands between blocks. Linear also where markup is broken or nested.

    Example:
        >>> strip_markup("<html><body><p>Two <b>men</b></p><script>x</script><p>left.</p></body></html>")
        'Two men\n\nleft.'
    """
    title, body = _main(page)
    text = "".join(_pieces(body))
    text = _LINES.sub("\n\n", _BLANKS.sub(" ", html.unescape(text))).strip()
    return f"{title}\n\n{text}" if title and not text.startswith(title) else text


def _main(page: str) -> tuple[str, str]:
    """The title, and the article or main part where the page marks one."""
    lower = page.lower()
    found = re.search(r"<title[^>]{0,200}>([^<]{1,500})</title", page, re.IGNORECASE)
    title = _BLANKS.sub(" ", html.unescape(found[1])).strip() if found else ""
    for name in ("article", "main"):
        start, end = lower.find(f"<{name}"), lower.rfind(f"</{name}>")
        if 0 <= start < end and end - start > 200:
            return title, page[start:end]
    return title, page


def _pieces(page: str) -> list[str]:
    """The text between the tags, a line end for each block; what follows a tag that never ends is left out."""
    pieces, at, lower = [], 0, page.lower()
    open_ended: set[str] = set()
    while (start := page.find("<", at)) >= 0:
        pieces.append(page[at:start])
        name = _NAME.match(page, start + 1)
        if name is None and page[start + 1 : start + 2] not in {"!", "?"}:
            pieces.append("<")  # "a < b"
            at = start + 1
            continue
        comment = page.startswith("<!--", start)
        end = page.find("-->" if comment else ">", start)
        if end < 0:
            return pieces
        tag = name[1].lower() if name else ""
        if tag in _BLOCKS:
            pieces.append("\n")
        at = _after(lower, tag, start, end + (3 if comment else 1), open_ended)
        if at < 0:
            return pieces
    pieces.append(page[at:])
    return pieces


def _after(lower: str, tag: str, start: int, end: int, open_ended: set[str]) -> int:
    """Where text goes on after a tag: after the end of the element if its content is no text; -1 if nowhere.

    `open_ended` gathers the elements that are never closed from here on, so that each is looked for once.
    """
    if tag not in _SKIPPED or tag in open_ended or lower[start + 1] == "/" or lower[end - 2] == "/":
        return end
    close = lower.find(f"</{tag}", end)
    if close < 0:
        open_ended.add(tag)
        return -1 if tag in _CLOSED else end
    return close
