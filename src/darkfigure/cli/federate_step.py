"""`darkfigure federate prepare | hop | tally`: the steps of a run."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from darkfigure.cli.federate_agree import FOLDER

if TYPE_CHECKING:
    from darkfigure.federate.watch import Watch

FILE = click.Path(path_type=Path, dir_okay=False)


class Header(click.ParamType[tuple[str, str]]):
    """STANDARD=HEADER: which column of the list is which."""

    name = "STANDARD=HEADER"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """The two sides."""
        standard, equals, header = value.partition("=")
        if not (standard and equals and header):
            self.fail(f"'{value}' is not of the form name=HEADER.", param, ctx)
        return standard, header


@contextmanager
def watching() -> "Iterator[Watch]":
    """Shows on standard error how far a step has come, where it takes long enough to wait for."""
    from darkfigure.cli.progress import show_progress
    from darkfigure.study import Event

    with show_progress() as listen:

        def watch(what: str, done: int, total: int) -> None:
            if total >= _LONG:
                listen(Event(stage="federate", what=what, done=done, total=total))

        yield watch


_LONG = 2000  # records below which a step is over before anybody looks

COLUMNS = click.option(
    "--column", "columns", type=Header(), multiple=True, help="Where the header does not say it, e.g. name=ФИО. Repeat."
)


@click.command(short_help="Hide and lock your own list, for the next of the ring.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.argument("path", metavar="LIST", type=FILE)
@click.option("--run", type=click.IntRange(1), default=1, show_default=True, help="Which run of the agreement.")
@COLUMNS
def prepare(folder: Path, path: Path, *, run: int, columns: tuple[tuple[str, str], ...]) -> None:
    """Turn LIST, the party's own, into hidden, locked and shuffled records, sealed to the next of the ring.

    The list is read where it lies, in any form that `darkfigure run` reads. The same list gives the same records.

    Example: darkfigure federate prepare my-keys list.csv
    """
    from darkfigure.federate.hop import prepare as first_hop

    with watching() as watch:
        done = first_hop(folder, path, run=run, columns=dict(columns), watch=watch)
    if done.prepared is not None:
        facts = done.prepared
        click.echo(
            f"notice: {facts.rows:,} rows; {facts.outside:,} outside the period, {facts.collapsed:,} the same as "
            f"another, {facts.keyless:,} without any key of their own.",
            err=True,
        )
        if facts.strata:
            click.echo(f"notice: the smallest stratum of the list has {facts.smallest:,} rows.", err=True)
    click.echo(f"{'was made before' if done.before else 'wrote'}: {done.path}; it is for {done.recipient}.")


@click.command(short_help="Hide a list of another party once more, for the next of the ring.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
def hop(folder: Path, files: tuple[Path, ...]) -> None:
    """Check each FILE that the party before sent, hide its records once more, lock them anew, shuffle and seal them.

    The same file gives the same records; a file that was changed, cut or meant for another is refused.

    Example: darkfigure federate hop my-keys police.run1.hop0.for-registry.age
    """
    from darkfigure.federate.hop import hop as one_hop

    for path in files:
        with watching() as watch:
            done = one_hop(folder, path, watch=watch)
        click.echo(f"{'was made before' if done.before else 'wrote'}: {done.path}; it is for {done.recipient}.")


@click.command(short_help="Count what arrived, and publish counts with noise.")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
@click.option("--to", "target", metavar="RESULT", type=FOLDER, required=True, help="Folder of the result; made.")
@click.option("--estimate/--no-estimate", default=True, help="Also estimate how many people there are.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of words.")
def tally(folder: Path, files: tuple[Path, ...], *, target: Path, estimate: bool, as_json: bool) -> None:
    """Open the last FILE of every party, count who is on exactly which lists, add noise, and say who saw what.

    The same files give the same result: a run is counted once.

    Example: darkfigure federate tally office-keys *.for-office.age --to result
    """
    from darkfigure.federate.tally import tally as count

    with watching() as watch:
        result = count(folder, files, target=target, watch=watch)
    found = None
    if estimate:
        from darkfigure.federate.joint import estimate_joint

        found = estimate_joint(result)
    if as_json:
        said = {key: value for key, value in result.said.items() if key != "statements"}
        said["estimate"] = None if found is None else found.to_dict()
        click.echo(json.dumps(said, ensure_ascii=False, indent=1, allow_nan=False))
        return
    click.echo((target / "statement.md").read_text(encoding="utf-8"))
    click.echo(f"wrote {target}: give the folder to all parties. `darkfigure federate verify {target}` checks it.")
    if found is not None:
        from rich.console import Console

        from darkfigure.cli.answer import show_estimate

        show_estimate(found, Console(highlight=False), every_method=False)
