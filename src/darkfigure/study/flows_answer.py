"""The flows of a study as its results hold them."""

import json
from typing import Any

from darkfigure.errors import SettingsError
from darkfigure.study.run import Study
from darkfigure.study.stage import Listener


def current_flows(study: Study, *, listener: Listener | None = None) -> dict[str, Any]:
    """What the stage wrote, after the stages before it and itself were run where they were out of date.

    Raises:
        SettingsError: study.toml has no table [flows].
        InputError: The data are at fault.
    """
    if study.settings().flows is None:
        raise SettingsError(
            f"{study.folder / 'study.toml'}: there is no table [flows]. Add these two lines, with the codes of the "
            'countries of the conflict:\n\n[flows]\ntheatre = ["SY", "IQ"]\n'
        )
    study.run(listener=listener)
    document: dict[str, Any] = json.loads((study.folder / "results" / "flows.json").read_bytes())
    return document
