"""Recognisers of names beside the rules: models that find persons and organisations. None is asked unless named.

`natasha` reads Russian: its package holds the model. Any other name is that of a spaCy model that the user installed.
"""

import importlib
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, Protocol

from darkfigure.errors import InputError

NATASHA = "natasha"
NATASHA_VERSION = "1.6.0"
_KINDS: dict[str, Literal["person", "organisation"]] = {
    "PER": "person",
    "PERSON": "person",
    "ORG": "organisation",
}


class Named(NamedTuple):
    """A name found: characters `start` to before `end` of the text."""

    kind: Literal["person", "organisation"]
    start: int
    end: int


class Recogniser(Protocol):
    """Anything that finds names in texts of one language."""

    lang: str

    def find(self, text: str) -> Sequence[Named]:
        """The persons and organisations named in a text, in order."""
        ...


class Natasha:
    """The Slovnet model for news in Russian (BERT distilled to CNN-CRF over Navec vectors), as natasha packs it."""

    lang = "ru"

    def __init__(self) -> None:
        natasha = _loaded(NATASHA, f"pip install natasha=={NATASHA_VERSION}")
        self._tagger = natasha.NewsNERTagger(natasha.NewsEmbedding())

    def find(self, text: str) -> list[Named]:
        """The persons and organisations named in a text, in order."""
        return [
            Named(_KINDS[span.type], span.start, span.stop) for span in self._tagger(text).spans if span.type in _KINDS
        ]


class SpacyModel:
    """A spaCy model by its name, for the language that it says it is of."""

    def __init__(self, name: str) -> None:
        spacy = _loaded("spacy", "pip install spacy")
        try:
            self._model = spacy.load(name)
        except OSError:
            raise InputError(
                f"the spaCy model `{name}` is not installed. Install it, e.g. `python -m spacy download "
                "en_core_web_sm`, or remove it from the recognisers: the rules read texts without it."
            ) from None
        self.lang: str = self._model.lang

    def find(self, text: str) -> list[Named]:
        """The persons and organisations named in a text, in order."""
        return [
            Named(_KINDS[name.label_], name.start_char, name.end_char)
            for name in self._model(text).ents
            if name.label_ in _KINDS
        ]


def open_recognisers(names: Sequence[str]) -> dict[str, Recogniser]:
    """The recognisers of these names by their language; of two for one language the first.

    Raises:
        InputError: A package or model is not installed; the message says what to install.
    """
    found: dict[str, Recogniser] = {}
    for name in dict.fromkeys(names):
        recogniser: Recogniser = Natasha() if name == NATASHA else SpacyModel(name)
        found.setdefault(recogniser.lang, recogniser)
    return found


def _loaded(package: str, install: str) -> Any:  # noqa: ANN401 - neither package has types
    try:
        return importlib.import_module(package)
    except ImportError:
        raise InputError(
            f"the recogniser needs the package `{package}`, which is not installed. Run `{install}`, or remove it from "
            "the recognisers: the rules read texts without it."
        ) from None
