"""study.toml: one frozen struct per room; an unknown key is an error that suggests the right one."""

import datetime as dt
import difflib
import ipaddress
import re
import tomllib
import unicodedata
from pathlib import Path
from typing import Any, Literal, get_args, get_origin
from urllib.parse import urlsplit

import msgspec

from darkfigure.errors import SettingsError

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
# columns that tell one person or one row from another: as strata they would print what must stay in the study
_NEVER_STRATA = {
    "age": "age_group",
    "birth_date": "age_group",
    "birth_year": "age_group",
    "birth_low": "age_group",
    "birth_high": "age_group",
    "date": "period",
    "first_date": "period",
    "last_date": "period",
    **dict.fromkeys(("name", "aliases", "kunya", "record_id", "identifier", "handle", "url", "media", "note")),
    **dict.fromkeys(("mention", "source", "item", "row", "extra")),
}
_TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}  # Unicode's changes of direction
_LARGEST_SEED = 2**63 - 1
_MOST_DRAWS = 1000
_HIGHEST_LEVEL = 1 - 1e-9  # beyond, the quantiles of an interval have no digits left


class Period(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """First and last day of the study, both included."""

    start: dt.date
    end: dt.date


class StudySettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is counted. `population` is shown with every number."""

    title: str
    population: str
    period: Period | None = None
    seed: int = 1


class SourceSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One list. `columns` maps a standard column name to the header as written.

    `kind` "text" reads the persons named in texts (text, HTML and PDF files); without it a source is a table.
    """

    name: str
    path: str
    kind: Literal["table", "text"] | None = None
    columns: dict[str, str] = {}


class ExtractSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Reading persons out of texts. `model_server` is the address of a local model server with the OpenAI interface.

    Beside the rules, the model named `model` is then asked; what it answers counts only where its quote stands at its
    offset. Texts are sent nowhere but to this machine unless `model_elsewhere` allows it.
    """

    model_server: str | None = None
    model: str = "local"
    model_elsewhere: bool = False


class LinkSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Linkage. `threshold` is the probability from which two mentions are taken for one person.

    `draws`: how many further linkages are drawn by their probability; 0 takes the best one as right. `linkable`: how it
    is told which rows say enough to be linked.
    """

    threshold: float | None = None
    draws: int = 50
    linkable: Literal["rule", "simulated"] = "rule"


class ClaimsSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Press texts whose numbers stand beside the estimate, and whom the study is about.

    `documents`: files, folders or patterns, as the path of a source. What is left out of the others does not limit:
    `origins` and `locations` are codes of countries or regions, `groups` names such as ISIS, `period` the study's.
    `recognisers`: models that help to tell who speaks: "natasha" (Russian), or names of installed spaCy models.
    """

    documents: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    period: Period | None = None
    recognisers: tuple[str, ...] = ()


class EstimateSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Estimation. `strata` are columns of the captures; `level` is the probability of the interval."""

    strata: tuple[str, ...] = ()
    level: float = 0.95


class ReportSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The report. Counts of fewer persons than `smallest_cell` are withheld; 1 publishes every count."""

    smallest_cell: int = 5


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of study.toml."""

    study: StudySettings
    source: tuple[SourceSettings, ...] = ()
    extract: ExtractSettings = ExtractSettings()
    link: LinkSettings = LinkSettings()
    claims: ClaimsSettings = ClaimsSettings()
    estimate: EstimateSettings = EstimateSettings()
    report: ReportSettings = ReportSettings()


def read_settings(path: Path) -> Settings:
    """Read and check study.toml.

    Raises:
        SettingsError: The file is missing, is not TOML, has an unknown key, a wrong type or a contradiction.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
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
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: this is not valid TOML: {error}.") from None
    _check_keys(raw, Settings, where=str(path), table="")
    try:
        settings = msgspec.convert(raw, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{path}: {_in_words(str(error))}") from None
    _check_study(settings.study, path)
    _check_sources(settings.source, path)
    _check_server(settings.extract, path)
    _check_numbers(settings, path)
    _check_claims(settings.claims, path)
    _check_strata(settings.estimate.strata, path)
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


def _check_study(study: StudySettings, path: Path) -> None:
    for key in ("title", "population"):
        if not getattr(study, key).strip():
            raise SettingsError(f"{path}: [study] {key} is empty. It is shown with every number: write it.")
    if not 0 <= study.seed <= _LARGEST_SEED:
        raise SettingsError(f"{path}: [study] seed is {study.seed}; it must be a whole number from 0 to 2**63 - 1.")
    period = study.period
    if period is not None and period.end < period.start:
        raise SettingsError(f"{path}: [study] period ends ({period.end}) before it starts ({period.start}).")


def _check_sources(sources: tuple[SourceSettings, ...], path: Path) -> None:
    names = [source.name for source in sources]
    for number, source in enumerate(sources, start=1):
        if names.count(source.name) > 1:
            raise SettingsError(
                f"{path}: two sources are named `{source.name}`. Every [[source]] needs a name of its own."
            )
        if not source.name.strip():
            raise SettingsError(f"{path}: [[source]] number {number} has an empty name. Give it one.")
        if not source.path.strip():
            raise SettingsError(
                f"{path}: source `{source.name}` has an empty path. Give the file, e.g. sources/list.csv."
            )
        if _unseen(source.name) or _unseen(source.path):
            raise SettingsError(
                f"{path}: name or path of [[source]] number {number} holds a character that cannot be seen (a line "
                "break, a control character or a change of direction). Write it anew."
            )

        if source.kind == "text" and source.columns:
            raise SettingsError(
                f'{path}: source `{source.name}` is of kind "text" and has no columns. Remove `columns`, or the kind.'
            )


def _unseen(text: str) -> bool:
    """Whether a text holds what would break a line or turn the writing of a message around."""
    return any(
        unicodedata.category(char) in {"Cc", "Zl", "Zp"} or unicodedata.bidirectional(char) in _TURNS for char in text
    )


def _check_server(extract: ExtractSettings, path: Path) -> None:
    """Refuse a model server that is not on this machine, unless the study allows it."""
    address = extract.model_server
    if address is None:
        return
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingsError(
            f"{path}: [extract] model_server is `{address}`; it must be an address such as http://127.0.0.1:8080/v1."
        )
    if not extract.model_elsewhere and not is_loopback(parts.hostname):
        raise SettingsError(
            f"{path}: [extract] model_server `{address}` is not on this machine: the texts of the study would be "
            f"sent to {parts.hostname}. Use a server on 127.0.0.1, or write model_elsewhere = true if you want that."
        )


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_numbers(settings: Settings, path: Path) -> None:
    level, threshold, smallest = settings.estimate.level, settings.link.threshold, settings.report.smallest_cell
    if not 0.5 <= level <= _HIGHEST_LEVEL:
        raise SettingsError(f"{path}: [estimate] level is {level}; it must be at least 0.5 and below 1, e.g. 0.95.")
    if threshold is not None and not 0 < threshold < 1:
        raise SettingsError(f"{path}: [link] threshold is {threshold}; it is a probability between 0 and 1.")
    if not 0 <= settings.link.draws <= _MOST_DRAWS:
        raise SettingsError(
            f"{path}: [link] draws is {settings.link.draws}; it is a whole number from 0 to {_MOST_DRAWS:,}."
        )
    if smallest < 1:
        raise SettingsError(f"{path}: [report] smallest_cell is {smallest}; it must be 1 or more.")


def _check_claims(claims: ClaimsSettings, path: Path) -> None:
    if any(not document.strip() or _unseen(document) for document in claims.documents):
        raise SettingsError(f'{path}: [claims] documents has an empty path. Give files, e.g. documents = ["texts/"].')
    if any(not name.strip() or _unseen(name) for name in claims.recognisers):
        raise SettingsError(
            f'{path}: [claims] recognisers has an empty name. Give models, e.g. recognisers = ["natasha"].'
        )
    if claims.period is not None and claims.period.end < claims.period.start:
        raise SettingsError(f"{path}: [claims] period ends ({claims.period.end}) before it starts.")


def _check_strata(strata: tuple[str, ...], path: Path) -> None:
    for name in strata:
        if strata.count(name) > 1:
            raise SettingsError(f"{path}: [estimate] strata names `{name}` twice.")
        if not name.strip():
            raise SettingsError(f"{path}: [estimate] strata has an empty name. Name a column, or remove it.")
        if name in _NEVER_STRATA:
            instead = f"Use `{_NEVER_STRATA[name]}`." if _NEVER_STRATA[name] else "Remove it."
            raise SettingsError(
                f"{path}: [estimate] strata names `{name}`, which differs from row to row. Strata are groups, "
                f"such as origin, sex, age_group or period. {instead}"
            )
