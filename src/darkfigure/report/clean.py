"""Text that others wrote, made fit for HTML and for drawings."""

import re

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LONG = re.compile("[\U00010000-\U0010ffff]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """The text without characters that HTML and SVG may not hold."""
    return _CONTROL.sub("\ufffd", text)


def plain(text: str) -> str:
    """The text for a drawing: clean, on one line, without marks that turn the direction of what follows.

    The drawing program shortens long text in the middle of a character beyond 16 bits, and then fails: none is left.
    """
    return " ".join(_LONG.sub("\ufffd", _BIDI.sub("", clean(text))).split())
