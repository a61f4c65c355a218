"""A connection that goes only to an address that was checked, and that ends when its time is up."""

import ssl
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from typing import Any

import httpcore
import httpx

from darkfigure.collect.web.live.address import resolve

_WAIT = 15.0  # seconds for a connection, and between two pieces of an answer


@cache
def _certificates() -> ssl.SSLContext:
    """Whom to trust: made once, because it takes long."""
    return httpx.create_ssl_context(trust_env=False)


class Deadline:
    """When a fetch must be over; one for each client, set anew for each address."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._end = now, float("inf")

    def start(self, seconds: float) -> None:
        """Begin to count."""
        self._end = self._now() + seconds

    def left(self, wanted: float | None) -> float:
        """Seconds to wait at most.

        Raises:
            ReadTimeout: There are none left.
        """
        left = self._end - self._now()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for this answer is up")
        return left if wanted is None else min(left, wanted)


class _Stream(httpcore.NetworkStream):
    """A connection whose every wait ends with the deadline, however often a server sends one byte more."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: Any,  # noqa: ANN401 - httpcore's signature
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(
            self._inner.start_tls(ssl_context, server_hostname, self._deadline.left(timeout)), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's signature
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Connects to the numbers that were checked, not to a name that could lead elsewhere the next time."""

    def __init__(self, deadline: Deadline, private_hosts: Collection[str]) -> None:
        self._inner, self._deadline, self._private = httpcore.SyncBackend(), deadline, private_hosts

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        numbers = resolve(host.strip("[]"), port, private_hosts=self._private)
        left = self._deadline.left(timeout)
        return _Stream(self._inner.connect_tcp(numbers, port, left, local_address, socket_options), self._deadline)


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:  # noqa: ANN401 - httpcore's stream
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        self._stream.close()


class CheckedTransport(httpx.BaseTransport):
    """Sends requests to public addresses only. There is no proxy: it would connect where nobody checked."""

    def __init__(self, deadline: Deadline, *, private_hosts: Collection[str]) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=_certificates(),
            max_connections=10,
            max_keepalive_connections=5,
            keepalive_expiry=30.0,
            network_backend=_Backend(deadline, private_hosts),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), _WAIT)},
            )
        )
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()
