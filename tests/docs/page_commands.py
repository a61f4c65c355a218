"""Runs a page: its fenced blocks in their order, in a folder, as a reader would.

- a block with `title="path"` is a file to save; words after the path are for the reader;
- `sh` is commands to type; each command must succeed, and end; `bash` is not run;
- `text` after them is what they print, shortened: each line of it is looked for in what was printed.

    python tests/docs/page_commands.py README.md docs/tutorial/first-count.md

shows in these pages what the commands print now. Numbers in sentences are yours to change; the tests name them.
"""

import difflib
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(\w+)?(?: title=\"([^\"]+)\")?\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)
_NUMBER = re.compile(r"(?<![\w.\-])(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?!\.?\w)")
_LONGEST = 900  # seconds: what waits for a reader, as a server does, is a `bash` block, which is not run
_ALIKE = 0.85  # of the words of a line, so that a sentence may be put better without a change of the page


@dataclass(frozen=True, kw_only=True)
class Block:
    """One fenced block."""

    kind: str
    title: str
    text: str


def blocks(page):
    return [
        Block(kind=kind, title=title, text=text)
        for kind, title, text in _FENCE.findall(page.read_text(encoding="utf-8"))
    ]


def play(page, folder):
    """Do what the page says; return what is shown but was not printed, as (shown, nearest printed) lines."""
    printed, untrue = "", []
    for block in blocks(page):
        if block.title:
            save(block, folder)
        elif block.kind == "sh":
            printed = type_in(block.text, folder)
        elif block.kind == "text":
            untrue += missing(block.text, printed)
    return untrue


def save(block, folder):
    """Write the file; "(the last source)" in the title replaces that part of study.toml."""
    path = folder / block.title.split()[0]
    text = block.text
    if "(the last source)" in block.title:
        head, mark, _ = path.read_text(encoding="utf-8").rpartition("[[source]]")
        assert mark
        text = head + text
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def type_in(commands, folder):
    """What the commands print, both streams, in a terminal too wide to break lines."""
    environment = os.environ | {
        "COLUMNS": "400",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    done = subprocess.run(
        ["bash", "-euc", commands],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=_LONGEST,
    )
    assert done.returncode == 0, f"{commands}\n{done.stdout}"
    return done.stdout


def missing(shown, printed):
    """Lines that are shown but were not printed, each with the nearest that was."""
    lines = [line for line in printed.splitlines() if line.strip()]
    wanted = [line for line in shown.splitlines() if line.strip() not in ("", "...")]
    return [(line, _nearest(line, lines)) for line in wanted if not _in(line, lines)]


def record(page, folder):
    """Show what is printed now: each line that is shown becomes the printed line nearest to it in its words."""
    text, printed = page.read_text(encoding="utf-8"), ""
    for block in blocks(page):
        if block.title:
            save(block, folder)
        elif block.kind == "sh":
            printed = type_in(block.text, folder)
        elif block.kind == "bash" and "make demo" in block.text:
            printed = type_in("darkfigure demo demo", folder)
        elif block.kind == "text":
            fresh = "".join(f"{_nearest(line, printed.splitlines()) or line}\n" for line in block.text.splitlines())
            text = text.replace(f"```text\n{block.text}```", f"```text\n{fresh}```")
    page.write_text(text, encoding="utf-8")


def _nearest(line, lines):
    alike = [other.rstrip() for other in lines if line.split() and _words_alike(line, other) >= _ALIKE]
    numbers = set(_NUMBER.findall(line))
    return max(
        alike, key=lambda other: (_words_alike(line, other), len(numbers & set(_NUMBER.findall(other)))), default=""
    )


def _in(line, lines):
    return any(_numbers_alike(line, other) and _words_alike(line, other) >= _ALIKE for other in lines)


def _words_alike(one, other):
    bare = [_NUMBER.sub("#", text).split() for text in (one, other)]
    return difflib.SequenceMatcher(None, *bare, autojunk=False).ratio()


def _numbers_alike(one, other):
    """As many numbers, each as good as the same: draws differ between machines, probabilities with the model."""
    pairs = [[float(number.replace(",", "")) for number in _NUMBER.findall(text)] for text in (one, other)]
    return len(pairs[0]) == len(pairs[1]) and all(
        abs(a - b) <= (0.25 if a < 1 else max(1, 0.03 * a) if a >= 30 else 0) for a, b in zip(*pairs, strict=True)
    )


if __name__ == "__main__":
    for name in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as place:
            record(Path(name), Path(place))
