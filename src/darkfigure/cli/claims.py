"""`darkfigure claims`: who says which number, read out of press texts, and who repeats whom."""

import datetime as dt
import json
from typing import TYPE_CHECKING

import click

from darkfigure.languages import READ

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from darkfigure.extract.recognisers import Recogniser
    from darkfigure.extract.repeats import Reading


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines: one claim a line.")
@click.option("--lang", type=click.Choice(READ), help="The language of the texts; by default it is told from each.")
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
    """Read numeric claims out of texts: which number, of whom, from where, who says so.

    PATH is a file, a folder, or - for standard input: text, HTML, PDF, DOCX, EPUB, e-mail, archives (zip, tar), and
    exports such as Telegram's result.json, WhatsApp's and X's. What a file is follows from its content.

    Texts are read in Arabic, English, French, Kazakh, Kyrgyz, Persian, Russian, Tajik, Turkish, Turkmen, Ukrainian and
    Uzbek (both alphabets), by rules and word lists: nothing is downloaded. Offsets count characters in the text,
    without markup.

    A number is read as it is written, with its bounds: "more than 400" has no upper bound. Statements that repeat one
    another, in one file or over several and in any of the languages, are told as one assertion, and how many origins
    stand behind it. Nothing here says that a number is true.
    """
    from darkfigure.cli.claims_tables import show
    from darkfigure.extract.recognisers import open_recognisers
    from darkfigure.extract.repeats import link_claims

    day = published.date() if published else None
    models = open_recognisers(recognisers)
    found = link_claims(reading for path in dict.fromkeys(paths) for reading in _readings(path, lang, day, models))
    if not as_json:
        show(found)
        return
    for claim in found:
        click.echo(json.dumps(claim.to_dict(), ensure_ascii=False))


def _readings(
    path: str, lang: str | None, published: dt.date | None, models: "Mapping[str, Recogniser]"
) -> "Iterator[Reading]":
    from darkfigure.cli.texts import texts_in
    from darkfigure.extract import claims as read_claims
    from darkfigure.extract.repeats import Reading

    for where, text in texts_in(path):
        date = text.day or published
        found = read_claims(text.text, lang, published=date, recognisers=models)
        yield Reading(doc=where, text=text.text, claims=found, date=date)
