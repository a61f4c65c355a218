"""What happened to whom, where and when: the events of a sentence with the places and dates that go with them."""

import datetime as dt
import itertools
from dataclasses import dataclass
from functools import lru_cache

from darkfigure.dates import DateRange, read_date
from darkfigure.extract.lexicon import EVENT_OF_STATE
from darkfigure.extract.persons.cues import EVENTS
from darkfigure.extract.persons.facts import Found, born_in, find_births
from darkfigure.extract.persons.view import View
from darkfigure.extract.tokens import Token
from darkfigure.extract.whereabouts import Place
from darkfigure.places import country_of, stratum_of

# Which of several events of one person is told: the one that ends the story.
RANK = {"died": 0, "detained": 1, "returned": 2, "third_country": 3, "departed": 4, "sighted": 4}
_THEATRE = frozenset({"SY", "IQ"})
_SEASONS = {
    word: months
    for months, words in (
        ((3, 5), "spring весной printemps ربيع bahar baharinda коктемде"),
        ((6, 8), "summer летом ete صيف yaz yazinda жазда жазында"),
        ((9, 11), "autumn fall осеню automne خريف sonbahar sonbaharinda кузде кузинде"),
        ((12, 14), "winter зимои hiver شتاء kis kisin кыста"),
    )
    for word in words.split()
}
_SKIP = {"жылы", "жылгы", "жыл", "года", "году", "год", "yili", "yilinda", "عام", "سنه", "of", "в", "en", "de"}
_WIDEST = 5
# Words that begin another statement, and how many words they set apart.
_AND = frozenset({"and", "и", "et", "ثم", "ve"})
_CLAUSE = 6
# After these a verb tells the charge, not what happened: convicted of recruiting, осужден за участие.
CHARGE = "charge"
_CHARGE = frozenset({"of", "for", "за", "pour", "بتهمه"})


@dataclass(frozen=True, kw_only=True)
class Happened:
    """An event: tokens that name it, the place (a country's code) and the date that go with it."""

    event: str
    first: int
    last: int
    place: Found | None = None
    date: tuple[dt.date, dt.date] | None = None
    dated_at: tuple[int, int] | None = None


def find_events(view: View, *, origin: str | None = None) -> list[Happened]:
    """The events of a sentence in order, each with its place and date."""
    marks = _marks(view)
    births = find_births(view)
    dates = [one for one in find_dates(view) if not any(b.first < one[1][1] and one[1][0] < b.last for b in births)]
    found = []
    happened = [mark for mark in marks if mark[0] != CHARGE]
    telling = [mark for mark in happened if mark[0] != "sighted"] or happened
    for event, first, last in happened:
        dated = [mark[1:] for mark in (telling if event != "sighted" else happened)]
        date = _date_of(view, (first, last), dated, dates)
        place, moved = _place_of(view, (event, first, last), marks, origin)
        found.append(
            Happened(
                event=moved,
                first=first,
                last=last,
                place=place,
                date=date[0] if date else None,
                dated_at=date[1] if date else None,
            )
        )
    return found


def _marks(view: View) -> list[tuple[str, int, int]]:
    found: dict[int, tuple[str, int, int]] = {}
    other_names = {at for mark in view.cues.marks("alias") for at in range(mark.first, mark.last)}  # "went by"
    for at in range(view.sentence.first, view.sentence.last):
        if at in other_names:
            continue
        own = view.cues.at(at, *EVENTS)
        if own is not None and not _negated(view, at):
            found[at] = (own.kind, own.first, own.last)
            continue
        mark = view.sentence.at(at, "state")
        if mark is None or mark.value not in EVENT_OF_STATE or view.cues.at(at, "job") or view.sentence.at(at, "role"):
            continue
        if mark.value == "fighting" and view.sentence.at(at, "unit"):
            continue
        if mark.value == "present" and mark.last - mark.first == 1 and view.lang in {"en", "fr"}:
            continue
        if _negated(view, at):
            continue
        if any(first <= at < last for _, first, last in found.values()):
            continue
        found[at] = (EVENT_OF_STATE[mark.value], mark.first, mark.last)
    return [(CHARGE, *found[at][1:]) if _is_charge(view, *found[at][1:]) else found[at] for at in sorted(found)]


def _is_charge(view: View, first: int, last: int) -> bool:
    """Whether a verb tells what somebody is charged with: convicted of recruiting, соғысқаны үшін соттады."""
    tokens = view.sentence.tokens
    before = tokens[first - 1].key if first > view.sentence.first else ""
    after = tokens[last].key if last < view.sentence.last else ""
    return before in _CHARGE or after in {"ушин", "icin"}


def _negated(view: View, at: int) -> bool:
    return any(view.cues.at(n, "negation") for n in range(max(view.sentence.first, at - 2), at))


def find_dates(view: View) -> list[tuple[tuple[dt.date, dt.date], tuple[int, int]]]:
    """The dates of a sentence with their tokens; years of birth are left out by whoever knows them."""
    found: list[tuple[tuple[dt.date, dt.date], tuple[int, int]]] = []
    tokens = view.sentence.tokens
    at = view.sentence.first
    while at < view.sentence.last:
        token = tokens[at]
        if token.kind == "date" or (token.kind == "number" and len(token.key) == 4 and token.key[:2] in {"19", "20"}):
            read = _widest(view, at)
            if read is not None:
                found.append(read)
                at = read[1][1]
                continue
        at += 1
    return found


