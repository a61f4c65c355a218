"""From a number to its evidence: cell, persons under pseudonyms, mentions, the quoted span, the file, its ledger line.

Lights say whether bytes have the digest they had when they were preserved: verified now, not read since, or broken.
They fill in by themselves, file by file, beside the page: a file may be large.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from darkfigure.errors import InputError
from darkfigure.study.provenance.finished import finished_study
from darkfigure.study.provenance.items import TracedItem, items_of, items_of_digest
from darkfigure.study.provenance.people import Tracing, Wanted
from darkfigure.web.home import answer_of
from darkfigure.web.page import Asked, html

if TYPE_CHECKING:
    from starlette.responses import Response

    from darkfigure.web.desk import Desk

_PERSONS = 40  # of a cell on a page
_PATTERNS = 60
_AROUND = 160  # characters of a text before and after a span
_DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class PatternRow:
    """How many persons were seen on exactly these lists; `cell`: as it is asked for."""

    on: tuple[bool, ...]
    cell: str
    persons: int


def numbers(asked: Asked) -> "Response":
    """Every number of the estimate, each of which leads to its cell."""
    answer = _answer(asked.desk)
    tracing = tracing_of(asked.desk)
    patterns = [_pattern(answer["lists"], pattern, count) for pattern, count in tracing.patterns().items()]
    return asked.page(
        "numbers.html.j2", title="Numbers", answer=answer, patterns=patterns[:_PATTERNS], more=patterns[_PATTERNS:]
    )


def cell(asked: Asked) -> "Response":
    """The persons of a cell."""
    text, start = asked.query("cell", "total"), asked.number("start")
    facts, people = tracing_of(asked.desk).trace(text, Wanted(limit=_PERSONS, start=start))
    return asked.page("cell.html.j2", title=facts.cell, facts=facts, people=people, start=start, step=_PERSONS)


def person(asked: Asked) -> "Response":
    """The mentions of one person, without words."""
    return _person(asked, asked.query("cell", "total"), asked.query("person"), reveal=False)


def reveal_person(asked: Asked) -> "Response":
    """The mentions of one person with the words they rest on; the ledger notes each look."""
    return _person(asked, asked.field("cell", "total"), asked.field("person"), reveal=True)


def item(asked: Asked) -> "Response":
    """One preserved file: where it was found, and its lines in the ledger."""
    digest = _digest(asked)
    found = items_of_digest(asked.desk.context(), digest, check=False)
    if not found:
        raise InputError("this study keeps no file of this digest.")
    return asked.page("item.html.j2", title="Evidence", digest=digest, items=found)


def integrity(asked: Asked) -> "Response":
    """The light of a file, after its bytes were read again."""
    digest = _digest(asked)
    found = items_of_digest(asked.desk.context(), digest)
    return html(asked.part("light.html.j2", digest=digest, found=found[0] if found else None))


def tracing_of(desk: "Desk") -> Tracing:
    """The study opened for tracing, once for the tables there are.

    Raises:
        InputError: A stage is out of date.
    """
    paths = [desk.folder / "study.toml", desk.table("mention"), desk.table("person")]
    paths.append(desk.folder / "results" / "estimate.json")

    def opened() -> Tracing:
        context = finished_study(desk.folder, stage="estimate", judged_since=True)
        return Tracing(context, rows=desk.rows())

    return desk.prepared("tracing", paths, opened)


def _person(asked: Asked, text: str, name: str, *, reveal: bool) -> "Response":
    facts, people = tracing_of(asked.desk).trace(text, Wanted(person=name, reveal=reveal, around=_AROUND))
    found = people[0]
    wanted = {(each.source, each.item) for each in found.mentions}
    items = items_of(asked.desk.context(), wanted, check=False)
    return asked.page(
        "person.html.j2", title=found.person, facts=facts, person=found, shown=reveal, files=_by_place(items)
    )


def _by_place(items: tuple[TracedItem, ...]) -> dict[tuple[str, str], TracedItem]:
    return {(each.source, each.item): each for each in items}


def _answer(desk: "Desk") -> dict[str, Any]:
    answer = answer_of(desk)
    if answer is None:
        raise InputError("there is no number yet. Run the study on the first page; the estimate comes after the links.")
    return answer


def _pattern(lists: list[str], pattern: str, persons: int) -> PatternRow:
    on = tuple(mark == "1" for mark in pattern)
    names = "+".join(name for name, here in zip(lists, on, strict=True) if here)
    return PatternRow(on=on, cell=f"lists={names}", persons=persons)


def _digest(asked: Asked) -> str:
    digest = str(asked.request.path_params["digest"])
    if not _DIGEST.fullmatch(digest):
        raise InputError("this is no digest: 64 hexadecimal digits were needed.")
    return digest
