"""Long work in a process of its own: `python -m darkfigure.web.work` reads what is asked, and writes lines of JSON."""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from darkfigure.errors import DarkfigureError
from darkfigure.study import Study
from darkfigure.study.stage import Event

_Say = Callable[[dict[str, Any]], None]


def main() -> None:
    """Do one piece of work."""
    asked = json.loads(sys.stdin.readline())
    out = sys.stdout
    sys.stdout = sys.stderr  # what a library prints is no event

    def say(message: dict[str, Any]) -> None:
        out.write(json.dumps(message, ensure_ascii=False) + "\n")
        out.flush()

    try:
        say({"done": _KINDS[asked["kind"]](Path(asked["folder"]), asked["asked"], say)})
    except DarkfigureError as error:
        say({"failed": str(error)})


def _run(folder: Path, asked: Mapping[str, Any], say: _Say) -> Any:  # noqa: ANN401, ARG001 - one signature for all
    Study(folder).run(listener=_listener(say))
    return {}


def _listener(say: _Say) -> Callable[[Event], None]:
    return lambda event: say({"event": asdict(event)})


_KINDS: dict[str, Callable[[Path, Mapping[str, Any], _Say], Any]] = {"run": _run}

if __name__ == "__main__":
    main()
