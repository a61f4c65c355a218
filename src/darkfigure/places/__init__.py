"""Countries, regions and demonyms in every supported language, to ISO codes."""

from darkfigure.places.display import country_name
from darkfigure.places.origin import read_nisba, read_origin
from darkfigure.places.sex import read_sex
from darkfigure.places.skeleton import town_skeleton
from darkfigure.places.strata import country_of, stratum_of
from darkfigure.places.town import place_key

__all__ = [
    "country_name",
    "country_of",
    "place_key",
    "read_nisba",
    "read_origin",
    "read_sex",
    "stratum_of",
    "town_skeleton",
]
