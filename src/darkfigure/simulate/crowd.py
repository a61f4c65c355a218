"""People by number: who each is follows from the seed and the number alone, so that any of them can be asked for.

A population of millions is then never held: a block of numbers is asked for, used and forgotten.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from darkfigure.simulate.people import (
    EPOCH,
    FATHERS_ALIKE,
    GROUP_SHARES,
    KUNYA_FLATTEN,
    SIBLING_YEARS,
    YOUNGEST,
    Bools,
    Floats,
    Ints,
    People,
    Stock,
    at_chance,
    coded_rows,
    draw_stock,
)
from darkfigure.simulate.scatter import chances, key_of
from darkfigure.simulate.tables import read_table
from darkfigure.simulate.world import World


@dataclass(frozen=True, kw_only=True, eq=False)
class Crowd:
    """The people of a world, numbered from 0. `stock`: all names that they may bear."""

    world: World
    seed: int
    stock: Stock

    @property
    def count(self) -> int:
        """How many people there are."""
        return self.world.people

    def people(self, numbers: Ints) -> People:
        """Who the people of these numbers are, in that order.

        Siblings and namesakes of another person take from that person's number what they share.
        """
        partner, sibling, double = self._relations(numbers)
        alike = double & (self.chance("fathers alike", numbers) < FATHERS_ALIKE)
        kin = np.where(sibling | double, partner, numbers)  # whose origin and family name
        fathers = np.where(sibling | alike, partner, numbers)
        called = np.where(double, partner, numbers)  # whose given name and sex
        origin = self._origins(kin)
        culture = self._cultures(origin, self.chance("culture", kin))
        female = self.chance("sex", called) < self.world.female
        nobody = np.zeros(numbers.size, dtype=bool)
        return People(
            origins=tuple(each.code for each in self.world.origins),
            names=self.stock.names,
            families=self.stock.families,
            origin=origin,
            female=female,
            given=self.stock.given_at(culture, female, self.chance("given", called)),
            father=self.stock.given_at(culture, nobody, self.chance("father", fathers)),
            family=self.stock.family_at(culture, self.chance("family", kin)),
            town=self._coded("towns", origin, self.chance("town", np.where(sibling, partner, numbers))),
            nisba=self._coded("nisbas", origin, self.chance("nisba", numbers)),
            birth=self._births(numbers, np.where(sibling, partner, numbers), sibling),
            group=at_chance(np.array(GROUP_SHARES), self.chance("group", numbers)),
            **self._kunyas(numbers),
            **self._stays(numbers),
        )

    def origins(self, numbers: Ints) -> Ints:
        """Where these people come from, positions in `world.origins`."""
        partner, sibling, double = self._relations(numbers)
        return self._origins(np.where(sibling | double, partner, numbers))

    def captured(self, numbers: Ints) -> Bools:
        """Which of these people are on which list of the world, shape (numbers, lists)."""
        world = self.world
        one, other = self.chance("visible", numbers), self.chance("visible too", numbers)
        visible = world.heterogeneity * np.sqrt(-2 * np.log1p(-one)) * np.cos(2 * np.pi * other)
        seen = np.zeros((numbers.size, len(world.lists)), dtype=bool)
        place = {plan.name: number for number, plan in enumerate(world.lists)}
        for number, plan in enumerate(world.lists):
            odds = np.log(plan.capture / (1 - plan.capture)) + visible
            for pair in world.dependence:
                if pair.second == plan.name:
                    first = place[pair.first]
                    odds = odds + pair.log_odds * (seen[:, first] - world.lists[first].capture)
            seen[:, number] = self.chance(f"on {plan.name}", numbers) < 1 / (1 + np.exp(-odds))
        return seen

    def chance(self, what: str, numbers: Ints) -> Floats:
        """A uniform in [0, 1) for each of these people."""
        return chances(_key(self.seed, what), numbers)

    def _relations(self, numbers: Ints) -> tuple[Ints, Bools, Bools]:
        """A partner of each, and who is a sibling or a namesake of the partner. Partners are neither themselves."""
        siblings, namesakes = self.world.brothers / 2, self.world.namesakes
        total = min(siblings + namesakes, 0.24)
        # of those drawn a share meets a partner that was drawn too and stays alone: s = t (1 - t)
        wider = (1 - np.sqrt(1 - 4 * total)) / 2 / max(siblings + namesakes, 1e-12)
        partner = (self.chance("partner", numbers) * self.count).astype(np.int64)
        drawn, taken = self.chance("related", numbers), self.chance("related", partner)
        free = taken >= wider * (siblings + namesakes)
        sibling = free & (drawn < wider * siblings)
        return partner, sibling, free & ~sibling & (drawn < wider * (siblings + namesakes))

    def _origins(self, kin: Ints) -> Ints:
        return at_chance(np.array([each.share for each in self.world.origins]), self.chance("origin", kin))

    def _cultures(self, origin: Ints, chance: Floats) -> Ints:
        culture = np.zeros(origin.size, dtype=np.int64)
        for place, each in enumerate(self.world.origins):
            those = origin == place
            options = np.array([self.stock.cultures.index(name) for name, _ in each.cultures])
            culture[those] = options[at_chance(np.array([share for _, share in each.cultures]), chance[those])]
        return culture

    def _coded(self, table: str, origin: Ints, chance: Floats) -> Ints:
        found = np.full(origin.size, -1, dtype=np.int64)
        for place, each in enumerate(self.world.origins):
            those = origin == place
            rows, weight = coded_rows(table, each.code)
            found[those] = rows[at_chance(weight, chance[those])]
        return found

    def _births(self, numbers: Ints, whose: Ints, sibling: Bools) -> Ints:
        """Days of birth; a gamma of shape four is a sum of four exponentials."""
        waits = sum(-np.log1p(-self.chance(f"birth {step}", whose)) for step in range(4))
        years = np.clip(4.2 * waits, 0.0, 48.0)
        days = YOUNGEST - (years * 365.25).astype(np.int64)
        days = days + (365 * self.chance("birthday", whose)).astype(np.int64) - 365
        apart = SIBLING_YEARS[(self.chance("years apart", numbers) * SIBLING_YEARS.size).astype(np.int64)]
        apart = apart * 365 + (300 * self.chance("days apart", numbers)).astype(np.int64) - 150
        return np.asarray(np.where(sibling, np.minimum(days + apart, YOUNGEST), days))

    def _kunyas(self, numbers: Ints) -> dict[str, Ints]:
        weight = 1 / (np.arange(len(read_table("kunyas"))) + KUNYA_FLATTEN)
        has = self.chance("kunya", numbers) < self.world.kunya
        second = has & (self.chance("second kunya", numbers) < self.world.second_kunya)
        return {
            "kunya": np.where(has, at_chance(weight, self.chance("which kunya", numbers)), -1),
            "second_kunya": np.where(second, at_chance(weight, self.chance("which second kunya", numbers)), -1),
        }

    def _stays(self, numbers: Ints) -> dict[str, Ints]:
        start, end = ((day - EPOCH).days for day in (self.world.start, self.world.end))
        arrived = start + (self.chance("arrived", numbers) * 0.9 * (end - start)).astype(np.int64)
        days = -450.0 * np.log1p(-self.chance("stayed", numbers))
        return {"arrived": arrived, "left": np.minimum(arrived + 20 + days.astype(np.int64), end)}


def gather(world: World, *, seed: int) -> Crowd:
    """The people of a world under a seed."""
    world.check()
    return Crowd(world=world, seed=seed, stock=draw_stock(world, rng=np.random.default_rng([seed, 0])))


@cache
def _key(seed: int, what: str) -> np.uint64:
    return key_of(seed, what)
