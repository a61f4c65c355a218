"""Progress on standard error: a bar on a terminal, plain lines elsewhere, nothing twice."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from darkfigure.study import Event, Listener

_WORDS = {
    "collect": "keeping and reading",
    "extract": "reading dates, origins and names of",
    "link": "comparing",
    "estimate": "estimating",
    "claims": "looking for claims in",
    "flows": "flows: fitting",
    "spread": "what circulates:",
    "report": "writing the report",
    "simulate": "simulating",
    "media": "",  # what is done is said whole
    "federate": "",
}


def describe(event: Event) -> str:
    """What is being done, in words."""
    return f"{_WORDS.get(event.stage, event.stage)} {event.what}".strip()


@contextmanager
def show_progress() -> Iterator[Listener]:
    """A listener that draws on standard error while the block runs."""
    with _bar() if sys.stderr.isatty() else _lines() as listener:
        yield listener


@contextmanager
def _bar() -> Iterator[Listener]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TextColumn("{task.fields[amount]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=False) as progress:
        tasks: dict[tuple[str, str], object] = {}

        def listen(event: Event) -> None:
            key = (event.stage, event.what)
            if key not in tasks:
                for task in progress.tasks:  # one thing is done at a time: what came before is finished
                    progress.update(task.id, total=1, completed=1)
                tasks[key] = progress.add_task(describe(event), total=event.total, amount="")
            share = f"{event.done / event.total:4.0%}" if event.total else ""
            progress.update(
                tasks[key],  # type: ignore[arg-type]
                completed=event.done,
                total=event.total,
                amount=share,
            )

        yield listen
        for task in progress.tasks:
            progress.update(task.id, total=1, completed=1)


@contextmanager
def _lines() -> Iterator[Listener]:
    seen: set[tuple[str, str]] = set()
    started = time.monotonic()

    def listen(event: Event) -> None:
        key = (event.stage, event.what)
        if key not in seen:
            seen.add(key)
            sys.stderr.write(f"[{time.monotonic() - started:6.1f} s] {describe(event)}\n")
            sys.stderr.flush()

    yield listen
