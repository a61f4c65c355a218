"""A person named in a text, with what the text says of them."""

import datetime as dt
import hashlib
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class PersonMention:
    """One person of one text, however often named.

    Attributes:
        lang: Language of the text.
        start: First character of the first naming; `text[start:end] == quote`.
        end: The character after its last.
        quote: The first naming as written.
        name: The fullest name in the first case of its language; the kunya where there is no other.
        kunya: With its nisba (Abu Umar al-Uzbaki), in the first case.
        aliases: Other names given.
        sex: f or m.
        age: In years, when the text was written or the event happened.
        birth_year: As written.
        origin: ISO 3166-1 alpha-2, or 3166-2 for a region that is an origin of its own.
        place: Country of the event, ISO 3166-1 alpha-2.
        group: Code of an armed group, as in claims.
        event: sighted, departed, third_country, returned, detained, died; of several the one that ends the story.
        first: First day the event may have happened on.
        last: Last day.
        role: Nothing for one of the people looked for; else official, speaker, kin, or `mentioned` where the text says
            nothing of them that a member would have.
        namings: First and last character of every naming in the text.
        evidence: Field to the characters that say it.
        reader: `rules`, or the name of the model that found it.

    Example:
        >>> from darkfigure import mentions
        >>> (person,) = mentions("Rustam Yusupov, 24, from Tajikistan, was killed in Syria in May 2014.", lang="en")
        >>> person.name, person.age, person.origin, person.event, person.member
        ('Rustam Yusupov', 24, 'TJ', 'died', True)
    """

    lang: str
    start: int
    end: int
    quote: str
    name: str | None = None
    kunya: str | None = None
    aliases: tuple[str, ...] = ()
    sex: str | None = None
    age: int | None = None
    birth_year: int | None = None
    origin: str | None = None
    place: str | None = None
    group: str | None = None
    event: str | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    role: str | None = None
    namings: tuple[tuple[int, int], ...] = ()
    evidence: dict[str, tuple[int, int]] = field(default_factory=dict)
    reader: str = "rules"

    @property
    def member(self) -> bool:
        """Whether this is one of the people looked for, as far as the text tells."""
        return self.role is None

    def to_dict(self, *, doc: str = "") -> dict[str, object]:
        """The mention as a JSON object; `id` is a digest of document, offset and name."""
        content = f"{doc}\n{self.start}\n{self.end}\n{self.name or self.kunya}"
        return {
            "doc": doc,
            "lang": self.lang,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "name": self.name,
            "kunya": self.kunya,
            "aliases": list(self.aliases),
            "sex": self.sex,
            "age": self.age,
            "birth_year": self.birth_year,
            "origin": self.origin,
            "place": self.place,
            "group": self.group,
            "event": self.event,
            "date": None if self.first is None or self.last is None else [str(self.first), str(self.last)],
            "role": self.role,
            "namings": [list(at) for at in self.namings],
            "evidence": {name: {"start": start, "end": end} for name, (start, end) in self.evidence.items()},
            "reader": self.reader,
            "id": hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        }
