"""Which preserved pictures, videos, sounds are copies of one another: kept beside the tables, to be compared once."""

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from darkfigure.errors import VerificationFailed
from darkfigure.media.sound import sound_tool, tool_name
from darkfigure.spread.posts import SOUND
from darkfigure.store import atomic_path
from darkfigure.study.stage import Context

Groups = Mapping[str, tuple[str, ...]]


def picture_groups(
    context: Context,
    digests: Collection[str],
    *,
    sounds: bool = False,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Groups:
    """The groups of each picture and video that has copies: the smallest digest of a group stands for it.

    A picture is in one group. A video is in that of the videos that share footage with it, and in that of each picture
    that shows a frame of it: so it meets its stills, and two stills of different moments do not meet. Shared sound says
    what circulates, and nothing of who somebody is: one hymn lies under the videos of hundreds.

    Args:
        context: the study.
        digests: of pictures and videos; those that the vault lacks or that no decoder reads have no group.
        sounds: whether recordings that share sound are in a group too, whose name begins with `spread.posts.SOUND`.
        progress: is told what is done, how many, of how many.
    """
    wanted = sorted(set(digests))
    if len(wanted) < 2:
        return {}
    path = context.tables / "picture_group.parquet"
    tool = sound_tool()
    rules = [_RULE, "" if tool is None else tool_name(tool)]
    asked = hashlib.sha256("\n".join([*rules, *wanted]).encode()).hexdigest()
    if path.is_file():
        kept = pq.read_table(path)
        if (kept.schema.metadata or {}).get(b"asked") == asked.encode():
            return _by_item(kept, sounds=sounds)
    found, unheard = _compare(context, wanted, progress)
    columns = zip(*found, strict=True) if found else ((), (), ())
    table = pa.table([pa.array(column, pa.string()) for column in columns], schema=_SCHEMA)
    with atomic_path(path) as temporary:
        pq.write_table(table.replace_schema_metadata({"asked": asked, "unheard": str(unheard)}), temporary)
    return _by_item(table, sounds=sounds)


def unheard_videos(context: Context) -> int:
    """How many of the videos that were compared last were not compared by their sound: fpcalc was not installed."""
    path = context.tables / "picture_group.parquet"
    return int((pq.read_schema(path).metadata or {}).get(b"unheard", b"0")) if path.is_file() else 0


_SCHEMA = pa.schema([("item", pa.string()), ("group", pa.string()), ("kind", pa.string())])
_Row = tuple[str, str, str]  # a picture or video, a group it is in, and how: copy, footage, still, sound
_RULE = "3"  # of how copies are found; what an older rule found is found anew


def _by_item(table: pa.Table, *, sounds: bool) -> Groups:
    groups: dict[str, tuple[str, ...]] = {}
    for row in table.to_pylist():
        if sounds or row["kind"] != "sound":
            groups[row["item"]] = (*groups.get(row["item"], ()), row["group"])
    return groups


def _compare(context: Context, wanted: list[str], progress: Callable[[str, int, int], None]) -> tuple[list[_Row], int]:
    """Each picture, video or sound, and a group it is in; and of how many videos the sound was not compared."""
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
    for group in found.sound_groups:
        members = sorted(paths[found.sounds[row].path] for row in group.rows)
        rows |= {(member, SOUND + members[0], "sound") for member in members}
    return sorted(rows), 0 if found.listener else len(found.videos)


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
