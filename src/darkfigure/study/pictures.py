"""Which preserved pictures and videos are copies of one another: kept beside the tables, to be compared once."""

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from darkfigure.errors import VerificationFailed
from darkfigure.store import atomic_path
from darkfigure.study.stage import Context

Groups = Mapping[str, tuple[str, ...]]


def picture_groups(
    context: Context, digests: Collection[str], *, progress: Callable[[str, int, int], None] = lambda *_: None
) -> Groups:
    """The groups of each picture and video that has copies: the smallest digest of a group stands for it.

    A picture is in one group. A video is in that of the videos that share footage with it, and in that of each picture
    that shows a frame of it: so it meets its stills, and two stills of different moments do not meet.

    Args:
        context: the study.
        digests: of pictures and videos; those that the vault lacks or that no decoder reads have no group.
        progress: is told what is done, how many, of how many.
    """
    wanted = sorted(set(digests))
    if len(wanted) < 2:
        return {}
    path = context.tables / "picture_group.parquet"
    asked = hashlib.sha256("\n".join([_RULE, *wanted]).encode()).hexdigest()
    if path.is_file():
        kept = pq.read_table(path)
        if (kept.schema.metadata or {}).get(b"asked") == asked.encode():
            return _by_item(kept)
    found = _compare(context, wanted, progress)
    columns = zip(*found, strict=True) if found else ((), (), ())
    table = pa.table([pa.array(column, pa.string()) for column in columns], schema=_SCHEMA)
    with atomic_path(path) as temporary:
        pq.write_table(table.replace_schema_metadata({"asked": asked}), temporary)
    return _by_item(table)


_SCHEMA = pa.schema([("item", pa.string()), ("group", pa.string()), ("kind", pa.string())])
_Row = tuple[str, str, str]  # a picture or video, a group it is in, and how: copy, footage, still
_RULE = "2"  # of how copies are found; what an older rule found is found anew


def _by_item(table: pa.Table) -> Groups:
    groups: dict[str, tuple[str, ...]] = {}
    for item, group in zip(table["item"].to_pylist(), table["group"].to_pylist(), strict=True):
        groups[item] = (*groups.get(item, ()), group)
    return groups


def _compare(context: Context, wanted: list[str], progress: Callable[[str, int, int], None]) -> list[_Row]:
    """Each picture or video, and a group it is in."""
    from darkfigure.media import near_duplicates

    vault, paths = context.open_vault(), {}
    for digest in wanted:
        try:
            paths[vault.path_of(digest).absolute()] = digest
        except VerificationFailed:
            continue  # named in a text, not kept
    with context.engine() as engine:
        found = near_duplicates(paths, progress=progress, engine=engine)
    pictures, videos = ([paths[one.path] for one in some] for some in (found.pictures, found.videos))
    rows: set[_Row] = set()
    stands: dict[str, str] = {}
    for kind, names, groups in (("copy", pictures, found.groups), ("footage", videos, found.video_groups)):
        for group in groups:
            members = sorted(names[row] for row in group.rows)
            stands |= dict.fromkeys(members, members[0])
            rows |= {(member, members[0], kind) for member in members}
    for one in found.stills:
        picture, video = pictures[one.picture], videos[one.video]
        stand = stands.get(picture, picture)
        rows |= {(picture, stand, "copy"), (video, stand, "still"), (video, stands.get(video, video), "footage")}
    return sorted(rows)


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
    """The groups of copied pictures that a run found, the largest first; each of two digests or more."""
    path = context.tables / "picture_group.parquet"
    if not path.is_file():
        return []
    groups: dict[str, list[str]] = {}
    for row in pq.read_table(path).to_pylist():
        if row.get("kind", "copy") != "copy":
            continue  # videos are not laid over one another
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
