"""A run that is killed in one stage after another comes to the same result; see also test_killed_steps.py."""

import json
import signal
import subprocess
import sys
import time

import pyarrow.parquet as pq
from traceable import write_study

from darkfigure.study import Study
from darkfigure.vault import Vault

STAGES = ("keeping and reading press", "reading dates", "comparing", "estimating", "claims", "writing the report")


def results(folder):
    """All that a run computes: times of preserving and of processors are measured."""
    estimate = json.loads((folder / "results" / "estimate.json").read_text(encoding="utf-8"))
    for method in estimate["methods"]:
        del method["cpu_seconds"]
    found = {"estimate": estimate}
    for path in sorted((folder / "tables").rglob("*.parquet")):
        table = pq.read_table(path)
        timed = "retrieved_at" in table.column_names
        name = path.relative_to(folder).as_posix()
        found[name] = table.drop_columns(["retrieved_at"]).to_pylist() if timed else path.read_bytes()
    return found


def kept(folder):
    ledger = (folder / "vault" / "ledger.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in ledger.splitlines()]
    return sorted((line["action"], line["source"], line["path"], line["digest"]) for line in lines)


def test_a_run_killed_in_one_stage_after_another_comes_to_the_same_result(traced_study, tmp_path):
    broken = write_study(tmp_path / "broken")
    run = [sys.executable, "-m", "darkfigure", "run", str(broken)]
    for stage in STAGES:
        with subprocess.Popen(run, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
            while stage not in (line := process.stderr.readline()):
                assert line
            time.sleep(0.02)
            process.send_signal(signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
    Study(broken).run()
    assert results(broken) == results(traced_study)
    assert kept(broken) == [line for line in kept(traced_study) if line[0] == "collected"]
    assert Vault(broken / "vault").verify().differences == ()
    assert not [path for path in broken.rglob("*") if path.is_file() and path.suffix == ".tmp"]
