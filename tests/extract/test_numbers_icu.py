"""A number that ICU spells is read back as it was. `benchmarks/claims.py --icu` takes every number below 10,000."""

import pytest

from darkfigure.extract.lexicon import lexicon
from darkfigure.extract.numbers.reader import read_number
from darkfigure.extract.tokens import tokenise

icu = pytest.importorskip("icu")
NUMBERS = [
    *range(1, 1200),
    *range(1201, 10_000, 13),
    *(a * 10**k for k in range(4, 10) for a in range(1, 10) if a * 10**k <= 10**9),
]
SPELLED = {
    "ar": ("%spellout-cardinal-masculine", "%spellout-cardinal-feminine"),
    "en": ("%spellout-cardinal", "%spellout-cardinal-verbose"),
    "fa": ("%spellout-cardinal",),
    "fr": ("%spellout-cardinal-masculine", "%spellout-cardinal-feminine"),
    "kk": ("%spellout-cardinal",),
    "ky": ("%spellout-cardinal",),
    "ru": ("%spellout-cardinal-feminine", "%spellout-cardinal-masculine-genitive"),
    "tr": ("%spellout-cardinal",),
    "uk": ("%spellout-cardinal-masculine", "%spellout-cardinal-feminine"),
}


@pytest.mark.parametrize(("lang", "rules"), [(lang, rules) for lang, names in SPELLED.items() for rules in names])
def test_what_icu_spells_is_read_back(lang, rules):
    spell = icu.RuleBasedNumberFormat(icu.URBNFRuleSetTag.SPELLOUT, icu.Locale(lang))
    words = lexicon(lang).numbers
    wrong = []
    for number in NUMBERS:
        written = spell.format(number, rules)
        text = tokenise(written, lang)
        reading = read_number(text, words, 0, len(text.tokens))
        if reading is None or (reading.low, reading.high, reading.last) != (number, number, len(text.tokens)):
            wrong.append((number, written))
    assert wrong == []
