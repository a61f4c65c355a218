"""The spread stage: what circulates among the texts of a study."""

import json
import re
import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
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
from darkfigure.store import digest_file, scratch_folder, write_atomically
from darkfigure.study.pictures import Groups, picture_groups, unheard_videos
from darkfigure.study.stage import Context, Event, Listener, Outcome, Stage

_DIGEST = re.compile(r"[0-9a-f]{64}")
_AT_ONCE = 1024  # documents read together
_COLUMNS = (
    "document",
    "source",
    "url",
    "lang",
    "published",
    "published_at",
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
    rows = _read_rows(_parts(context))
    if settings is None or not rows.ids:
        raise SettingsError(
            f"{context.folder / 'study.toml'}: [spread] looks for copies among texts, and no source of the study has "
            "texts. Add one, or documents under [claims], or remove [spread]."
        )
    listener(Event(stage="spread", what=f"comparing {len(rows.ids):,} texts", done=0, total=None))

    def progress(what: str, done: int, total: int) -> None:
        listener(Event(stage="spread", what=what, done=done, total=total))

    shown = {part for media in rows.media for part in media}
    groups = picture_groups(context, shown, sounds=True, progress=progress) if settings.pictures else {}
    posts, labels = _posts(context, rows, groups)
    sources = sorted({source for source, _ in rows.channels})
    place = {name: number for number, name in enumerate(sources)}
    source = np.array([place[of] for of, _ in rows.channels], dtype=np.int64)[np.frombuffer(rows.channel, np.int64)]
    with scratch_folder(context.tables, name="spread") as scratch, (scratch / "shingles").open("w+b") as file:
        found = analyse_spread(posts, source=source, level=settings.level, scratch=file)
    answer = answer_of(found, posts, labels=labels, sources=tuple(sources), source=source, version=__version__)
    text = json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    write_atomically(context.results / "spread.json", text.encode())
    notices = [*_notices(found, sources, merged=settings.merge_dependent)]
    if shown and settings.pictures:
        notices += _unheard(context)
    return Outcome({"texts": len(rows.ids), "groups": len(found.courses)}, tuple(notices))


def _digests(media: str | None) -> list[str]:
    return [part for part in (media or "").split("; ") if _DIGEST.fullmatch(part)]


def _keys(parts: Iterable[str], groups: Groups) -> tuple[str, ...]:
    """Each picture and video under the names of its groups, or its own; each name once."""
    found = ((part, groups.get(part, ())) for part in parts)
    # what is in a group by its sound alone still stands for itself as a picture
    named = ((*([] if any(_is_seen(key) for key in keys) else [part]), *keys) for part, keys in found)
    return tuple(dict.fromkeys(key for keys in named for key in keys))


def _is_seen(key: str) -> bool:
    return not key.startswith(SOUND)


@dataclass(frozen=True, kw_only=True)
class _Rows:
    """N documents without their texts, in columns. `channels`: (source, handle), in the order they are met.

    `channel`: [N], the number of each one's. `time`: [N], see `_time`. `forwarded`: of those that say so, the handle.
    """

    channels: dict[tuple[str, str], int] = field(default_factory=dict)
    channel: "array[int]" = field(default_factory=lambda: array("q"))
    time: "array[float]" = field(default_factory=lambda: array("d"))
    lang: list[str | None] = field(default_factory=list)
    forwarded: dict[int, str] = field(default_factory=dict)
    media: list[tuple[str, ...]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Texts:
    """The texts of documents, read from their tables each time they are gone through."""

    parts: list[Path]

    def __iter__(self) -> Iterator[str]:
        for path in self.parts:
            for batch in pq.ParquetFile(path).iter_batches(_AT_ONCE, columns=["text"]):
                yield from (text or "" for text in batch["text"].to_pylist())


def _read_rows(parts: list[Path]) -> _Rows:
    found = _Rows()
    for path in parts:
        for batch in pq.ParquetFile(path).iter_batches(_AT_ONCE, columns=list(_COLUMNS)):
            for row in batch.to_pylist():
                if row["forwarded_from"]:
                    found.forwarded[len(found.ids)] = row["forwarded_from"]
                found.channel.append(found.channels.setdefault(_channel(row), len(found.channels)))
                found.time.append(_time(row))
                found.lang.append(row["lang"] and sys.intern(row["lang"]))
                found.media.append(tuple(_digests(row["media"])))
                found.ids.append(row["document"])
    return found


def _posts(context: Context, rows: _Rows, groups: Groups) -> tuple[Posts, tuple[str, ...]]:
    """The rows as posts, and a label for each channel that names nobody."""
    met = list(rows.channels)
    channel = np.frombuffer(rows.channel, np.int64)
    counts = np.bincount(channel, minlength=len(met))
    order = sorted(range(len(met)), key=lambda number: (-counts[number], met[number]))
    channels = [met[number] for number in order]
    place = np.empty(len(met), dtype=np.int64)
    place[order] = np.arange(len(met))
    by_handle = {handle: number for number, (_, handle) in enumerate(channels) if handle}
    forwarded = np.full(len(rows.ids), -1, dtype=np.int64)
    for row, handle in rows.forwarded.items():
        forwarded[row] = by_handle.get(handle, -1)
    claims: dict[str, list[str]] = {}
    for path in _claims(context):
        for stated in pq.read_table(path, columns=["claim", "document", "repeats"]).to_pylist():
            claims.setdefault(stated["document"], []).append(stated["repeats"] or stated["claim"])
    posts = Posts(
        channels=tuple(f"{source}\n{handle}" for source, handle in channels),
        channel=place[channel],
        time=np.frombuffer(rows.time, np.float64),
        lang=tuple(rows.lang),
        text=_Texts(_parts(context)),
        forwarded=forwarded,
        media=tuple(_keys(media, groups) if media else () for media in rows.media),
        claims=tuple(tuple(claims.get(document, ())) for document in rows.ids),
        ids=tuple(rows.ids),
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
