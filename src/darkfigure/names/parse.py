"""From a name as written to its tokens and their roles."""

import re
from functools import lru_cache
from typing import NamedTuple

from darkfigure.names.letters import ARABIC, OTHER, clean_text, fold_token, token_script, unmarked
from darkfigure.names.lexicon import without_article
from darkfigure.names.name import FAMILY, FATHER, KUNYA, ROLES, Name
from darkfigure.names.origins import is_origin
from darkfigure.names.roles import Token, assign_roles
from darkfigure.names.words import words

_PIECES = re.compile(r"[,،;]|-|[^\s,،;-]+")
# Russian "Mr" and "Ms": a hyphen, but no double name.
_ADDRESS = re.compile(r"\bг-(?:н|жа)\b", re.IGNORECASE)
# An article written onto a Latin or Cyrillic word is only taken off where what is left is a name of origin.
_JOINED_ARTICLE = re.compile(r"^(?:al|el|аль|эль|ал)(.{4,})$")

_PLAIN, _ARTICLE, _SERVANT, _FAITH, _GOD, _FATHER_OF, _MOTHER_OF, _CHILD_OF, _SON, _HOUSE, _PARTICLE, _TITLE = range(12)
# In the order of precedence where a word is in two groups.
_GROUPS = (
    ("servant", _SERVANT),
    ("god", _GOD),
    ("faith", _FAITH),
    ("father_of", _FATHER_OF),
    ("mother_of", _MOTHER_OF),
    ("child_of", _CHILD_OF),
    ("son_words", _SON),
    ("house", _HOUSE),
    ("articles", _ARTICLE),
    ("titles", _TITLE),
    ("particles", _PARTICLE),
)


@lru_cache(maxsize=1)
def _kinds() -> dict[str, int]:
    return {word: kind for group, kind in reversed(_GROUPS) for word in words(group)}


class Word(NamedTuple):
    """One word as written: its normal form without an Arabic article, its kind, and what its look tells."""

    token: str
    kind: int
    article: bool
    capitals: bool
    lower: bool


@lru_cache(maxsize=1 << 18)
def _word(text: str) -> Word:
    token = fold_token(text)
    capitals, lower = len(text) > 1 and text.isupper(), text[0].islower()
    kind = _kinds().get(token, -1)
    if kind < 0:
        plain = token if token.isascii() or token[0] > "\u024f" else unmarked(token)
        kind = _kinds().get(plain, _PLAIN)
    if kind != _PLAIN and (kind != _PARTICLE or lower or token_script(token) == ARABIC):
        return Word(token, kind, False, capitals, lower)
    bare = token if is_origin(token) else without_article(token)  # الماني begins with no article
    if bare != token:
        return Word(bare, _PLAIN, True, capitals, lower)
    joined = _JOINED_ARTICLE.match(token)
    if joined and is_origin(joined[1]):
        return Word(joined[1], _PLAIN, True, capitals, lower)
    return Word(token, _PLAIN, False, capitals, lower)


def _lex(text: str) -> list[list[tuple[Word, bool]]]:
    """Segments (parted by commas) of words, each with whether a hyphen joins it to the word before."""
    segments: list[list[tuple[Word, bool]]] = [[]]
    hyphen = False
    for piece in _PIECES.findall(_ADDRESS.sub(" ", clean_text(text))):
        if piece == "-":
            hyphen = True
        elif piece in ",،;":
            segments.append([])
            hyphen = False
        else:
            word = _word(piece)
            if word.token:
                segments[-1].append((word, hyphen and bool(segments[-1])))
            hyphen = False
    return [segment for segment in segments if segment]


