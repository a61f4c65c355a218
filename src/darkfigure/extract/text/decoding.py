"""The characters of a web page: which encoding its bytes are in."""

import codecs
import re

from darkfigure.collect.text import detect_encoding
from darkfigure.errors import SourceError

_HEAD = 4096  # bytes in which a page says its encoding; the standard says 1024, pages are later
_META = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_MANY_NUL = 0.1  # share of NUL bytes from which on bytes are UTF-16 without a mark, or no text
_MOST_BAD = 0.001  # of the bytes of a page that says it is UTF-8: a picture of a cut or patched page, not another code


def decode_page(data: bytes, *, where: str, charset: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The characters of a page, and flags.

    In this order: a byte order mark; UTF-8, where the bytes are nothing else; what the server says; what the page says;
    then what the bytes read as. A page that calls itself UTF-8 with a few bad bytes keeps the rest (`bad-bytes`).

    Raises:
        SourceError: The bytes fit no encoding, or two alike.
    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return data.decode(codec, "replace"), ()
    if data.count(0) > _MANY_NUL * len(data):
        return data.decode(detect_encoding(data, where=where).codec, "replace"), ("encoding-detected",)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    declared = [charset] if charset else []
    declared += [found.decode("ascii") for found in _META.findall(data[:_HEAD])]
    says_utf8 = False
    for label in declared:
        named = _codec(label)
        if named is None or (named.startswith("utf-16") and b"\0" not in data[:_HEAD]):
            continue
        says_utf8 = says_utf8 or named == "utf-8"
        try:
            return data.decode(named), ()
        except UnicodeDecodeError:
            continue
    text = data.decode("utf-8", "replace")
    bad, letters = text.count("\ufffd"), len(text) - len(text.encode("ascii", "ignore"))
    few = bad <= max(2, _MOST_BAD * len(data))
    if (says_utf8 or not declared) and few and bad < 0.05 * letters:
        return text, ("bad-bytes",)
    try:
        encoding = detect_encoding(data.replace(b"\0", b""), where=where)
    except SourceError:
        if says_utf8 and few:  # a page in English has too few other letters to compare with
            return text, ("bad-bytes",)
        raise
    return data.decode(encoding.codec, "replace"), ("encoding-detected",)


def _codec(name: str) -> str | None:
    """Python's codec for a label, by the rules of browsers: ISO 8859-1 means Windows-1252."""
    from resiliparse.parse.encoding import map_encoding_to_html5

    mapped = map_encoding_to_html5(name, fallback_utf8=False)
    try:
        return codecs.lookup(mapped).name if mapped else None
    except LookupError:
        return None
