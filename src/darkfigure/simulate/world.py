"""The knobs of an invented study: who the people are, which lists see them, and how badly the lists write."""

import datetime as dt
from dataclasses import dataclass

from darkfigure.errors import UsageError


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a share of the people come from. `cultures` are pairs of a culture of names and its share, summing to 1.

    Example:
        >>> Origin(code="KZ", share=1.0, cultures=(("kz", 0.9), ("uz", 0.1))).share
        1.0
    """

    code: str
    share: float
    cultures: tuple[tuple[str, float], ...]


@dataclass(frozen=True, kw_only=True)
class ListPlan:
    """One list: how it is written and what it leaves out. All numbers are probabilities.

    Attributes:
        name: Name of the source in study.toml.
        style: How the list is kept; one of the keys of `darkfigure.simulate.sources.STYLES`.
        capture: That the list sees an average person at least once.
        birth_missing: That a row has no birth date, birth year or age.
        father_missing: That a row leaves the father's name out.
        family_missing: That a row leaves the family name out.
        kunya_only: That a row holds nothing of the name but kunya and nisba (of people who have a kunya).
        kunya_known: That a row gives the kunya of a person who has one.
        town_missing: That a row has no home town.

    Example:
        >>> ListPlan(name="register", style="russian-register", capture=0.3).birth_missing
        0.2
    """

    name: str
    style: str
    capture: float
    birth_missing: float = 0.2
    father_missing: float = 0.3
    family_missing: float = 0.05
    kunya_only: float = 0.0
    kunya_known: float = 0.3
    town_missing: float = 0.35


@dataclass(frozen=True, kw_only=True)
class Dependence:
    """Being on `first` changes the log-odds of being on `second` by `log_odds` (positive: the lists share people).

    Example:
        >>> Dependence(first="press", second="posts", log_odds=0.5).log_odds
        0.5
    """

    first: str
    second: str
    log_odds: float


_CENTRAL_ASIA = (
    Origin(code="KZ", share=0.20, cultures=(("kz", 0.85), ("uz", 0.10), ("ce", 0.05))),
    Origin(code="UZ", share=0.18, cultures=(("uz", 0.92), ("tj", 0.08))),
    Origin(code="RU-DA", share=0.14, cultures=(("da", 1.0),)),
    Origin(code="TJ", share=0.12, cultures=(("tj", 0.9), ("uz", 0.1))),
    Origin(code="RU-CE", share=0.09, cultures=(("ce", 1.0),)),
    Origin(code="KG", share=0.09, cultures=(("kg", 0.6), ("uz", 0.4))),
    Origin(code="TR", share=0.06, cultures=(("tr", 1.0),)),
    Origin(code="AZ", share=0.05, cultures=(("az", 0.88), ("da", 0.12))),
    Origin(code="TM", share=0.03, cultures=(("tm", 1.0),)),
    Origin(code="FR", share=0.025, cultures=(("mag", 0.75), ("fr", 0.25))),
    Origin(code="DE", share=0.015, cultures=(("tr", 0.4), ("mag", 0.25), ("de", 0.35))),
)

_FIVE_LISTS = (
    ListPlan(name="interior-list", style="russian-register", capture=0.30, birth_missing=0.10, father_missing=0.15,
             family_missing=0.01, kunya_known=0.2, town_missing=0.25),
    ListPlan(name="press-arabic", style="arabic-press", capture=0.27, birth_missing=0.40, father_missing=0.45,
             family_missing=0.22, kunya_only=0.05, kunya_known=0.5, town_missing=0.5),
    ListPlan(name="ngo-latin", style="latin-dossiers", capture=0.24, birth_missing=0.20, father_missing=0.40,
             family_missing=0.04, kunya_known=0.35),
    ListPlan(name="posts", style="posts", capture=0.28, birth_missing=0.35, father_missing=0.70,
             family_missing=0.40, kunya_only=0.06, kunya_known=0.85, town_missing=0.45),
    ListPlan(name="returns-list", style="kazakh-returns", capture=0.17, birth_missing=0.12, father_missing=0.20,
             family_missing=0.02, kunya_known=0.1, town_missing=0.20),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class World:
    """An invented population and the lists that see parts of it.

    Attributes:
        people: Number of people.
        title: Title of the study.
        population: What is counted, in words.
        start: First day of the study.
        end: Last day of the study.
        origins: Where people come from; shares sum to 1.
        lists: The lists.
        heterogeneity: Standard deviation, on the logit, of how visible a person is to all lists.
        dependence: Pairs of lists that share people.
        female: Share of women.
        brothers: Share of people with a brother or sister among the others: same father, family name and town.
        namesakes: Share of people given the given and family name of another person of their origin, on top of chance.
        kunya: Share of people who have a kunya.
        second_kunya: Share of those who go by a second kunya in some rows.
        repeats: Share of a list's rows that repeat a person of the list.
        typos: Share of rows with a slip in the written name.
        birth_off: Share of rows with a birth where the year is off by one.
        birth_guessed: Share of rows with a full birth date where day and month are given as the first of January.
        sex_missing: Share of rows without sex.
        origin_missing: Share of rows without origin.
        origin_wrong: Share of rows with somebody else's origin.
        origin_coarse: Share of rows that give the country where the person's origin is a region of it.
        swapped: Share of rows with given and family name in the unusual order.
        extra_kunya: Share of rows with the kunya written into the name (of rows that know it).

    Example:
        >>> world = World(people=500)
        >>> world.people, [plan.name for plan in world.lists][:2]
        (500, ['interior-list', 'press-arabic'])
    """

    people: int = 4000
    title: str = "Fighters from abroad in Syria and Iraq, 2013-2015 (invented)"
    population: str = "people from abroad present in Syria or Iraq between 2013 and 2015 (invented)"
    start: dt.date = dt.date(2013, 1, 1)
    end: dt.date = dt.date(2015, 12, 31)
    origins: tuple[Origin, ...] = _CENTRAL_ASIA
    lists: tuple[ListPlan, ...] = _FIVE_LISTS
    heterogeneity: float = 0.4
    dependence: tuple[Dependence, ...] = (Dependence(first="press-arabic", second="posts", log_odds=0.5),)
    female: float = 0.12
    brothers: float = 0.06
    namesakes: float = 0.04
    kunya: float = 0.7
    second_kunya: float = 0.08
    repeats: float = 0.15
    typos: float = 0.08
    birth_off: float = 0.06
    birth_guessed: float = 0.04
    sex_missing: float = 0.15
    origin_missing: float = 0.10
    origin_wrong: float = 0.01
    origin_coarse: float = 0.08
    swapped: float = 0.05
    extra_kunya: float = 0.2

    def check(self) -> None:
        """Raise UsageError for a world that cannot be drawn."""
        if self.people < 1:
            raise UsageError(f"an invented study needs at least one person; {self.people} were asked for.")
        if self.end <= self.start:
            raise UsageError(f"the study ends ({self.end}) before it starts ({self.start}).")
        for what, shares in (
            ("origins", [each.share for each in self.origins]),
            *((f"cultures of {each.code}", [share for _, share in each.cultures]) for each in self.origins),
        ):
            if abs(sum(shares) - 1) > 1e-9:
                raise UsageError(f"the shares of the {what} sum to {sum(shares):.4f}; they must sum to 1.")
        names = [plan.name for plan in self.lists]
        if not names or len(set(names)) < len(names):
            raise UsageError("an invented study needs lists, each with a name of its own.")
        for pair in self.dependence:
            if {pair.first, pair.second} - set(names) or names.index(pair.first) >= names.index(pair.second):
                raise UsageError(
                    f"dependence of `{pair.second}` on `{pair.first}`: both must be lists, the first before the second."
                )

    @staticmethod
    def variants() -> dict[str, "World"]:
        """Worlds that differ in what is hard about them, by name; `default` is `World()`.

        `southern` shares no list's layout with the default but two, and other cultures, so that it can be held out.
        """
        from darkfigure.simulate.variants import VARIANTS

        return dict(VARIANTS)
