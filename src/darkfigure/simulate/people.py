"""Invented people: what each is called, and what else is true of them."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.simulate.kinship import Family, Name
from darkfigure.simulate.lexicon import Lexicon, draw_lexicon
from darkfigure.simulate.tables import read_table
from darkfigure.simulate.world import World

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
EPOCH = dt.date(1970, 1, 1)
FATHERS_ALIKE = 0.15  # of namesakes, whose fathers bear one name too
YOUNGEST = (dt.date(1999, 6, 1) - EPOCH).days  # born
GROUP_SHARES = (0.62, 0.2, 0.1, 0.08)  # of which people are members; the names of the groups are in `wording`
KUNYA_FLATTEN = 6.0  # the first kunya is not ten times as common as the tenth
SIBLING_YEARS = np.array([-7, -5, -4, -3, -2, 2, 3, 4, 5, 7])  # apart


@dataclass(frozen=True, kw_only=True)
class People:
    """The population, one position a person; every array has shape (people,).

    `origin`, `given`, `father`, `family`, `town`, `kunya`, `second_kunya` and `nisba` are positions in `origins`,
    `names`, `families` and in the tables `towns`, `kunyas`, `nisbas` (-1: none). `birth`, `arrived` and `left` are days
    since 1970-01-01.
    """

    origins: tuple[str, ...]
    names: tuple[Name, ...]
    families: tuple[Family, ...]
    origin: Ints
    female: Bools
    given: Ints
    father: Ints
    family: Ints
    town: Ints
    kunya: Ints
    second_kunya: Ints
    nisba: Ints
    birth: Ints
    arrived: Ints
    left: Ints
    group: Ints

    @property
    def count(self) -> int:
        """How many people there are."""
        return int(self.origin.size)

    def family_name(self, person: int) -> Name:
        """The family name in the form this person bears."""
        family = self.families[self.family[person]]
        name: Name = family.female if self.female[person] else family.male
        return name


@dataclass(frozen=True, kw_only=True)
class Stock:
    """All names of a world in one line, and where each culture's pools begin."""

    cultures: tuple[str, ...]
    lexicons: tuple[Lexicon, ...]
    names: tuple[Name, ...]
    families: tuple[Family, ...]
    male_start: tuple[int, ...]
    female_start: tuple[int, ...]
    family_start: tuple[int, ...]

    def draw_given(self, culture: Ints, female: Bools, *, rng: np.random.Generator) -> Ints:
        """Positions in `names` of given names, by culture and sex."""
        drawn = np.zeros(culture.size, dtype=np.int64)
        for place, lexicon in enumerate(self.lexicons):
            for pool, start, those in (
                (lexicon.male, self.male_start[place], (culture == place) & ~female),
                (lexicon.female, self.female_start[place], (culture == place) & female),
            ):
                drawn[those] = start + rng.choice(len(pool.names), size=int(those.sum()), p=pool.weight)
        return drawn

    def draw_family(self, culture: Ints, *, rng: np.random.Generator) -> Ints:
        """Positions in `families`, by culture."""
        drawn = np.zeros(culture.size, dtype=np.int64)
        for place, lexicon in enumerate(self.lexicons):
            those = culture == place
            picked = rng.choice(len(lexicon.families), size=int(those.sum()), p=lexicon.family_weight)
            drawn[those] = self.family_start[place] + picked
        return drawn

    def given_at(self, culture: Ints, female: Bools, chance: Floats) -> Ints:
        """Positions in `names` of given names, by culture, sex and uniforms in [0, 1)."""
        found = np.zeros(culture.size, dtype=np.int64)
        for place, lexicon in enumerate(self.lexicons):
            for pool, start, those in (
                (lexicon.male, self.male_start[place], (culture == place) & ~female),
                (lexicon.female, self.female_start[place], (culture == place) & female),
            ):
                found[those] = start + at_chance(pool.weight, chance[those])
        return found

    def family_at(self, culture: Ints, chance: Floats) -> Ints:
        """Positions in `families`, by culture and uniforms in [0, 1)."""
        found = np.zeros(culture.size, dtype=np.int64)
        for place, lexicon in enumerate(self.lexicons):
            those = culture == place
            found[those] = self.family_start[place] + at_chance(lexicon.family_weight, chance[those])
        return found


