"""The catalogues: one TOML file a subject, read once."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from darkfigure.languages import REPORTED

LANGUAGES = REPORTED

Message = str | Mapping[str, str]
"""A sentence, or its forms by plural category."""

_FOLDER = Path(__file__).parent


@cache
def catalogue() -> Mapping[str, Mapping[str, Message]]:
    """Every sentence by `subject.name`, then by language; the subject is the name of its file."""
    found = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        for name, message in tomllib.loads(path.read_text(encoding="utf-8")).items():
            found[f"{path.stem}.{name}"] = message
    return found
