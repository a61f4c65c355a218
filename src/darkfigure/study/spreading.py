"""The spread stage: what circulates among the texts of a study."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from darkfigure import __version__
from darkfigure.errors import SettingsError
from darkfigure.media.sound import NO_TOOL
from darkfigure.parsing import split_address
from darkfigure.records import Notice
from darkfigure.spread.analysis import Spread, analyse_spread
from darkfigure.spread.answer import answer_of
from darkfigure.spread.posts import SOUND, Posts
from darkfigure.store import digest_file, write_atomically
from darkfigure.study.pictures import Groups, picture_groups, unheard_videos
from darkfigure.study.stage import Context, Event, Listener, Outcome, Stage

_DIGEST = re.compile(r"[0-9a-f]{64}")
_COLUMNS = (
    "document",
    "source",
    "url",
    "lang",
    "published",
    "published_at",
    "text",
    "author",
    "forwarded_from",
    "media",
)


def spread_stage() -> Stage:
    """Write results/spread.json."""
    return Stage(
        name="spread",
        part="",
        settings=lambda context: msgspec.to_builtins(context.settings.spread),
        inputs=lambda context: {
            str(path.relative_to(context.folder)): digest_file(path) for path in (*_parts(context), *_claims(context))
        },
        outputs=lambda context: (context.results / "spread.json",),
        work=_spread,
    )


def _parts(context: Context) -> list[Path]:
    return sorted((context.tables / "document").glob("*.parquet"))


def _claims(context: Context) -> list[Path]:
    return [context.table("claim")] if context.settings.claims.documents and context.table("claim").is_file() else []


def _spread(context: Context, listener: Listener) -> Outcome:
    settings = context.settings.spread
    rows = [row for path in _parts(context) for row in pq.read_table(path, columns=list(_COLUMNS)).to_pylist()]
    if settings is None or not rows:
        raise SettingsError(
            f"{context.folder / 'study.toml'}: [spread] looks for copies among texts, and no source of the study has "
            "texts. Add one, or documents under [claims], or remove [spread]."
        )
    listener(Event(stage="spread", what=f"among {len(rows):,} texts", done=0, total=None))

    def progress(what: str, done: int, total: int) -> None:
        listener(Event(stage="spread", what=what, done=done, total=total))

    shown = {part for row in rows for part in _digests(row["media"])}
    groups = picture_groups(context, shown, sounds=True, progress=progress) if settings.pictures else {}
    posts, labels = _posts(context, rows, groups)
    sources = sorted({row["source"] for row in rows})
    source = np.array([sources.index(row["source"]) for row in rows], dtype=np.int64)
    found = analyse_spread(posts, source=source, level=settings.level)
    answer = answer_of(found, posts, labels=labels, sources=tuple(sources), source=source, version=__version__)
    text = json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    write_atomically(context.results / "spread.json", text.encode())
    notices = [*_notices(found, sources, merged=settings.merge_dependent)]
    if shown and settings.pictures:
        notices += _unheard(context)
    return Outcome({"texts": len(rows), "groups": len(found.courses)}, tuple(notices))


def _digests(media: str | None) -> list[str]:
    return [part for part in (media or "").split("; ") if _DIGEST.fullmatch(part)]


def _keys(parts: list[str], groups: Groups) -> tuple[str, ...]:
    """Each picture and video under the names of its groups, or its own; each name once."""
    found = ((part, groups.get(part, ())) for part in parts)
    # what is in a group by its sound alone still stands for itself as a picture
    named = ((*([] if any(_is_seen(key) for key in keys) else [part]), *keys) for part, keys in found)
    return tuple(dict.fromkeys(key for keys in named for key in keys))


def _is_seen(key: str) -> bool:
    return not key.startswith(SOUND)


def _posts(context: Context, rows: list[dict[str, Any]], groups: Groups) -> tuple[Posts, tuple[str, ...]]:
    """The rows as posts, and a label for each channel that names nobody."""
    names = [_channel(row) for row in rows]
    counts = Counter(names)
    channels = sorted(counts, key=lambda name: (-counts[name], name))
    place = {name: number for number, name in enumerate(channels)}
    by_handle = {handle: number for (_, handle), number in place.items() if handle}
    claims: dict[str, list[str]] = {}
    for path in _claims(context):
        for row in pq.read_table(path, columns=["claim", "document", "repeats"]).to_pylist():
            claims.setdefault(row["document"], []).append(row["repeats"] or row["claim"])
    posts = Posts(
        channels=tuple(f"{source}\n{handle}" for source, handle in channels),
        channel=np.array([place[name] for name in names], dtype=np.int64),
        time=np.array([_time(row) for row in rows]),
        lang=tuple(row["lang"] for row in rows),
        text=tuple(row["text"] or "" for row in rows),
        forwarded=np.array([by_handle.get(row["forwarded_from"] or "", -1) for row in rows], dtype=np.int64),
        media=tuple(_keys(_digests(row["media"]), groups) for row in rows),
        claims=tuple(tuple(claims.get(row["document"], ())) for row in rows),
        ids=tuple(row["document"] for row in rows),
    )
    numbers: Counter[str] = Counter()
    labels = []
    for source, handle in channels:
        numbers[source] += 1
        labels.append(source if not handle else f"{source}, channel {numbers[source]}")
    return posts, tuple(labels)


def _channel(row: dict[str, Any]) -> tuple[str, str]:
    """Who published: an author, else the site of the address, else the source itself."""
    address = split_address(row["url"])
    site = address.hostname if address is not None else None
    return row["source"], row["author"] or site or ""


def _time(row: dict[str, Any]) -> float:
    """Days since 1970; of a day without a time, its noon."""
    if row["published_at"] is not None:
        return float(row["published_at"].timestamp() / 86_400)
    if row["published"] is None:
        return float("nan")
    return float((row["published"].toordinal() - 719_163) + 0.5)


def _notices(found: Spread, sources: list[str], *, merged: bool) -> tuple[Notice, ...]:
    advice = (
        ", and are counted as one list"
        if merged
        else ": where both are lists of persons, make them one ([spread] merge_dependent = true does), or the estimate "
        "takes copies for independent sightings"
    )
    notices = []
    for pair in found.dependent:
        one, other = sources[pair.one], sources[pair.other]
        earlier = ""
        if pair.ordered:
            earlier = f"; {one} had {pair.first:,} of {pair.ordered:,} of them first"
        notices.append(
            Notice(
                code="copied-sources",
                message=f"{one} and {other} pass on the same {pair.shared:,} texts or pictures, {pair.share:.0%} of "
                f"what the smaller publishes{earlier}. They are hardly two sources{advice}.",
            )
        )
    return tuple(notices)


def _unheard(context: Context) -> tuple[Notice, ...]:
    """That the sound of videos was not compared, where it was not."""
    videos = unheard_videos(context)
    if not videos:
        return ()
    message = (
        f"{videos:,} videos were not compared by their sound: {NO_TOOL}. Videos with other pictures to one speech "
    )
    return (Notice(code="sound-not-compared", message=message + "or song are then not told as such."),)


def media_keys(context: Context, mentions: pa.Table) -> pa.Table:
    """The mentions, with each preserved picture under the name of its group, so that copies count as the same."""
    column = mentions["media"]
    if column.null_count == mentions.num_rows:
        return mentions
    cells = column.to_pylist()
    groups = picture_groups(context, {part for cell in cells for part in _digests(cell)})
    if not groups:
        return mentions
    renamed = [None if cell is None else "; ".join(_keys(cell.split("; "), groups)) for cell in cells]
    return mentions.set_column(mentions.schema.get_field_index("media"), "media", pa.array(renamed, column.type))
