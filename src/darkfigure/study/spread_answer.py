"""What circulates in a study, as its results hold it."""

import json
from typing import Any

from darkfigure.errors import SettingsError
from darkfigure.study.run import Study
from darkfigure.study.stage import Listener


def current_spread(study: Study, *, listener: Listener | None = None) -> dict[str, Any]:
    """What the stage wrote, after the stages before it and itself were run where they were out of date.

    Raises:
        SettingsError: study.toml has no table [spread].
        InputError: The data are at fault.
    """
    if study.settings().spread is None:
        raise SettingsError(
            f"{study.folder / 'study.toml'}: there is no table [spread]. Add this line; it needs no keys:\n\n[spread]\n"
        )
    study.run(listener=listener)
    document: dict[str, Any] = json.loads((study.folder / "results" / "spread.json").read_bytes())
    return document