def _widest(view: View, at: int) -> tuple[tuple[dt.date, dt.date], tuple[int, int]] | None:
    """The longest date that a year is part of, with a season's or an early or late part of the year."""
    sentence = view.sentence
    best = None
    for first in range(max(sentence.first, at - _WIDEST), at + 1):
        for last in range(min(sentence.last, at + _WIDEST), at, -1):
            text = _text(view, tuple(sentence.tokens[first:last]))
            read = _read(text)
            if read is not None and (best is None or (last - first) > best[1][1] - best[1][0]) and _precise(read):
                best = ((read.first, read.last), (first, last))
    year = sentence.tokens[at].key
    if best is not None and len(year) == 4 and best[0][1] - best[0][0] > dt.timedelta(days=300):
        for n in range(max(sentence.first, at - 3), min(sentence.last, at + 3)):
            months = _SEASONS.get(sentence.tokens[n].key)
            if months is not None:
                return _season(int(year), months), (min(n, best[1][0]), max(n + 1, best[1][1]))
    return best


def _precise(read: DateRange) -> bool:
    return read.precision in {"day", "month", "year"}


def _text(view: View, tokens: tuple[Token, ...]) -> str:
    raw = view.sentence.text.raw
    words = [raw[token.start : token.end] for token in tokens if token.key not in _SKIP]
    if view.lang == "tr":
        words = [word.replace("’", "'").split("'")[0] for word in words]
    for left, right in itertools.pairwise(tokens):
        gap = view.sentence.text.folded[left.end : right.start]
        if set(gap) & set(";:()") or ("," in gap and not right.key.isdecimal()):
            return ""
    return " ".join(words)


@lru_cache(1 << 12)
def _read(text: str) -> DateRange | None:
    return read_date(text) if text else None


def _season(year: int, months: tuple[int, int]) -> tuple[dt.date, dt.date]:
    """First and last day of a season; winter runs into the next year."""
    first = dt.date(year, months[0], 1)
    end_year, end_month = year + months[1] // 12, months[1] % 12 + 1
    return first, dt.date(end_year, end_month, 1) - dt.timedelta(days=1)


def _between(view: View, first: int, last: int) -> int:
    """How far two places in a sentence lie apart: words, and a comma as three."""
    first, last = min(first, last), max(first, last)
    commas = sum(view.gap(at).strip(" \"'")[:1] in {",", ";", "("} for at in range(first, last))
    ands = sum(view.sentence.tokens[at].key in _AND for at in range(first + 1, last))
    return last - first + 3 * commas + _CLAUSE * ands


def _date_of(
    view: View,
    mark: tuple[int, int],
    marks: list[tuple[int, int]],
    dates: list[tuple[tuple[dt.date, dt.date], tuple[int, int]]],
) -> tuple[tuple[dt.date, dt.date], tuple[int, int]] | None:
    """The nearest date of which this is the nearest event."""
    best = None
    for date, (first, last) in dates:
        away = {other: min(_between(view, other[1] - 1, first), _between(view, other[0], last - 1)) for other in marks}
        if away[mark] == min(away.values()) and (best is None or away[mark] < best[0]):
            best = (away[mark], date, (first, last))
    return (best[1], best[2]) if best else None


def _place_of(
    view: View, mark: tuple[str, int, int], marks: list[tuple[str, int, int]], origin: str | None
) -> tuple[Found | None, str]:
    """The country an event happened in, and the event, which is `third_country` where people moved on elsewhere."""
    event, at, end = mark
    spots = [
        place
        for place in view.places
        if place.kind != "people" and place.code[:2].isupper() and not born_in(view, place.first)
    ]
    theatre = [place for place in spots if _in_theatre(place) and place.part != "from"]
    left = [place for place in spots if _in_theatre(place) and place.part == "from"]
    elsewhere = [place for place in spots if not _in_theatre(place) and place.part == "in"]

    def nearest(places: list[Place]) -> Found | None:
        if not places:
            return None
        best = min(places, key=lambda place: _between(view, at, place.first) + (place.first < at))
        return Found(stratum_of(best.code), best.first, best.last)

    if event in {"departed", "third_country"} and elsewhere:
        quit_it = [place for place in theatre if place.first == end and place.part == "named"]  # "a fui Raqqa"
        found = nearest(elsewhere)
        fled = bool(left or quit_it) or event == "third_country"
        staying = [place for place in theatre if place not in quit_it]
        if (
            fled
            and found is not None
            and country_of(str(found.value)) != origin
            and (not staying or event == "third_country")
        ):
            return found, "third_country"
    if event == "third_country":
        return (nearest(theatre), "sighted") if theatre else (nearest(elsewhere), "sighted")
    if event in {"departed", "sighted", "died"}:
        found = nearest(theatre)
        if found is None and event != "departed":
            found = nearest(elsewhere) or nearest(left)
        return found, event
    if event == "returned":
        return nearest(elsewhere), event
    own = [place for place in spots if place.part != "from" and _belongs(view, place, at, marks)]
    return nearest([place for place in own if place.part == "in"]) or nearest(own) or nearest(
        _of_courts(view, spots)
    ), event


def _in_theatre(place: Place) -> bool:
    return country_of(place.code) in _THEATRE


def _belongs(view: View, place: Place, at: int, marks: list[tuple[str, int, int]]) -> bool:
    """Whether an event is the nearest to a place: not "detained on the way to Syria"."""
    away = {
        first: _between(view, first, place.first)
        for name, first, _ in marks
        if name != CHARGE or view.lang == "kk" or first < place.first
    }
    return away[at] == min(away.values())


def _of_courts(view: View, spots: list[Place]) -> list[Place]:
    """Places whose court or police acts: la cour d'assises de Bruxelles."""
    courts = list(view.cues.marks("court"))
    return [
        place
        for place in spots
        if any(0 <= place.first - court.last <= 3 or 0 <= court.first - place.last <= 2 for court in courts)
    ]
