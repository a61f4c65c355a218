"""A study whose rows are linked: what it needs, and what of it may be newer than its links."""

from pathlib import Path
from typing import Any

from darkfigure.errors import InputError
from darkfigure.study.judging import JUDGEMENTS
from darkfigure.study.run import Study
from darkfigure.study.stage import Context


def linked_context(folder: Path) -> Context:
    """The study, if its links are there and made of its present rows; new judgements alone do not matter.

    Raises:
        InputError: The study has not been linked, or its rows changed since.
        VerificationFailed: The judgements were changed since.
    """
    linked_with(folder)
    return Context(folder=folder, settings=Study(folder).settings())


def linked_with(folder: Path) -> tuple[bool, dict[str, Any]]:
    """Whether the links hold all judgements of today, and the facts of the stage.

    Raises:
        InputError: The study has not been linked, or its rows changed since.
        VerificationFailed: The judgements were changed since.
    """
    state = next(state for state in Study(folder).status() if state.stage == "link")
    if state.why not in (None, f"its input changed: {JUDGEMENTS}"):
        raise InputError(f"{folder}: stage `link` is out of date ({state.why}). Run `darkfigure run {folder}` first.")
    return state.why is None, state.facts
