"""`darkfigure review`."""

import getpass
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from darkfigure.cli.key import signing_key
from darkfigure.cli.place import Place
from darkfigure.cli.printable import printable
from darkfigure.errors import InputError

if TYPE_CHECKING:
    from rich.console import Console

    from darkfigure.study import Reasons, Review, Side

Row = tuple[str, int]
_Answer = Literal["same", "different", "unsure", "undo", "why", "quit"]
_KEYS: dict[str, _Answer] = {
    "s": "same",
    "d": "different",
    "u": "unsure",
    "z": "undo",
    "w": "why",
    "q": "quit",
}
_PROMPT = "same [s], different [d], unsure [u]; undo [z], why was the last [w], quit [q]: "
_LAST_PROMPT = "No pair is left to judge. undo [z], why was the last [w], quit [q]: "
_FIELDS = (
    ("name", "name"),
    ("other names", "other_names"),
    ("birth", "birth"),
    ("sex", "sex"),
    ("origin", "origin"),
    ("home town", "hometown"),
    ("place", "place"),
    ("date", "date"),
    ("source", "source"),
    ("row", "row"),
)


@click.command(short_help="Judge doubtful pairs of rows, one after another.")
@click.argument("folder", metavar="STUDY", type=click.Path(path_type=Path))
@click.option("--limit", metavar="N", type=click.IntRange(min=1), help="Stop after N verdicts.")
@click.option("--as", "who", metavar="NAME", help="Who judges; your login name if not given.")
@click.option(
    "--key",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Sign with this private key, not with the one in your settings.",
)
@click.option("--note", metavar="TEXT", default="", help="Why, in your words; stands with each verdict of this review.")
@click.option(
    "--pair",
    metavar="SOURCE:ROW SOURCE:ROW",
    type=Place(),
    nargs=2,
    help="Judge these two rows only, also if they were judged before.",
)
@click.option("--withdraw", metavar="LINE", type=click.IntRange(min=1), help="Take back the verdict on this line.")
def review(  # noqa: PLR0913 - an argument for each option
    folder: Path,
    *,
    limit: int | None,
    who: str | None,
    key: Path | None,
    note: str,
    pair: tuple[Row, Row] | None,
    withdraw: int | None,
) -> None:
    """Judge pairs of rows of STUDY, one after another: one person, two persons, or unsure.

    The pairs come first whose answer is expected to move the estimate most. Probabilities are hidden until you have
    judged; then `why` shows them. Every verdict is a line in STUDY/decisions/judgements.jsonl, which is only ever
    added to, and `darkfigure run` holds all of them. A pair that was judged, or whose answer follows from others, is
    not asked again.

    Verdicts are signed, so that one that somebody else wrote or changed is noticed. The first review makes the private
    key, in the folder of your settings; --key names another, as `ssh-keygen -t ed25519` makes them. The study holds
    public keys only.

    In a terminal one key is an answer: s, d, u, z (undo), w (why), q. Otherwise answers are read from standard input,
    one a line, as these letters or as words.
    """
    from darkfigure.study import Review, Reviewer, withdraw_judgement

    by = Reviewer(name=(who or getpass.getuser()).strip(), key=signing_key(key))
    if withdraw is not None:
        line = withdraw_judgement(folder, withdraw, by=by, why=note)
        click.echo(f"line {withdraw} is withdrawn by line {line.seq}. `darkfigure run {folder}` counts anew.", err=True)
        return
    from rich.console import Console

    judged = _ask(Review(folder, by=by, note=note, pair=pair), Console(highlight=False), limit=limit)
    again = f" `darkfigure run {folder}` counts anew with them." if judged else ""
    click.echo(f"{judged} verdict{'' if judged == 1 else 's'} written.{again}", err=True)


def _ask(review: "Review", console: "Console", *, limit: int | None) -> int:
    """Show pairs and take answers until there are no more; return how many verdicts stand at the end."""
    answer, why = _answers(), _Reasons(review, console)
    judged = 0
    shown: tuple[int, int] | None = None
    while True:
        pair = review.current() if limit is None or judged < limit else None
        if pair is not None and pair != shown:
            _show(*review.sides(pair), console)
        shown = pair
        said = answer(_PROMPT if pair is not None else _LAST_PROMPT)
        if said == "undo":
            judged -= review.undo() is not None
            shown = None
        elif said == "why":
            why.show()
        elif said == "quit" or pair is None:
            return judged
        else:
            review.judge(pair, said)
            judged += 1


def _show(one: "Side", other: "Side", console: "Console") -> None:
    """Two rows side by side; a field that neither has is left out."""
    from rich.table import Table
    from rich.text import Text

    table = Table("", "one row", "the other", pad_edge=False, show_lines=True)
    for label, field in _FIELDS:
        cells = [printable(str(getattr(side, field))) for side in (one, other)]
        if any(cells):
            table.add_row(Text(label), *(Text(cell) for cell in cells))
    console.print(table)


def _answers() -> Callable[[str], _Answer]:
    """How answers come: key by key from a terminal, line by line from anything else; the end is `quit`."""
    return _key if sys.stdin.isatty() else _line_reader()


def _key(prompt: str) -> _Answer:
    while True:
        click.echo(prompt, nl=False, err=True)
        key = click.getchar()
        click.echo(err=True)
        if key.lower() in _KEYS:
            return _KEYS[key.lower()]


def _line_reader() -> Callable[[str], _Answer]:
    count = 0

    def read(_prompt: str) -> _Answer:
        nonlocal count
        line = sys.stdin.readline()
        count += 1
        word = line.strip().lower()
        if not line:
            return "quit"
        found = next((answer for key, answer in _KEYS.items() if word in {key, answer}), None)
        if found is None:
            raise InputError(
                f"answer {count} on standard input is none of {', '.join(_KEYS.values())}. The verdicts before it are "
                "written; correct it and give the rest."
            )
        return found

    return read


class _Reasons:
    """The waterfall of the pair that was judged last; what it needs is read when it is asked for first."""

    def __init__(self, review: "Review", console: "Console") -> None:
        self._review, self._console = review, console
        self._reasons: Reasons | None = None

    def show(self) -> None:
        pair = self._review.last()
        if pair is None:
            click.echo("Judge first: the reasons of a pair are shown after its verdict.", err=True)
            return
        from darkfigure.cli.waterfall import show_why
        from darkfigure.study import Reasons

        self._reasons = self._reasons or Reasons(self._review.folder)
        show_why(self._reasons.of(*pair), self._console, names=True)
