"""What the pages on adding to darkfigure show works, and the places they name are there."""

import re
from importlib import import_module
from pathlib import Path

import page_commands
import pytest

import darkfigure as df
from darkfigure.collect.found import Blob, Intake, Limits
from darkfigure.collect.open import read_blob
from darkfigure.estimate import methods, options
from darkfigure.extract.lexicon import STATES, read_language
from darkfigure.languages import READ

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs" / "howto").glob("add-*.md"))
SUBTITLES = b"1\r\n00:00:01,000 --> 00:00:04,000\r\nTwo men left.\r\n\r\n2\r\n00:00:05,000 --> 00:00:08,000\r\nOne came back.\r\n"


def shown(page):
    """The names that the Python block of a page makes."""
    (block,) = [block for block in page_commands.blocks(ROOT / "docs" / "howto" / page) if block.kind == "python"]
    made = {}
    exec(compile(block.text, page, "exec"), made)  # noqa: S102 - the page is ours
    return made


def test_the_reader_that_is_shown_reads():
    made = shown("add-a-source.md")
    intake = Intake(limits=Limits(), refuse=pytest.fail, read=lambda _: iter(()))
    blob = Blob(item="0", where="clip.srt", name="clip.srt", data=SUBTITLES)
    assert [found.content for found in made["read_subtitles"](blob, intake)] == ["Two men left. One came back."]
    assert made["TIMES"].match(SUBTITLES.decode().replace("\r\n", "\n"))
    assert next(read_blob(blob, intake)).content != "Two men left. One came back."  # so far it is plain text


def test_the_estimator_that_is_shown_answers(monkeypatch):
    made = shown("add-an-estimator.md")
    monkeypatch.setitem(methods.ASK, "zelterman", made["zelterman"])
    for place in (methods, import_module("darkfigure.estimate.run")):  # which may be loaded by now
        monkeypatch.setattr(place, "SUMMED", (*place.SUMMED, "zelterman"))
    monkeypatch.setattr(options, "METHODS", (*options.METHODS, "zelterman"))
    found = df.estimate("kosovo1999", method="zelterman")
    assert found.method == "zelterman"
    assert found.observed < found.low < found.estimate < found.high
    alone = df.read_table({"a": [1, 0], "b": [0, 1], "count": [5, 6]})
    nothing = made["zelterman"](alone, options.EstimateOptions(), None)
    assert nothing.unseen is None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_places_a_page_names_are_there(page):
    """Paths below the package or the tree, other than those the page makes."""
    text = page.read_text(encoding="utf-8")
    made = set(re.findall(r'title="src/darkfigure/([^"]+)"', text)) | {"extract/lexicons/de.toml"}
    named = set(re.findall(r"`([a-z_]+(?:/[a-z_*-]+)+\.(?:py|toml|tsv))`", text)) - made
    assert len(named) >= 3
    assert [name for name in named if not (any((ROOT / "src" / "darkfigure").glob(name)) or any(ROOT.glob(name)))] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_names_a_page_says_to_change_are_in_the_code(page):
    text = page.read_text(encoding="utf-8")
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "darkfigure").rglob("*.py"))
    named = set(re.findall(r"`(_?[A-Z][A-Z_]{2,})`", text)) - {"NOT", "TIMES"}
    assert named
    assert [name for name in named if not re.search(rf"^{name}\b.* = ", code, flags=re.MULTILINE)] == []


def test_every_state_is_a_row_of_the_page_and_a_word_of_the_column():
    page = (ROOT / "docs" / "howto" / "read-claims.md").read_text(encoding="utf-8").split("\n## States\n")[1]
    column = (ROOT / "docs" / "reference" / "tables.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\|([^|]+)\|", page, flags=re.MULTILINE))))
    assert set(STATES) <= rows
    assert all(re.search(rf"^\| `state` \|.*\b{state}\b", column, flags=re.MULTILINE) for state in STATES)


@pytest.mark.parametrize("section", ["numbers", "modifiers", "units", "words", "states", "block"])
def test_every_language_has_what_is_read_of_any(section):
    """The keys of English; those that are looked for with a default may be left out."""
    optional = {"half_after", "grouping", "joiners", "links", "articles", "ordinals", "suffixes"}
    for lang in READ:
        assert set(read_language("en")[section]) - set(read_language(lang)[section]) <= optional, lang
