"""Long work beside the server: one at a time, in a process of its own, watched as it goes.

The process is `python -m darkfigure.web.work`: it reads one line of JSON, writes a line for every event, and last what
came of it. A run that is stopped goes on where it was when it is started again, as on the command line.
"""

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from darkfigure.errors import DarkfigureError

State = Literal["working", "done", "failed", "stopped"]


@dataclass
class Job:
    """One piece of work: what was asked, how far it is, and what came of it."""

    number: int
    kind: str
    asked: dict[str, Any]
    started: float
    state: State = "working"
    events: list[dict[str, Any]] = field(default_factory=list)
    result: Any = None
    message: str = ""
    ended: float | None = None
    when_done: "Callable[[Job], None] | None" = None

    @property
    def seconds(self) -> float:
        """How long it took, or takes until now."""
        return (time.monotonic() if self.ended is None else self.ended) - self.started

    @property
    def last(self) -> str:
        """What it does now, in words."""
        if not self.events:
            return "starting"
        event = self.events[-1]
        how_far = f", {event['done']:,} of {event['total']:,}" if event.get("total") else ""
        return f"{event['stage']}: {event['what']}{how_far}"


class Jobs:
    """The work of a study."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._changed = threading.Condition()
        self._jobs: list[Job] = []
        self._process: subprocess.Popen[str] | None = None

    def current(self) -> Job | None:
        """The job that is at work; None where none is."""
        with self._changed:
            return self._jobs[-1] if self._jobs and self._jobs[-1].state == "working" else None

    def last(self, kind: str) -> Job | None:
        """The last job of a kind."""
        with self._changed:
            return next((job for job in reversed(self._jobs) if job.kind == kind), None)

    def find(self, number: int) -> Job | None:
        """The job of a number."""
        with self._changed:
            return next((job for job in self._jobs if job.number == number), None)

    def start(self, kind: str, asked: dict[str, Any], *, done: Callable[[Job], None] | None = None) -> Job | None:
        """Start work; None where other work is going on. `done` is called when its result is there."""
        with self._changed:
            if self._jobs and self._jobs[-1].state == "working":
                return None
            job = Job(number=len(self._jobs) + 1, kind=kind, asked=asked, started=time.monotonic(), when_done=done)
            self._jobs.append(job)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "darkfigure.web.work"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
            threading.Thread(target=self._watch, args=(job, self._process), daemon=True).start()
        return job

    def stop(self) -> None:
        """End the work that is going on."""
        with self._changed:
            job = self._jobs[-1] if self._jobs and self._jobs[-1].state == "working" else None
            process = self._process
            if job is not None:
                self._end(job, "stopped", "Stopped. What was finished is kept; run again to go on.")
        if process is not None and process.poll() is None:
            process.terminate()
            process.wait()

    def follow(self, job: Job, *, every: float = 10.0) -> Iterator[str | None]:
        """What the job does, whenever that changes, until it ends; None where nothing changed for `every` seconds."""
        seen = -1
        while True:
            with self._changed:
                if len(job.events) == seen and job.state == "working":
                    self._changed.wait(every)
                if job.state != "working":
                    return
                news, seen = len(job.events) != seen, len(job.events)
                said = job.last
            yield said if news else None

    def _watch(self, job: Job, process: "subprocess.Popen[str]") -> None:
        """Read what the process says until it ends."""
        errors: list[str] = []
        if process.stdin is None or process.stdout is None or process.stderr is None:
            return
        reader = threading.Thread(target=lambda: errors.extend(process.stderr or ()), daemon=True)
        reader.start()
        with process.stdin, process.stdout, process.stderr:
            with suppress(BrokenPipeError):  # it ended at once; what it wrote tells why
                process.stdin.write(json.dumps({"folder": str(self._folder), "kind": job.kind, "asked": job.asked}))
                process.stdin.write("\n")
                process.stdin.close()
            for line in process.stdout:
                if line.endswith("\n"):  # a killed process leaves half a line
                    self._hear(job, json.loads(line))
            process.wait()
            reader.join()
        with self._changed:
            if job.state == "working":
                self._end(job, "failed", _how_it_ended(process.returncode))
        if errors and job.state == "failed":
            sys.stderr.writelines(errors)

    def _hear(self, job: Job, said: dict[str, Any]) -> None:
        if "done" in said and job.when_done is not None:
            job.result = said["done"]
            try:
                job.when_done(job)
            except DarkfigureError as error:
                said = {"failed": str(error)}
        with self._changed:
            if job.state != "working":
                return
            if "event" in said:
                job.events.append(said["event"])
                self._changed.notify_all()
            elif "done" in said:
                job.result = said["done"]
                self._end(job, "done", "Done.")
            else:
                self._end(job, "failed", str(said["failed"]))

    def _end(self, job: Job, state: State, message: str) -> None:
        job.state, job.message, job.ended = state, message, time.monotonic()
        self._changed.notify_all()


def _how_it_ended(status: int) -> str:
    """What is said of work that ended without a word."""
    if status == -signal.SIGKILL:
        return (
            "The work was ended from outside, most often because memory ran out. What was finished is kept. Close "
            "other programs, then run again to go on."
        )
    return f"The work ended by itself (exit status {status}). What was finished is kept; run again to go on."
