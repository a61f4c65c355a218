import json
import shutil
import signal
import subprocess
import sys

from darkfigure.store import digest_file
from darkfigure.study import Study

TABLES = ("mention", "link", "person", "capture")


def results(study):
    estimate = json.loads((study.folder / "results" / "estimate.json").read_text(encoding="utf-8"))
    for method in estimate["methods"]:
        del method["cpu_seconds"]  # the one thing that is measured, not computed
    return estimate, [digest_file(study.folder / "tables" / f"{name}.parquet") for name in TABLES]


def test_a_run_killed_again_and_again_comes_to_the_same_result(invented, tmp_path):
    whole, broken = Study(tmp_path / "whole"), Study(tmp_path / "broken")
    for study in (whole, broken):
        shutil.copytree(invented, study.folder)
    whole.run()
    run = [sys.executable, "-m", "darkfigure", "run", str(broken.folder)]
    killed = 0
    for seconds in (0.4, 0.8, 1.2, 1.6, 2.0):
        process = subprocess.Popen(run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
    assert killed
    broken.run()
    assert results(broken) == results(whole)
    assert not [path for path in broken.folder.rglob("*") if path.is_file() and ".part" in path.name]
