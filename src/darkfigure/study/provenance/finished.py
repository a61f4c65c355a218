"""A study whose estimate is there and follows from its present sources, as tracing needs it."""

import json
from pathlib import Path
from typing import Any

from darkfigure.errors import InputError
from darkfigure.study.judging import JUDGEMENTS
from darkfigure.study.run import Study
from darkfigure.study.stage import Context

_JUDGED = (f"its input changed: {JUDGEMENTS}", "link must run first")


def finished_study(folder: Path, *, stage: str, judged_since: bool = False) -> Context:
    """The study, if all stages up to this one are up to date.

    Args:
        folder: the study.
        stage: its name.
        judged_since: whether verdicts may be there that the last run did not hold.

    Raises:
        InputError: One is not, or study.toml or a source is at fault.
    """
    states = Study(folder).status()
    last = max((place for place, state in enumerate(states) if state.stage == stage), default=None)
    if last is None:
        raise InputError(f"{folder}: study.toml names no texts under [claims], so that there are no claims to trace.")
    allowed = (None, *_JUDGED) if judged_since else (None,)
    stale = next((state for state in states[: last + 1] if state.why not in allowed), None)
    if stale is not None:
        raise InputError(
            f"{folder}: stage `{stale.stage}` is out of date ({stale.why}). Run `darkfigure run {folder}` "
            "first: a trace leads from what is there now."
        )
    return Context(folder=folder, settings=Study(folder).settings())


def read_answer(context: Context) -> dict[str, Any]:
    """results/estimate.json."""
    answer: dict[str, Any] = json.loads((context.results / "estimate.json").read_bytes())
    return answer
