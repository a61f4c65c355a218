"""From the headers of a file to the standard columns."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from darkfigure.collect.headers import NAME_PARTS, UNDECIDED, header_key, recognise
from darkfigure.errors import SettingsError, SourceError
from darkfigure.records import WRITTEN, Notice

# Two headers that mean the same stop the run where the choice decides who is counted; elsewhere the left one is taken.
_DECISIVE = {
    "name",
    "kunya",
    "sex",
    "birth_date",
    "birth_year",
    "age",
    "origin",
    "date",
    "last_date",
    *NAME_PARTS,
}
_JOINED = ("aliases", "identifier", "handle", "media")  # may stand in several columns, which are joined
_SHOWN = 30  # headers in one message


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Where each standard column stands in a file: positions, 0-based.

    `standard` has one position a column, `joined` as many as there are; `parts` are the columns of a name in parts;
    `extra` maps the name of any other column to its position. `family_first`: the family name stands first.
    """

    standard: dict[str, int]
    joined: dict[str, tuple[int, ...]]
    parts: dict[str, int]
    family_first: bool
    extra: dict[str, int]
    notices: tuple[Notice, ...]


def count_recognised(cells: Sequence[str], *, chosen: Mapping[str, str]) -> int:
    """How many cells of a row are headers: known words, or those that study.toml names."""
    named = {header_key(header) for header in chosen.values()}
    return sum(1 for cell in cells if cell.strip() and (recognise(cell) is not None or header_key(cell) in named))


def resolve_columns(
    header: Sequence[str], *, chosen: Mapping[str, str], where: str, kunya_share: Mapping[int, float]
) -> Columns:
    """Decide what each column is.

    Args:
        header: The cells of the header row.
        chosen: `columns` of study.toml: standard name (or part of a name) to header.
        where: The file, for messages.
        kunya_share: For columns whose header may mean kunya or family name: the share of cells that look like a kunya.

    Raises:
        SettingsError: `chosen` has a key that is no column, or a header that the file lacks.
        SourceError: Two columns mean the same, or none holds a name.
    """
    header = [cell.strip() for cell in header]
    by_choice = _apply_choice(header, chosen, where)
    meanings = {
        position: recognise(cell) for position, cell in enumerate(header) if position not in by_choice.values() and cell
    }
    notices = _decide(meanings, header, by_choice, kunya_share, where)
    taken = {column: position for column, position in by_choice.items() if column not in _JOINED}
    joined = {
        column: (by_choice[column],)
        if column in by_choice
        else tuple(position for position, meaning in meanings.items() if meaning == column)
        for column in _JOINED
    }
    for meaning in (*(name for name in WRITTEN if name not in _JOINED), *NAME_PARTS):
        if meaning not in by_choice:
            positions = [position for position, found in meanings.items() if found == meaning]
            notices += _take(meaning, positions, taken, header, where)
    parts = {part: taken.pop(part) for part in NAME_PARTS if part in taken}
    if "name" in taken and parts:
        kept = ", ".join(f"`{header[p]}`" for p in parts.values())
        notices.append(
            Notice(
                code="name-parts",
                message=f"{where}: `{header[taken['name']]}` is taken as the name; {kept} are kept as extra.",
            )
        )
        parts = {}
    if not parts and "name" not in taken and "kunya" not in taken:
        raise _no_name(header, chosen, where)
    used = {*taken.values(), *parts.values(), *chain.from_iterable(joined.values())}
    extra = _name_extra(header, used)
    notices += _unknown(header, extra, where)
    return Columns(
        standard=taken,
        joined={column: positions for column, positions in joined.items() if positions},
        parts=parts,
        family_first="family_name" in parts and all(parts["family_name"] <= position for position in parts.values()),
        extra=extra,
        notices=tuple(notices),
    )


def _unknown(header: Sequence[str], extra: Mapping[str, int], where: str) -> list[Notice]:
    """Say which of the columns kept as extra have a header that nobody knows."""
    unknown = [name for name, position in extra.items() if header[position] and recognise(header[position]) is None]
    if not unknown:
        return []
    message = (
        f"{where}: kept as extra, their headers are not known: {_some(unknown)}. "
        "If one of them is a standard column, say so under `columns` of the source."
    )
    return [Notice(code="unknown-columns", message=message)]


def _apply_choice(header: Sequence[str], chosen: Mapping[str, str], where: str) -> dict[str, int]:
    """Positions of the headers that study.toml names; as written, or else without regard to case and spaces."""
    allowed = (*WRITTEN, *NAME_PARTS)
    found = {}
    for column, wanted in chosen.items():
        if column not in allowed:
            near = difflib.get_close_matches(column, allowed, n=1, cutoff=0.5)
            hint = f"Did you mean `{near[0]}`?" if near else f"Columns: {', '.join(allowed)}."
            raise SettingsError(f"{where}: `columns` has `{column}`, which is no standard column. {hint}")
        positions = [p for p, cell in enumerate(header) if cell == wanted.strip()] or [
            p for p, cell in enumerate(header) if header_key(cell) == header_key(wanted) and cell
        ]
        if not positions:
            raise SettingsError(
                f"{where}: there is no column `{wanted}` ({_nearest(wanted, header)}). Correct `columns` of the source "
                "in study.toml."
            )
        if len(positions) > 1:
            raise SettingsError(
                f"{where}: {len(positions)} columns are headed `{wanted}`. Rename one of them in the file."
            )
        found[column] = positions[0]
    return found


