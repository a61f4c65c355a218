"""Targets: claims and persons out of texts, names, dates and places as written, answers of a model."""

import math
from contextlib import suppress

from target import Target, cut

import darkfigure as df
from darkfigure.dates import read_date, read_year
from darkfigure.errors import DarkfigureError
from darkfigure.extract.persons.model import add_suggestions
from darkfigure.extract.persons.reader import mentions
from darkfigure.extract.persons.server import read_answer
from darkfigure.extract.text.decoding import decode_page
from darkfigure.names import parse_name, romanise, skeleton
from darkfigure.places import place_key, read_nisba, read_origin, read_sex

_LANGUAGES = (None, "en", "ar", "ru", "fr", "tr", "kk", "ky", "uz", "tg")


def read_claims(data: bytes) -> None:
    """Numbers with what they count; every claim quotes its text."""
    text = data[1:].decode(errors="replace")
    for claim in df.claims(text, lang=_LANGUAGES[data[0] % len(_LANGUAGES)] if data else None):
        if text[claim.start : claim.end] != claim.quote:
            raise AssertionError("a claim does not quote its text")


def read_persons(data: bytes) -> None:
    """Persons in a text."""
    text = data[1:].decode(errors="replace")
    with suppress(DarkfigureError):  # a language of which no persons are read
        mentions(text, _LANGUAGES[data[0] % len(_LANGUAGES)] if data else None)


def read_names(data: bytes) -> None:
    """Two names, read and compared both ways."""
    one, other = cut(data, 2)
    for name in (one, other):
        parse_name(name)
        romanise(name)
        skeleton(name)
    there, back = df.match_names(one, other), df.match_names(other, one)
    if not (math.isfinite(there) and math.isclose(there, back, abs_tol=1e-3)):
        raise AssertionError("a comparison of names is a number, and the same both ways")


def read_cells(data: bytes) -> None:
    """A cell as a date, a year, an origin, a sex, a place."""
    (text,) = cut(data, 1)
    for order in (None, "dmy", "mdy", "ymd"):
        found = read_date(text, order=order)
        if found is not None and found.first > found.last:
            raise AssertionError("a range of days ends before it begins")
    read_year(text)
    read_origin(text)
    read_nisba(text)
    read_sex(text)
    place_key(text)


def read_model(data: bytes) -> None:
    """What a model server answers about a text."""
    said, text = cut(data, 2)
    suggested = read_answer(said)
    add_suggestions(mentions(text, "en"), suggested, text=text, lang="en", model="m")


def read_bytes(data: bytes) -> None:
    """A page in some encoding, as declared or not."""
    charset, _, page = data.partition(b"\xff")
    with suppress(DarkfigureError):
        decode_page(page, where="here", charset=charset.decode(errors="replace"))[0].encode()


TARGETS = (
    Target(name="claims", read=read_claims, longest=2_048),
    Target(name="persons", read=read_persons, longest=2_048),
    Target(name="names", read=read_names, longest=256),
    Target(name="cells", read=read_cells, longest=128),
    Target(name="model", read=read_model, longest=2_048),
    Target(name="encoding", read=read_bytes),
)
