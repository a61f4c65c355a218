"""Invented web pages with a known article, for `text.py`: six kinds of markup, eight languages, 30 to 200 kB."""

import html
import json
import random
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

SENTENCES = Path(__file__).parents[1] / "tests" / "extract"
LANGUAGES = ("ar", "en", "fr", "ru", "kk", "tr", "uz", "fa")
_FIRST_YEAR, _LAST_YEAR = 2012, 2019


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page as bytes, and what a reader must find: paragraphs, day, language."""

    html: bytes
    paragraphs: tuple[str, ...]
    title: str
    day: str
    lang: str
    kind: str


def sentences() -> dict[str, list[str]]:
    """The invented press sentences of the tests, by language."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in ("claims_sentences.tsv", "press_sentences.tsv"):
        for line in (SENTENCES / name).read_text(encoding="utf-8").splitlines()[1:]:
            lang, text = line.split("\t")[:2]
            found[lang].append(text)
    return found


def make_pages(number: int, *, seed: int = 1) -> list[Page]:
    """`number` pages, the kinds and the languages in turn; the same for the same seed."""
    bank = sentences()
    rng = random.Random(seed)  # noqa: S311 - pages, no secrets
    kinds = sorted(_KINDS)
    return [
        _page(bank[LANGUAGES[at % len(LANGUAGES)]], LANGUAGES[at % len(LANGUAGES)], kinds[at % len(kinds)], rng)
        for at in range(number)
    ]


def _page(bank: list[str], lang: str, kind: str, rng: random.Random) -> Page:
    day = f"{rng.randint(_FIRST_YEAR, _LAST_YEAR)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    title = rng.choice(bank)[:90]
    paragraphs = tuple(" ".join(rng.choice(bank) for _ in range(rng.randint(1, 5))) for _ in range(rng.randint(3, 25)))
    words = [word for text in bank for word in text.split()]
    parts = {
        "title": html.escape(title),
        "day": day,
        "lang": lang,
        "menu": _links(words, rng, rng.randint(20, 90)),
        "related": _links(words, rng, rng.randint(10, 40)),
        "adverts": "".join(f'<div class="ad-box"><a href="#">{_some(words, rng, 8)}</a></div>' for _ in range(4)),
        "comments": "".join(
            f'<div class="comment"><b>u{n}</b><p>{_some(words, rng, 15)}</p></div>' for n in range(rng.randint(0, 12))
        ),
        "script": _script(rng, rng.randint(20_000, 120_000)),
        "style": "".join(f".c{n}{{margin:{n}px;color:#{n:06x}}}" for n in range(rng.randint(100, 600))),
        "json": json.dumps({"@type": "NewsArticle", "headline": title, "datePublished": f"{day}T10:00:00+03:00"}),
        "inner": _paragraphs(paragraphs, words, rng),
        "breaks": "<br><br>\n".join(html.escape(text) for text in paragraphs),
        "divs": "".join(f'<div class="x{n % 3}">{html.escape(text)}</div>' for n, text in enumerate(paragraphs)),
    }
    body = _KINDS[kind].format_map(parts)
    return Page(html=body.encode(), paragraphs=paragraphs, title=title, day=day, lang=lang, kind=kind)


def _some(words: list[str], rng: random.Random, number: int) -> str:
    return html.escape(" ".join(rng.choice(words) for _ in range(number)))


def _links(words: list[str], rng: random.Random, number: int) -> str:
    return "".join(f'<li><a href="/s/{n}">{_some(words, rng, rng.randint(1, 4))}</a></li>' for n in range(number))


def _paragraphs(paragraphs: tuple[str, ...], words: list[str], rng: random.Random) -> str:
    """Paragraphs with some links and emphasis in them, and what stands between paragraphs on news sites."""
    pieces = []
    for n, text in enumerate(paragraphs):
        shown = html.escape(text)
        first, _, rest = shown.partition(" ")
        pieces.append(f'<p><a href="/t/{n}">{first}</a> {rest}</p>' if n % 3 == 1 else f"<p>{shown}</p>")
        if n % 6 == 5:
            pieces.append(f'<div class="advert"><a href="#">{_some(words, rng, 6)}</a></div>')
        if n % 9 == 8:
            pieces.append(f'<aside class="related"><ul>{_links(words, rng, 3)}</ul></aside>')
    return "\n".join(pieces)


def _script(rng: random.Random, size: int) -> str:
    line = "window.q=window.q||[];q.push({a:%d,b:'<div>%d</div>',f:function(x){return x*%d}});\n"
    pieces, length = [], 0
    while length < size:
        pieces.append(line % (rng.randint(0, 9999), rng.randint(0, 9999), rng.randint(0, 9999)))
        length += len(pieces[-1])
    return "".join(pieces)


_HEAD = (
    '<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title><style>{style}</style>'
    "<script>{script}</script>"
)
_FOOT = "<footer><ul>{related}</ul><p>© 2012-2020. All rights reserved.</p></footer></body></html>"
_KINDS = {
    "semantic": _HEAD + '<script type="application/ld+json">{json}</script></head><body><header><nav><ul>{menu}</ul>'
    '</nav></header><main><article><h1>{title}</h1>{inner}</article><section class="comments">{comments}</section>'
    "</main><aside>{related}{adverts}</aside>" + _FOOT,
    "blog": _HEAD + '<meta property="article:published_time" content="{day}T08:00:00Z"></head><body>'
    '<div id="menu"><ul>{menu}</ul></div><div class="post"><h2 class="entry-title">{title}</h2>'
    '<div class="entry-content">{inner}</div><div class="share"><a href="#">+</a></div><div id="comments">{comments}'
    '</div></div><div class="sidebar"><ul>{related}</ul>{adverts}</div>' + _FOOT,
    "tables": _HEAD + "</head><body><table width=100%><tr><td colspan=3><ul>{menu}</ul></td></tr><tr><td>{adverts}</td>"
    '<td><h1>{title}</h1><font size=2>{breaks}</font></td><td><ul>{related}</ul></td></tr></table>'
    '<meta name="date" content="{day}">' + _FOOT,
    "bare": _HEAD + '</head><body><div class="a1"><ul>{menu}</ul></div><div class="a2"><div class="a3"><h1>{title}</h1>'
    '<time datetime="{day}">{day}</time>{inner}</div><div class="a4"><ul>{related}</ul></div></div>{adverts}' + _FOOT,
    "divs": _HEAD + '<meta itemprop="datePublished" content="{day}"></head><body><div class="top"><ul>{menu}</ul></div>'
    '<div class="wrapper"><div class="article__text">{divs}</div></div><div class="r"><ul>{related}</ul></div>'
    "{adverts}{comments}" + _FOOT,
    "breaks": _HEAD + '<meta property="og:title" content="{title}"><meta name="pubdate" content="{day}"></head><body>'
    '<ul class="nav">{menu}</ul><div id="content"><h1>{title}</h1><div class="text">{breaks}</div></div>'
    "<ul>{related}</ul>{adverts}" + _FOOT,
}  # fmt: skip
