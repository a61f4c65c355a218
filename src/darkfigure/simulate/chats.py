"""Channels as Telegram exports them: posts that show people, posts that say nothing, forwards, copies and pictures."""

import datetime as dt
import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from darkfigure.simulate.crowd import Crowd
from darkfigure.simulate.drafts import Draft
from darkfigure.simulate.listing import rows_of_list
from darkfigure.simulate.pictures import Album
from darkfigure.simulate.reports import LANGUAGES, chatter, person_sentence
from darkfigure.simulate.spelling import Speller
from darkfigure.simulate.whole_truth import Notes

SHOWS = 0.4  # share of posts that show a person
_COPIES = 0.3  # share of posts that another channel had first
_FORWARDED = 0.4  # share of those that say so
_LARGEST = 1_000  # posts of a channel that show a person
_FEWEST_CHANNELS = 4
_REMEMBERED = 300
_LANGUAGES = tuple(language for language in LANGUAGES if language != "kk")
_DAY = 86_400


@dataclass(frozen=True, kw_only=True)
class Post:
    """One post. `moment`: seconds since 1970. `shown`: number of its picture. `forwards`: whose post, if it says so."""

    moment: int
    said: str
    person: int | None
    picture: bool
    text: int = -1
    shown: int | None = None
    copy_of: "Post | None" = None
    forwards: str | None = None


def write_chats(folder: Path, crowd: Crowd, place: int, notes: Notes, *, pictured: float) -> None:
    """Write the channels of the list at a place of the world, each as an export of its own in sources/NAME/.

    `pictured`: share of posts with a picture.
    """
    name = crowd.world.lists[place].name
    speller, album = Speller(), Album(seed=crowd.seed)
    last: deque[tuple[Post, str]] = deque(maxlen=_REMEMBERED)
    for number, (owners, drafts) in enumerate(_channels(crowd, place)):
        rng = np.random.default_rng([crowd.seed, 3, number])
        channel, language = f"channel {number + 1}", _LANGUAGES[number % len(_LANGUAGES)]
        posts = _posts(drafts, owners, crowd, language, speller, pictured=pictured, rng=rng)
        posts += _copies(list(last), round(len(posts) * _COPIES / (1 - _COPIES)), rng=rng)
        posts.sort(key=lambda post: post.moment)
        target = folder / "sources" / name / f"channel-{number + 1:05}"
        target.mkdir(parents=True, exist_ok=True)
        posts = [replace(post, text=notes.texts.count + place) for place, post in enumerate(posts)]
        shown = [_show(post, target / "photos", folder, album, notes, rng=rng) for post in posts]
        posts = [replace(post, shown=number) for post, (number, _) in zip(posts, shown, strict=True)]
        path = target / "result.json"
        path.write_text(_export(channel, number, posts, [file for _, file in shown]), encoding="utf-8", newline="\n")
        _note(posts, notes, source=name, path=path.relative_to(folder).as_posix())
        last.extend((post, channel) for post in posts if post.copy_of is None)


def _channels(crowd: Crowd, place: int) -> Iterator[tuple[list[int], list[Draft]]]:
    """The sightings of the list, divided among channels."""
    world = crowd.world
    expected = crowd.count * world.lists[place].capture / (1 - world.repeats)
    most = max(1, min(_LARGEST, int(expected / _FEWEST_CHANNELS) + 1))
    owners: list[int] = []
    drafts: list[Draft] = []
    for numbers, rows in rows_of_list(crowd, place):
        owners += numbers.tolist()
        drafts += rows
        while len(drafts) >= most:
            yield owners[:most], drafts[:most]
            owners, drafts = owners[most:], drafts[most:]
    if drafts:
        yield owners, drafts


def _posts(  # noqa: PLR0913 - each stands alone
    drafts: list[Draft],
    owners: list[int],
    crowd: Crowd,
    language: str,
    speller: Speller,
    *,
    pictured: float,
    rng: np.random.Generator,
) -> list[Post]:
    """A channel's own posts: one for each sighting, and some that say nothing."""
    found = []
    for draft, owner in zip(drafts, owners, strict=True):
        said = person_sentence(draft, speller, language=language, kind="post")
        moment = (draft.seen - dt.date(1970, 1, 1)).days * _DAY + int(rng.integers(_DAY))
        said = f"{said} {chatter(language, sentences=1, rng=rng)}"
        found.append(Post(moment=moment, said=said, person=owner, picture=rng.random() < pictured))
    start = (crowd.world.start - dt.date(1970, 1, 1)).days * _DAY
    seconds = (crowd.world.end - crowd.world.start).days * _DAY
    for _ in range(round(len(drafts) * (1 - SHOWS - _COPIES) / SHOWS)):
        said = chatter(language, sentences=int(rng.integers(1, 4)), rng=rng)
        moment = start + int(rng.integers(seconds))
        found.append(Post(moment=moment, said=said, person=None, picture=rng.random() < pictured))
    return found


def _copies(last: list[tuple[Post, str]], many: int, *, rng: np.random.Generator) -> list[Post]:
    """Posts of other channels, passed on within days."""
    if not last:
        return []
    found = []
    for place in rng.integers(len(last), size=many).tolist():
        post, channel = last[place]
        later = post.moment + 60 + int(rng.exponential(0.7 * _DAY))
        forwards = channel if rng.random() < _FORWARDED else None
        found.append(replace(post, moment=later, copy_of=post, forwards=forwards))
    return found


def _show(
    post: Post, photos: Path, folder: Path, album: Album, notes: Notes, *, rng: np.random.Generator
) -> tuple[int | None, str | None]:
    """Write the picture of a post: its number, and its path beside the export. A copy shows what the first post did."""
    if not post.picture:
        return None, None
    change = None
    if post.copy_of is None:
        shown, data = album.new()
    else:
        again = None if post.copy_of.shown is None else album.again(post.copy_of.shown, rng=rng)
        if again is None or post.copy_of.shown is None:  # shown too long ago
            return None, None
        shown, (change, data) = post.copy_of.shown, again
    photos.mkdir(exist_ok=True)
    path = photos / f"photo_{post.text}.jpg"
    path.write_bytes(data)
    notes.pictures.add(path=path.relative_to(folder).as_posix(), picture=shown, change=change)
    return shown, f"photos/{path.name}"


def _export(channel: str, number: int, posts: list[Post], files: list[str | None]) -> str:
    messages = []
    for place, (post, file) in enumerate(zip(posts, files, strict=True), start=1):
        moment = dt.datetime.fromtimestamp(post.moment, dt.UTC)
        message: dict[str, object] = {
            "id": place,
            "type": "message",
            "date": f"{moment:%Y-%m-%dT%H:%M:%S}",
            "date_unixtime": str(post.moment),
            "from": channel,
            "from_id": f"channel{number + 1}",
        }
        if post.forwards is not None:
            message["forwarded_from"] = post.forwards
        if file is not None:
            message["photo"] = file
        messages.append(message | {"text": post.said})
    export = {"name": channel, "type": "public_channel", "id": number + 1, "messages": messages}
    return json.dumps(export, ensure_ascii=False, indent=1) + "\n"


def _note(posts: list[Post], notes: Notes, *, source: str, path: str) -> None:
    for place, post in enumerate(posts, start=1):
        notes.texts.add(
            source=source,
            path=path,
            place=f"message {place}",
            text=post.text,
            copy_of=None if post.copy_of is None else post.copy_of.text,
            forwarded=post.forwards is not None,
            persons="" if post.person is None else str(post.person),
            stated=None,
        )
