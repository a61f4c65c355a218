"""Age, year of birth, sex and origin, from the words beside a name."""

import re
from typing import NamedTuple

from darkfigure.extract.persons.view import Span, View
from darkfigure.places import country_of, stratum_of

# What an adjective of a people goes with where it says nothing of a person's origin: Iraqi forces, турецкая граница.
_NO_PERSONS = frozenset(
    [
        *("forces", "army", "border", "camp", "authorities", "prison", "soil"),
        *("границы", "границу", "границе", "границеи", "стороны", "стороне", "армия", "воиска", "аэропорт"),
        *("frontiere", "armee", "sol", "siniri", "sinirinda", "ordusu", "шекарасы", "шекарасында"),
    ]
)
_THEATRE = frozenset({"SY", "IQ"})
_BORN = range(1925, 2016)
_OLDEST = 99
_NEAR = 6
_SIGNS = " \"'\n"
# Words that are said of ages only, where others are said of any span of years.
_STRONG = frozenset("old aged age agee yasinda yasindaki yaslarinda жаста жастагы жасында жасар".split())  # noqa: SIM905
_YEAR = re.compile(r"(?:19|20)\d\d")


class Found(NamedTuple):
    """A value and the tokens that say it."""

    value: str | int
    first: int
    last: int


def _number(view: View, at: int) -> int | None:
    if not view.sentence.first <= at < view.sentence.last:
        return None
    token = view.sentence.tokens[at]
    return int(token.key) if token.kind == "number" and token.key.isdecimal() else None


def find_ages(view: View) -> list[Found]:
    """Ages in a sentence: figures with a word of age, or set off after a name by commas or brackets."""
    found = []
    for at in range(view.sentence.first, view.sentence.last):
        age = _number(view, at)
        if age is None or not 5 <= age <= _OLDEST:
            continue
        after, before = view.gap(at), view.gap(at - 1) if at > view.sentence.first else ""
        word = view.cues.at(at + 1, "age")
        glued = word is not None and after.strip() in {"", "-"}
        if glued and word is not None and _of_person(view, at, word.last):
            found.append(Found(age, at, word.last))
        elif (ahead := view.cues.before(at, "age")) and not before.strip():
            found.append(Found(age, ahead.first, at + 1))
        elif (
            (before.strip()[:1] in {",", "("} and (after.strip()[:1] in {",", ")", "."} or after.strip()[:2] == "),"))
            or (before.strip() in {"-", "–", "—"} and at + 1 == view.sentence.last)
            or _both(view, at)
            or _two_ages(view, at)
        ):
            found.append(Found(age, at, at + 1))
    return found


def _both(view: View, at: int) -> bool:
    """Whether one age is said of two: both 19."""
    return at > view.sentence.first and view.raw(at - 1).lower() in {"both", "обоим", "ikisi", "екеуі", "tous"}


def _two_ages(view: View, at: int) -> bool:
    """Whether a figure is the first of two ages: 18 et 20 ans."""
    other = _number(view, at + 2)
    return (
        other is not None
        and view.sentence.tokens[at + 1].key in {"et", "и", "and", "ve", "мен", "пен"}
        and view.cues.at(at + 3, "age") is not None
        and view.gap(at - 1).strip()[:1] in {",", "("}
    )


def _of_person(view: View, at: int, last: int) -> bool:
    """Whether a figure with a word for years is an age: those for years of prison or of war are not."""
    words = {view.sentence.tokens[n].key for n in range(at + 1, last)}
    if words & _STRONG or any(key.startswith("летн") for key in words):
        return True
    if at > view.sentence.first + 1 and _two_ages(view, at - 2):
        return True
    before = view.gap(at - 1).strip() if at > view.sentence.first else ""
    if before[:1] in {",", "(", "-"}:
        return True
    near = {
        view.sentence.tokens[n].key for n in range(max(view.sentence.first, at - 4), min(view.sentence.last, last + 3))
    }
    if view.lang == "ar":
        return bool(near & {"العمر", "عمره", "عمرها", "البالغ", "البالغه", "عمر"}) or before == "("
    if view.lang == "fr":
        return bool(near & {"avait", "age", "agee", "de", "a"} - {"a"}) and not near & {"prison", "apres", "pendant"}
    if view.lang == "ru":
        return bool(near & {"было", "исполнилос", "возрасте", "возраст"})
    return False


