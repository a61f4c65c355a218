"""One address fetched: every answer on the way, redirects among them, within limits of size and time."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import httpcore
import httpx

from darkfigure.collect.web.live.address import NotFetched, tidy
from darkfigure.collect.web.live.transport import CheckedTransport, Deadline

_MOST_REDIRECTS = 10
_REDIRECTS = {301, 302, 303, 307, 308}
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,application/pdf;q=0.9,text/plain;q=0.8,*/*;q=0.5"


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One request and its answer. Headers are as they were sent, in order; `body` is as sent, its chunks joined."""

    url: str
    moment: dt.datetime
    request_headers: tuple[tuple[str, str], ...]
    target: str
    protocol: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    numbers: str | None

    def header(self, name: str) -> str | None:
        """The first header of this name."""
        return next((value for key, value in self.headers if key.lower() == name), None)


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """What came of an address: the answers in order, and what stopped the way to the last one, if anything did."""

    url: str
    exchanges: tuple[Exchange, ...]
    stopped: NotFetched | None = None

    @property
    def last(self) -> Exchange | None:
        """The answer at which it ended; None if nothing answered."""
        return self.exchanges[-1] if self.exchanges else None


class Fetcher:
    """Asks one address after the other. Not for several threads at once.

    Args:
        agent: Who asks, for the header User-Agent.
        private_hosts: Hosts that may lie in a private network.
        largest: Bytes of one answer at most.
        longest: Seconds for one answer at most.
    """

    def __init__(self, *, agent: str, private_hosts: Collection[str], largest: int, longest: float) -> None:
        self._deadline, self._largest, self._longest = Deadline(), largest, longest
        self._transport = CheckedTransport(self._deadline, private_hosts=private_hosts)
        self._client = httpx.Client(
            transport=self._transport,
            headers={"User-Agent": agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"},
            follow_redirects=False,
            trust_env=False,
        )

    def close(self) -> None:
        """Close all connections; an answer that another thread reads ends."""
        self._client.close()

    def fetch(
        self, url: str, *, allow: Callable[[str], None], conditions: Mapping[str, Mapping[str, str]] | None = None
    ) -> Fetched:
        """Ask for an address and follow its redirects.

        Args:
            url: A tidy address.
            allow: Called before each request with its address; waits for its turn, and raises NotFetched where it may
                not be asked.
            conditions: Headers of conditional requests, by address.
        """
        exchanges: list[Exchange] = []
        asked: set[str] = set()
        target = url
        try:
            while True:
                _note(target, asked)
                allow(target)
                exchanges.append(self._ask(target, (conditions or {}).get(target, {})))
                onward = exchanges[-1].header("location") if exchanges[-1].status in _REDIRECTS else None
                if onward is None:
                    return Fetched(url=url, exchanges=tuple(exchanges))
                target = _onward(onward, base=target)
        except NotFetched as error:
            return Fetched(url=url, exchanges=tuple(exchanges), stopped=error)
        finally:
            self._client.cookies.clear()

    def _ask(self, url: str, headers: Mapping[str, str]) -> Exchange:
        self._deadline.start(self._longest)
        moment = dt.datetime.now(dt.UTC)
        try:
            request = self._client.build_request("GET", url, headers=dict(headers))
            # not through the client: it stumbles over redirects to what it does not know, such as data:
            answer = self._transport.handle_request(request)
            answer.request = request
            try:
                self._client.cookies.extract_cookies(answer)
                numbers = _numbers(answer)  # before the body: a server of HTTP/1.0 closes with its last byte
                return _exchange(url, moment, answer, body=self._body(answer), numbers=numbers)
            finally:
                answer.close()
        except (httpcore.TimeoutException, httpx.TimeoutException):
            raise NotFetched(
                "too-slow", f"did not answer to the end within {self._longest:g} seconds, or paused for too long"
            ) from None
        except (httpcore.NetworkError, httpx.NetworkError):
            raise NotFetched("no-answer", "cannot be reached, or broke off") from None
        except (httpcore.ProtocolError, RuntimeError, httpx.ProtocolError, httpx.InvalidURL, httpx.DecodingError):
            raise NotFetched("no-answer", "answered with what is no HTTP, or broke off") from None

    def _body(self, answer: httpx.Response) -> bytes:
        """The body as sent, as long as it is within the limit."""
        too_large = NotFetched("too-large", f"has more than the {self._largest:,} bytes that are taken at most")
        stated = answer.headers.get("content-length", "")
        if stated.isdigit() and int(stated) > self._largest:
            raise too_large
        pieces, size = [], 0
        for piece in answer.iter_raw():
            size += len(piece)
            if size > self._largest:
                raise too_large
            pieces.append(piece)
        return b"".join(pieces)


def _note(url: str, asked: set[str]) -> None:
    if url in asked or len(asked) > _MOST_REDIRECTS:
        raise NotFetched("redirects", "its redirects go in a circle, or on without end")
    asked.add(url)


def _onward(location: str, *, base: str) -> str:
    try:
        return tidy(location, base=base)
    except NotFetched as error:
        raise NotFetched(error.code, f"redirects to what is not fetched: {error}") from None


def _numbers(answer: httpx.Response) -> str | None:
    """The address that answered; None where the connection is closed already."""
    stream = answer.extensions.get("network_stream")
    try:
        place = stream.get_extra_info("server_addr") if stream is not None else None
    except OSError:
        return None
    return str(place[0]) if place else None


def _exchange(url: str, moment: dt.datetime, answer: httpx.Response, *, body: bytes, numbers: str | None) -> Exchange:
    extensions = answer.extensions
    return Exchange(
        url=url,
        moment=moment,
        request_headers=_pairs(answer.request.headers.raw),
        target=answer.request.url.raw_path.decode("ascii"),
        protocol=extensions.get("http_version", b"HTTP/1.1").decode("ascii", "replace"),
        status=answer.status_code,
        reason=extensions.get("reason_phrase", b"").decode("latin-1"),
        headers=_pairs(answer.headers.raw),
        body=body,
        numbers=numbers,
    )


def _pairs(raw: list[tuple[bytes, bytes]]) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw)
