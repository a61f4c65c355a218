"""benchmarks/RESULTS.md, of words and records: made of them, and taken apart again.

The words are in results/, a file a section, in the order of their names. The records are in records/, a file a
benchmark. A line `<!-- record NAME -->` among the words is where a record stands.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
_MARK, _END = re.compile(r"<!-- record (\S+) -->"), "<!-- end of the record -->"
_MADE = (
    "<!-- Made by benchmarks/all.py of benchmarks/results/ and benchmarks/records/. Write there, run `make results`;\n"
    "whoever wrote here runs `python benchmarks/all.py --split`. -->"
)
_APART = 10  # between the numbers of files, so that sections fit in between
_NAME_WORDS = 6


@dataclass(frozen=True, kw_only=True)
class Record:
    """What a command printed, and where and when. `load`: processes waiting for a processor at its start."""

    name: str
    command: str
    date: str
    machine: str
    load: float
    versions: dict[str, str]
    cpu_s: float
    wall_s: float
    peak_mb: float
    output: str


def page(folder: Path = HERE) -> str:
    """The text of RESULTS.md."""
    records = {file.stem: Record(**json.loads(file.read_bytes())) for file in (folder / "records").glob("*.json")}
    sections = []
    for file in sorted((folder / "results").glob("*.md")):
        lines: list[str] = []
        for line in file.read_text(encoding="utf-8").splitlines():
            lines.append(line)
            mark = _MARK.fullmatch(line)
            if mark:
                lines += [*_said(records.get(mark[1]), mark[1]), _END]
        sections.append("\n".join(lines).strip("\n"))
    title, _, rest = "\n\n".join(sections).partition("\n")
    return f"{title}\n\n{_MADE}\n{rest}\n"


def marks(folder: Path = HERE) -> list[str]:
    """Names of the records that the words ask for, in order."""
    words = "\n".join(file.read_text(encoding="utf-8") for file in sorted((folder / "results").glob("*.md")))
    return _MARK.findall(words)


def split(folder: Path = HERE) -> None:
    """Take the words of RESULTS.md back into results/: sections keep their files, new ones get files in between."""
    text = (folder / "RESULTS.md").read_text(encoding="utf-8").replace(f"\n{_MADE}\n", "")
    text = re.sub(rf"({_MARK.pattern})\n.*?{re.escape(_END)}", r"\1", text, flags=re.DOTALL)
    words = folder / "results"
    words.mkdir(exist_ok=True)
    known = {_heading(file.read_text(encoding="utf-8")): file for file in words.glob("*.md")}
    step, number, kept = (1 if known else _APART), -_APART, set()
    for part in re.split(r"(?m)^(?=## )", text):
        heading = _heading(part)
        file = known.get(heading)
        number = number + step if file is None else int(file.name.partition("-")[0])
        if file is None:
            name = "-".join(re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-").split("-")[:_NAME_WORDS])
            file = words / f"{max(number, 0):03}-{name}.md"
        file.write_text(part.strip("\n") + "\n", encoding="utf-8", newline="\n")
        kept.add(file)
    for file in set(known.values()) - kept:
        file.unlink()


def _heading(text: str) -> str:
    return text.strip("\n").partition("\n")[0].lstrip("# ")


def _said(one: Record | None, name: str) -> list[str]:
    if one is None:
        return [f"*`{name}` is not recorded yet; figures stand as they were measured before.*"]
    packages = ", ".join(f"{package} {number}" for package, number in one.versions.items())
    head = (
        f"*Recorded {one.date} by `{one.command}`: {one.cpu_s:,.1f} CPU s, {one.wall_s:,.1f} s, {one.peak_mb:,.0f} MB; "
        f"{one.machine}, load {one.load:g} at the start; {packages}.*"
    )
    return [head, "", "```text", *one.output.rstrip().splitlines(), "```"]
