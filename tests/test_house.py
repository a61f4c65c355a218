"""What every file of the house keeps to: one concept a file, and functions that can be seen whole."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted(path for place in ("src", "tests", "tools", "benchmarks") for path in (ROOT / place).rglob("*.py"))
MOST_LINES, MOST_OF_A_FUNCTION = 400, 50
# Longer, each for its reason. Take a name off when its function is short again.
LONGER = {
    **dict.fromkeys(
        [
            "inference/entering_chain.py likelihood",
            "inference/entering_paths.py draw_paths",
            "inference/hierarchy.py _move_groups",
            "inference/hierarchy.py sweep",
            "inference/hierarchy_density.py evaluate",
            "inference/shrinkage.py move",
            "inference/subsets.py add_forward",
            "inference/subsets.py fit",
            "link/glance.py _see_words",
        ],
        "a compiled loop over arrays that its parts would share",
    ),
    **dict.fromkeys(
        ["cli/estimate.py estimate", "cli/simulate_coverage.py coverage", "cli/simulate_plan.py plan"],
        "one parameter an option takes a third of it",
    ),
}


def lines_of(function):
    """Lines of code: without the docstring."""
    whole, told = function.end_lineno - function.lineno + 1, function.body[0]
    return whole if ast.get_docstring(function) is None else whole - (told.end_lineno - told.lineno + 1)


def long_functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {node.name: lines for node in functions if (lines := lines_of(node)) > MOST_OF_A_FUNCTION}


def test_no_two_files_of_tests_bear_one_name():
    """Tests are collected by the names of their files: of two alike only one is run."""
    names = [path.name for path in (ROOT / "tests").rglob("*.py") if path.name != "conftest.py"]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def test_no_file_is_longer_than_four_hundred_lines():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert len(lengths) > 500
    assert {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > MOST_LINES} == {}


def test_no_function_is_longer_than_fifty_lines():
    package = ROOT / "src" / "darkfigure"
    found = {
        f"{path.relative_to(package if path.is_relative_to(package) else ROOT).as_posix()} {name}": lines
        for path in FILES
        for name, lines in long_functions(path).items()
    }
    assert {name: lines for name, lines in found.items() if name not in LONGER} == {}


@pytest.mark.parametrize(
    ("body", "lines"),
    [("    pass\n" * 50, 51), ('    """Told\n    at length."""\n' + "    pass\n" * 49, 50)],
    ids=["bare", "told"],
)
def test_lines_are_counted_without_the_docstring(body, lines):
    (function,) = ast.parse(f"def one():\n{body}").body
    assert lines_of(function) == lines
