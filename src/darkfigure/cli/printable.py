"""Text that others wrote, made fit for a terminal."""

_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # changes of direction


def printable(text: str) -> str:
    """A text without what would steer the terminal."""
    import unicodedata

    kept = "".join(char for char in text if unicodedata.category(char) != "Cc" and char not in _TURNS)
    return kept.strip()
