"""`darkfigure demo`."""

import json
from pathlib import Path

import click


@click.command(short_help="Invent a study with known truth, run it, compare.")
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path, file_okay=False), default=Path("demo"))
@click.option("--people", default=4000, show_default=True, type=click.IntRange(200), help="How many people to invent.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="Another seed invents other people.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, with the truth in it.")
def demo(folder: Path, *, people: int, seed: int, as_json: bool) -> None:
    """Invent a study with known truth in DIR, run it, and print count, interval and truth.

    Five lists in four scripts, with duplicates, gaps, typos and namesakes. Nobody in it is real. The report is written
    to DIR/results/report.html. DIR is `demo` if not given.
    """
    from darkfigure.cli.progress import show_progress
    from darkfigure.study import Study, invent_demo

    truth = invent_demo(folder, people=people, seed=seed)
    with show_progress() as listener:
        document = Study(folder).run(listener=listener)
    if as_json:
        click.echo(json.dumps(document | {"truth": truth}, ensure_ascii=False, indent=1))
        return
    from darkfigure.cli.answer_demo import print_demo

    print_demo(folder, document, truth)
