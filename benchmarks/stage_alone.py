"""Run one stage of a study and note it as done, whatever is out of date before it; for `scale.py run --alone`.

    python benchmarks/stage_alone.py STUDY STAGE

Prints facts as `darkfigure run --json` does. Facts and the record of the run are written as that writes them, so that
stages after it find them.
"""

import json
import sys
from pathlib import Path

from darkfigure.study import Study
from darkfigure.study.lock import only_run
from darkfigure.study.opening import open_study
from darkfigure.study.stages import stages_of


def main() -> None:
    folder, name = Path(sys.argv[1]), sys.argv[2]
    study, context = Study(folder), open_study(folder)
    with only_run(context.tables):
        for stage in [stage for stage in stages_of(context) if stage.name == name]:
            study._execute(context, stage, lambda _: None, inputs=stage.inputs(context))  # noqa: SLF001 - no command does so
    ran = [{"stage": one.stage, "state": "ran", "facts": one.facts} for one in study.status() if one.stage == name]
    print(json.dumps({"stages": ran}))


if __name__ == "__main__":
    main()
