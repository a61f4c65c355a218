"""Personal names: roles, scripts, script-independent keys, and how likely two names are one person's."""

from typing import TYPE_CHECKING

from darkfigure.lazy import lazy_names

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

# numba and the tables cost time
__getattr__ = lazy_names(
    __name__,
    {
        "Name": "name",
        "NameTable": "table",
        "compare_names": "compare",
        "linkable": "linkability",
        "match_names": "compare",
        "parse_name": "parse",
        "romanise": "keys",
        "skeleton": "keys",
        "tabulate_names": "table",
    },
)
