"""Write docs/validation.md from the comparisons in tests/published. `--check` only says whether it is up to date."""

import inspect
import re
import sys
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "validation.md"
sys.path.insert(0, str(ROOT / "tests" / "published"))

from published_answers import ANSWERS, Ours, answer_of  # noqa: E402 - beside the tests, which are no package
from published_cases import FIGURES, Case, cases  # noqa: E402

_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?")

_HEAD = """# Validation

<!-- Made by tools/validation_page.py from tests/published. Do not edit. -->

What this program answers, beside what others published about the same table or what another program answered on it.
Every row is a test that runs with the others: it fails where ours differs by more than what is allowed. The tables and
their sources are in the package (`darkfigure datasets`).

Agreement shows that a method is computed as its authors meant it. It does not show that the method is right about the
people: for that, see [how often the intervals hold the truth](explanation/estimation.md#what-was-measured).
"""


def page() -> str:
    """The whole page."""
    found = [(case, answer_of(case)) for case in cases()]
    parts = [_HEAD, _summary(found)]
    parts += [_section(name, [(case, ours) for case, ours in found if case.ours == name]) for name in ANSWERS]
    return "\n".join(parts)


def _summary(found: list[tuple[Case, Ours]]) -> str:
    figures = sum(len(case.within) for case, _ in found)
    tables = len({case.dataset for case, _ in found})
    return f"{len(found)} comparisons of {figures} figures on {tables} tables.\n"


def _section(name: str, found: list[tuple[Case, Ours]]) -> str:
    heading, _, text = inspect.cleandoc(ANSWERS[name].__doc__ or "").partition("\n\n")
    rows = [
        "| table | theirs | source | ours | largest difference | allowed |",
        "|---|---|---|---|---|---|",
        *(_row(case, ours) for case, ours in found),
    ]
    return "\n".join([f"## {heading.rstrip('.')}\n", f"{text}\n", *rows, ""])


def _row(case: Case, ours: Ours) -> str:
    theirs = Ours(**{figure: case.published[figure] for figure in case.within})
    apart = max(abs(getattr(ours, figure) / case.published[figure] - 1) for figure in case.within)
    shown = replace(ours, **{figure: None for figure in FIGURES if figure not in case.within})
    cells = [
        f"`{case.dataset}`" + (f" {ours.model}" if ours.model else ""),
        _figures(theirs),
        f"{case.citation} ({case.said})",
        _figures(shown),
        _percent(apart),
        _percent(max(case.within.values())),
    ]
    return f"| {' | '.join(cells)} |"


def _figures(one: Ours) -> str:
    middle = "" if one.estimate is None else _whole(one.estimate)
    if one.low is None and one.high is None:
        return middle
    ends = f"{_whole(one.low)} to {_whole(one.high)}"
    return f"{middle} ({ends})" if middle else ends


def _whole(value: float | None) -> str:
    return "?" if value is None else f"{value:,.0f}"


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def same(one: str, other: str) -> bool:
    """Whether two pages say the same: the same words, and numbers that differ by no more than rounding may.

    Machines differ in the last digits of a sum, and a thousand resampled tables turn that into a person or two.
    """
    words, numbers = _NUMBER.sub("#", one), _NUMBER.findall(one)
    others = _NUMBER.findall(other)
    if words != _NUMBER.sub("#", other):
        return False
    pairs = zip((_value(n) for n in numbers), (_value(n) for n in others), strict=True)
    return all(abs(a - b) <= 0.1 + 0.005 * abs(a) for a, b in pairs)


def _value(text: str) -> float:
    digits = text.replace(",", "")
    return float(digits) if digits.strip("-") else 0.0


if __name__ == "__main__":
    if "--check" in sys.argv:
        if not PAGE.exists() or not same(PAGE.read_text(encoding="utf-8"), page()):
            sys.exit("docs/validation.md is not what the comparisons say: run tools/validation_page.py")
    else:
        PAGE.write_text(page(), encoding="utf-8")