def find_births(view: View) -> list[Found]:
    """Years of birth: a year beside a word of birth."""
    found = []
    for at in range(view.sentence.first, view.sentence.last):
        token = view.sentence.tokens[at]
        year = _year(token.key) if token.kind in {"number", "date"} else None
        if year is None:
            continue
        near = [
            mark
            for n in range(max(view.sentence.first, at - _NEAR), min(view.sentence.last, at + 4))
            if (mark := view.cues.at(n, "born")) and not _crosses(view, min(n, at), max(n, at))
        ]
        if near:
            found.append(Found(year, min(at, near[0].first), max(at + 1, near[0].last)))
    return found


def _crosses(view: View, first: int, last: int) -> bool:
    return any(set(view.gap(at).strip(_SIGNS)) & set(",;()") for at in range(first, last))


def _year(key: str) -> int | None:
    years = [int(year) for year in _YEAR.findall(key)]
    return years[0] if len(years) == 1 and years[0] in _BORN else None


def sex_beside(view: View, span: Span) -> str | None:
    """The sex that nouns, verbs and pronouns beside a name tell: the nearest decides."""
    found = []
    for at in range(max(view.sentence.first, span.first - _NEAR), min(view.sentence.last, span.last + 10)):
        if span.first <= at < span.last:
            continue
        for kind, sex in (("man", "m"), ("woman", "f")):
            mark = view.cues.at(at, kind)
            if mark is None:
                continue
            left, right = min(mark.last, span.last), max(mark.first, span.first)
            away = span.first - mark.last if mark.last <= span.first else 2 * (mark.first - span.last) + 1
            away += 4 * _breaks(view, left, right)
            found.append((away, sex))
    return min(found)[1] if found else None


def pronoun(view: View) -> str | None:
    """The sex that a pronoun in a sentence tells."""
    for at in range(view.sentence.first, view.sentence.last):
        if view.cues.at(at, "he"):
            return "m"
        if view.cues.at(at, "she"):
            return "f"
    return None


def _breaks(view: View, first: int, last: int) -> int:
    return sum(bool(view.gap(at - 1).strip(_SIGNS)) for at in range(first, last + 1) if at > view.sentence.first)


def origin_beside(view: View, span: Span, others: list[Span], *, until: int) -> Found | None:
    """The people or place of origin named beside a name, before it or in what is set beside it up to token `until`."""
    left = max((other.last for other in others if other.last <= span.first), default=view.sentence.first)
    found = []
    for place in view.places:
        if span.first <= place.first < span.last:
            continue
        code = country_of(place.code)
        if place.code == "foreign" or not place.code[:2].isupper():
            continue
        if left <= place.first < span.first:
            gap = _breaks(view, place.last, span.first)
            away = span.first - place.last
            if away > _NEAR or gap or any(view.sentence.at(n, "state", "say") for n in range(place.last, span.first)):
                continue
            if place.part == "in" and place.kind != "people":
                continue
            if code in _THEATRE and place.kind != "people":
                continue
            found.append((away, place))
        elif span.last <= place.first < until:
            if place.part not in {"people", "from"} and not born_in(view, place.first):
                continue
            if code in _THEATRE and place.kind != "people":
                continue
            if place.kind == "people" and of_others(view, place.last):
                continue
            found.append((2 * (place.first - span.last) + 3, place))
    if not found:
        return None
    _, best = min(found, key=lambda entry: entry[0])
    return Found(stratum_of(best.code), best.first, best.last)


def born_in(view: View, at: int) -> bool:
    """Whether a word of birth stands shortly before a place: born 12 May 1988 in Namangan."""
    return any(
        view.cues.at(n, "born") and not _crosses(view, n, at) for n in range(max(view.sentence.first, at - 7), at)
    )


def of_others(view: View, at: int) -> bool:
    """Whether an adjective of a people goes with others than the person: Iraqi forces, la frontière turque."""
    mark = view.sentence.at(at, "org")
    key = view.sentence.tokens[at].key if at < view.sentence.last else ""
    return mark is not None or key in _NO_PERSONS
