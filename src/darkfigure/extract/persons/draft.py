"""A person while a text is read: the names given so far, and whether another name is theirs."""

from dataclasses import dataclass, field

from darkfigure.extract.persons.events import Happened
from darkfigure.extract.persons.facts import Found
from darkfigure.extract.persons.nominative import _family, to_nominative
from darkfigure.extract.persons.view import Span, View
from darkfigure.names.letters import fold_token
from darkfigure.names.words import words as name_words


@dataclass(kw_only=True)
class Draft:
    """One person: names in the first case, facts as they are found, events with the number of their sentence."""

    start: int
    end: int
    number: int
    name: str | None = None
    kunya: str | None = None
    aliases: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    sex: str | None = None
    role: str | None = None
    facts: dict[str, Found] = field(default_factory=dict)
    evidence: dict[str, tuple[int, int]] = field(default_factory=dict)
    events: list[Happened] = field(default_factory=list)
    groups: list[tuple[str, int, int]] = field(default_factory=list)
    sentences: set[int] = field(default_factory=set)
    introduced: bool = False
    home: bool = False
    namings: list[tuple[int, int]] = field(default_factory=list)

    def take(self, naming: "Naming") -> None:
        """Another name, or the same again: the fullest is the name, a kunya is kept beside it."""
        if naming.kunya:
            if self.kunya is None or len(naming.tokens) > len(set(tokens_of(self.kunya))):
                self.kunya = naming.written
        elif self.name is None or len(naming.tokens) > len(set(tokens_of(self.name))):
            if self.name is not None and not set(tokens_of(self.name)) <= naming.tokens:
                self.aliases.append(self.name)
            self.name = naming.written
        elif not naming.tokens <= set(tokens_of(self.name)):
            self.aliases.append(naming.written)
        self.tokens |= naming.tokens
        self.sex = self.sex or naming.sex


@dataclass(frozen=True, kw_only=True)
class Naming:
    """One naming: the span, the name in the first case, its folded tokens, the sex it tells."""

    span: Span
    written: str
    tokens: set[str]
    sex: str | None
    kunya: bool


def tokens_of(written: str) -> list[str]:
    """The folded words of a name, without articles."""
    words = (fold_token(word) for word in written.replace("-", " ").split())
    articles = name_words("articles")
    return [
        word[2:] if word.startswith("ال") and len(word) > 4 else word for word in words if word and word not in articles
    ]


def naming_of(view: View, span: Span) -> Naming:
    """The name that a span holds."""
    tokens, raw = view.sentence.tokens, view.sentence.text.raw
    pieces: list[str] = []
    words = [raw[tokens[at].start : tokens[at].end] for at in range(span.first, span.last)]
    if view.lang == "ar" and span.kunya and len(words[0]) > 3 and words[0][0] in "بول":
        words[0] = words[0][1:].replace("أبي", "أبو").replace("ابي", "ابو")
    nominative, sex = to_nominative(words, view.lang)
    if view.capitals:
        nominative = [_title(word) for word in nominative]
    for n, word in enumerate(nominative):
        at = span.first + n
        if pieces:
            gap = view.gap(at - 1)
            pieces.append("-" if gap == "-" else ". " if gap == ". " else "" if gap in {"", "'"} else " ")
        pieces.append(word)
    written = "".join(pieces)
    if span.kunya:
        first = fold_token(nominative[0])
        sex = "f" if first in name_words("mother_of") else sex or "m"
        if first in name_words("father_of"):
            sex = "m"
    return Naming(span=span, written=written, tokens=set(tokens_of(written)), sex=sex, kunya=span.kunya)


def _title(word: str) -> str:
    return (
        word[:1] + word[1:].replace("İ", "i").replace("I", "ı" if "İ" in word else "i").lower()
        if word.isupper()
        else word
    )


def find_known(naming: Naming, known: list[Draft], lang: str) -> Draft | None:
    """The person a naming names again; None where there is none or where two may be meant."""
    forms = [naming.tokens]
    if len(naming.tokens) == 1 and lang == "ru":
        word = naming.written
        forms += [{fold_token(_family(word, woman=woman))} for woman in (False, True)]
    if len(naming.tokens) == 1 and naming.kunya:
        return None
    for tokens in forms:
        hits = [draft for draft in known if tokens <= draft.tokens]
        if len(hits) == 1:
            return hits[0]
        if len(hits) > 1:
            return None
    if len(naming.tokens) > 1:
        wider = [draft for draft in known if len(draft.tokens) > 1 and draft.tokens < naming.tokens]
        single = [draft for draft in known if len(draft.tokens) == 1 and draft.tokens < naming.tokens]
        both = wider or single
        return both[0] if len(both) == 1 else None
    return None
