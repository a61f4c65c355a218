"""Which preserved pictures and videos are copies of one another: kept beside the tables, to be compared once."""

import hashlib
from collections.abc import Callable, Collection, Mapping

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
    table = pa.table({"item": [item for item, _ in found], "group": [group for _, group in found]}, schema=_SCHEMA)
    with atomic_path(path) as temporary:
        pq.write_table(table.replace_schema_metadata({"asked": asked}), temporary)
    return _by_item(table)


_SCHEMA = pa.schema([("item", pa.string()), ("group", pa.string())])
_RULE = "2"  # of how copies are found; what an older rule found is found anew


def _by_item(table: pa.Table) -> Groups:
    groups: dict[str, tuple[str, ...]] = {}
    for item, group in zip(table["item"].to_pylist(), table["group"].to_pylist(), strict=True):
        groups[item] = (*groups.get(item, ()), group)
    return groups


def _compare(context: Context, wanted: list[str], progress: Callable[[str, int, int], None]) -> list[tuple[str, str]]:
    """Each picture or video, and a group it is in."""
    from darkfigure.media import near_duplicates

    vault, paths = context.open_vault(), {}
    for digest in wanted:
        try:
            paths[vault.path_of(digest)] = digest
        except VerificationFailed:
            continue  # named in a text, not kept
    found = near_duplicates(paths, progress=progress)
    pictures, videos = ([paths[one.path] for one in some] for some in (found.pictures, found.videos))
    stands = {digest: digest for digest in (*pictures, *videos)}
    for names, groups in ((pictures, found.groups), (videos, found.video_groups)):
        for group in groups:
            members = sorted(names[row] for row in group.rows)
            stands |= dict.fromkeys(members, members[0])
    rows = {(digest, group) for digest, group in stands.items()}
    stills = {(videos[one.video], stands[pictures[one.picture]]) for one in found.stills}
    shared = {group for digest, group in rows if digest != group} | {group for _, group in stills}
    return sorted({row for row in rows if row[1] in shared or row[0] in {video for video, _ in stills}} | stills)
