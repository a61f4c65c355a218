"""What yt-dlp writes beside a video: title and description, and the comments where it was asked for them."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import msgspec

from darkfigure.collect.found import Blob, Found, Intake, MediaReference
from darkfigure.collect.media_names import media_kind
from darkfigure.collect.whole import whole
from darkfigure.errors import SourceError

_SUFFIX = ".info.json"
_ENDINGS = ("mp4", "webm", "mkv", "mov", "m4a", "mp3", "opus", "3gp", "flv")
_KEPT = ("extractor", "id", "duration", "view_count", "like_count", "comment_count", "tags", "categories", "was_live")


def read_infojson(blob: Blob, intake: Intake) -> Iterator[Found]:
    """One Found for the video, whose file is kept where it lies beside; one more for each comment.

    Raises:
        SourceError: The file is cut, too large, or no such file.
    """
    try:
        video = msgspec.json.decode(whole(blob, intake))
    except (ValueError, RecursionError):
        raise SourceError(f"{blob.where}: this info.json is cut or damaged. Write it anew.") from None
    if not isinstance(video, dict):
        raise SourceError(f"{blob.where}: this is no info.json of yt-dlp.")
    title, description = _text(video.get("title")), _text(video.get("description"))
    address = _text(video.get("webpage_url")) or _text(video.get("original_url")) or None
    yield Found(
        item=blob.item,
        locator=blob.locator,
        where=blob.where,
        media_type="application/json",
        content="\n\n".join(part for part in (title, description) if part),
        url=address or blob.url,
        title=title or None,
        published=_time(video),
        retrieved=_moment(video.get("epoch")),
        author=_text(video.get("uploader")) or _text(video.get("channel")) or _text(video.get("uploader_id")) or None,
        media=_media(video, blob, intake),
        metadata={key: video[key] for key in _KEPT if video.get(key) not in (None, [], "")},
    )
    for comment in video.get("comments") or ():
        if isinstance(comment, dict) and (found := _comment(comment, blob, address)) is not None:
            yield found


def _comment(comment: dict[str, Any], blob: Blob, address: str | None) -> Found | None:
    text = _text(comment.get("text"))
    if not text:
        return None
    identity, parent = _text(comment.get("id")), _text(comment.get("parent"))
    return Found(
        item=blob.item,
        locator=f"{blob.prefix}comment {identity}",
        where=f"{blob.where}, comment {identity}",
        media_type="text/plain",
        content=text,
        url=address,
        published=_moment(comment.get("timestamp")),
        author=_text(comment.get("author")) or None,
        reply_to=f"{blob.prefix}comment {parent}" if parent not in {"", "root"} else blob.locator or None,
    )


def _media(video: dict[str, Any], blob: Blob, intake: Intake) -> tuple[MediaReference, ...]:
    """The video's file: it is called like this file, or as the description says."""
    stem = blob.name.rpartition("/")[2].removesuffix(_SUFFIX)
    stated = [_text(video.get(key)).replace("\\", "/").rpartition("/")[2] for key in ("filename", "_filename")]
    names = [*stated, *(f"{stem}.{ending}" for ending in (_text(video.get("ext")), *_ENDINGS) if ending)]
    for name in dict.fromkeys(names):
        if name and intake.has(blob, name):
            return (intake.refer(blob, name, media_kind(name)),)
    return ()


def _time(video: dict[str, Any]) -> dt.date | dt.datetime | None:
    moment = _moment(video.get("timestamp") or video.get("release_timestamp"))
    if moment is not None:
        return moment
    try:
        return dt.datetime.strptime(_text(video.get("upload_date")), "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def _moment(seconds: object) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(int(str(seconds).partition(".")[0]), dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _text(value: object) -> str:
    return "" if value is None else str(value)