class _Reader:
    """Reads one segment from left to right, putting names of several words together."""

    def __init__(self, segment: list[tuple[Word, bool]], number: int) -> None:
        self.segment, self.number, self.place = segment, number, 0
        self.tokens: list[Token] = []

    def _at(self, ahead: int = 0) -> Word | None:
        place = self.place + ahead
        return self.segment[place][0] if place < len(self.segment) else None

    def _name(self) -> Token | None:
        """The next name, of one or several words; None where the segment ends."""
        article = False
        word = self._at()
        while word is not None and word.kind == _ARTICLE and self._is_article(word):
            article = True
            self.place += 1
            word = self._at()
        if word is None:
            return None
        self.place += 1
        token = word.token
        following = self._at()
        if word.kind == _SERVANT and following is not None:
            while following is not None and following.kind == _ARTICLE and self._at(1) is not None:
                self.place += 1
                following = self._at()
            if following is not None and following.kind != _SON:
                self.place += 1
                token += following.token
        elif following is not None:
            token += self._second_part(token, following)
        return Token(token, self.number, article or word.article, word.capitals)

    def _is_article(self, word: Word) -> bool:
        """Whether a word that may be an article is one: "al" always, "Ed" only where a hyphen or small letter tells."""
        if self._at(1) is None:
            return False
        return word.token in words("plain_articles") or word.lower or self.segment[self.place + 1][1]

    def _second_part(self, token: str, following: Word) -> str:
        """What follows in "Nur al-Din" and "Saif Allah", or nothing."""
        beyond = self._at(1)
        if following.kind == _FAITH:
            self.place += 1
            return following.token
        if following.kind == _ARTICLE and beyond is not None and beyond.kind == _FAITH:
            self.place += 2
            return beyond.token
        if following.kind == _GOD:
            self.place += 1
            return following.token
        if token in words("nur") and following.token in words("muhammad"):
            self.place += 1
            return following.token
        return ""

    def read(self) -> list[Token]:
        """All tokens of the segment."""
        while (word := self._at()) is not None:
            if word.kind in {_FATHER_OF, _MOTHER_OF} and self._at(1) is not None:
                self.place += 1
                name = self._name()
                if name is not None:
                    self.tokens.append(name._replace(text=f"{word.token} {name.text}", role=KUNYA, article=False))
            elif word.kind == _CHILD_OF and self._at(1) is not None:
                self.place += 1
                self._child_of()
            elif word.kind == _SON and self.tokens and self.tokens[-1].role in {-1, FATHER}:
                self.tokens[-1] = self.tokens[-1]._replace(role=FATHER)
                self.place += 1
            elif word.kind == _HOUSE and self._at(1) is not None:
                self.place += 1
                name = self._name()
                if name is not None:
                    self.tokens.append(name._replace(role=FAMILY))
            elif word.kind in {_TITLE, _PARTICLE} and len(self.segment) > 1:
                self.place += 1
            else:
                name = self._name()
                if name is not None:
                    self.tokens.append(name)
        return self.tokens

    def _child_of(self) -> None:
        word = self._at()
        if word is not None and word.kind in {_FATHER_OF, _MOTHER_OF} and self._at(1) is not None:
            self.place += 1
            name = self._name()
            if name is not None:
                self.tokens.append(name._replace(text=f"{word.token} {name.text}", role=FATHER))
            return
        name = self._name()
        if name is not None:
            self.tokens.append(name._replace(role=FATHER))


def read_tokens(text: str) -> list[Token]:
    """The tokens of a name in the order written, with their roles."""
    tokens: list[Token] = []
    for number, segment in enumerate(_lex(text)):
        tokens += _Reader(segment, number).read()
    return assign_roles(tokens)


def parse_name(text: str) -> Name:
    """Read a personal name in Arabic, Cyrillic, Georgian or Latin script.

    Titles, articles and particles are left out; names of several words (Abd al-X, X al-Din) are one token.

    >>> parse_name("Юсупов Мухаммад Каримович").father
    ('каримович',)
    >>> parse_name("أبو مسلم الأوزبكي").nisba
    ('اوزبكي',)
    """
    tokens = read_tokens(text)
    by_role = {name: tuple(token.text for token in tokens if token.role == number) for number, name in enumerate(ROLES)}
    script = token_script("".join(token.text for token in tokens).replace(" ", "")) if tokens else OTHER
    return Name(
        given=by_role["given"],
        father=by_role["father"],
        family=by_role["family"],
        kunya=by_role["kunya"],
        nisba=by_role["nisba"],
        other=by_role["other"],
        script=script,
    )
