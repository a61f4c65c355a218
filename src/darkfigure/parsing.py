"""JSON, TOML and addresses from outside: what cannot be read is a `ValueError`, whatever it is that cannot be read.

The libraries raise a `RecursionError` where something is nested thousands of times, and leave numbers of thousands of
digits to Python, which refuses them in words of its own.
"""

import json
import tomllib
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

_TOO_DEEP = "something in it is nested too deeply"


def parse_json(content: bytes | str) -> Any:  # noqa: ANN401 - whatever stands there
    """What JSON says.

    Raises:
        ValueError: It is none, is not UTF-8, or is nested too deeply.

    Example:
        >>> parse_json(b'{"a": 1}')
        {'a': 1}
    """
    try:
        return json.loads(content)
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None


def parse_toml(text: str) -> dict[str, Any]:
    """What TOML says.

    Raises:
        ValueError: It is none, is nested too deeply, or holds a number of thousands of digits.

    Example:
        >>> parse_toml("a = 1")
        {'a': 1}
    """
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError:
        raise ValueError("a number in it has too many digits") from None


def split_address(url: str | None) -> SplitResult | None:
    """The parts of a web address; None where it is none, such as `http://[`.

    Example:
        >>> split_address("http://example.org/a").hostname
        'example.org'
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        _ = parts.hostname, parts.port
    except ValueError:
        return None
    return parts


def join_address(base: str, url: str) -> str:
    """An address as a page or message at `base` means it; as it stands where that is none.

    Example:
        >>> join_address("http://example.org/a/", "b")
        'http://example.org/a/b'
    """
    try:
        return urljoin(base, url)
    except ValueError:
        return url
