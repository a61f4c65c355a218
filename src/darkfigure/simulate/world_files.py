"""A capture world written by a person: in a TOML file, or in the options of the command line."""

import difflib
import re
from dataclasses import replace
from pathlib import Path

import msgspec

from darkfigure.captures.table import MAX_LISTS
from darkfigure.errors import InputError, UsageError
from darkfigure.parsing import parse_toml
from darkfigure.simulate.capture_world import LETTERS, CaptureWorld, Interaction, Kind
from darkfigure.simulate.shipped_worlds import world

USUAL_REACH = 0.2
USUAL_PEOPLE = 2000


class DependSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Lists that share people: `factor` is their odds ratio among people of one kind."""

    lists: tuple[str, ...]
    factor: float


class ClassSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of people: its share, and either `odds`, which multiplies those of being on any list, or `reach`."""

    share: float
    odds: float | None = None
    reach: tuple[float, ...] = ()


class WorldSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A world as a person writes it. Either `reach` or a class with its own says how many lists there are."""

    people: int = USUAL_PEOPLE
    reach: tuple[float, ...] = ()
    lists: tuple[str, ...] = ()
    depend: tuple[DependSettings, ...] = ()
    classes: tuple[ClassSettings, ...] = msgspec.field(default=(), name="class")
    missed_links: float = 0.0
    false_links: float = 0.0
    says: str = ""


def read_world(path: Path) -> CaptureWorld:
    """The world of a TOML file, named after the file.

    Raises:
        InputError: The file cannot be read, is no TOML, has an unknown key, or describes no world.
    """
    try:
        raw = parse_toml(path.read_text(encoding="utf-8-sig"))
        settings = msgspec.convert(raw, WorldSettings)
    except FileNotFoundError:
        raise InputError(
            f"{path}: there is no such file. `darkfigure simulate worlds` lists the shipped worlds."
        ) from None
    except OSError as error:
        raise InputError(f"{path}: the file cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: this is not UTF-8 text. Save the world as TOML in UTF-8.") from None
    except msgspec.ValidationError as error:
        raise InputError(f"{path}: {_in_words(str(error))}") from None
    except ValueError as error:
        raise InputError(f"{path}: this is not valid TOML: {error}.") from None
    try:
        return build_world(settings, name=path.stem)
    except UsageError as error:
        raise InputError(f"{path}: {error}") from None


def build_world(settings: WorldSettings, *, name: str = "own") -> CaptureWorld:
    """The world that the settings describe.

    Raises:
        UsageError: They describe none.
    """
    many = _lists(settings)
    names = settings.lists or LETTERS[:many]
    reach = settings.reach or (USUAL_REACH,) * many
    if len(reach) != many:
        raise UsageError(f"{len(reach)} values of reach for {many} lists ({', '.join(names)}). Give one for each list.")
    return CaptureWorld(
        name=name,
        people=settings.people,
        lists=names,
        kinds=_kinds(settings, reach),
        interactions=tuple(
            Interaction(lists=tuple(_place(one, names) for one in depend.lists), factor=depend.factor)
            for depend in settings.depend
        ),
        missed_links=settings.missed_links,
        false_links=settings.false_links,
        says=settings.says or f"{many} lists of your own",
    )


def find_world(name: str) -> CaptureWorld:
    """A shipped world by its name, or that of a file that ends in .toml.

    Raises:
        UsageError: There is no world of this name.
        InputError: The file describes no world.
    """
    return read_world(Path(name)) if name.lower().endswith(".toml") else world(name)


def changed(
    one: CaptureWorld, *, people: int | None, missed_links: float | None, false_links: float | None
) -> CaptureWorld:
    """The same world with another number of people or other errors of linkage, where given."""
    return replace(
        one,
        people=one.people if people is None else people,
        missed_links=one.missed_links if missed_links is None else missed_links,
        false_links=one.false_links if false_links is None else false_links,
    )


def _lists(settings: WorldSettings) -> int:
    """How many lists there are, by whatever says it first."""
    own = [len(one.reach) for one in settings.classes if one.reach]
    many = len(settings.lists) or len(settings.reach) or (own[0] if own else 0)
    if not many:
        raise UsageError("nothing says how many lists there are. Give `reach`, one probability a list.")
    if many > MAX_LISTS:
        raise UsageError(f"a world has 2 to {MAX_LISTS} lists, not {many}.")
    return many


def _kinds(settings: WorldSettings, reach: tuple[float, ...]) -> tuple[Kind, ...]:
    if not settings.classes:
        return (Kind(share=1.0, reach=reach),)
    found = []
    for one in settings.classes:
        if (one.odds is None) == (not one.reach):
            raise UsageError("a class has either `odds` (one number for all lists) or `reach` (one for each list).")
        if one.odds is not None and one.odds <= 0:
            raise UsageError(f"a class multiplies the odds by {one.odds:g}; it must be above 0 (1 changes nothing).")
        own = one.reach or tuple(r * (one.odds or 1) / (1 - r + r * (one.odds or 1)) for r in reach)
        found.append(Kind(share=one.share, reach=own))
    return tuple(found)


def _place(name: str, names: tuple[str, ...]) -> int:
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1)
        hint = f" Did you mean `{near[0]}`?" if near else ""
        raise UsageError(f"a dependence names the list `{name}`; the lists are {', '.join(names)}.{hint}")
    return names.index(name)


def _in_words(error: str) -> str:
    """What msgspec says, with the nearest key where one is unknown."""
    if unknown := re.match(r"Object contains unknown field `([^`]*)`", error):
        tables = (WorldSettings, DependSettings, ClassSettings)
        known = [field.encode_name for table in tables for field in msgspec.structs.fields(table)]
        near = difflib.get_close_matches(unknown[1], known, n=1, cutoff=0.5)
        hint = f"Did you mean `{near[0]}`?" if near else f"Known keys: {', '.join(dict.fromkeys(known))}."
        return f"unknown key `{unknown[1]}`. {hint}"
    return error.replace("$.", "").replace("`$`", "the file").rstrip(".") + "."
