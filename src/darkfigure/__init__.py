"""From scattered lists and traces of people to a defensible count of a hidden population, with an interval.

The front door: few names, each loaded when it is first used.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from darkfigure.lazy import lazy_names

if TYPE_CHECKING:
    from darkfigure import datasets
    from darkfigure.captures.read import read_table
    from darkfigure.captures.table import CaptureTable
    from darkfigure.estimate.front import estimate
    from darkfigure.estimate.prior import Prior
    from darkfigure.extract.claim import Claim
    from darkfigure.extract.claims import claims
    from darkfigure.extract.persons.person import PersonMention
    from darkfigure.extract.persons.reader import mentions
    from darkfigure.names import match_names
    from darkfigure.records import Estimate
    from darkfigure.simulate.front import simulate
    from darkfigure.study import Study

__version__ = "0.1.0"

__all__ = [
    "CaptureTable",
    "Claim",
    "Estimate",
    "PersonMention",
    "Prior",
    "Study",
    "__version__",
    "claims",
    "datasets",
    "estimate",
    "match_names",
    "mentions",
    "read_table",
    "simulate",
]

_HOME = {
    "CaptureTable": "captures.table",
    "Claim": "extract.claim",
    "Estimate": "records",
    "PersonMention": "extract.persons.person",
    "Prior": "estimate.prior",
    "Study": "study.run",
    "claims": "extract.claims",
    "estimate": "estimate.front",
    "match_names": "names",
    "mentions": "extract.persons.reader",
    "read_table": "captures.read",
    "simulate": "simulate.front",
}

_find = lazy_names(__name__, _HOME)


def __getattr__(name: str) -> object:
    if name == "datasets":
        return import_module(f"{__name__}.datasets")
    return _find(name)


class _FrontDoor(ModuleType):
    """Keeps a room that was imported, such as `estimate`, from standing in the place of the function of its name."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOME and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _FrontDoor
