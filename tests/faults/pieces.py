"""The pieces of work that are broken: every command and every step of the desk that writes, on a folder of its own."""

import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from darkfigure.cli.main import main
from darkfigure.errors import DarkfigureError
from darkfigure.link.judgement import Trace
from darkfigure.signing import load_key
from darkfigure.study.editing import add_source, drop_source
from darkfigure.study.judging import add_judgement, withdraw_judgement
from darkfigure.study.reviewer import Reviewer

Work = Callable[[Path], int]
LEFT = Trace(source="press", row=1, digest="0" * 64)
RIGHT = Trace(source="court", row=1, digest="1" * 64)


def command(*arguments: str) -> Work:
    """A command line, `{}` standing for the folder; return its exit status."""

    def work(folder: Path) -> int:
        recipient = (folder / "recipient").read_text() if "RECIPIENT" in arguments else ""
        filled = (one.replace("{}", str(folder)).replace("RECIPIENT", recipient) for one in arguments)
        sys.argv = ["darkfigure", *filled]
        try:
            main()
        except SystemExit as end:
            return int(end.code or 0)
        except BaseException:  # noqa: BLE001 - what a user would see as a traceback
            traceback.print_exc()
            return 99
        return 0

    return work


def step(do: Callable[[Path], object]) -> Work:
    """A step of the desk, which shows the errors of the project and no others."""

    def work(folder: Path) -> int:
        try:
            do(folder)
        except DarkfigureError as error:
            sys.stderr.write(f"darkfigure: {error}\n")
            return error.exit_status
        except BaseException:  # noqa: BLE001 - what a user would see as a traceback
            traceback.print_exc()
            return 99
        return 0

    return work


def _by(folder: Path) -> Reviewer:
    return Reviewer(name="Judge", key=load_key(folder / "judge.key"))


def _judge(folder: Path) -> None:
    first = add_judgement(folder / "study", LEFT, RIGHT, "same", by=_by(folder))
    withdraw_judgement(folder / "study", first.seq, by=_by(folder))
    add_judgement(folder / "study", LEFT, RIGHT, "different", by=_by(folder))


def _add(folder: Path) -> None:
    add_source(folder / "study", "third", "press.csv", by=_by(folder))


def _drop(folder: Path) -> None:
    drop_source(folder / "study", "court", by=_by(folder))


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A piece of work, and which of the prepared files and folders it needs."""

    work: Work
    needs: tuple[str, ...]


_POLICE, _REGISTRY, _TALLY = (f"{{}}/agencies/{name}" for name in ("police", "registry", "statistics-office"))
PIECES: dict[str, Piece] = {
    "collect": Piece(work=command("run", "{}/fresh", "--only", "collect"), needs=("fresh",)),
    "init": Piece(work=command("init", "{}/new"), needs=()),
    "judge": Piece(work=step(_judge), needs=("study", "judge.key")),
    "add source": Piece(work=step(_add), needs=("study", "judge.key")),
    "drop source": Piece(work=step(_drop), needs=("study", "judge.key")),
    "seal": Piece(work=command("seal", "{}/study", "--to", "RECIPIENT", "--evidence"), needs=("study", "recipient")),
    "unseal": Piece(work=command("unseal", "{}/sealed", "--identity", "{}/identity"), needs=("sealed", "identity")),
    "purge": Piece(work=command("purge", "{}/study", "--source", "court", "--reason", "asked"), needs=("study",)),
    "timestamp": Piece(work=command("timestamp", "{}/study"), needs=("study",)),
    "export": Piece(work=command("export", "{}/study", "--to", "{}/out.zip", "--with-evidence"), needs=("study",)),
    "import": Piece(work=command("import", "{}/given.zip", "{}/taken"), needs=("given.zip",)),
    "keys": Piece(work=command("federate", "keys", "{}/party", "--name", "party"), needs=()),
    "sign": Piece(work=command("federate", "sign", _POLICE, "{}/agencies/agreement", "--yes"), needs=("agencies",)),
    "prepare": Piece(work=command("federate", "prepare", _POLICE, f"{_POLICE}/list.csv"), needs=("agencies",)),
    "hop": Piece(work=command("federate", "hop", _REGISTRY, "{}/first.age"), needs=("agencies", "first.age")),
    "tally": Piece(
        work=command("federate", "tally", _TALLY, "{}/1.age", "{}/2.age", "--to", "{}/result", "--no-estimate"),
        needs=("agencies", "1.age", "2.age"),
    ),
}
