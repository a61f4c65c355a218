"""How far a step over many records has come, for who waits."""

from collections.abc import Callable, Iterable, Iterator

Watch = Callable[[str, int, int], None]
"""(what is done, records so far, records in all)."""

_EVERY = 500


def unwatched(_what: str, _done: int, _total: int) -> None:
    """Nobody waits."""


def watched(records: Iterable[bytes], *, what: str, total: int, watch: Watch) -> Iterator[bytes]:
    """The same records, telling now and then how many went by."""
    for done, record in enumerate(records):
        if done % _EVERY == 0:
            watch(what, done, total)
        yield record
    watch(what, total, total)
