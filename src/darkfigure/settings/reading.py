"""study.toml to settings: an unknown key is an error that suggests the right one."""

import difflib
import re
from pathlib import Path
from typing import Any, get_args, get_origin

import msgspec

from darkfigure.errors import SettingsError
from darkfigure.parsing import parse_toml
from darkfigure.settings.checks import check_settings
from darkfigure.settings.structs import Settings

# what a value of each type looks like, for a person who never heard of types
_WANTED = {
    "str": "a text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "date": "a day without quotes, e.g. 2014-05-31",
    "datetime": "a day with a time",
    "time": "a time",
    "array": "a list in square brackets",
    "object": "a table",
}


def read_settings(path: Path) -> Settings:
    r"""Read and check study.toml.

    Raises:
        SettingsError: The file is missing, is not TOML, has an unknown key, a wrong type or a contradiction.

    Example:
        >>> text = '[study]\ntitle = "A count"\npopulation = "people"\nsed = 2\n'
        >>> _ = Path("study.toml").write_text(text, encoding="utf-8")
        >>> read_settings(Path("study.toml"))
        Traceback (most recent call last):
        darkfigure.errors.SettingsError: study.toml: unknown key `sed` in [study]. Did you mean `seed`?
    """
    try:
        raw = parse_toml(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SettingsError(
            f"{path}: there is no study.toml in this folder. `darkfigure init {path.parent}` makes one."
        ) from None
    except OSError as error:
        raise SettingsError(
            f"{path}: study.toml cannot be read: {error.strerror}. It must be a file that you have the right to read."
        ) from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path}: this is not UTF-8 text. Save study.toml as UTF-8.") from None
    except ValueError as error:
        raise SettingsError(f"{path}: this is not valid TOML: {error}.") from None
    _check_keys(raw, Settings, where=str(path), table="")
    try:
        settings = msgspec.convert(raw, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{path}: {_in_words(str(error))}") from None
    check_settings(settings, path)
    return settings


def _check_keys(raw: dict[str, Any], struct: type[msgspec.Struct], *, where: str, table: str) -> None:
    """Name the first unknown key, with the nearest known one."""
    known = {field.name: field.type for field in msgspec.structs.fields(struct)}
    for key, value in raw.items():
        if key not in known:
            inside = f"[{table}]" if table else "the top level"
            near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
            hint = f"Did you mean `{near[0]}`?" if near else f"Known keys: {', '.join(known)}."
            raise SettingsError(f"{where}: unknown key `{key}` in {inside}. {hint}")
        inner = _struct_in(known[key])
        if inner is None:
            continue
        for entry in value if isinstance(value, list) else [value]:
            if isinstance(entry, dict):
                _check_keys(entry, inner, where=where, table=f"{table}.{key}".strip("."))


def _struct_in(kind: object) -> type[msgspec.Struct] | None:
    """The struct inside `X`, `X | None` or `tuple[X, ...]`, if there is one."""
    if isinstance(kind, type) and get_origin(kind) is None:
        return kind if issubclass(kind, msgspec.Struct) else None
    return next((inner for inner in map(_struct_in, get_args(kind)) if inner), None)


def _in_words(error: str) -> str:
    """What msgspec says about a type, in the words of a person who writes TOML."""
    said, _, place = error.partition(" - at `$")
    where = _place(place.removeprefix(".").removesuffix("`"))
    if said == "Expected `array`, got `object`" and place == ".source`":
        return "a list is written `[[source]]`, with two brackets on each side, not `[source]`."
    if wrong := re.match(r"Expected `([^`]*)`, got `([^`]*)`", said):
        wanted, found = (
            " or ".join(_WANTED[k] for k in kinds.split(" | ") if k in _WANTED) for kinds in wrong.groups()
        )
        return f"{where} must be {wanted}; it is {found}."
    if missing := re.match(r"Object missing required field `([^`]*)`", said):
        how = "Begin the file with [study]; `darkfigure init NEW_FOLDER` writes an example." if not place else "Add it."
        return f"{where} lacks `{missing[1]}`. {how}"
    if said.startswith("Invalid RFC3339"):
        return f"{where} must be {_WANTED['date']}."
    if said.startswith("Invalid enum value"):
        return f"{where} has a value that it cannot have. Leave the key out: the usual value then holds."
    return f"{where}: {said}."


def _place(path: str) -> str:
    """`source[0].kind` as `kind` of [[source]] number 1; `estimate.level` as `level` of [estimate]."""
    if not path:
        return "the file"
    table, *keys = path.split(".")
    name, _, number = table.partition("[")
    inside = f"[[{name}]] number {int(number.rstrip(']')) + 1}" if number else f"[{name}]"
    key = ".".join(keys).replace("[...]", "")
    return f"`{key}` of {inside}" if key else inside
