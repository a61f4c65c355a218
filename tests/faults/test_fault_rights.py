"""A study in which nothing may be written: what reads works, and what writes says so in one line."""

import os
import shutil
import subprocess
import sys

import pytest

# root may write anywhere, unless it gives that right up
DROPPED = ["setpriv", "--inh-caps=-all", "--bounding-set=-dac_override,-dac_read_search,-fowner", "--"]
WRITE = {
    "run": ["run", "{}"],
    "seal": ["seal", "{}", "--to", "RECIPIENT"],
    "purge": ["purge", "{}", "--source", "court", "--reason", "asked"],
    "timestamp": ["timestamp", "{}"],
    "export": ["export", "{}", "--to", "{}/../out.zip"],
    "report": ["report", "{}", "--lang", "fr"],
}
READ = {"status": ["status", "{}"], "verify": ["verify", "{}"]}
WHO = os.environ | {"OPENBLAS_NUM_THREADS": "1"}


@pytest.fixture
def run(before):
    as_user = [] if os.geteuid() else DROPPED
    if as_user and shutil.which("setpriv") is None:
        pytest.skip("root may write anywhere, and setpriv is not there to give that up")

    def run(study, arguments):
        recipient = (before / "recipient").read_text()
        filled = [one.replace("{}", str(study)).replace("RECIPIENT", recipient) for one in arguments]
        command = [*as_user, sys.executable, "-m", "darkfigure", *filled]
        return subprocess.run(command, env=WHO, check=False, capture_output=True, text=True)

    return run


@pytest.fixture(scope="module")
def closed(before, tmp_path_factory):
    """A study in folders that nobody may write to, with a source that changed."""
    study = shutil.copytree(before / "study", tmp_path_factory.mktemp("closed") / "study")
    with (study / "press.csv").open("a") as file:
        file.write("Kenmur Aqqulov,1980,UZ,m\n")
    folders = [study, *(path for path in study.rglob("*") if path.is_dir())]
    for path in [*folders, *(path for path in study.rglob("*") if path.is_file())]:
        path.chmod(path.stat().st_mode & ~0o222)
    yield study
    for path in folders:
        path.chmod(0o755)


@pytest.mark.parametrize("name", WRITE)
def test_what_writes_says_in_one_line_that_it_may_not(run, closed, name):
    done = run(closed, WRITE[name])
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("darkfigure: ")]
    assert "cannot be written to" in line or "is out of date" in line


@pytest.mark.parametrize("name", READ)
def test_what_reads_works(run, closed, name):
    done = run(closed, READ[name])
    assert done.returncode == 0, done.stderr
