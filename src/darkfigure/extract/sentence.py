"""One sentence with the phrases found in it."""

from collections.abc import Iterator
from functools import cached_property

from darkfigure.extract.lexicon import Lexicon
from darkfigure.extract.phrases import Mark
from darkfigure.extract.tokens import Text, Token

MODIFIERS = ("at_least", "at_most", "nearly", "approx")


_NONE: dict[str, Mark] = {}


class Sentence:
    """Tokens `first` to before `last` of a text, read in one language; phrases are looked up when first asked for."""

    def __init__(self, text: Text, first: int, last: int, lexicon: Lexicon) -> None:
        self.text = text
        self.first = first
        self.last = last
        self.lexicon = lexicon

    @cached_property
    def starting(self) -> list[dict[str, Mark]]:
        """The phrases that begin at each token, by its place from `first`, by kind."""
        tokens, table, raw = self.text.tokens, self.lexicon.phrases, self.text.raw
        return [
            table.at(tokens, place, self.last, raw=raw) if tokens[place].kind == "word" else _NONE
            for place in range(self.first, self.last)
        ]

    @cached_property
    def ending(self) -> dict[int, list[Mark]]:
        """The phrases by the token after their last."""
        found: dict[int, list[Mark]] = {}
        for marks in self.starting:
            for mark in marks.values():
                found.setdefault(mark.last, []).append(mark)
        return found

    def at(self, place: int, *kinds: str) -> Mark | None:
        """The longest phrase of one of these kinds that begins at a token."""
        if not self.first <= place < self.last:
            return None
        marks = self.starting[place - self.first]
        if not marks:
            return None
        if len(kinds) == 1:
            return marks.get(kinds[0])
        best = None
        for kind in kinds:
            mark = marks.get(kind)
            if mark is not None and (best is None or mark.last > best.last):
                best = mark
        return best

    def before(self, place: int, *kinds: str) -> Mark | None:
        """The longest phrase of one of these kinds that ends before a token."""
        marks = self.ending.get(place)
        if not marks:
            return None
        return min((mark for mark in marks if mark.kind in kinds), key=lambda mark: mark.first, default=None)

    def marks(self, kind: str) -> Iterator[Mark]:
        """All phrases of a kind, in order; one within another is left out."""
        reached = -1
        for marks in self.starting:
            mark = marks.get(kind)
            if mark is not None and mark.last > reached:
                reached = mark.last
                yield mark

    def gap(self, place: int) -> str:
        """What stands after a token."""
        return self.text.gap(place)

    @property
    def tokens(self) -> list[Token]:
        """All tokens of the text; places are counted in it."""
        return self.text.tokens

    @property
    def lang(self) -> str:
        """The language the sentence is read in."""
        return self.lexicon.lang

    def capital_or_uncased(self, place: int) -> bool:
        """Whether a word has a capital, or its script has none."""
        letter = self.text.raw[self.tokens[place].start]
        return letter.isupper() or not letter.islower()
