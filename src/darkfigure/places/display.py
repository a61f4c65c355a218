"""Names of countries and regions, to be shown."""

from functools import cache

from darkfigure.places.index import read_table

_REGION_LANGUAGES = ("en", "ar", "ru", "fr", "kk")


@cache
def _region_names() -> dict[str, dict[str, str]]:
    return {row[0]: dict(zip(_REGION_LANGUAGES, row[1:6], strict=True)) for row in read_table("regions.tsv")}


@cache
def country_name(code: str, lang: str = "en") -> str:
    """The name of a country (any CLDR language) or region (en, ar, ru, fr, kk; else English); the code if unknown.

    Example:
        >>> country_name("KZ", "fr"), country_name("RU-CE", "ru")
        ('Kazakhstan', 'Чечня')
    """
    if names := _region_names().get(code):
        return names.get(lang, names["en"])
    from babel import Locale, UnknownLocaleError

    try:
        territories = Locale.parse(lang.replace("-", "_")).territories
    except (UnknownLocaleError, ValueError):
        territories = Locale.parse("en").territories
    return str(territories.get(code, code))
