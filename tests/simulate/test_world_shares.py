import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from darkfigure.errors import UsageError
from darkfigure.simulate import Dependence, Origin, Truth, World, invent_study
from darkfigure.simulate.drafts import draft_rows
from darkfigure.simulate.lexicon import CULTURES, draw_lexicon
from darkfigure.simulate.people import draw_people
from darkfigure.simulate.sightings import draw_captures, draw_sightings


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    return invent_study(tmp_path_factory.mktemp("world"), rng=np.random.default_rng(20))


@pytest.fixture(scope="module")
def rows(truth: Truth) -> list[dict[str, str]]:
    with (truth.folder / "truth" / "rows.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_fifth_to_a_third_are_never_seen(truth: Truth) -> None:
    assert 0.20 < truth.shares["unseen"] < 0.35


def test_one_in_twenty_shares_given_and_family_name_within_an_origin(truth: Truth) -> None:
    assert truth.shares["namesakes"] > 0.05
    assert 0.005 < truth.shares["namesakes_with_father"] < truth.shares["namesakes"]


def test_namesakes_are_counted_as_a_reader_of_the_register_would(truth: Truth) -> None:
    with (truth.folder / "truth" / "people.csv").open(encoding="utf-8") as file:
        people = [(line["origin"], line["given"], line["family"]) for line in csv.DictReader(file)]
    counts = Counter(people)
    share = sum(counts[person] > 1 for person in people) / len(people)
    assert share == pytest.approx(truth.shares["namesakes"], abs=1e-4)


def test_lists_cover_what_they_should(truth: Truth) -> None:
    for plan in World().lists:
        assert truth.coverage[plan.name] == pytest.approx(plan.capture, abs=0.03)


def test_rows_hold_and_lack_what_they_should(rows: list[dict[str, str]], truth: Truth) -> None:
    world = World()
    for plan in world.lists:
        those = [row for row in rows if row["source"] == plan.name]
        without_birth = np.mean([row["birth"] == "0" for row in those])
        assert without_birth == pytest.approx(plan.birth_missing, abs=0.05)
        assert 0.08 < without_birth < 0.42
        unnamed = np.mean([row["given"] == "0" for row in those])
        assert unnamed == pytest.approx(plan.kunya_only, abs=0.015)
        assert len(those) == pytest.approx(truth.coverage[plan.name] * truth.people / (1 - world.repeats), abs=2)
    assert np.mean([row["slips"] != "0" for row in rows]) == pytest.approx(world.typos, abs=0.012)


def test_rows_of_kunya_alone_are_as_many_as_asked_and_hold_a_kunya() -> None:
    plan = replace(World().lists[1], kunya_only=0.3, kunya_known=0.0)
    world = World(people=3000)
    rng = np.random.default_rng(12)
    people = draw_people(world, rng=rng)
    sightings = draw_sightings(world, people, np.ones(3000, dtype=bool), rng=rng)
    drafts = list(draft_rows(world, plan, people, sightings, rng=rng))
    unnamed = [draft for draft in drafts if draft.given is None]
    assert len(unnamed) / len(drafts) == pytest.approx(0.3, abs=0.03)
    assert all(draft.kunya and not draft.father and not draft.family for draft in unnamed)


def test_women_and_births(truth: Truth) -> None:
    with (truth.folder / "truth" / "people.csv").open(encoding="utf-8") as file:
        people = list(csv.DictReader(file))
    assert np.mean([person["sex"] == "f" for person in people]) == pytest.approx(0.12, abs=0.02)
    years = [int(person["birth"][:4]) for person in people]
    assert min(years) > 1940
    assert max(years) < 2001
    assert 1978 < np.median(years) < 1990


@pytest.mark.parametrize("culture", CULTURES)
def test_every_culture_has_many_names(culture: str) -> None:
    lexicon = draw_lexicon(culture, rng=np.random.default_rng(1))
    assert len(lexicon.male.names) >= 120
    assert len(lexicon.female.names) >= 60
    assert len(lexicon.families) >= 70
    assert lexicon.male.weight.sum() == pytest.approx(1)
    assert lexicon.male.weight.max() > 5 * np.median(lexicon.male.weight)  # some names are far more common


def test_frequencies_differ_between_worlds() -> None:
    first, second = (draw_lexicon("kz", rng=np.random.default_rng(seed)).male.weight for seed in (1, 2))
    assert not np.allclose(first, second)


def test_more_namesakes_and_brothers_when_asked(tmp_path: Path) -> None:
    few = replace(World(people=1500), namesakes=0.0, brothers=0.0)
    many = replace(few, namesakes=0.3)
    shares = [
        invent_study(tmp_path / name, rng=np.random.default_rng(4), world=world).shares["namesakes"]
        for name, world in (("few", few), ("many", many))
    ]
    assert shares[0] < 0.08
    assert shares[1] > 0.4


def test_brothers_share_father_and_family_name() -> None:
    def pairs(share: float) -> int:
        world = World(people=2000, brothers=share, namesakes=0.0)
        people = draw_people(world, rng=np.random.default_rng(9))
        counts = Counter(zip(people.origin, people.father, people.family, people.town, strict=True))
        return sum(count > 1 for count in counts.values())

    assert pairs(0.0) < 15
    assert pairs(0.2) == pytest.approx(200, abs=30)


def test_a_list_captures_the_share_it_is_told_to() -> None:
    world = World(people=40000, heterogeneity=0.0, dependence=())
    seen = draw_captures(world, rng=np.random.default_rng(3))
    assert seen.mean(axis=0) == pytest.approx([plan.capture for plan in world.lists], abs=0.008)


def test_dependence_shows_in_the_captures() -> None:
    def overlap(log_odds: float) -> float:
        pair = Dependence(first="press-arabic", second="posts", log_odds=log_odds)
        world = World(people=20000, heterogeneity=0.0, dependence=(pair,))
        seen = draw_captures(world, rng=np.random.default_rng(5))
        return float(np.corrcoef(seen[:, 1], seen[:, 3])[0, 1])

    assert abs(overlap(0.0)) < 0.02
    assert overlap(1.5) > 0.2


def test_visible_people_are_on_more_lists() -> None:
    def spread(heterogeneity: float) -> float:
        world = World(people=20000, heterogeneity=heterogeneity, dependence=())
        return float(draw_captures(world, rng=np.random.default_rng(6)).sum(axis=1).var())

    assert spread(1.0) > spread(0.0) + 0.2


def test_sightings_fall_into_the_stay_and_repeat_people() -> None:
    world = World(people=3000, repeats=0.3)
    rng = np.random.default_rng(8)
    people = draw_people(world, rng=rng)
    captured = np.arange(3000) % 3 == 0
    sightings = draw_sightings(world, people, captured, rng=rng)
    assert set(sightings.person.tolist()) == set(range(0, 3000, 3))
    assert sightings.person.size == round(1000 / 0.7)
    assert np.all(sightings.day >= people.arrived[sightings.person])
    assert np.all(sightings.day <= people.left[sightings.person])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"people": 0}, "at least one person"),
        ({"origins": (Origin(code="KZ", share=0.5, cultures=(("kz", 1.0),)),)}, "sum to 0.5"),
        ({"lists": World().lists + World().lists[:1]}, "a name of its own"),
        ({"dependence": (Dependence(first="posts", second="press-arabic", log_odds=1.0),)}, "first before the second"),
        ({"end": World().start}, "before it starts"),
    ],
)
def test_a_world_that_cannot_be_drawn_is_refused(tmp_path: Path, change: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        invent_study(tmp_path, rng=np.random.default_rng(1), world=replace(World(), **change))
