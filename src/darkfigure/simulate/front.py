"""`darkfigure.simulate`: tables of known truth, how often a design would hold it, and what to add to a study."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from darkfigure import datasets
from darkfigure.captures.read import read_table
from darkfigure.captures.table import CaptureTable
from darkfigure.estimate.options import POPULATION
from darkfigure.simulate import fitted, plan, running, shipped_worlds, world_files
from darkfigure.simulate.capture_world import CaptureWorld
from darkfigure.simulate.coverage import Coverage, summarise
from darkfigure.simulate.running import Told


class Simulate:
    """The front door of simulation: call it for one table, or one of its functions for many.

    A world is given as a `CaptureWorld`, as the name of a shipped one (`df.simulate.worlds()`), or as the path of a
    TOML file.

    Example:
        >>> simulate.worlds()[0].name
        'independent3'
        >>> simulate("independent4", seed=2).lists
        ('A', 'B', 'C', 'D')
    """

    def __call__(self, world: CaptureWorld | str | Path, *, seed: int = 1) -> CaptureTable:
        """Who is seen on which lists of a world, once.

        Args:
            world: Where the table comes from; its `people` are the truth.
            seed: Another seed, another table.

        Raises:
            UsageError: There is no world of this name.
            InputError: The file describes no world.

        Example:
            >>> simulate("independent4", seed=1).lists
            ('A', 'B', 'C', 'D')
        """
        return _world(world).draw(np.random.default_rng(seed))

    def worlds(self) -> tuple[CaptureWorld, ...]:
        """The worlds that come with the program."""
        return shipped_worlds.worlds()

    def world(  # noqa: PLR0913 - a world in one call
        self,
        *,
        people: int = world_files.USUAL_PEOPLE,
        reach: Sequence[float] = (),
        lists: Sequence[str] = (),
        depend: Sequence[tuple[Sequence[str], float]] = (),
        classes: Sequence[tuple[float, Sequence[float] | float]] = (),
        missed_links: float = 0.0,
        false_links: float = 0.0,
        name: str = "own",
    ) -> CaptureWorld:
        """A world of your own.

        Args:
            people: The truth.
            reach: Probability that each list holds a person.
            lists: Names of the lists; A, B, C, ... if left out.
            depend: Lists that share people, and their odds ratio: `[(("A", "B"), 3.0)]`.
            classes: Kinds of people: the share of each, and by what the odds of being on any list are multiplied, or
                the reach of each list: `[(0.4, 3.0), (0.6, 0.5)]`.
            missed_links: Share of true links between records that are missed.
            false_links: Share of the links made that join two persons.
            name: What to call it.

        Raises:
            UsageError: There can be no such world.

        Example:
            >>> one = simulate.world(people=1000, reach=[0.3, 0.2], depend=[(("A", "B"), 3.0)])
            >>> one.people, round(one.seen)
            (1000, 400)
        """
        settings = world_files.WorldSettings(
            people=people,
            reach=tuple(reach),
            lists=tuple(lists),
            depend=tuple(world_files.DependSettings(lists=tuple(of), factor=factor) for of, factor in depend),
            classes=tuple(
                world_files.ClassSettings(share=share, odds=float(how))
                if isinstance(how, int | float)
                else world_files.ClassSettings(share=share, reach=tuple(how))
                for share, how in classes
            ),
            missed_links=missed_links,
            false_links=false_links,
        )
        return world_files.build_world(settings, name=name)

    def like(self, table: object, *, strata: Sequence[str] = (), seed: int = 1) -> tuple[CaptureWorld, ...]:
        """Worlds that may have made a table: by the best log-linear model, and by each family that has a say.

        Args:
            table: As for `estimate`.
            strata: Columns that divide the table; they are taken together.
            seed: Of the draws that the worlds are taken from.

        Raises:
            TableError: The table cannot be used.
        """
        read, _ = _open(table, strata=strata)
        return tuple(fitted.typical_worlds(read, rng=np.random.default_rng(seed)))

    def coverage(  # noqa: PLR0913 - what a design is judged by
        self,
        worlds: CaptureWorld | str | Path | Sequence[CaptureWorld | str | Path],
        *,
        tables: int = 50,
        methods: Sequence[str] = ("combined",),
        level: float = 0.95,
        seed: int = 1,
        jobs: int = 1,
        told: Told | None = None,
    ) -> tuple[Coverage, ...]:
        """How often the interval of each method holds the truth of each world, how wide it is, and what it says.

        Args:
            worlds: One or several.
            tables: How many are drawn from each.
            methods: Names of methods, or `("all",)`.
            level: Probability of the intervals.
            seed: The same seed gives the same answers, whatever `jobs` is.
            jobs: Processes that share the work. A script that asks for more than one must be importable: guard its
                calls with `if __name__ == "__main__":`.
            told: A function that is called with how many tables are done, and how many there are.

        Raises:
            UsageError: An option has a value it cannot have.
        """
        several = [worlds] if isinstance(worlds, CaptureWorld | str | Path) else worlds
        found = running.run_trials(
            [_world(one) for one in several],
            tables=tables,
            methods=methods,
            level=level,
            seed=seed,
            jobs=jobs,
            told=told,
        )
        return tuple(summarise(found))

    def plan(  # noqa: PLR0913 - what a planner decides
        self,
        table: object,
        *,
        strata: Sequence[str] = (),
        extra_list: Sequence[float] = (),
        more_overlap: Sequence[float] = (),
        futures: int = 20,
        level: float = 0.95,
        seed: int = 1,
        jobs: int = 1,
        told: Told | None = None,
    ) -> plan.Plan:
        """What one more list, or a longer search of the present lists, would make of the interval.

        Args:
            table: The present table, as for `estimate`.
            strata: Columns that divide the table; they are taken together.
            extra_list: Shares of all people that one more list would hold.
            more_overlap: How many times as long a list is searched, above 1.
            futures: How many are played out for each addition.
            level: Probability of the intervals.
            seed: The same seed gives the same answers, whatever `jobs` is.
            jobs: Processes that share the work; see `coverage`.
            told: A function that is called with how many futures are done, and how many there are.

        Raises:
            TableError: The table cannot be used.
            UsageError: An option has a value it cannot have.
        """
        read, population = _open(table, strata=strata)
        return plan.make_plan(
            read,
            extra_list=extra_list,
            more_overlap=more_overlap,
            futures=futures,
            level=level,
            seed=seed,
            jobs=jobs,
            population=population,
            told=told,
        )


simulate = Simulate()


def _world(one: CaptureWorld | str | Path) -> CaptureWorld:
    if isinstance(one, CaptureWorld):
        return one
    return world_files.read_world(one) if isinstance(one, Path) else world_files.find_world(one)


def _open(table: object, *, strata: Sequence[str]) -> tuple[CaptureTable, str]:
    """The table and whom it counts."""
    if isinstance(table, CaptureTable):
        return table, POPULATION
    if isinstance(table, str) and not Path(table).exists() and table in datasets.names():
        shipped = datasets.find(table)
        return read_table(shipped.path, strata=strata or shipped.strata), shipped.population
    return read_table(table, strata=strata), POPULATION