def draw_stock(world: World, *, rng: np.random.Generator) -> Stock:
    """The names that the people of a world may bear."""
    cultures = tuple(sorted({culture for origin in world.origins for culture, _ in origin.cultures}))
    lexicons = tuple(draw_lexicon(culture, rng=rng) for culture in cultures)
    names: list[Name] = []
    families: list[Family] = []
    starts: list[tuple[int, int, int]] = []
    for lexicon in lexicons:
        male = len(names)
        names.extend(lexicon.male.names)
        starts.append((male, len(names), len(families)))
        names.extend(lexicon.female.names)
        families.extend(lexicon.families)
    return Stock(
        cultures=cultures,
        lexicons=lexicons,
        names=tuple(names),
        families=tuple(families),
        male_start=tuple(start[0] for start in starts),
        female_start=tuple(start[1] for start in starts),
        family_start=tuple(start[2] for start in starts),
    )


def draw_people(world: World, *, rng: np.random.Generator) -> People:
    """Draw the population of a world."""
    stock = draw_stock(world, rng=rng)
    count = world.people
    origin = rng.choice(len(world.origins), size=count, p=[each.share for each in world.origins])
    culture = np.zeros(count, dtype=np.int64)
    for place, each in enumerate(world.origins):
        those = origin == place
        options = [stock.cultures.index(name) for name, _ in each.cultures]
        shares = [share for _, share in each.cultures]
        culture[those] = rng.choice(options, size=int(those.sum()), p=shares)
    female = rng.random(count) < world.female
    facts = {
        "origin": origin.astype(np.int64),
        "culture": culture,
        "family": stock.draw_family(culture, rng=rng),
        "father": stock.draw_given(culture, np.zeros(count, dtype=bool), rng=rng),
        "town": _draw_coded("towns", [each.code for each in world.origins], origin, rng=rng),
        "birth": _draw_births(count, rng=rng),
    }
    facts, female = _relate(world, facts, female, rng=rng)
    facts["given"] = stock.draw_given(facts["culture"], female, rng=rng)
    facts, female = _double(world, facts, female, stock, rng=rng)
    del facts["culture"]
    return People(
        origins=tuple(each.code for each in world.origins),
        names=stock.names,
        families=stock.families,
        female=female,
        nisba=_draw_coded("nisbas", [each.code for each in world.origins], origin, rng=rng),
        group=rng.choice(len(GROUP_SHARES), size=count, p=GROUP_SHARES),
        **facts,
        **_draw_kunyas(world, rng=rng),
        **_draw_stays(world, rng=rng),
    )


def _relate(
    world: World, facts: dict[str, Ints], female: Bools, *, rng: np.random.Generator
) -> tuple[dict[str, Ints], Bools]:
    """Make some people siblings of others: same father, family name, culture and town, another given name later."""
    facts = {key: values.copy() for key, values in facts.items()}
    ones, others = _pairs(facts["origin"], share=world.brothers / 2, rng=rng)
    for key in ("culture", "family", "father", "town"):
        facts[key][ones] = facts[key][others]
    years = rng.choice(SIBLING_YEARS, size=ones.size)
    births = facts["birth"][others] + years * 365 + rng.integers(-150, 150, size=ones.size)
    facts["birth"][ones] = np.minimum(births, YOUNGEST)
    return facts, female


