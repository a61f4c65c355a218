"""The README's commands work, its links lead somewhere, and what it shows of a published table is so."""

import re
from pathlib import Path

import page_commands
import pytest

from darkfigure.cli.main import _COMMANDS
from darkfigure.study import invent_demo

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")


TYPED = [block.text for block in page_commands.blocks(README) if block.kind == "sh"]


@pytest.fixture
def folder(tmp_path):
    """A folder with a small demo, without strata: it runs as any other, in a fraction of the time."""
    invent_demo(tmp_path / "demo", people=200, seed=1)
    settings = tmp_path / "demo" / "study.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('strata = ["origin"]', "strata = []"), encoding="utf-8")
    assert settings.read_text(encoding="utf-8") != text
    return tmp_path


@pytest.mark.parametrize("commands", TYPED, ids=[text.splitlines()[0] for text in TYPED])
def test_the_commands_work_and_the_published_table_answers_what_is_shown(commands, folder):
    printed = page_commands.type_in(commands, folder)
    if "kosovo1999" in commands:
        (shown,) = [block.text for block in page_commands.blocks(README) if "Kosovo Albanians" in block.text]
        assert page_commands.missing(shown, printed) == []


def test_the_python_example_prints_an_interval_with_the_number_inside(tmp_path):
    (example,) = [block.text for block in page_commands.blocks(README) if block.kind == "python"]
    printed = page_commands.type_in(f"python - <<'END'\n{example}END\n", tmp_path)
    low, number, high = (float(word) for word in printed.split()[:3])
    assert 183 <= low < number < high


def test_links_lead_somewhere():
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", TEXT)
    assert len(targets) > 10
    made_by_others = {"benchmarks/RESULTS.md"}
    assert [target for target in targets if target not in made_by_others and not (ROOT / target).exists()] == []


def test_commands_in_every_page_exist():
    for page in [README, *(ROOT / "docs").rglob("*.md")]:
        for block in page_commands.blocks(page):
            if block.kind in ("sh", "bash"):
                assert set(re.findall(r"^darkfigure (\S+)", block.text, flags=re.MULTILINE)) <= set(_COMMANDS)


def test_the_demo_s_numbers_are_the_same_wherever_the_page_tells_them():
    """The demo is too large to run here; what the page says of it must at least agree with itself."""
    (shown,) = [block.text for block in page_commands.blocks(README) if "estimated, true" in block.text]
    seen, people = re.search(r"^all +([\d,]+).* ([\d,]+) +inside$", shown, flags=re.MULTILINE).groups()
    ever_listed = re.search(r"([\d,]+) of ([\d,]+) people", shown)
    assert ever_listed[2] == people == "4,000"
    limits = TEXT.split("## Limits of this version")[1]
    assert f"{ever_listed[1]} people on a list in the demo, {seen} are counted" in re.sub(r"\s+", " ", limits)
    assert f"{seen} observed" in TEXT
