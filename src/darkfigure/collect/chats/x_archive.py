"""Posts of an X or Twitter archive: files such as `data/tweets.js` and `data/tweets-part1.js`.

Each holds one list behind `window.YTD.tweets.part0 =`. Whose archive it is stands in `account.js` beside them.
"""

import datetime as dt
import html
import posixpath
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from darkfigure.collect.found import Blob, Found, Intake, MediaKind, MediaReference
from darkfigure.collect.json_stream import JsonCut, JsonStream
from darkfigure.parsing import parse_json, split_address

_MEDIA_FOLDERS = ("tweets_media", "tweet_media", "community_tweet_media", "deleted_tweets_media")
_RETWEET = re.compile(r"RT @(\w{1,30}): ")
_MOST_ACCOUNT = 1_000_000
_KINDS: dict[str, MediaKind] = {"photo": "picture", "video": "video", "animated_gif": "video"}


def read_x(blob: Blob, intake: Intake) -> Iterator[Found]:
    """One Found a post. Where the file breaks off, the posts before are read."""
    author = _account(blob)
    with blob.open() as file:
        _pass_name(file)
        stream = JsonStream(file, largest=intake.limits.largest_part)
        try:
            for number, entry in enumerate(stream.values()):
                if number % 1000 == 0:
                    intake.advance(blob, stream.position)
                if isinstance(entry, dict) and (found := _found(entry, blob, intake, author)) is not None:
                    yield found
        except JsonCut as cut:
            message = (
                f"the archive breaks off, or is no JSON, at about byte {cut.position:,}; the posts before are read."
            )
            intake.refuse(blob.where, "cut", message)


def _pass_name(file: BinaryIO) -> None:
    """Put the cursor behind `window.YTD.tweets.part0 =`."""
    head = file.read(200)
    file.seek(head.find(b"=") + 1)


def _account(blob: Blob) -> str | None:
    """The handle of whose archive it is."""
    file = blob.beside("account.js") if blob.beside is not None else None
    if file is None:
        return None
    with file:
        data = file.read(_MOST_ACCOUNT)
    try:
        content = parse_json(data[data.find(b"=") + 1 :])
        return f"@{content[0]['account']['username']}"
    except (ValueError, LookupError, TypeError):
        return None


def _found(entry: dict[str, Any], blob: Blob, intake: Intake, author: str | None) -> Found | None:
    note = entry.get("noteTweet")
    if isinstance(note, dict):
        return _note(note, blob, author)
    post = entry.get("tweet", entry)
    if not isinstance(post, dict) or not post.keys() & {"full_text", "text"}:
        return None
    identity = str(post.get("id_str") or post.get("id") or "")
    text = html.unescape(str(post.get("full_text") or post.get("text")))
    retweet = _RETWEET.match(text)
    reply = post.get("in_reply_to_status_id_str")
    return Found(
        item=blob.item,
        locator=f"{blob.prefix}post {identity}",
        where=f"{blob.where}, post {identity}",
        media_type="text/plain",
        content=text[retweet.end() :] if retweet else text,
        url=f"https://x.com/i/web/status/{identity}" if identity.isdigit() else None,
        published=_time(post.get("created_at")),
        author=author,
        forwarded_from=f"@{retweet[1]}" if retweet else None,
        reply_to=f"{blob.prefix}post {reply}" if reply else None,
        media=_media(post, identity, blob, intake),
        metadata={"links": links} if (links := _links(post)) else {},
    )


def _note(note: dict[str, Any], blob: Blob, author: str | None) -> Found | None:
    """A long post: the whole of what its post shows the beginning of."""
    core = note.get("core")
    if not isinstance(core, dict) or not core.get("text"):
        return None
    identity = str(note.get("noteTweetId", ""))
    return Found(
        item=blob.item,
        locator=f"{blob.prefix}note {identity}",
        where=f"{blob.where}, note {identity}",
        media_type="text/plain",
        content=html.unescape(str(core["text"])),
        published=_time(note.get("createdAt")),
        author=author,
    )


def _time(written: object) -> dt.datetime | None:
    """`Wed Oct 10 20:19:24 +0000 2018`, or ISO 8601; UTC."""
    for read in (_as_twitter, dt.datetime.fromisoformat):
        try:
            time = read(str(written))
        except ValueError:
            continue
        return (time if time.tzinfo else time.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    return None


def _as_twitter(written: str) -> dt.datetime:
    return dt.datetime.strptime(written, "%a %b %d %H:%M:%S %z %Y")


def _links(post: dict[str, Any]) -> list[str]:
    """The addresses that the short ones in the text stand for."""
    entities = post.get("entities")
    urls = entities.get("urls") if isinstance(entities, dict) else None
    return [str(one["expanded_url"]) for one in urls or () if isinstance(one, dict) and one.get("expanded_url")]


def _media(post: dict[str, Any], identity: str, blob: Blob, intake: Intake) -> tuple[MediaReference, ...]:
    """Pictures and videos, kept where the archive holds them: `tweets_media/<post>-<name>`."""
    entities = post.get("extended_entities") or post.get("entities")
    listed = entities.get("media") if isinstance(entities, dict) else None
    return tuple(_reference(one, identity, blob, intake) for one in listed or () if isinstance(one, dict))


def _bitrate(film: dict[str, Any]) -> int:
    written = str(film.get("bitrate"))
    return int(written) if written.isdecimal() and len(written) < 16 else 0


def _reference(one: dict[str, Any], identity: str, blob: Blob, intake: Intake) -> MediaReference:
    kind = _KINDS.get(str(one.get("type")), "picture")
    shown = [str(one.get("media_url_https") or one.get("media_url") or "")]
    video = one.get("video_info")
    variants = video.get("variants") if isinstance(video, dict) else None
    films = [variant for variant in variants or () if isinstance(variant, dict) and variant.get("url")]
    films.sort(key=_bitrate, reverse=True)
    parts = [split_address(url) for url in [*(str(film["url"]) for film in films), *shown]]
    names = [posixpath.basename(one.path) if one is not None else "" for one in parts]
    for folder in _MEDIA_FOLDERS:
        for name in names:
            place = f"{folder}/{identity}-{name}"
            if name and intake.has(blob, place):
                return intake.refer(blob, place, kind)
    return MediaReference(name=names[0] or "not in the archive", kind=kind)
