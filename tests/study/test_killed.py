import json
import shutil
import signal
import subprocess
import sys
import time

from darkfigure.store import digest_file
from darkfigure.study import Study

TABLES = ("mention", "link", "person", "capture")


def results(study):
    estimate = json.loads((study.folder / "results" / "estimate.json").read_text(encoding="utf-8"))
    for method in estimate["methods"]:
        del method["cpu_seconds"]  # the one thing that is measured, not computed
    return estimate, [digest_file(study.folder / "tables" / f"{name}.parquet") for name in TABLES]


def test_a_run_killed_in_one_stage_after_another_comes_to_the_same_result(finished, invented, tmp_path):
    whole, _ = finished
    broken = Study(shutil.copytree(invented, tmp_path / "broken"))
    run = [sys.executable, "-m", "darkfigure", "run", str(broken.folder)]
    for stage in ("keeping and reading", "comparing", "estimating", "writing the report"):
        with subprocess.Popen(run, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
            while stage not in (line := process.stderr.readline()):
                assert line
            time.sleep(0.05)
            process.send_signal(signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
    broken.run()
    assert results(broken) == results(whole)
    assert not [path for path in broken.folder.rglob("*") if path.is_file() and path.suffix == ".tmp"]
