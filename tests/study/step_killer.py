"""Kills a stage of a study before one step that it takes on the disk, then before the next, and so on.

    python tests/study/step_killer.py SOURCES WORK STAGE...

For each step k, a copy of the study folder SOURCES is made below WORK, the stages run on it until the k-th step (a file
opened for writing, a rename, a removal, a folder made, a sync), where the process is killed; then they run again to
their end. The last copy is of a run that ended before its k-th step. One line a copy is printed: its number, and how
many steps there were. Processes are forked, so that each takes no time to start; nothing that starts threads is
imported before.
"""

import os
import shutil
import signal
import sys
from pathlib import Path

from darkfigure.study import Study

_STEPS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod", "os.link", "shutil.rmtree"}


def kill_before(step: int, folder: Path) -> None:
    """From now on count steps in this folder, and end with a signal before step number `step`."""
    done = 0

    def take() -> None:
        nonlocal done
        done += 1
        if done == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if isinstance(path, str) and path.startswith(str(folder)) and int(str(flags)) & (os.O_WRONLY | os.O_RDWR):
                take()
        elif event in _STEPS and str(arguments[0]).startswith(str(folder)):
            take()

    sync = os.fsync

    def counted(handle: int) -> None:
        take()
        sync(handle)

    os.fsync = counted
    sys.addaudithook(hear)


def in_child(folder: Path, stages: list[str], *, step: int | None) -> int:
    """Run the stages in a process of their own; return its status, negative if a signal ended it."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            if step is not None:
                kill_before(step, folder)
            for stage in stages:
                Study(folder).run(only=stage)
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(sources: Path, work: Path, stages: list[str]) -> None:
    """Kill at every step until there is none left to kill at."""
    for stage in stages:  # what they load is loaded once
        Study(shutil.copytree(sources, work / "0000", dirs_exist_ok=True)).run(only=stage)
    assert len(list(Path("/proc/self/task").iterdir())) == 1, "a process with threads must not be forked"
    for step in range(1, 10_000):
        folder = Path(shutil.copytree(sources, work / f"{step:04}"))
        status = in_child(folder, stages, step=step)
        if status == 0:
            print(step, flush=True)  # noqa: T201 - what the test reads
            return
        assert status == -signal.SIGKILL, status
        assert in_child(folder, stages, step=None) == 0
    raise AssertionError("there is no end of steps")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
