"""Breaks a piece of work at one step that it takes on the disk, then at the next, and so on.

    python tests/faults/breaker.py WORK FAULT STRIDE BEFORE NAME...

For each step k, a copy of what lies in BEFORE is made below WORK/NAME, and the work NAME of `pieces.py` is done on it
until the k-th step: a file opened for writing, a rename, a link, a removal, a folder made, a sync. There it meets the
FAULT: `kill` ends the process, `full` refuses every step from then on that takes space, `denied` every step that
writes at all. Or, by step, it may write no file larger than so many bytes (`size`), or get no more memory than so many
(`memory`). Then the work is done again without a fault. STRIDE: of so many steps one is tried. One line of JSON is
printed for each copy. Processes are forked, so that each takes no time to start; so nothing may have started threads.
"""

import errno
import json
import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from pieces import PIECES, Work

_TAKE_SPACE = {"os.rename", "os.mkdir", "os.link", "os.symlink"}
_OTHERS = {"os.remove", "os.rmdir", "os.truncate", "os.chmod"}
_NOT_REACHED = 77
_LIMITS = {"size": (0, 100, 1_000, 10_000, 100_000), "memory": (0, 4 << 20, 16 << 20, 64 << 20)}  # bytes, by step


def break_at(step: int, folder: Path, fault: str) -> Callable[[], bool]:
    """From now on count steps in this folder, and break at number `step`; return what tells whether it came so far."""
    done = 0
    refused = {"full": errno.ENOSPC, "denied": errno.EACCES}.get(fault)

    def take(*, space: bool, path: str) -> None:
        nonlocal done
        done += 1
        if done == step and refused is None:
            os.kill(os.getpid(), signal.SIGKILL)
        if refused is not None and done >= step and (space or fault == "denied"):
            raise OSError(refused, os.strerror(refused), path)

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        path = os.fsdecode(arguments[0]) if arguments and isinstance(arguments[0], str | bytes | os.PathLike) else ""
        if not path.startswith(str(folder)):
            return
        if event == "open":
            if int(str(arguments[2])) & (os.O_WRONLY | os.O_RDWR):
                take(space=True, path=path)
        elif event in _TAKE_SPACE | _OTHERS and (event in _TAKE_SPACE or os.path.lexists(path)):
            take(space=event in _TAKE_SPACE, path=path)

    sync = os.fsync

    def counted(handle: int) -> None:
        take(space=True, path="")
        sync(handle)

    os.fsync = counted
    sys.addaudithook(hear)
    return lambda: done >= step


def limit(step: int, fault: str) -> Callable[[], bool]:
    """Give this process less than it needs; return what tells that there was such a limit."""
    if step > len(_LIMITS[fault]):
        return lambda: False
    wanted = _LIMITS[fault][step - 1]
    if fault == "size":
        resource.setrlimit(resource.RLIMIT_FSIZE, (wanted, wanted))
    else:
        wanted += int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (wanted, wanted))
    return lambda: True


def in_child(work: Work, folder: Path, *, step: int | None = None, fault: str = "") -> tuple[int, str]:
    """Do the work in a process of its own; return its status and what it said on standard error."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        sys.stdout, sys.stderr = open(os.devnull, "w"), os.fdopen(writing, "w")  # noqa: PTH123, SIM115 - to the end
        reached = None
        if step is not None:
            reached = limit(step, fault) if fault in _LIMITS else break_at(step, folder, fault)
        status = work(folder)
        sys.stderr.flush()
        os._exit(_NOT_REACHED if reached is not None and not reached() else status)
    os.close(writing)
    with os.fdopen(reading, "rb") as said:
        words = said.read().decode(errors="replace")
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), words


def _load(work: Work, folder: Path, loaded: Path) -> int:
    """Do the work, and write down what it loaded."""
    status = work(folder)
    loaded.write_text("\n".join(name for name in sys.modules if name != "__main__"))
    return status


def copied(before: Path, target: Path, needs: tuple[str, ...]) -> Path:
    """A copy of what a piece of work needs."""
    target.mkdir(parents=True)
    for name in needs:
        source = before / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, target / name)
    return target


def main(place: Path, fault: str, stride: int, before: Path, names: list[str]) -> None:
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what the commands print
    for name in names:
        work, needs = PIECES[name].work, PIECES[name].needs
        whole = copied(before, place / name / "whole", needs)
        loaded = place / name / "loaded"
        status, said = in_child(lambda folder, work=work, loaded=loaded: _load(work, folder, loaded), whole)
        assert status == 0, (name, status, said)
        for module in loaded.read_text().split():  # once: it takes longer than the work
            with suppress(ImportError):
                import_module(module)
        assert len(list(Path("/proc/self/task").iterdir())) == 1, "a process with threads must not be forked"
        for step in range(1, 10_000, stride):
            folder = copied(before, place / name / f"{step:04}", needs)
            status, said = in_child(work, folder, step=step, fault=fault)
            if status == _NOT_REACHED:
                shutil.rmtree(folder)
                break
            again, more = in_child(work, folder)
            found = {"work": name, "step": step, "status": status, "said": said, "again": again, "more": more}
            print(json.dumps(found), file=out, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]), sys.argv[5:])
