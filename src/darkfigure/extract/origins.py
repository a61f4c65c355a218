"""Where the counted people come from, where they are, and which group they belong to."""

import re
from typing import NamedTuple

from darkfigure.extract.frames import Frame
from darkfigure.extract.phrases import Mark
from darkfigure.extract.sentence import Sentence
from darkfigure.extract.whereabouts import Place
from darkfigure.places import country_of, stratum_of

UNNAMED = "unnamed"  # "armed groups": a group that has no name here
_THEATRE = frozenset({"SY", "IQ"})
# Where people fight and come from: an origin only where the words say so.
_BOTH = frozenset({"AF", "PK", "LY", "YE", "TR"})
_REGION_LOCATIONS = frozenset({"middle-east"})
_NEVER_ORIGIN = frozenset({"middle-east"})
_DELIMITER = re.compile(r'[,;:"()]| - ')
_THAT = frozenset({"that", "что", "que", "qu", "ان", "بان", "що", "ки", "که", "деп", "deb", "diye"})
_SAYING = 7


class Origin(NamedTuple):
    """Codes and the tokens that name them."""

    codes: tuple[str, ...]
    first: int
    last: int
    basis: str


def theatre(code: str) -> bool:
    """Whether the place is where the fighting is."""
    return code in _REGION_LOCATIONS or country_of(code) in _THEATRE


def own_origin(frame: Frame) -> Origin | None:
    """The origin named by the words of a statement, the closest reading first."""
    places = [place for place in frame.places if _may_be_origin(place)]
    inside = [place for place in places if frame.first <= place.first < frame.last]
    after = _chain(frame, places, frame.last)
    if inside and after and frame.sentence.at(frame.last, "from") and not frame.sentence.at(frame.last, "and"):
        after = []  # Russian nationals from the North Caucasus
    if inside or after:
        return _origin([*inside, *after], "origin")
    before = _chain_back(frame, places)
    if before:
        return _origin(before, "origin")
    zone = [place for place in places if frame.left <= place.first < frame.right and place.part in {"people", "from"}]
    zone = [place for place in zone if place.kind == "people" or country_of(place.code) not in _BOTH]
    if zone:
        nearest = min(zone, key=lambda place: _distance(frame, place))
        listed = [place for place in places if place in zone or (place.part == "named" and not theatre(place.code))]
        return _origin(_together(frame, listed, nearest), "clause")
    places = [place for place in places if country_of(place.code) not in _BOTH]
    named = [place for place in places if frame.left <= place.first < frame.right and place.part == "named"]
    named = [place for place in named if not theatre(place.code) and -14 <= place.first - frame.last <= 7]
    if not named and frame.places:
        named = _home(frame)
    if named:
        nearest = min(named, key=lambda place: _distance(frame, place))
        return _origin(_together(frame, named, nearest), "clause")
    return None


def _home(frame: Frame) -> list[Place]:
    """Where people returned to: they are from there."""
    sentence = frame.sentence
    back = any(
        mark is not None and mark.value == "returned"
        for at in range(frame.left, frame.right)
        if (mark := sentence.at(at, "state"))
    )
    if not back:
        return []
    return [
        place
        for place in frame.places
        if frame.left <= place.first < frame.right and not theatre(place.code) and country_of(place.code) not in _BOTH
    ]


def _may_be_origin(place: Place) -> bool:
    if place.code in _NEVER_ORIGIN:
        return False
    return place.kind == "people" or not (theatre(place.code) or place.part == "in")


def _origin(places: list[Place], basis: str) -> Origin:
    codes = tuple(dict.fromkeys(stratum_of(place.code) if _is_iso(place) else place.code for place in places))
    if len(codes) > 1:
        codes = tuple(code for code in codes if code != "foreign")
    return Origin(codes, places[0].first, places[-1].last, basis)


def _is_iso(place: Place) -> bool:
    return place.code[:2].isupper()


def _chain(frame: Frame, places: list[Place], start: int) -> list[Place]:
    """Places that follow the noun directly: of, from, and, commas between them."""
    by_first = {place.first: place for place in places}
    found: list[Place] = []
    at, misses, sentence = start, 0, frame.sentence
    while at < min(sentence.last, start + 24):
        gap = sentence.gap(at - 1).strip(" \"'\n")
        if gap not in {"", ",", "-"} or (gap and not found):
            break
        place = by_first.get(at)
        if place is not None and (found or place.part in {"from", "people", "named"}):
            if gap == "," and frame.right <= at:
                break
            found.append(place)
            at, misses = place.last, 0
            continue
        if not found and at >= frame.right:
            break  # what "and" joins is another statement
        mark = sentence.at(at, "from", "of", "and", "skip", "self", "other")
        if mark is None or (sentence.at(at, "state") and not sentence.at(at, "from")):
            if found or misses >= 1 or not _participle(frame, at):
                break
            misses += 1
            at += 1
            continue
        at = mark.last
    return found


def _participle(frame: Frame, at: int) -> bool:
    """A word such as "originating" or "يتحدرون" between the noun and where it is from."""
    following = frame.sentence.at(at + 1, "from") if at + 1 < frame.sentence.last else None
    return following is not None and frame.sentence.tokens[at].kind == "word"


