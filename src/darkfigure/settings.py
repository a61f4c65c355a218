"""study.toml: one frozen struct per room; an unknown key is an error that suggests the right one."""

import datetime as dt
import difflib
import tomllib
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec

from darkfigure.errors import SettingsError


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
    """One list. `columns` maps a standard column name to the header as written."""

    name: str
    path: str
    kind: Literal["table"] | None = None
    columns: dict[str, str] = {}


class LinkSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Linkage. `threshold` is the probability from which two mentions are taken for one person."""

    threshold: float | None = None


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
    link: LinkSettings = LinkSettings()
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
    except UnicodeDecodeError:
        raise SettingsError(f"{path}: this is not UTF-8 text. Save study.toml as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: this is not valid TOML: {error}.") from None
    _check_keys(raw, Settings, where=str(path), table="")
    try:
        settings = msgspec.convert(raw, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{path}: {error}.") from None
    _check(settings, path)
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


def _check(settings: Settings, path: Path) -> None:
    """Contradictions that types cannot tell."""
    names = [source.name for source in settings.source]
    for name in names:
        if names.count(name) > 1:
            raise SettingsError(
                f"{path}: two sources are named `{name}`. Every [[source]] needs a name of its own."
            )
        if not name.strip():
            raise SettingsError(f"{path}: a [[source]] has an empty name.")
    if not 0.5 <= settings.estimate.level < 1:
        raise SettingsError(
            f"{path}: [estimate] level is {settings.estimate.level}; "
            "it must be at least 0.5 and below 1, e.g. 0.95."
        )
    threshold = settings.link.threshold
    if threshold is not None and not 0 < threshold < 1:
        raise SettingsError(f"{path}: [link] threshold is {threshold}; it is a probability between 0 and 1.")
    if settings.report.smallest_cell < 1:
        raise SettingsError(f"{path}: [report] smallest_cell is {settings.report.smallest_cell}; it must be 1 or more.")
    period = settings.study.period
    if period is not None and period.end < period.start:
        raise SettingsError(f"{path}: [study] period ends ({period.end}) before it starts ({period.start}).")
    doubled = [name for name in settings.estimate.strata if settings.estimate.strata.count(name) > 1]
    if doubled:
        raise SettingsError(f"{path}: [estimate] strata names `{doubled[0]}` twice.")
