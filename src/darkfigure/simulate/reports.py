"""Sentences that name invented people, state numbers, or say nothing of anybody, in six languages."""

from functools import cache

import numpy as np

from darkfigure.simulate.bynames import byname_text, kunya_text
from darkfigure.simulate.drafts import Draft
from darkfigure.simulate.spelling import Speller, capitals
from darkfigure.simulate.tables import read_table
from darkfigure.simulate.wording import month_word, origin_word

LANGUAGES = ("ar", "en", "fr", "kk", "ru", "tr")
_SYSTEMS = {"ar": "arabic", "en": "en", "fr": "fr", "kk": "russian", "ru": "russian", "tr": "tr"}
_PLACE_CELLS = {"ar": (1, 0), "en": (2, 0), "fr": (2, 1), "kk": (4, 0), "ru": (3, 0), "tr": (2, 3)}
_WORDS_LEAST, _WORDS_MOST = 7, 15


@cache
def _sentences(language: str, kind: str) -> tuple[str, ...]:
    return tuple(row[2] for row in read_table("reports") if row[:2] == (language, kind))


@cache
def _words(language: str) -> tuple[str, ...]:
    return next(tuple(row[1].split(" ")) for row in read_table("chatter") if row[0] == language)


def person_sentence(draft: Draft, speller: Speller, *, language: str, kind: str) -> str:
    """A sentence that names a person: of the press (`kind` is "person") or of a channel ("post")."""
    kind = "plain" if kind == "person" and draft.origin is None else kind
    cell, part = _PLACE_CELLS[language]
    origin = "" if draft.origin is None else origin_word(draft.origin, language=language, chance=0.0, female=False)
    return draft.pick(14, *_sentences(language, kind)).format(
        name=_name(draft, speller, language),
        origin=origin,
        place=draft.place[cell].split("/")[part],
        day=draft.seen.day,
        month=month_word(draft.seen.month, language=language),
        year=draft.seen.year,
    )


def _name(draft: Draft, speller: Speller, language: str) -> str:
    """Given and family name as the language writes them; kunya and nisba where the name is not known."""
    written = "ru" if language == "kk" else language
    flavour = draft.flavour(1)
    if draft.given is None:
        return byname_text(draft, language=written, flavour=flavour)
    parts = [speller.write(draft.given, system=_SYSTEMS[language], flavour=flavour)]
    if draft.family is not None:
        parts.append(speller.write(draft.family, system=_SYSTEMS[language], flavour=flavour))
    elif draft.kunya is not None:
        parts.insert(0, kunya_text(draft, language=written, flavour=flavour))
    return " ".join(parts)


def claim_sentence(language: str, *, low: int, high: int) -> str:
    """A sentence that states how many there are; only some languages' sentence has the higher number too."""
    return _sentences(language, "claim")[0].format(low=low, high=high)


def chatter(language: str, *, sentences: int, rng: np.random.Generator) -> str:
    """Sentences of everyday words in any order: they name nobody, and no two texts share one but by copying."""
    words = _words(language)
    lengths = rng.integers(_WORDS_LEAST, _WORDS_MOST + 1, size=sentences)
    picked = rng.integers(len(words), size=int(lengths.sum())).tolist()
    made, start = [], 0
    for length in lengths.tolist():
        text = " ".join(words[number] for number in picked[start : start + length])
        made.append(capitals(text[:1], turkic=language == "tr") + text[1:] + ".")
        start += length
    return " ".join(made)
