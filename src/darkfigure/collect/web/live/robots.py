"""What a site's robots.txt allows (RFC 9309), and how far apart it wants requests."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit, urlunsplit

from darkfigure.collect.web.live.address import NotFetched

if TYPE_CHECKING:
    from protego import Protego

TOKEN = "darkfigure"  # noqa: S105 - the name by which rules speak of this program
_LARGEST = 512_000  # bytes of the rules that count, RFC 9309 asks for 500 KiB at least
_LONGEST = 3600.0  # seconds: a site that wants more between two requests does not want to be fetched


@dataclass(frozen=True, kw_only=True)
class RulesAnswer:
    """What the address of the rules answered: its status, or what kept it from answering."""

    status: int | NotFetched
    body: bytes = b""


class Robots:
    """The rules of sites, each asked for once. For several threads.

    Args:
        ask: Gets the answer at the address of a site's rules.
        slow: Told of a host and the seconds it wants between requests.
    """

    def __init__(self, *, ask: Callable[[str], RulesAnswer], slow: Callable[[str, float], None]) -> None:
        self._ask, self._slow = ask, slow
        self._rules: dict[str, Protego | NotFetched | Literal["none"]] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def check(self, url: str) -> None:
        """See whether an address may be fetched.

        Raises:
            NotFetched: The rules of its site forbid it, or cannot be had because the site is broken.
        """
        address = rules_address(url)
        with self._lock:
            mine = self._locks.setdefault(address, threading.Lock())
        with mine:
            rules = self._rules.get(address)
            if rules is None:
                rules = self._rules[address] = self._read(address)
        if isinstance(rules, NotFetched):
            raise NotFetched(rules.code, str(rules))
        if rules != "none" and not rules.can_fetch(url, TOKEN):
            raise NotFetched("robots", "robots.txt of its site asks not to fetch it")

    def _read(self, address: str) -> "Protego | NotFetched | Literal['none']":
        """The rules, or why nothing of the site is fetched."""
        from protego import Protego

        answer = self._ask(address)
        if isinstance(answer.status, NotFetched):
            raise answer.status
        if answer.status >= 500 or answer.status == 429:
            return NotFetched("robots", "robots.txt of its site cannot be had, so that it may not be fetched now")
        if answer.status != 200:
            return "none"
        rules = Protego.parse(answer.body[:_LARGEST].decode("utf-8", "replace"))
        delay, rate = rules.crawl_delay(TOKEN), rules.request_rate(TOKEN)
        wanted = max(float(delay or 0.0), rate.seconds / rate.requests if rate is not None and rate.requests else 0.0)
        if wanted > _LONGEST:
            return NotFetched("robots", f"its site wants {wanted:,.0f} seconds between two requests")
        if wanted:
            self._slow(urlsplit(address).netloc, wanted)
        return rules


def rules_address(url: str) -> str:
    """Where the rules for an address stand."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
