"""Every command that a how-to has its reader type works, on a small invented study and small files beside it."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import page_commands
import pyrage
import pytest

from darkfigure.simulate.whole import simulate_study
from darkfigure.study import Study

ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    page.stem: [block.text for block in page_commands.blocks(page) if block.kind == "sh"]
    for page in sorted((ROOT / "docs" / "howto").glob("*.md"))
}
PAGES = {name: typed for name, typed in PAGES.items() if typed}
# Lines that are not typed here, each for its reason.
LEFT_OUT = {
    "curl -s https://example.org/article | darkfigure claims -": "it asks the network",
    "darkfigure timestamp my-study --attach answer.tsr --certificate authority.pem": "an authority answers by mail",
    "darkfigure verify my-study.zip --again": "it runs the study again; the sealed export is run again",
    "darkfigure flows my-study": "flows month by month take minutes; `tests/study` plays it",
    "age-keygen -o key.txt                 # or use the SSH key that you have": "age may not be here: key.txt is",
}
# Pages of many commands, or of dear ones: 20 CPU s and more each. Played with --long.
DEAR = {"evidence", "find-copies", "hand-on-a-study", "linkage-thresholds", "plan-a-study", "report", "review-links"}
# What costs more than it tells here.
SHORTER = {
    "--replicates 100": "--replicates 1",
    "simulate plan kosovo1999": "simulate plan kosovo1999 --replicates 1",
    "simulate plan my-study": "simulate plan my-study --replicates 1",
}
ARTICLE = "In 2014 about 400 citizens of Kazakhstan fought in Syria, said the minister.\n"
FILES = {
    "article.txt": ARTICLE,
    "notes.txt": "The committee counts at least 120 fighters from Kyrgyzstan in Iraq.\n",
    "article.html": f"<html><body><article><p>{ARTICLE}</p></article></body></html>",
    "sources/press/one.txt": "Aybek Tarpenov, 24, from Osh, was killed near Raqqa in March 2014.\n",
    "dippers.csv": "history,count\n110,8\n101,5\n111,9\n011,4\n",
    "joint.csv": "a,b,c,count\n1,0,0,61\n0,1,0,48\n0,0,1,55\n1,1,0,18\n1,0,1,21\n0,1,1,-2\n1,1,1,7\n",
}
SEEN = {
    "linkage-thresholds": "times,count\n1,120\n2,40\n3,12\n4,5\n",
    "plan-a-study": "a,b,c,count\n1,0,0,61\n0,1,0,48\n0,0,1,55\n1,1,0,18\n1,0,1,21\n0,1,1,16\n1,1,1,7\n",
}


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    """What the pages speak of: a study that was run, pictures, texts, tables, and keys of their reader."""
    folder = tmp_path_factory.mktemp("ready")
    simulate_study(folder / "my-study", people=90, seed=4, articles=5, posts=30, pictures=6)
    settings = folder / "my-study" / "study.toml"
    text = settings.read_text(encoding="utf-8").replace('strata = ["origin"]', "strata = []")
    text += "\n[link]\ndraws = 2\n"
    settings.write_text(text, encoding="utf-8")
    Study(folder / "my-study").run()
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    shown = [path for path in (folder / "my-study" / "sources").rglob("*") if path.suffix in {".jpg", ".png"}]
    for place in ("downloads", "flags"):
        (folder / place).mkdir()
        for path in shown:
            shutil.copy2(path, folder / place)
    identity = pyrage.x25519.Identity.generate()
    (folder / "key.txt").write_text(f"{identity}\n")
    (folder / "recipient").write_text(str(identity.to_public()))
    return folder


def typed_by_a_reader(text, folder):
    """A block with what the reader puts in: keys, digests, rows and lines of their own; and without `LEFT_OUT`."""
    text = "".join(line for line in text.splitlines(keepends=True) if line.rstrip("\n") not in LEFT_OUT)
    for long, short in SHORTER.items():
        text = text.replace(long, short)
    ledger = (folder / "my-study" / "vault" / "ledger.jsonl").read_bytes().splitlines()
    digest = next(line["digest"] for line in map(json.loads, ledger) if line["source"] == "ngo-latin")
    recipient = (folder / "recipient").read_text()
    text = re.sub(r"age1\.\.\.|age1[a-z0-9]{50,}", recipient, text)
    text = re.sub(r"\b[0-9a-f]{64}\b", digest, text)
    text = text.replace("--source press ", "--source press-arabic ").replace("--withdraw 8", "--withdraw 1")
    text = text.replace("press:82 ngo:88", "interior-list:1 press-arabic:1").replace("origin=KZ", "total")
    if "--key my-study.key" in text:  # from the first verdict on, which is given here
        shutil.rmtree(folder / "my-study" / "decisions")
        text = text.replace("darkfigure review", r"printf 'same\nquit\n' | darkfigure review")
    if "ssh-ed25519 AAAA..." in text:
        text = text.replace("ssh-ed25519 AAAA...", public_key(folder / "own"))
    if "--signer SHA256:" in text:
        print_of = ["ssh-keygen", "-lf", folder / "my-study.key.pub"]
        shown = subprocess.run(print_of, check=True, capture_output=True, text=True).stdout.split()[1]
        text = re.sub(r"SHA256:\S+", shown, text)
    return text


def public_key(path):
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
    return " ".join(path.with_suffix(".pub").read_text().split()[:2])


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="the pages make keys with ssh-keygen")
@pytest.mark.parametrize("page", PAGES)
def test_what_a_how_to_has_its_reader_type_works(page, request, tmp_path, monkeypatch):
    if page in DEAR and not request.config.getoption("--long"):
        pytest.skip("many commands: with --long")
    ready = request.getfixturevalue("ready")
    folder = Path(shutil.copytree(ready, tmp_path / "desk"))
    monkeypatch.setenv("HOME", str(tmp_path))
    if page in SEEN:
        (folder / "seen.csv").write_text(SEEN[page])
    if page == "read-claims":
        page_commands.type_in("darkfigure report my-study --lang en --to report.pdf", folder)
    for text in PAGES[page]:
        page_commands.type_in(typed_by_a_reader(text, folder), folder)


def test_what_is_left_out_stands_in_a_page():
    lines = {line for typed in PAGES.values() for text in typed for line in text.splitlines()}
    assert LEFT_OUT.keys() <= lines
    assert DEAR < PAGES.keys()
    assert len(PAGES) > 12
