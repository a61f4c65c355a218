"""Articles of the press: pages in zip files that name people, state numbers, and are printed again by others."""

import datetime as dt
import html
import zipfile
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from darkfigure.simulate.crowd import Crowd
from darkfigure.simulate.drafts import Draft
from darkfigure.simulate.listing import rows_of_list
from darkfigure.simulate.reports import LANGUAGES, chatter, claim_sentence, person_sentence
from darkfigure.simulate.spelling import Speller
from darkfigure.simulate.whole_truth import Notes

PRINTED_AGAIN = 0.2  # share of articles that another has printed before
PERSONS = 2.0  # whom an article names, on average
_PAGES_A_FILE = 1_000
_REMEMBERED = 50
_STATES = 0.4  # share of articles that state a number
_OUTLETS = ("river-news.example", "eastern-agency.example", "daily-north.example", "frontier-press.example")


@dataclass(frozen=True, kw_only=True)
class Article:
    """One article: what it says, and what is true of it."""

    text: int
    language: str
    day: dt.date
    title: str
    body: tuple[str, ...]
    persons: tuple[int, ...]
    stated: int | None
    copy_of: int | None
    outlet: str


def write_press(folder: Path, crowd: Crowd, place: int, notes: Notes) -> None:
    """Write the pages of the list at a place of the world as zip files of a thousand pages into sources/NAME/."""
    name = crowd.world.lists[place].name
    target = folder / "sources" / name
    target.mkdir(parents=True, exist_ok=True)
    archive: zipfile.ZipFile | None = None
    try:
        for number, article in enumerate(_articles(crowd, place, first=notes.texts.count)):
            if number % _PAGES_A_FILE == 0:
                if archive is not None:
                    archive.close()
                path = target / f"pages-{number // _PAGES_A_FILE + 1:05}.zip"
                archive = zipfile.ZipFile(path, "w", compression=zipfile.ZIP_DEFLATED)
            page = f"{article.day:%Y-%m-%d}-{number + 1:07}.html"
            assert archive is not None  # noqa: S101 - for the type checker; the first page opens one
            archive.writestr(
                zipfile.ZipInfo(page, date_time=(2016, 1, 1, 0, 0, 0)), _page(article), zipfile.ZIP_DEFLATED
            )
            notes.texts.add(
                source=name,
                path=path.relative_to(folder).as_posix(),
                place=page,
                text=article.text,
                copy_of=article.copy_of,
                forwarded=False,
                persons=" ".join(map(str, article.persons)),
                stated=article.stated,
            )
    finally:
        if archive is not None:
            archive.close()


def _articles(crowd: Crowd, place: int, *, first: int) -> Iterator[Article]:
    """Articles in the order of their files, until all sightings of the list are told."""
    rng, speller = np.random.default_rng([crowd.seed, 2]), Speller()
    last: deque[Article] = deque(maxlen=_REMEMBERED)
    number = first
    for owners, drafts in rows_of_list(crowd, place):
        start = 0
        while start < len(drafts):
            if last and rng.random() < PRINTED_AGAIN:
                yield _again(last[int(rng.integers(len(last)))], number, rng=rng)
            else:
                many = int(rng.integers(1, 2 * int(PERSONS)))
                told, whose = drafts[start : start + many], owners[start : start + many]
                start += many
                last.append(_article(told, tuple(whose.tolist()), number, crowd, speller, rng=rng))
                yield last[-1]
            number += 1


def _article(
    drafts: list[Draft],
    persons: tuple[int, ...],
    text: int,
    crowd: Crowd,
    speller: Speller,
    *,
    rng: np.random.Generator,
) -> Article:
    language = LANGUAGES[int(rng.integers(len(LANGUAGES)))]
    body = [chatter(language, sentences=2, rng=rng)]
    for draft in drafts:
        said = person_sentence(draft, speller, language=language, kind="person")
        body.append(f"{said} {chatter(language, sentences=1, rng=rng)}")
    stated = None
    if rng.random() < _STATES:
        stated = max(int(float(f"{crowd.count * rng.uniform(0.4, 1.5):.2g}")), 10)
        body.append(claim_sentence(language, low=stated, high=stated + stated // 2))
    body.append(chatter(language, sentences=3, rng=rng))
    return Article(
        text=text,
        language=language,
        day=max(draft.seen for draft in drafts) + dt.timedelta(days=int(rng.integers(1, 10))),
        title=chatter(language, sentences=1, rng=rng).rstrip("."),
        body=tuple(body),
        persons=persons,
        stated=stated,
        copy_of=None,
        outlet=_OUTLETS[int(rng.integers(len(_OUTLETS)))],
    )


def _again(article: Article, text: int, *, rng: np.random.Generator) -> Article:
    """The article as another outlet prints it days later, with a title and a last paragraph of its own."""
    others = [outlet for outlet in _OUTLETS if outlet != article.outlet]
    return Article(
        text=text,
        language=article.language,
        day=article.day + dt.timedelta(days=int(rng.integers(0, 5))),
        title=chatter(article.language, sentences=1, rng=rng).rstrip("."),
        body=(*article.body[:-1], chatter(article.language, sentences=1, rng=rng)),
        persons=article.persons,
        stated=article.stated,
        copy_of=article.text,
        outlet=others[int(rng.integers(len(others)))],
    )


def _page(article: Article) -> bytes:
    title = html.escape(article.title)
    paragraphs = "\n".join(f"<p>{html.escape(part)}</p>" for part in article.body)
    return (
        f'<!DOCTYPE html>\n<html lang="{article.language}"><head><meta charset="utf-8"><title>{title}</title>\n'
        f'<meta property="article:published_time" content="{article.day}T08:00:00Z">\n'
        f'<link rel="canonical" href="https://{article.outlet}/{article.day:%Y/%m}/{article.text}">\n'
        f"</head><body>\n<header><nav><a href='/'>{article.outlet}</a></nav></header>\n"
        f"<article><h1>{title}</h1>\n{paragraphs}\n</article>\n<footer>{article.outlet}</footer></body></html>\n"
    ).encode()