def _chain_back(frame: Frame, places: list[Place]) -> list[Place]:
    """Places that stand directly before the number: Қырғызстандық 850 азамат, les Belges - 470."""
    by_last = {place.last: place for place in places}
    found: list[Place] = []
    at, sentence, skipped = frame.first, frame.sentence, 0
    if sentence.gap(at - 1).strip() == "(" and at in by_last:
        return [by_last[at]]  # les Tunisiens (1 500)
    while at > frame.left:
        gap = sentence.gap(at - 1).strip(" \"'\n")
        if gap not in {"", ",", "-", "–", "—", ":"}:
            break
        place = by_last.get(at)
        if place is not None:
            found.insert(0, place)
            at = place.first
            continue
        mark = sentence.before(at, "and", "skip", "self", "of", "from", "other")
        if mark is None or skipped > 3:
            break
        skipped += 1
        at = mark.first
    return found


def _together(frame: Frame, places: list[Place], nearest: Place) -> list[Place]:
    """The places named in one breath with the nearest."""
    found, at = [nearest], places.index(nearest)
    for place in places[at + 1 :]:
        if place.first - found[-1].last > 4 or not _joined(frame, found[-1].last, place.first):
            break
        found.append(place)
    for place in reversed(places[:at]):
        if found[0].first - place.last > 4 or not _joined(frame, place.last, found[0].first):
            break
        found.insert(0, place)
    return found


def _joined(frame: Frame, start: int, end: int) -> bool:
    """Whether only "and", commas and "from" stand between two places."""
    sentence, at = frame.sentence, start
    while at < end:
        mark = sentence.at(at, "and", "from", "of", "skip", "in")
        if mark is None:
            return False
        at = mark.last
    if start == end and sentence.lang != "ar":
        return sentence.gap(start - 1).strip() in {",", "-"}
    return True


def _distance(frame: Frame, place: Place) -> int:
    if place.first >= frame.last:
        return place.first - frame.last + 6 * _crossed(frame, frame.last, place.first)
    return 2 * (frame.first - place.last)


def _crossed(frame: Frame, start: int, end: int) -> int:
    """How many commas and the like stand between."""
    return sum(bool(frame.sentence.gap(at - 1).strip(" \"'\n")) for at in range(start, end + 1))


def self_reference(frame: Frame) -> Mark | None:
    """Words such as "of its citizens", "граждан страны", that point to the country spoken of."""
    sentence = frame.sentence
    named = {at for mark in sentence.marks("group") for at in range(mark.first, mark.last)}
    near = (
        *range(frame.first, min(frame.right, frame.last + 4)),
        *range(max(frame.left, frame.first - 6), frame.first),
    )
    for at in near:
        if at not in named and (mark := sentence.at(at, "self")):  # not the state of Islamic State
            return mark
    return None


def own_locations(frame: Frame, state: str | None) -> list[Place]:
    """Where the people are: the theatre, or a place after "in", among the statement's words, else in its sentence."""
    found = [
        place
        for place in frame.places
        if place.kind != "people"
        and (theatre(place.code) or (place.part == "in" and not _where_said(frame, place)))
        and place.code != "foreign"
    ]
    near = [place for place in found if frame.left <= place.first < frame.right]
    fighting = [place for place in near if theatre(place.code)]
    inside = [place for place in near if place.part == "in"]
    if state == "detained" and inside and all(place.part == "from" for place in fighting):
        return inside[:2]  # detained in Turkey on the way from Iraq
    if fighting:
        with_them = [place for place in _together(frame, near, fighting[0]) if place.part == "in"]
        return sorted({*fighting, *with_them})  # in Libya and in Syria
    return near[:2] or [place for place in found if theatre(place.code)] or _after_parts(frame, found)


def _after_parts(frame: Frame, places: list[Place]) -> list[Place]:
    """Places that a statement shares with the part named before them: eleven men, two of them old, in a town."""
    after = (place for place in places if place.first >= frame.last)
    return [place for place in after if not _parted(frame.sentence, frame.last, place.first)][:2]


def _where_said(frame: Frame, place: Place) -> bool:
    """Whether the place is where somebody speaks: told students in Dushanbe that ..."""
    sentence = frame.sentence
    apart = _parted(sentence, place.last, frame.first) or _parted(sentence, frame.last, place.first)
    near = range(max(sentence.first, place.first - _SAYING), min(sentence.last, place.last + _SAYING))
    return apart and any(
        sentence.at(at, "say") and not _parted(sentence, at + 1, place.first) and not _parted(sentence, place.last, at)
        for at in near
    )


def _parted(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a delimiter or "that" stands between a token and one after it."""
    return any(
        _DELIMITER.search(sentence.gap(at - 1)) is not None or (at < end and sentence.tokens[at].key in _THAT)
        for at in range(start, end + 1)
    )


def own_groups(frame: Frame) -> list[Mark]:
    """The armed groups named among a statement's words, else in its sentence."""
    marks = list(frame.sentence.marks("group"))
    near = [mark for mark in marks if frame.left <= mark.first < frame.right]
    return near or marks
