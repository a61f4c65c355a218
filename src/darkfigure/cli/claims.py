"""`darkfigure claims`: who says which number, read out of press texts."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from darkfigure.extract import Claim

_LANGUAGES = ("ar", "en", "fa", "fr", "kk", "ky", "ru", "tg", "tk", "tr", "uk", "uz", "uz-Cyrl")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines: one claim a line.")
@click.option(
    "--lang", type=click.Choice(_LANGUAGES), help="The language of the texts; by default it is told from each."
)
def claims(paths: tuple[str, ...], *, as_json: bool, lang: str | None) -> None:
    """Read numeric claims out of text, HTML and PDF files: which number, of whom, from where, who says so.

    PATH is a file, or - for standard input. Texts are read in Arabic, English, French, Kazakh, Kyrgyz, Persian,
    Russian, Tajik, Turkish, Turkmen, Ukrainian and Uzbek (both alphabets), by rules and word lists only: nothing is
    downloaded. Offsets count characters in the text of the file, without markup.

    A number is read as it is written, with its bounds: "more than 400" has no upper bound. Nothing here says that a
    number is true.
    """
    from dataclasses import replace

    from darkfigure.extract import claims as read_claims

    found: list[Claim] = []
    for path in paths:
        text = _text(path)
        here = [replace(claim, doc=path) for claim in read_claims(text, lang)]
        if as_json:
            for claim in here:
                click.echo(json.dumps(claim.to_dict(), ensure_ascii=False))
        found += here
    if not as_json:
        _show(found)


def _text(path: str) -> str:
    from darkfigure.collect.documents import read_document, read_stream

    return read_stream(sys.stdin.buffer.read()) if path == "-" else read_document(Path(path))


def _show(found: "list[Claim]") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not found:
        click.echo("no claim about a number of people was found.")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("number", "of whom", "origin", "who says so", "where", "quote"):
        table.add_column(heading, overflow="fold")
    for claim in found:
        who = claim.population
        table.add_row(
            *(
                Text(cell)
                for cell in (
                    number(claim),
                    " ".join(filter(None, (who.unit.replace("_", " "), who.state and who.state.replace("_", " ")))),
                    ", ".join(who.origin) or "?",
                    ", ".join(_speaker(claim)) or "?",
                    f"{Path(claim.doc).name}:{claim.start}",
                    " ".join(claim.quote.split()),
                )
            )
        )
    Console(highlight=False).print(table)


def number(claim: "Claim") -> str:
    """The bounds in a few characters: 400, ~400, >= 400, <= 400, 300-400."""
    low, high = claim.value.low, claim.value.high
    if low is None:
        return f"<= {high:,}"
    if high is None:
        return f">= {low:,}"
    if low != high:
        return f"{low:,}-{high:,}"
    sign = {"approx": "~", "at_most": "almost "}.get(claim.value.modifier, "")
    return f"{sign}{low:,}"


def _speaker(claim: "Claim") -> list[str]:
    speaker = claim.attribution.speaker
    return [part for part in (speaker.name, speaker.role, speaker.org) if part]
