"""What a response holds, told from what the server says and from its first bytes."""

import re
from typing import Literal

Content = Literal["page", "text", "feed", "file"]

_PAGE = re.compile(rb"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_FEED = re.compile(rb"<(?:rss|feed|(?:[a-z]{1,8}:)?RDF)[\s>]", re.IGNORECASE)
_PAGES = {"text/html", "application/xhtml+xml"}
_OPEN = {"", "application/octet-stream", "binary/octet-stream", "application/x-unknown-content-type", "*/*"}
_FILES = {
    "application/pdf",
    "application/x-pdf",
    "application/epub+zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "message/rfc822",
    "multipart/related",
}
_HEAD = 4096


def tell_content(media_type: str, body: bytes) -> Content | None:
    """What kind of document a body is; None if it is none (a picture, a script, data).

    Example:
        >>> tell_content("application/octet-stream", b"<!DOCTYPE html><p>...")
        'page'
    """
    head = body[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    found: Content | None = None
    if head.startswith(b"%PDF") or media_type in _FILES:
        found = "file"
    elif media_type in _PAGES:
        found = "feed" if head.lstrip().startswith(b"<?xml") and _FEED.search(head) else "page"
    elif media_type.endswith("xml"):
        found = "feed" if _FEED.search(head) else "page" if _PAGE.search(head) else None
    elif media_type == "text/plain":
        found = "page" if _PAGE.match(head) else "text"
    elif media_type in _OPEN:
        found = "page" if _PAGE.match(head) else "feed" if _is_bare_feed(head) else None
    return found


def _is_bare_feed(head: bytes) -> bool:
    return head.lstrip().startswith(b"<") and _FEED.search(head) is not None
