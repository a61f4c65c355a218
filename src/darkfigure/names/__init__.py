"""Personal names: roles, scripts, script-independent keys, and how likely two names are one person's."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from darkfigure.names.compare import compare_names, match_names
    from darkfigure.names.keys import romanise, skeleton
    from darkfigure.names.linkability import linkable
    from darkfigure.names.name import Name
    from darkfigure.names.parse import parse_name
    from darkfigure.names.table import NameTable, tabulate_names

__all__ = [
    "Name",
    "NameTable",
    "compare_names",
    "linkable",
    "match_names",
    "parse_name",
    "romanise",
    "skeleton",
    "tabulate_names",
]

_HOME = {
    "Name": "name",
    "NameTable": "table",
    "compare_names": "compare",
    "linkable": "linkability",
    "match_names": "compare",
    "parse_name": "parse",
    "romanise": "keys",
    "skeleton": "keys",
    "tabulate_names": "table",
}


def __getattr__(name: str) -> object:
    """Load a name's module when it is first asked for: numba and the tables cost time."""
    if name in _HOME:
        module = import_module(f"{__name__}.{_HOME[name]}")
        return getattr(module, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
