"""What a clerk knows about one sighting, before it is written in any language."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.simulate.kinship import Name
from darkfigure.simulate.people import EPOCH, People
from darkfigure.simulate.sightings import Sightings
from darkfigure.simulate.tables import read_table
from darkfigure.simulate.world import ListPlan, World

_CHANCES = 24  # uniforms a row may use for habits of its writer


@dataclass(slots=True, kw_only=True)
class Draft:
    """One row to be: what is known, None where the clerk left it out. `chance` are uniforms for the writer's habits."""

    person: int
    female: bool
    sex: str | None
    given: Name | None
    father: Name | None
    family: Name | None
    kunya: tuple[str, ...] | None
    nisba: tuple[str, ...]
    birth: dt.date | None
    origin: str | None
    town: tuple[str, ...] | None
    place: tuple[str, ...]
    group: int
    seen: dt.date
    swapped: bool
    extra_kunya: bool
    slips: int
    chance: list[float]

    def pick(self, number: int, *options: str) -> str:
        """One of the options, all equally likely, by the uniform of that number."""
        return options[int(self.chance[number] * len(options))]

    def flavour(self, number: int) -> int:
        """A habit 0, 1 or 2, the first most common."""
        chance = self.chance[number]
        return 0 if chance < 0.5 else 1 if chance < 0.78 else 2


def draft_rows(
    world: World, plan: ListPlan, people: People, sightings: Sightings, *, rng: np.random.Generator
) -> Iterator[Draft]:
    """The rows of a list as known to its clerk, in the order of the file."""
    rows = sightings.person.size
    person = sightings.person

    def happens(probability: float) -> list[bool]:
        return (rng.random(rows) < probability).tolist()  # type: ignore[no-any-return]

    second = rng.random(rows) < 0.5
    kunya = np.where(second & (people.second_kunya[person] >= 0), people.second_kunya[person], people.kunya[person])
    only = (rng.random(rows) < plan.kunya_only / max(world.kunya, 1e-9)) & (kunya >= 0)
    knows_kunya = (rng.random(rows) < plan.kunya_known) & (kunya >= 0) | only
    no_father, no_family = happens(plan.father_missing), happens(plan.family_missing)
    births = _births(world, plan, people, sightings, rng=rng)
    origins = _origins(world, people, sightings, rng=rng)
    no_sex, no_town = happens(world.sex_missing), happens(plan.town_missing)
    swapped, extra, slipped, twice = (
        happens(world.swapped),
        happens(world.extra_kunya),
        happens(world.typos),
        happens(0.2),
    )
    tables = {name: read_table(name) for name in ("kunyas", "nisbas", "towns", "places")}
    weight = np.array([float(cells[0]) for cells in tables["places"]])
    places = rng.choice(weight.size, size=rows, p=weight / weight.sum()).tolist()
    chances = rng.random((rows, _CHANCES)).tolist()
    for row, (who, day) in enumerate(zip(person.tolist(), sightings.day.tolist(), strict=True)):
        female = bool(people.female[who])
        unnamed = bool(only[row])
        yield Draft(
            person=who,
            female=female,
            sex=None if no_sex[row] else "f" if female else "m",
            given=None if unnamed else people.names[people.given[who]],
            father=None if unnamed or no_father[row] else people.names[people.father[who]],
            family=None if unnamed or no_family[row] else people.family_name(who),
            kunya=tables["kunyas"][kunya[row]] if knows_kunya[row] else None,
            nisba=tables["nisbas"][people.nisba[who]],
            birth=births[row],
            origin=origins[row],
            town=None if no_town[row] else tables["towns"][people.town[who]],
            place=tables["places"][places[row]],
            group=int(people.group[who]),
            seen=EPOCH + dt.timedelta(days=day),
            swapped=swapped[row],
            extra_kunya=extra[row],
            slips=slipped[row] * (1 + twice[row]),
            chance=chances[row],
        )


def _births(
    world: World, plan: ListPlan, people: People, sightings: Sightings, *, rng: np.random.Generator
) -> list[dt.date | None]:
    """Dates of birth as the clerk has them: missing, a year off, or guessed as the first of January."""
    rows = sightings.person.size
    missing = rng.random(rows) < plan.birth_missing
    off = np.where(rng.random(rows) < world.birth_off, rng.choice([-1, 1], size=rows), 0)
    guessed = rng.random(rows) < world.birth_guessed
    return [
        None if lost else _shifted(EPOCH + dt.timedelta(days=day), years, first_of_january=first)
        for day, lost, years, first in zip(
            people.birth[sightings.person].tolist(), missing.tolist(), off.tolist(), guessed.tolist(), strict=True
        )
    ]


def _shifted(day: dt.date, years: int, *, first_of_january: bool) -> dt.date:
    if first_of_january:
        return dt.date(day.year + years, 1, 1)
    return day.replace(year=day.year + years, day=min(day.day, 28) if years else day.day)


def _origins(world: World, people: People, sightings: Sightings, *, rng: np.random.Generator) -> list[str | None]:
    """Codes as the clerk has them: missing, somebody else's, or the country for the region."""
    rows = sightings.person.size
    own = people.origin[sightings.person]
    wrong = rng.random(rows) < world.origin_wrong
    origin = np.where(wrong, (own + rng.integers(1, len(people.origins), size=rows)) % len(people.origins), own)
    missing = rng.random(rows) < world.origin_missing
    coarse = rng.random(rows) < world.origin_coarse
    codes: NDArray[np.object_] = np.array(people.origins, dtype=object)
    return [
        None if lost else code.partition("-")[0] if broad else code
        for code, lost, broad in zip(codes[origin], missing.tolist(), coarse.tolist(), strict=True)
    ]
