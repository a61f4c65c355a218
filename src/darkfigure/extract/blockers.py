"""Numbers that count no people: money, percent, ages, dates, ordinals, weapons, house numbers, countries, codes."""

import re

from darkfigure.dates.months import find_month
from darkfigure.extract.sentence import Sentence

_BEFORE = frozenset("$€£₽₸₺¥№#§₴")
_AFTER = frozenset("%‰$€£₽₸₺¥°²³₴")
FIRST_YEAR, LAST_YEAR = 1900, 2100
# With one of these a number such as 2014 is a year, whatever follows.
_YEAR_BEFORE = frozenset(
    [
        "in",
        "since",
        "by",
        "during",
        "year",
        "عام",
        "سنة",
        "سنه",
        "العام",
        "في",
        "منذ",
        "لعام",
        "в",
        "с",
        "к",
        "году",
        "года",
        "з",
        "у",
        "en",
        "depuis",
        "des",
        "l",
        "an",
        "annee",
        "سال",
        "соли",
        "dan",
    ]
)
_PLAIN = re.compile(r"\d{4}")
_MOST_PEOPLE = 50_000_000
_ADJACENT = frozenset({"", "-"})


def blocked(sentence: Sentence, first: int, last: int) -> bool:
    """Whether the number in tokens `first` to before `last` counts something else than people."""
    return (
        _signs(sentence, first, last)
        or _part_of_code(sentence, first, last)
        or _named_before(sentence, first)
        or counts_things(sentence, last)
        or is_date(sentence, first, last)
    )


def _signs(sentence: Sentence, first: int, last: int) -> bool:
    folded, tokens = sentence.text.folded, sentence.tokens
    start, end = tokens[first].start, tokens[last - 1].end
    before, after = folded[max(0, start - 3) : start].rstrip(), folded[end : end + 3].lstrip()
    if (before[-1:] in _BEFORE and before) or (after[:1] in _AFTER and after):
        return True
    if folded[start - 1 : start] == "%" and start:
        return True
    close = folded[end : end + 2]
    phone = folded[start - 1 : start] == "+" and start > 0
    return phone or close[:1] == "/" or (folded[start - 1 : start] in {"/", "_"} and start > 0)


def _part_of_code(sentence: Sentence, first: int, last: int) -> bool:
    """АК-47, Су-24, COVID-19, and figures with an ordinal ending: 5th, 71-й, 3-ші."""
    tokens = sentence.tokens
    if first > 0 and tokens[first].kind == "number":
        before, gap = tokens[first - 1], sentence.text.gap(first - 1)
        if before.kind == "word" and gap in _ADJACENT and before.end - before.start > (1 if gap == "" else 0):
            arabic = "\u0600" <= before.key[:1] <= "\u06ff"
            if not arabic and not sentence.text.raw[before.start : before.end].endswith(("'", "’")):
                return True
        elif before.kind == "word" and gap == "" and before.key.isascii() and len(before.key) == 1:
            return sentence.text.raw[before.end - 1] not in "'’"
    if last < len(tokens) and tokens[last].kind == "word" and sentence.text.gap(last - 1) in {"", "-", "'"}:
        figures = tokens[last - 1].kind == "number"
        if figures and tokens[last].key in sentence.lexicon.numbers.ordinals:
            return True
    return False


def _named_before(sentence: Sentence, first: int) -> bool:
    mark = sentence.before(first, "before")
    return mark is not None and sentence.gap(mark.last - 1).strip(' "№:.') == ""


def counts_things(sentence: Sentence, last: int) -> bool:
    """Whether a word for things follows the number, with at most a case ending or "more" between."""
    for at in (last, last + 1):
        if at >= sentence.last or sentence.gap(at - 1).strip(' "-('):
            return False
        thing, unit = sentence.at(at, "after"), sentence.at(at, "unit", "dual")
        if thing is not None and (unit is None or unit.last < thing.last):
            return True
        if unit is not None or not sentence.at(at, "after_at_least", "after_at_most", "after_nearly", "after_approx"):
            return False
    return False


def is_date(sentence: Sentence, first: int, last: int) -> bool:
    """Whether the number is a year, or the day beside a month."""
    tokens = sentence.tokens
    if tokens[first].kind != "number" or last - first > 2:
        return False
    written = tokens[first].key
    value = int(written) if written.isdecimal() and len(written) < 6 else 0
    if 1 <= value <= 31 and (_month(sentence, last) or _month_before(sentence, first)):
        return True
    if not (_PLAIN.fullmatch(written) and FIRST_YEAR <= value <= LAST_YEAR):
        return False
    unit = sentence.at(last, "unit")
    strong = first > sentence.first and tokens[first - 1].key in _YEAR_BEFORE and sentence.gap(first - 1) == " "
    if unit is not None and not strong and not _month_before(sentence, first):
        return False
    weak = sentence.before(first, "at_least", "at_most", "nearly", "approx", "between")
    year_before = sentence.before(first, "months_before") is not None or _month_before(sentence, first)
    return year_before or weak is None


def is_dated(sentence: Sentence, first: int) -> bool:
    """Whether figures are a year that follows its month: juin 2014."""
    written = sentence.tokens[first].key
    return bool(_PLAIN.fullmatch(written)) and _month_before(sentence, first)


def are_years(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a range runs from year to year: between 2013 and 2015."""
    ends = sentence.tokens[first], sentence.tokens[last - 1]
    plain = all(end.kind == "number" and _PLAIN.fullmatch(end.key) for end in ends)
    if not plain or not FIRST_YEAR <= int(ends[0].key) < int(ends[1].key) <= LAST_YEAR:
        return False
    return not sentence.at(last, "unit", "demonym", "foreign", "skip", "from", "them")


def _month(sentence: Sentence, place: int) -> bool:
    if place >= sentence.last or sentence.gap(place - 1).strip(" -.,"):
        return False
    keys = [token.key for token in sentence.tokens[place : min(place + 3, sentence.last)]]
    return find_month(keys) is not None


def _month_before(sentence: Sentence, place: int) -> bool:
    for at in (place - 1, place - 2):
        if at < sentence.first:
            break
        if sentence.gap(place - 1).strip(" ,.-"):
            return False
        keys = [token.key for token in sentence.tokens[at:place]]
        found = find_month(keys)
        if found is not None and found[2] == len(keys):
            return True
    return False
