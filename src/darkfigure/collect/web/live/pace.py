"""When a host may be asked again."""

import threading
import time
from collections.abc import Callable


class Pace:
    """Keeps a distance between requests to the same host. For several threads.

    Args:
        interval: Seconds between the starts of two requests, unless a host asks for more.
        now: Tells the time (seconds).
        sleep: Waits.
    """

    def __init__(
        self,
        *,
        interval: float,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._interval, self._now, self._sleep = interval, now, sleep
        self._of: dict[str, float] = {}
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def slow(self, host: str, interval: float) -> None:
        """Take a longer distance for a host."""
        with self._lock:
            self._of[host] = max(interval, self._interval)

    def hold(self, host: str, seconds: float) -> None:
        """Leave a host alone for some time."""
        with self._lock:
            self._next[host] = max(self._next.get(host, 0.0), self._now() + seconds)

    def interval(self, host: str) -> float:
        """Seconds between two requests to a host."""
        with self._lock:
            return self._of.get(host, self._interval)

    def left(self, host: str) -> float:
        """Seconds until a host may be asked."""
        with self._lock:
            return max(0.0, self._next.get(host, 0.0) - self._now())

    def take_turn(self, host: str) -> None:
        """Wait until a host may be asked, and count this request."""
        with self._lock:
            start = max(self._now(), self._next.get(host, 0.0))
            self._next[host] = start + self._of.get(host, self._interval)
            wait = start - self._now()
        if wait > 0:
            self._sleep(wait)
