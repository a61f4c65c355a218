"""Which languages are read, in which script, and what they share: a grammar's rules are of a family, not of a language.

How to add one: docs/howto/add-a-language.md.
"""

READ = ("ar", "en", "fa", "fr", "kk", "ky", "ru", "tg", "tk", "tr", "uk", "uz", "uz-Cyrl")
"""Languages in which claims are read: those with a lexicon. `uz-Cyrl` is Uzbek in Cyrillic letters."""

WITH_PERSONS = ("ar", "en", "fr", "kk", "ru", "tr")
"""Those in which persons are read too; a neighbour's words serve for the others."""

REPORTED = ("en", "ar", "ru", "fr", "kk")
"""Those in which the report is written; the first is the one that is written where nothing is said."""

BY_SCRIPT = {
    "latin": ("en", "fr", "tr", "uz", "tk"),
    "cyrillic": ("ru", "uk", "kk", "ky", "uz-Cyrl", "tg"),
    "arabic": ("ar", "fa"),
}
"""Script to the languages that are written in it here, in the order in which they are told apart."""

LATIN = frozenset(BY_SCRIPT["latin"])
TURKIC = frozenset({"kk", "ky", "tk", "tr", "uz", "uz-Cyrl"})
SLAVIC = frozenset({"ru", "uk"})
VERB_LAST = TURKIC | {"fa", "tg"}
"""Languages whose verb ends the sentence; what belongs to a word is glued to it."""


def script_of_language(lang: str) -> str:
    """The script a language is written in here.

    Example:
        >>> script_of_language("uz"), script_of_language("uz-Cyrl")
        ('latin', 'cyrillic')
    """
    return next(script for script, languages in BY_SCRIPT.items() if lang in languages)
