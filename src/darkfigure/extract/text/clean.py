"""Characters that no reader sees and that would make a text read otherwise than it looks."""

import re

# Controls but tab and line ends; changes of direction (what they enclose is shown in another order than it is
# written); marks of byte order; tags; halves of characters. Marks that join or part letters stay: Persian needs them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufdd0-\ufdef"
    "\ufffe\uffff\U000e0000-\U000e007f\ud800-\udfff]"
)
_TURNS = ("\u202d", "\u202e", "&#8237;", "&#8238;", "&#x202d;", "&#x202e;", "&#x202D;", "&#x202E;")
# In pages only, where a browser shows nothing of them either: places where a word may be broken.
_BREAKS = re.compile("[\u00ad\u200b\u2060]")


def clean_text(text: str) -> str:
    r"""The text without unseen characters; line ends and all that is seen stay as they are.

    Example:
        >>> clean_text("40\x00 men")
        '40 men'
    """
    return _UNSEEN.sub("", text)


def clean_page(page: str) -> str:
    """The same for a web page, where places at which a word may break are taken out too."""
    return _BREAKS.sub("", _UNSEEN.sub("", page))


def turns_direction(text: str) -> bool:
    """Whether a text or page holds overrides of direction, by which figures and names are shown in another order."""
    return any(sign in text for sign in _TURNS)
