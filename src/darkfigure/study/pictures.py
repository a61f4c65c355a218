"""Which preserved pictures are copies of one another: kept beside the tables, so that they are compared once."""

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from darkfigure.errors import VerificationFailed
from darkfigure.store import atomic_path
from darkfigure.study.stage import Context


def picture_groups(
    context: Context, digests: Collection[str], *, progress: Callable[[str, int, int], None] = lambda *_: None
) -> dict[str, str]:
    """The group of each picture that has copies: the smallest digest of the group stands for it.

    Args:
        context: the study.
        digests: of pictures and videos; those that the vault lacks or that no decoder reads have no group.
        progress: is told what is done, how many, of how many.
    """
    wanted = sorted(set(digests))
    if len(wanted) < 2:
        return {}
    path = context.tables / "picture_group.parquet"
    asked = hashlib.sha256("\n".join(wanted).encode()).hexdigest()
    if path.is_file():
        kept = pq.read_table(path)
        if (kept.schema.metadata or {}).get(b"asked") == asked.encode():
            return dict(zip(kept["item"].to_pylist(), kept["group"].to_pylist(), strict=True))
    found = _compare(context, wanted, progress)
    table = pa.table({"item": list(found), "group": list(found.values())}, schema=_SCHEMA)
    with atomic_path(path) as temporary:
        pq.write_table(table.replace_schema_metadata({"asked": asked}), temporary)
    return found


_SCHEMA = pa.schema([("item", pa.string()), ("group", pa.string())])


def _compare(context: Context, wanted: list[str], progress: Callable[[str, int, int], None]) -> dict[str, str]:
    from darkfigure.media import near_duplicates

    vault, paths = context.open_vault(), {}
    for digest in wanted:
        try:
            paths[vault.path_of(digest)] = digest
        except VerificationFailed:
            continue  # named in a text, not kept
    found = near_duplicates(paths, progress=progress)
    groups: dict[str, str] = {}
    for group in found.groups:
        members = sorted(paths[found.pictures[row].path] for row in group.rows)
        groups |= dict.fromkeys(members, members[0])
    return groups


@dataclass(frozen=True, kw_only=True)
class LaidOver:
    """One picture laid over another: both sizes in pixels, and where the second lies in the first, 2 x 3 in pixels.

    `words`: what was done to the second to make the first.
    """

    base: str
    laid: str
    base_size: tuple[int, int]
    laid_size: tuple[int, int]
    affine: tuple[tuple[float, float, float], tuple[float, float, float]]
    words: str


def picture_sets(context: Context) -> list[tuple[str, ...]]:
    """The groups of copies that were found when the study was run, the largest first; each of two digests or more."""
    path = context.tables / "picture_group.parquet"
    if not path.is_file():
        return []
    groups: dict[str, list[str]] = {}
    for row in pq.read_table(path).to_pylist():
        groups.setdefault(row["group"], []).append(row["item"])
    return sorted((tuple(sorted(items)) for items in groups.values() if len(items) > 1), key=lambda g: (-len(g), g))


def lay_over(context: Context, one: str, other: str) -> LaidOver | None:
    """Two preserved pictures, one laid over the other; None where they are no copies of one another.

    Raises:
        VerificationFailed: A picture is not there.
    """
    from darkfigure.media import near_duplicates
    from darkfigure.media.sheet import what_was_done

    vault = context.open_vault()
    paths = {vault.path_of(digest): digest for digest in (one, other)}
    found = near_duplicates(list(paths))
    if not found.groups or not found.groups[0].relations:
        return None
    group = found.groups[0]
    relation = group.relations[0]
    base, laid = found.pictures[group.rows[1]], found.pictures[relation.to]
    first, second = (tuple(float(value) for value in row) for row in relation.affine)
    return LaidOver(
        base=paths[base.path],
        laid=paths[laid.path],
        base_size=(base.width, base.height),
        laid_size=(laid.width, laid.height),
        affine=((first[0], first[1], first[2]), (second[0], second[1], second[2])),
        words=what_was_done(relation),
    )
