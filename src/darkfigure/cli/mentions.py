"""`darkfigure mentions`: the persons named in texts, and what is said of them."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from darkfigure.languages import WITH_PERSONS

if TYPE_CHECKING:
    from darkfigure.extract.persons.person import PersonMention

_NAMED = ("name", "kunya", "aliases", "quote")


@click.command(short_help="Read the persons named in texts, and what is said of them.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines: one person a line.")
@click.option("--names", is_flag=True, help="Show the names; without it, where they stand.")
@click.option("--all", "everybody", is_flag=True, help="Show officials, speakers and relatives too, with their role.")
@click.option(
    "--lang", type=click.Choice(WITH_PERSONS), help="The language of the texts; by default it is told from each."
)
def mentions(paths: tuple[str, ...], *, as_json: bool, names: bool, everybody: bool, lang: str | None) -> None:
    """Read the persons named in texts: sex, age, origin, place, group, event and date.

    PATH is a file, a folder, or - for standard input: text, HTML, PDF, DOCX, EPUB, e-mail, archives (zip, tar), and
    exports such as Telegram's result.json, WhatsApp's and X's. What a file is follows from its content.

    Texts are read in Arabic, English, French, Kazakh, Russian and Turkish, by
    rules and word lists only: nothing is downloaded, nothing is sent anywhere. A person named several times in a text
    is shown once. Who only holds office, speaks, or is a parent, is left out. Names are shown only with --names.

    In a study, a source of kind "text" reads its files the same way, and each person becomes a row to be linked.
    """
    from darkfigure.cli.texts import texts_in
    from darkfigure.extract.persons.reader import mentions as read_mentions

    found: list[tuple[str, PersonMention]] = []
    for where, text in (each for path in paths for each in texts_in(path)):
        here = [one for one in read_mentions(text.text, lang) if everybody or one.member]
        if as_json:
            for one in here:
                content = one.to_dict(doc=where)
                shown = content if names else {key: value for key, value in content.items() if key not in _NAMED}
                click.echo(json.dumps(shown, ensure_ascii=False))
        found += [(where, one) for one in here]
    if not as_json:
        _show(found, names=names, everybody=everybody)


def _show(found: "list[tuple[str, PersonMention]]", *, names: bool, everybody: bool) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not found:
        click.echo("no person was found.")
        return
    table = Table(box=None, pad_edge=False)
    first = ["text", *(["person"] if names else []), *(["role"] if everybody else [])]
    for heading in [*first, "sex", "age", "origin", "event", "where", "when", "group"]:
        table.add_column(heading, overflow="fold")
    for path, one in found:
        cells = [f"{Path(path).name}:{one.start}"]
        if names:
            cells.append("; ".join(name for name in (one.name, one.kunya, *one.aliases) if name))
        if everybody:
            cells.append(one.role or "")
        age = str(one.age) if one.age is not None else f"*{one.birth_year}" if one.birth_year else ""
        cells += [one.sex or "", age, one.origin or "", (one.event or "").replace("_", " "), one.place or ""]
        table.add_row(*(Text(cell) for cell in (*cells, _when(one), one.group or "")))
    Console(highlight=False).print(table)


def _when(one: "PersonMention") -> str:
    """A day, a month or a year as such, else both ends."""
    if one.first is None or one.last is None:
        return ""
    first, last = one.first.isoformat(), one.last.isoformat()
    if first == last:
        return first
    if first[:7] == last[:7] and first.endswith("-01") and one.last.day >= 28:
        return first[:7]
    return first[:4] if first[4:] == "-01-01" and last[4:] == "-12-31" and first[:4] == last[:4] else f"{first}/{last}"
