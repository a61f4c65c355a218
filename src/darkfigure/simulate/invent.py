"""Invents a study: a folder with study.toml and lists in several scripts, and the truth beside it."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from darkfigure.errors import UsageError
from darkfigure.simulate.drafts import Draft, draft_rows
from darkfigure.simulate.people import draw_people
from darkfigure.simulate.sightings import draw_captures, draw_sightings
from darkfigure.simulate.sources import STYLES
from darkfigure.simulate.spelling import Speller
from darkfigure.simulate.truth import Truth, WrittenRow, describe, write_truth
from darkfigure.simulate.world import World


def invent_study(
    folder: Path, *, rng: np.random.Generator, people: int | None = None, world: World | None = None
) -> Truth:
    """Invent a study of people nobody met, and write it as a study folder.

    The folder gets study.toml, sources/ and truth/ (which no stage reads). The same generator state gives the same
    bytes. Names are put together from tables of common names; whoever bears one of them in life is not meant.

    Args:
        folder: The study folder; made if missing.
        rng: Everything drawn comes from it.
        people: Number of people; the world's own number if not given.
        world: The knobs; `World()` if not given.

    Raises:
        UsageError: The world cannot be drawn, or the folder already holds a study.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     truth = invent_study(Path(folder), people=50, rng=np.random.default_rng(1))
        >>> truth.people, sorted(truth.coverage)[0]
        (50, 'interior-list')
    """
    world = World() if world is None else world
    if people is not None:
        world = replace(world, people=people)
    world.check()
    if (folder / "study.toml").exists():
        raise UsageError(f"{folder}: there is a study in this folder already. Choose an empty folder.")
    population = draw_people(world, rng=rng)
    captured = draw_captures(world, rng=rng)
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    speller = Speller()
    written: list[WrittenRow] = []
    for place, plan in enumerate(world.lists):
        sightings = draw_sightings(world, population, captured[:, place], rng=rng)
        style = STYLES[plan.style]
        drafts = list(draft_rows(world, plan, population, sightings, rng=rng))
        rows = [style.write_row(draft, speller) for draft in drafts]
        with style.open(folder / "sources" / (plan.name + style.suffix), style.headers) as write:
            write(rows)
        written.extend(
            _written(plan.name, number, draft, population.origins[population.origin[draft.person]])
            for number, draft in enumerate(drafts, start=1)
        )
    (folder / "study.toml").write_text(settings_text(world), encoding="utf-8", newline="\n")
    names = tuple(plan.name for plan in world.lists)
    truth = describe(folder, population, captured, lists=names, rows=len(written))
    write_truth(folder / "truth", truth, population, captured, written)
    return truth


def _written(source: str, number: int, draft: Draft, origin: str) -> WrittenRow:
    return WrittenRow(
        source=source,
        row=number,
        person=draft.person,
        given=draft.given is not None,
        father=draft.father is not None,
        family=draft.family is not None,
        birth=draft.birth is not None,
        town=draft.town is not None,
        origin=draft.origin is not None and origin.startswith(draft.origin),
        kunya="" if draft.kunya is None else draft.kunya[0],
        slips=draft.slips,
    )


def settings_text(world: World) -> str:
    """The text of study.toml."""
    lines = study_lines(world)
    for plan in world.lists:
        style = STYLES[plan.style]
        lines += source_lines(plan.name, f"sources/{plan.name}{style.suffix}", style.comment, style.columns)
    lines += ["", "[estimate]", 'strata = ["origin"]', "level = 0.95", ""]
    return "\n".join(lines)


def study_lines(world: World) -> list[str]:
    """The lines of study.toml on the study."""
    return [
        "# An invented study: the people are made up, and truth/ says how many there are. No stage reads truth/.",
        "[study]",
        f"title = {_quoted(world.title)}",
        f"population = {_quoted(world.population)}  # shown with every number",
        f"period = {{ start = {world.start}, end = {world.end} }}",
        "seed = 1  # every run is reproducible",
    ]


def source_lines(name: str, path: str, comment: str, columns: dict[str, str]) -> list[str]:
    """The lines of study.toml on one source."""
    lines = ["", f"[[source]]  # {comment}", f"name = {_quoted(name)}", f"path = {_quoted(path)}"]
    if columns:
        pairs = ", ".join(f"{key} = {_quoted(header)}" for key, header in columns.items())
        lines.append(f"columns = {{ {pairs} }}  # only what the header does not say by itself")
    return lines


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a TOML basic string is a JSON string
