"""What a cell says of a person: killed, returned, detained, departed, seen; in every language of the lexicons."""

import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from darkfigure.extract.lexicon import EVENT_OF_STATE, read_language
from darkfigure.extract.persons.cues import EVENTS
from darkfigure.extract.phrases import PhraseTable
from darkfigure.extract.tokens import tokenise
from darkfigure.languages import READ, WITH_PERSONS

_PLAIN = {
    "died": "dead; deceased; kia; killed in action; мертв; шахид; мёртв; شهيد; ölü; öldü; şehit; қайтыс; mort; décédé",
    "returned": "home; at home; домой; дома; بالوطن; evde; en france",
    "third_country": "transit; in transit; third country; транзит; в третьей стране; عبور; transit halinde",
    "sighted": "alive; active; in theatre; in theater; жив; жива; حي; hayatta; vivant; vivante; тірі",
}
# Which of several is told: the one that ends the story.
_RANK = ("died", "detained", "returned", "third_country", "departed", "sighted")
_LONGEST = 200


@cache
def _tables() -> tuple[PhraseTable, ...]:
    """One for languages in which words stand alone, one for those with proclitics."""
    plain, arabic = PhraseTable(), PhraseTable(proclitics=True)
    for event, phrases in _PLAIN.items():
        for table in (plain, arabic):
            table.add("event", event, phrases)
    for lang in READ:
        states = read_language(lang)["states"]
        for state, event in EVENT_OF_STATE.items():
            (arabic if lang == "ar" else plain).add("event", event, states[state])
    text = files("darkfigure.extract").joinpath("lexicons", "persons.toml").read_text(encoding="utf-8")
    content = tomllib.loads(text)
    for lang in WITH_PERSONS:
        for event in EVENTS:
            (arabic if lang == "ar" else plain).add("event", event, content[lang].get(event, ""))
    return plain, arabic


@lru_cache(1 << 14)
def read_status(cell: str) -> str | None:
    """The event that a cell tells, one of `EVENTS`; None where it tells none.

    Example:
        >>> read_status("погиб в 2015 г."), read_status("returned home"), read_status("?")
        ('died', 'returned', None)
    """
    if not cell.strip() or len(cell) > _LONGEST:
        return None
    if cell.strip().lower() in EVENTS:
        return cell.strip().lower()
    tokens = tokenise(cell, "ar" if any("\u0600" <= char <= "\u06ff" for char in cell) else "en").tokens
    found = set()
    for table in _tables():
        place = 0
        while place < len(tokens):
            mark = table.at(tokens, place, len(tokens), raw=cell).get("event")
            if mark is not None:
                found.add(mark.value)
            place = mark.last if mark is not None else place + 1
    return next((event for event in _RANK if event in found), None)