def _double(
    world: World, facts: dict[str, Ints], female: Bools, stock: Stock, *, rng: np.random.Generator
) -> tuple[dict[str, Ints], Bools]:
    """Give some people the given and family name of another of their origin; few of them have fathers of one name."""
    facts = {key: values.copy() for key, values in facts.items()}
    female = female.copy()
    ones, others = _pairs(facts["origin"], share=world.namesakes, rng=rng)
    for key in ("culture", "family", "given"):
        facts[key][ones] = facts[key][others]
    female[ones] = female[others]
    fathers = stock.draw_given(facts["culture"][ones], np.zeros(ones.size, dtype=bool), rng=rng)
    alike = rng.random(ones.size) < FATHERS_ALIKE
    facts["father"][ones] = np.where(alike, facts["father"][others], fathers)
    return facts, female


def _pairs(origin: Ints, *, share: float, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """A share of the people, each with a partner of the same origin who is not among them."""
    ones: list[Ints] = []
    others: list[Ints] = []
    for code in range(int(origin.max(initial=-1)) + 1):
        members = rng.permutation(np.flatnonzero(origin == code))
        take = min(round(share * members.size), members.size // 2)
        ones.append(members[:take])
        others.append(rng.choice(members[take:], size=take) if take else members[:0])
    return np.concatenate([*ones, np.zeros(0, np.int64)]), np.concatenate([*others, np.zeros(0, np.int64)])


def _draw_coded(table: str, codes: list[str], origin: Ints, *, rng: np.random.Generator) -> Ints:
    """Rows of a table whose first cell is an origin code; a second cell that is a number is the weight."""
    drawn = np.full(origin.size, -1, dtype=np.int64)
    for place, code in enumerate(codes):
        fitting, weight = coded_rows(table, code)
        those = origin == place
        drawn[those] = rng.choice(fitting, size=int(those.sum()), p=weight)
    return drawn


def coded_rows(table: str, code: str) -> tuple[Ints, Floats]:
    """The rows of a table that fit an origin, and their weights, which sum to 1; both of shape (rows,)."""
    rows = read_table(table)
    fitting = np.array([row for row, cells in enumerate(rows) if cells[0] in {code, "*"}], dtype=np.int64)
    weight = np.array([_weight(rows[row]) for row in fitting])
    return fitting, weight / weight.sum()


def at_chance(weight: Floats, chance: Floats) -> Ints:
    """Positions by weight, one for each uniform in [0, 1)."""
    bounds = np.cumsum(weight)
    return np.asarray(np.minimum(np.searchsorted(bounds, chance * bounds[-1], side="right"), weight.size - 1))


def _weight(cells: tuple[str, ...]) -> float:
    if cells[1].isdigit():
        return float(cells[1])
    return 0.07 if cells[0] == "*" else 1.0


def _draw_births(count: int, *, rng: np.random.Generator) -> Ints:
    """Most were in their twenties in the years of the study."""
    years = np.clip(rng.gamma(4.0, 4.2, size=count), 0.0, 48.0)
    return np.asarray(YOUNGEST - (years * 365.25).astype(np.int64) + rng.integers(0, 365, size=count) - 365)


def _draw_kunyas(world: World, *, rng: np.random.Generator) -> dict[str, Ints]:
    options = len(read_table("kunyas"))
    weight = 1 / (np.arange(options) + KUNYA_FLATTEN)
    first, second = rng.choice(options, size=(2, world.people), p=weight / weight.sum())
    has = rng.random(world.people) < world.kunya
    has_second = has & (rng.random(world.people) < world.second_kunya)
    return {"kunya": np.where(has, first, -1), "second_kunya": np.where(has_second, second, -1)}


def _draw_stays(world: World, *, rng: np.random.Generator) -> dict[str, Ints]:
    """Arrivals over the first nine tenths of the period; stays of 450 days on average."""
    start, end = ((day - EPOCH).days for day in (world.start, world.end))
    arrived = start + (rng.random(world.people) * 0.9 * (end - start)).astype(np.int64)
    left = np.minimum(arrived + 20 + rng.exponential(450.0, size=world.people).astype(np.int64), end)
    return {"arrived": arrived, "left": left}
