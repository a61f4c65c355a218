"""Every form of a people's and a country's name, language by language, and cells as tables have them."""

from collections import defaultdict
from pathlib import Path

import pytest

from darkfigure.places import read_origin

HERE = Path(__file__).parent


def _rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (HERE / name).read_text(encoding="utf-8").splitlines()[1:]]


FORMS = _rows("forms.tsv")
CELLS = [(None if code == "-" else code, cell) for code, cells in _rows("cells.tsv") for cell in cells.split("|")]
LANGUAGES = {"en", "fr", "de", "ru", "uk", "ar", "fa", "kk", "ky", "uz", "uc", "tg", "tr", "tk"}


@pytest.mark.parametrize(("code", "language", "forms"), FORMS, ids=[f"{code}-{lang}" for code, lang, _ in FORMS])
def test_forms(code: str, language: str, forms: str) -> None:
    assert {form: read_origin(form) for form in forms.split(";")} == dict.fromkeys(forms.split(";"), code), language


@pytest.mark.parametrize(("code", "cell"), CELLS)
def test_cells(code: str | None, cell: str) -> None:
    assert read_origin(cell) == code


def test_central_asia_is_written_in_every_language() -> None:
    written = defaultdict(set)
    for code, language, _ in FORMS:
        written[code].add(language)
    for code in ("KZ", "KG", "UZ", "TJ", "TM", "AZ", "RU", "TR"):
        assert written[code] >= LANGUAGES, code


@pytest.mark.parametrize(
    "change", [str.upper, str.lower, str.title, lambda text: f"  {text} ", lambda text: f"({text})"]
)
def test_case_and_blanks_do_not_matter(change: object) -> None:
    for code, _, forms in FORMS:
        for form in forms.split(";"):
            if len(form) > 4:  # short abbreviations live by their capitals
                assert read_origin(change(form)) == code, change(form)  # type: ignore[operator]
