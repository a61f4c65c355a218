"""Asks addresses as their sites allow, at the pace they want, and keeps each answer at once."""

import datetime as dt
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from darkfigure.collect.web.live.address import NotFetched, host_of, tidy
from darkfigure.collect.web.live.earlier import ANSWERED, FAILED, ROBOTS, UNCHANGED, Earlier, Held, Holdings
from darkfigure.collect.web.live.fetch import Exchange, Fetched, Fetcher
from darkfigure.collect.web.live.pace import Pace
from darkfigure.collect.web.live.robots import Robots, RulesAnswer
from darkfigure.collect.web.live.warc_writer import to_warc
from darkfigure.collect.web.message import Message, Unreadable, decode_body
from darkfigure.settings import CollectSettings
from darkfigure.vault import Vault

_RULES_HOLD = dt.timedelta(hours=24)  # RFC 9309, 2.4
_LARGEST_RULES = 2_000_000


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where answers are kept: the vault, and the source's name in study.toml."""

    vault: Vault
    source: str


class Asker:
    """Asks and keeps, for several threads at once.

    Args:
        settings: `[collect]`.
        place: Where answers are kept.
        holdings: What is kept already; taken further with each answer.
        version: Of darkfigure.
    """

    def __init__(self, settings: CollectSettings, *, place: Place, holdings: Holdings, version: str) -> None:
        self._over = threading.Event()
        self.pace = Pace(interval=1 / settings.rate, sleep=self._over.wait)
        self.size = 0
        self._settings, self._place, self._holdings = settings, place, holdings
        self._software = f"darkfigure {version}"
        self._agent = f"darkfigure/{version}" + (f" (+{settings.contact})" if settings.contact else "")
        self._private = frozenset(host.lower() for host in settings.private_hosts)
        self._robots = Robots(ask=self._ask_rules, slow=self.pace.slow)
        self._free: queue.LifoQueue[Fetcher] = queue.LifoQueue()
        self._all: list[Fetcher] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End all waiting, and all that is being asked."""
        self._over.set()
        with self._lock:
            for fetcher in self._all:
                fetcher.close()

    def ask(self, url: str, *, within: frozenset[str] | None, earlier: Earlier | None) -> Fetched:
        """Ask for an address.

        Args:
            url: The address, tidy.
            within: The hosts to which redirects may lead; all public ones if None.
            earlier: The answer that is kept, if it is asked whether that still holds.
        """

        def allow(target: str) -> None:
            if within is not None and host_of(target) not in within:
                raise NotFetched("other-site", "redirects to another site")
            self._robots.check(target)
            self._take_turn(target)

        conditions = {earlier.url: earlier.conditions} if earlier is not None else None
        with self._fetcher() as fetcher:
            return fetcher.fetch(url, allow=allow, conditions=conditions)

    def keep(self, fetched: Fetched, *, earlier: Earlier | None) -> Held | None:
        """Keep what came of an address; None where nothing answered."""
        last = fetched.last
        if last is None:
            return None
        method = FAILED
        if fetched.stopped is None and last.status == 200:
            method = ANSWERED
        elif fetched.stopped is None and last.status == 304 and earlier is not None:
            method = UNCHANGED
        return self._keep(fetched.url, fetched.exchanges, method=method, earlier=earlier)

    def refuse(self, url: str, *, code: str, reason: str) -> None:
        """Write down in the ledger that an address was not taken."""
        with self._lock:
            self._holdings.refused[url] = (code, reason)
            self._place.vault.note(
                "refused", source=self._place.source, path=url, url=url, code=code, reason=reason, method="http-get"
            )

    def _keep(self, url: str, exchanges: tuple[Exchange, ...], *, method: str, earlier: Earlier | None) -> Held:
        known = {earlier.url: earlier} if earlier is not None else {}
        data = to_warc(exchanges, software=self._software, agent=self._agent, earlier=known)
        final = exchanges[-1].url
        with self._lock:
            self.size += len(data)
            kept = self._place.vault.keep(
                data,
                source=self._place.source,
                origin_path=url,
                url=url,
                final_url=final if final != url else None,
                method=method,
            )
            held = Held(url=url, final_url=final, method=method, digest=kept.digest, moment=kept.first_kept)
            self._holdings.add(held)
        return held

    def _ask_rules(self, address: str) -> RulesAnswer:
        """The rules of a site: those that were kept within a day, else as they are now."""
        held = self._holdings.robots.get(address)
        if held is not None and dt.datetime.now(dt.UTC) - held.moment < _RULES_HOLD:
            kept = self._holdings.last_answer(held)
            if kept is not None:
                return RulesAnswer(status=kept.message.status, body=kept.body(largest=_LARGEST_RULES))
        with self._fetcher() as fetcher:
            fetched = fetcher.fetch(tidy(address), allow=self._take_turn)
        last = fetched.last
        if last is not None:
            self._keep(address, fetched.exchanges, method=ROBOTS, earlier=None)
        if fetched.stopped is not None and fetched.stopped.code != "redirects":
            return RulesAnswer(status=fetched.stopped)
        if last is None:  # redirects in a circle have answers
            return RulesAnswer(status=404)
        return RulesAnswer(status=last.status, body=body_of(last, largest=_LARGEST_RULES))

    def _take_turn(self, url: str) -> None:
        self.pace.take_turn(host_of(url))
        if self._over.is_set():
            raise NotFetched("stopped", "the run was stopped")

    @contextmanager
    def _fetcher(self) -> Iterator[Fetcher]:
        """A fetcher that no other thread uses now."""
        try:
            fetcher = self._free.get_nowait()
        except queue.Empty:
            fetcher = Fetcher(
                agent=self._agent,
                private_hosts=self._private,
                largest=self._settings.largest,
                longest=self._settings.longest,
            )
            with self._lock:
                self._all.append(fetcher)
        try:
            yield fetcher
        finally:
            self._free.put(fetcher)


def message_of(exchange: Exchange) -> Message:
    """An answer as the reader of archives sees it."""
    headers: dict[str, str] = {}
    for name, value in exchange.headers:
        key = name.lower()
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    headers.pop("transfer-encoding", None)  # the chunks are joined
    return Message(status=exchange.status, headers=headers, body=exchange.body)


def body_of(exchange: Exchange, *, largest: int) -> bytes:
    """The page of an answer, unpacked; empty where that cannot be done."""
    try:
        return decode_body(message_of(exchange), limit=largest)
    except Unreadable:
        return b""
