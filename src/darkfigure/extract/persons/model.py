"""Models beside the rules: they point at words of the text, and the program reads what stands there.

Whatever a model says counts only where its quote is found at its offset, for the person and for every field. Values are
read from the quoted words by the same readers as tables, so that a model can overlook but not invent. What the rules
read stays; a model adds persons and fills what is empty.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from darkfigure.dates import read_date, read_year
from darkfigure.extract.persons.cues import EVENTS
from darkfigure.extract.persons.person import PersonMention
from darkfigure.places import country_of, read_origin, read_sex, stratum_of

FIELDS = ("kunya", "sex", "age", "birth_year", "origin", "place", "event", "date")
ROLES = ("official", "speaker", "kin")


@dataclass(frozen=True, kw_only=True)
class Pointed:
    """Words a model points at: the first character, and the words themselves."""

    start: int
    quote: str

    def stands_in(self, text: str) -> bool:
        """Whether the words are there."""
        return (
            bool(self.quote.strip())
            and 0 <= self.start <= len(text)
            and text[self.start : self.start + len(self.quote)] == self.quote
        )


@dataclass(frozen=True, kw_only=True)
class Suggested:
    """A person as a model sees one: where named, where each of `FIELDS` stands, which of `EVENTS`, which role."""

    name: Pointed
    fields: Mapping[str, Pointed] = field(default_factory=dict)
    event: str | None = None
    role: str | None = None


class PersonModel(Protocol):
    """Anything that suggests persons in a text."""

    name: str

    def suggest(self, text: str, lang: str) -> Sequence[Suggested]:
        """The persons a model sees in a text."""
        ...


def add_suggestions(
    found: Sequence[PersonMention], suggestions: Sequence[Suggested], *, text: str, lang: str, model: str
) -> list[PersonMention]:
    """The persons of the rules and of a model, in the order of the text.

    A suggestion that overlaps a naming of a known person fills what is empty there; its role does not count then.
    """
    persons = list(found)
    for one in suggestions:
        if not one.name.stands_in(text):
            continue
        start, end = one.name.start, one.name.start + len(one.name.quote)
        at = next((n for n, known in enumerate(persons) if _overlap(known, start, end)), None)
        if at is None:
            fresh = PersonMention(
                lang=lang,
                start=start,
                end=end,
                quote=one.name.quote,
                name=one.name.quote.strip(),
                namings=((start, end),),
                role=one.role if one.role in ROLES else None,
                reader=model,
            )
            persons.append(_filled(fresh, one, text))
        else:
            filled = _filled(persons[at], one, text)
            if filled != persons[at]:
                persons[at] = replace(filled, reader=f"{persons[at].reader}+{model}")
    return sorted(persons, key=lambda person: person.start)


def _overlap(person: PersonMention, start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in person.namings)


def _filled(person: PersonMention, one: Suggested, text: str) -> PersonMention:
    """The person with what is empty filled from words that stand where the model says."""
    evidence = dict(person.evidence)
    values: dict[str, object] = {}
    for name, pointed in one.fields.items():
        if name not in FIELDS or not pointed.stands_in(text):
            continue
        read = _event(one) if name == "event" else _READERS[name](pointed.quote)
        empty = person.first is None if name == "date" else getattr(person, name) is None
        if read is None or not empty:
            continue
        if name == "date" and isinstance(read, tuple):
            values["first"], values["last"] = read
        else:
            values[name] = read
        evidence[name] = (pointed.start, pointed.start + len(pointed.quote))
    return replace(person, **values, evidence=evidence) if values else person  # type: ignore[arg-type]


def _event(one: Suggested) -> str | None:
    return one.event if one.event in EVENTS else None


def _age(quote: str) -> int | None:
    digits = "".join(letter if letter.isdecimal() else " " for letter in quote).split()
    return int(digits[0]) if len(digits) == 1 and int(digits[0]) <= 110 else None


def _year(quote: str) -> int | None:
    years = read_year(quote)
    return years[0] if years and years[0] == years[1] else None


def _date(quote: str) -> tuple[object, object] | None:
    read = read_date(quote)
    return (read.first, read.last) if read else None


def _origin(quote: str) -> str | None:
    code = read_origin(quote)
    return stratum_of(code) if code else None


def _place(quote: str) -> str | None:
    code = read_origin(quote)
    return country_of(code) if code else None


_READERS: dict[str, Callable[[str], object]] = {
    "kunya": lambda quote: quote.strip() or None,
    "sex": read_sex,
    "age": _age,
    "birth_year": _year,
    "origin": _origin,
    "place": _place,
    "date": _date,
}
