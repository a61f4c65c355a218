"""Which preserved pictures are copies of one another: kept beside the tables, so that they are compared once."""

import hashlib
from collections.abc import Callable, Collection

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
