"""Countries, regions and demonyms in every supported language, to ISO codes."""

from darkfigure.places.display import country_name
from darkfigure.places.origin import read_nisba, read_origin
from darkfigure.places.sex import read_sex
from darkfigure.places.skeleton import town_skeleton
from darkfigure.places.strata import country_of, stratum_of
from darkfigure.places.town import place_key
from darkfigure.places.unions import countries_in, is_within

__all__ = [
    "countries_in",
    "country_name",
    "country_of",
    "is_within",
    "place_key",
    "read_nisba",
    "read_origin",
    "read_sex",
    "stratum_of",
    "town_skeleton",
]
