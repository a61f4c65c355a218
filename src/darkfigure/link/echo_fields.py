"""What an echo knows besides the name: the original's facts, to the detail of the pattern, with slips."""

import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from darkfigure.link.compare import MARKS, Birth, Components, Home, Sex
from darkfigure.link.marks import Mark
from darkfigure.link.model import MatchModel
from darkfigure.link.rewrite import slip

Floats = npt.NDArray[np.float64]
Row = dict[str, Any]

_FAR, _FARTHEST = 3, 12  # years between births that lie far apart


class TownsOf:
    """The home towns that rows of one origin name, as often as they do, in the order of the rows."""

    def __init__(self, names: list[str], number: npt.NDArray[np.int64]) -> None:
        self._names, self._number = names, number

    def __len__(self) -> int:
        return len(self._number)

    def __getitem__(self, place: int) -> str:
        name: str = self._names[self._number[place]]
        return name


Towns = dict[str | None, TownsOf]


def towns_by_origin(mentions: pa.Table) -> Towns:
    """The home towns that rows of the table `mention` name, by origin.

    Example:
        >>> towns = towns_by_origin(pa.table({"origin": ["KZ", None, "KZ"], "hometown": ["Aktobe", "Osh", "Atyrau"]}))
        >>> list(towns["KZ"]), list(towns[None])
        (['Aktobe', 'Atyrau'], ['Osh'])
    """
    named = mentions.filter(pc.is_valid(mentions["hometown"]))
    town = named["hometown"].combine_chunks().dictionary_encode()
    origin = named["origin"].combine_chunks().dictionary_encode(null_encoding="encode")
    number, of = town.indices.to_numpy().astype(np.int64), origin.indices.to_numpy()
    names, order = town.dictionary.to_pylist(), np.argsort(of, kind="stable")
    bounds = np.searchsorted(of[order], np.arange(len(origin.dictionary) + 1))
    return {
        code: TownsOf(names, number[order[bounds[place] : bounds[place + 1]]])
        for place, code in enumerate(origin.dictionary.to_pylist())
    }


def echo_facts(one: Row, pattern: Row, *, model: MatchModel, towns: Towns, rng: np.random.Generator) -> Row:
    """Birth, sex, origin, town and marks of an echo.

    What both rows know comes from the original, with a disagreement as often as the model expects one of two rows of
    one person. What the original does not know is the pattern's: it is compared with nothing.

    Args:
        one: the original, as a row of the table `mention`.
        pattern: the row of the other list.
        model: how often what two rows of one person know agrees.
        towns: of all rows.
        rng: source of randomness.
    """
    m = dict(zip(Components._fields, model.m, strict=True))
    facts = _birth(one, pattern, m["birth"], rng) | _sex(one, pattern, m["sex"], rng)
    facts |= _home(one, pattern, m["home"], towns, rng)
    return facts | {name: _mark(one[name], pattern[name], m[name], rng) for name in MARKS}


def _level(m: Floats, levels: list[int], rng: np.random.Generator) -> int:
    return levels[int(rng.choice(len(levels), p=m[levels] / m[levels].sum()))]


def _birth(one: Row, pattern: Row, m: Floats, rng: np.random.Generator) -> Row:
    low, high, first, last = one["birth_low"], one["birth_high"], pattern["birth_low"], pattern["birth_high"]
    if low is None or first is None:
        return {}
    sign = 1 if rng.random() < 0.5 else -1
    far = sign * int(rng.integers(_FAR, _FARTHEST))
    if low != high or first != last:
        width = last - first
        if _level(m, [Birth.RANGES_MEET, Birth.RANGES_APART], rng) == Birth.RANGES_MEET:
            begin = int(rng.integers(low - width, high + 1))
        else:
            begin = high + abs(far) if sign > 0 else low - width - abs(far)
        return {"birth_low": begin, "birth_high": begin + width, "birth_date": None}
    day, other = one["birth_date"], pattern["birth_date"]
    if day is not None and other is not None:
        level = _level(m, list(range(Birth.SAME_DAY, Birth.SAME_YEAR)), rng)
        if level in {Birth.SAME_DAY, Birth.DAY_SLIP, Birth.DAY_TWO_PARTS}:
            near = day.day - day.day % 10 + int(rng.integers(1, 9))  # another last digit is a slip
            changed = {Birth.DAY_SLIP: min(near, 28), Birth.DAY_TWO_PARTS: int(rng.integers(1, 29))}
            date = day.replace(day=changed.get(Birth(level), day.day))
            return {"birth_low": low, "birth_high": low, "birth_date": date}
        shift = {Birth.DAY_SAME_YEAR: 0, Birth.DAY_ONE_YEAR: sign}.get(Birth(level), far)
    else:
        level = _level(m, [Birth.SAME_YEAR, Birth.ONE_YEAR, Birth.TWO_YEARS, Birth.FAR], rng)
        shift = {Birth.SAME_YEAR: 0, Birth.ONE_YEAR: sign, Birth.TWO_YEARS: 2 * sign}.get(Birth(level), far)
    year = low + shift
    date = None if other is None else dt.date(year, other.month, min(other.day, 28))
    return {"birth_low": year, "birth_high": year, "birth_date": date}


def _sex(one: Row, pattern: Row, m: Floats, rng: np.random.Generator) -> Row:
    if one["sex"] is None or pattern["sex"] is None:
        return {}
    same = _level(m, [Sex.SAME, Sex.OTHER], rng) == Sex.SAME
    return {"sex": one["sex"] if same else {"m": "f", "f": "m"}.get(one["sex"])}


def _home(one: Row, pattern: Row, m: Floats, towns: Towns, rng: np.random.Generator) -> Row:
    """A town implies its country: both are drawn together."""
    origin, theirs = one["origin"], pattern["origin"]
    if one["hometown"] is not None and pattern["hometown"] is not None:
        level = _level(m, list(range(Home.SAME_TOWN, Home.SAME_ORIGIN)), rng)
        if level == Home.OTHER_TOWN:
            return {}
        town = slip(one["hometown"], rng) if level == Home.NEAR_TOWN else one["hometown"]
        town = _any(towns.get(origin), rng) if level == Home.OTHER_TOWN_SAME_ORIGIN else town
        return {"origin": None if theirs is None else origin, "hometown": town}
    if origin is None:
        return {}
    if theirs is not None:
        level = _level(m, [Home.SAME_ORIGIN, Home.SAME_COUNTRY, Home.OTHER_COUNTRY], rng)
        if level == Home.OTHER_COUNTRY:
            return {}
        theirs = origin[:2] if level == Home.SAME_COUNTRY else origin
    town = None if pattern["hometown"] is None else _any(towns.get(origin), rng)
    return {"origin": theirs, "hometown": town}


def _any(towns: TownsOf | None, rng: np.random.Generator) -> str | None:
    return towns[int(rng.integers(len(towns)))] if towns else None


def _mark(one: str | None, pattern: str | None, m: Floats, rng: np.random.Generator) -> str | None:
    if one is None or pattern is None:
        return None
    level = _level(m, [Mark.SAME, Mark.NEAR, Mark.OTHER], rng)
    if level == Mark.NEAR:
        return one[:-1] + str(rng.integers(10))
    return one if level == Mark.SAME else pattern