def _some(names: Sequence[str]) -> str:
    """Names in a row; of very many the first."""
    shown = ", ".join(f"`{name}`" for name in names[:_SHOWN])
    return shown if len(names) <= _SHOWN else f"{shown} and {len(names) - _SHOWN:,} more"


def _nearest(wanted: str, header: Sequence[str]) -> str:
    keys = {header_key(cell): cell for cell in header if cell}
    near = difflib.get_close_matches(header_key(wanted), keys, n=1, cutoff=0.5)
    if near:
        return f"did you mean `{keys[near[0]]}`?"
    if count_recognised(header, chosen={}):
        return "its columns: " + _some([cell for cell in header if cell])
    return "its first row does not look like a header"


def _decide(
    meanings: dict[int, str | None],
    header: Sequence[str],
    by_choice: Mapping[str, int],
    kunya_share: Mapping[int, float],
    where: str,
) -> list[Notice]:
    """Replace undecided meanings, by the cells and by what stands beside."""
    notices = []
    for position, meaning in meanings.items():
        if meaning == "kunya_or_family":
            is_kunya = kunya_share.get(position, 0.0) >= 0.5
            meanings[position] = "kunya" if is_kunya else "family_name"
            what = "kunya: most of its cells are of the form Abu or Umm" if is_kunya else "family name"
            notices.append(
                Notice(
                    code="kunya-or-family",
                    message=f"{where}: `{header[position]}` is taken as the {what}. "
                    "`columns` of the source can say otherwise.",
                )
            )
    present = {*meanings.values(), *by_choice}
    for position, meaning in meanings.items():
        if meaning not in UNDECIDED:
            continue
        beside_given = "given_name" in present
        beside_rest = bool(present & {"father_name", "grandfather_name", "family_name"})
        if "name" in present:
            meanings[position] = None
        elif meaning == "name_or_family" or header_key(header[position]) == "name":
            # German and English forms: "Name, Vorname", "Name, First name"
            if beside_given and "family_name" not in present:
                meanings[position] = "family_name"
            else:
                meanings[position] = "name" if beside_given or not beside_rest else "given_name"
        else:
            meanings[position] = "name" if beside_given or not beside_rest else "given_name"
    return notices


def _take(meaning: str, positions: list[int], taken: dict[str, int], header: Sequence[str], where: str) -> list[Notice]:
    """Give a column its position; of several the one headed by the standard name, or the left one, or none."""
    if not positions:
        return []
    exact = [position for position in positions if header_key(header[position]) == header_key(meaning)]
    chosen = exact if len(exact) == 1 else positions
    names = ", ".join(f"`{header[position]}`" for position in positions)
    if len({header[position] for position in chosen}) < len(chosen) and meaning in _DECISIVE:
        raise SourceError(
            f"{where}: {len(positions)} columns are headed `{header[chosen[0]]}`. Rename one of them in the file."
        )
    if len(chosen) > 1 and meaning in _DECISIVE:
        raise SourceError(
            f"{where}: {len(positions)} columns mean `{meaning}`: {names}. Say under `columns` of the source which one "
            f'it is, e.g. columns = {{ {meaning} = "{header[positions[0]]}" }}.'
        )
    taken[meaning] = chosen[0]
    if len(positions) == 1:
        return []
    return [
        Notice(
            code="same-column",
            message=f"{where}: {names} all mean `{meaning}`; `{header[chosen[0]]}` is taken, the others are kept as "
            "extra. `columns` of the source can say otherwise.",
        )
    ]


def _no_name(header: Sequence[str], chosen: Mapping[str, str], where: str) -> SourceError:
    # a first row in which nothing is recognised may be a person: it is not quoted
    seen = (
        f"Its headers: {_some([cell for cell in header if cell])}. "
        if count_recognised(header, chosen=chosen)
        else "Its first row has no word that is known as a header. "
    )
    return SourceError(
        f"{where}: no column holds a name or a kunya. {seen}Every table needs a header row; say under `columns` of the "
        'source which header is the name, e.g. columns = { name = "..." }.'
    )


def _name_extra(header: Sequence[str], used: set[int]) -> dict[str, int]:
    """Names for the columns that are not standard: the header, made unique; `column 7` where there is none."""
    extra: dict[str, int] = {}
    for position, cell in enumerate(header):
        if position in used:
            continue
        name = base = cell or f"column {position + 1}"
        number = 2
        while name in extra:
            name, number = f"{base} ({number})", number + 1
        extra[name] = position
    return extra
