"""Regions that are more than one country, and the countries in them."""

import csv
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from darkfigure.places.strata import country_of


@cache
def _unions() -> dict[str, frozenset[str]]:
    text = files("darkfigure.places").joinpath("tables", "unions.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return {row["code"]: frozenset(row["members"].split()) for row in rows}


def countries_in(codes: Iterable[str]) -> frozenset[str]:
    """The codes with every region of several countries replaced by its members; `foreign` stays as it is.

    Example:
        >>> sorted(countries_in(["central-asia", "RU"]))
        ['KG', 'KZ', 'RU', 'TJ', 'TM', 'UZ']
    """
    return frozenset(member for code in codes for member in _unions().get(code, {code}))


def is_within(code: str, codes: Iterable[str]) -> bool:
    """Whether a country, region or union lies wholly within others.

    Example:
        >>> is_within("KZ", ["central-asia"]), is_within("RU-CE", ["RU"]), is_within("cis", ["central-asia"])
        (True, True, False)
    """
    wider = countries_in(codes)
    return all(member in wider or country_of(member) in wider for member in countries_in([code]))
