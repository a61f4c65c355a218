"""docs/reference/study.md names every key of study.toml where it belongs, and its example is a valid study.toml."""

import re
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from darkfigure import settings
from darkfigure.errors import SettingsError
from darkfigure.settings import Settings, read_settings
from darkfigure.study.stages import STAGE_NAMES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "study.md").read_text(encoding="utf-8")


def _tables():
    """Heading in the page, and the struct whose keys stand under it."""
    for field in msgspec.structs.fields(Settings):
        inner = get_args(field.type)
        if type(None) in inner:  # a table that need not be there
            yield (f"### [{field.name}]", inner[0])
            continue
        yield (f"### [[{field.name}]]", inner[0]) if inner else (f"### [{field.name}]", field.type)


TABLES = tuple(_tables())


def section(heading):
    assert PAGE.count(f"\n{heading}\n") == 1
    return re.split(r"\n##", PAGE.split(f"\n{heading}\n")[1])[0]


@pytest.mark.parametrize(("heading", "struct"), TABLES, ids=[struct.__name__ for _, struct in TABLES])
def test_every_key_has_a_row_with_its_default(heading, struct):
    rows = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|", section(heading), flags=re.MULTILINE))
    fields = msgspec.structs.fields(struct)
    assert set(rows) == {field.name for field in fields}
    for field in fields:
        assert (rows[field.name] == "required") == field.required
        if isinstance(field.default, int | float):
            assert rows[field.name] == str(field.default)


def test_every_key_of_every_struct_is_named():
    structs = [
        value
        for value in vars(settings).values()
        if isinstance(value, type) and issubclass(value, msgspec.Struct) and value is not Settings
    ]
    assert len(structs) > len(TABLES)  # those inside others too
    for struct in structs:
        for field in msgspec.structs.fields(struct):
            assert f"`{field.name}`" in PAGE


def test_the_example_is_a_study_toml_that_uses_every_key(tmp_path):
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
    path = tmp_path / "study.toml"
    path.write_text(example, encoding="utf-8")
    assert len(read_settings(path).source) == 2
    for heading, struct in TABLES:
        part = example.split(heading.removeprefix("### "))[1].split("\n[")[0]
        assert all(f"{field.name} = " in part for field in msgspec.structs.fields(struct))


def test_every_stage_is_in_the_table_of_stages():
    table = PAGE.split("\n## Stages\n")[1].split("\n###")[0]
    assert re.findall(r"^\| `(\w+)`", table, flags=re.MULTILINE) == list(STAGE_NAMES)


def test_columns_that_are_said_to_be_refused_as_strata_are(tmp_path):
    (sentence,) = [part for part in PAGE.split("\n\n") if part.startswith("Columns that tell one person")]
    refused = set(re.findall(r"`(\w+)`", sentence)) - {"age_group", "period"}
    assert len(refused) > 5
    for name in refused:
        path = tmp_path / "study.toml"
        text = f'[study]\ntitle = "t"\npopulation = "p"\n[estimate]\nstrata = ["{name}"]\n'
        path.write_text(text, encoding="utf-8")
        with pytest.raises(SettingsError, match=name):
            read_settings(path)
