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


def _explore(folder: Path, asked: Mapping[str, Any], say: _Say) -> Any:  # noqa: ANN401 - ready for JSON
    from darkfigure.study.exploring import Variation, explore

    strata = asked["strata"]
    variation = Variation(
        dropped=tuple(asked["dropped"]),
        merged=tuple(asked["merged"]),
        strata=None if strata is None else tuple(strata),
    )
    return explore(folder, variation, listener=_listener(say))


def _plan(folder: Path, asked: Mapping[str, Any], say: _Say) -> Any:  # noqa: ANN401 - ready for JSON
    from darkfigure.report.figure_plan import plan_spec, plan_words
    from darkfigure.report.svg import standalone_svg
    from darkfigure.study.planning import plan_study

    say({"event": asdict(Event(stage="plan", what="the present", done=0, total=None))})
    found = plan_study(
        folder,
        extra_list=tuple(asked.get("extra_list", ())),
        more_overlap=tuple(asked.get("more_overlap", ())),
        review_hours=tuple(asked.get("review_hours", ())),
        futures=asked["futures"],
        told=lambda done, total: say({"event": asdict(Event(stage="plan", what="futures", done=done, total=total))}),
    )
    words = plan_words(found)
    drawn = standalone_svg(plan_spec(found), title="What narrows the interval", alternative=words)
    return {"plan": found.to_dict() | {"outcomes": [asdict(one) for one in found.outcomes]}, "figure": drawn} | {
        "words": words
    }


def _verify(folder: Path, asked: Mapping[str, Any], say: _Say) -> Any:  # noqa: ANN401, ARG001 - one signature for all
    from darkfigure.vault import Vault

    say({"event": asdict(Event(stage="verify", what="re-reading all evidence", done=0, total=None))})
    found = Vault(folder / "vault").verify()
    return {
        "files": found.files,
        "lines": found.lines,
        "differences": [asdict(one) for one in found.differences[:100]],
        "count": len(found.differences),
    }


def _listener(say: _Say) -> Callable[[Event], None]:
    return lambda event: say({"event": asdict(event)})


_KINDS: dict[str, Callable[[Path, Mapping[str, Any], _Say], Any]] = {
    "run": _run,
    "explore": _explore,
    "plan": _plan,
    "verify": _verify,
}

if __name__ == "__main__":
    main()
