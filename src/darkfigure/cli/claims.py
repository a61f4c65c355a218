"""`darkfigure claims`: who says which number, read out of press texts, and who repeats whom."""

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

    from darkfigure.extract.recognisers import Recogniser
    from darkfigure.extract.repeats import Reading

_LANGUAGES = ("ar", "en", "fa", "fr", "kk", "ky", "ru", "tg", "tk", "tr", "uk", "uz", "uz-Cyrl")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines: one claim a line.")
@click.option(
    "--lang", type=click.Choice(_LANGUAGES), help="The language of the texts; by default it is told from each."
)
@click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="The day of publication (YYYY-MM-DD) of texts that do not say it: yesterday and last year are told from it.",
)
@click.option(
    "--recogniser",
    "recognisers",
    multiple=True,
    metavar="NAME",
    help="A model that helps to tell who speaks: natasha (Russian), or an installed spaCy model.",
)
def claims(
    paths: tuple[str, ...],
    *,
    as_json: bool,
    lang: str | None,
    published: dt.datetime | None,
    recognisers: tuple[str, ...],
) -> None:
    """Read numeric claims out of text, HTML and PDF files: which number, of whom, from where, who says so.

    PATH is a file, or - for standard input. Texts are read in Arabic, English, French, Kazakh, Kyrgyz, Persian,
    Russian, Tajik, Turkish, Turkmen, Ukrainian and Uzbek (both alphabets), by rules and word lists: nothing is
    downloaded. Offsets count characters in the text of the file, without markup.

    A number is read as it is written, with its bounds: "more than 400" has no upper bound. Statements that repeat one
    another, in one file or over several and in any of the languages, are told as one assertion, and how many origins
    stand behind it. Nothing here says that a number is true.
    """
    from darkfigure.cli.claims_tables import show
    from darkfigure.extract.recognisers import open_recognisers
    from darkfigure.extract.repeats import link_claims

    day = published.date() if published else None
    models = open_recognisers(recognisers)
    found = link_claims([_reading(path, lang, day, models) for path in dict.fromkeys(paths)])
    if not as_json:
        show(found)
        return
    for claim in found:
        click.echo(json.dumps(claim.to_dict(), ensure_ascii=False))


def _reading(path: str, lang: str | None, published: dt.date | None, models: "Mapping[str, Recogniser]") -> "Reading":
    from darkfigure.collect.documents import read_document, read_stream
    from darkfigure.collect.published import published_date
    from darkfigure.extract import claims as read_claims
    from darkfigure.extract.repeats import Reading

    text = read_stream(sys.stdin.buffer.read()) if path == "-" else read_document(Path(path))
    date = (None if path == "-" else published_date(Path(path))) or published
    found = read_claims(text, lang, published=date, recognisers=models)
    return Reading(doc=path, text=text, claims=found, date=date)
