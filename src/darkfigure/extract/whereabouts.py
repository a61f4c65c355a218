"""Places and peoples in running text, and the part each plays: where people come from, or where they are."""

import re
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from darkfigure.extract.sentence import Sentence
from darkfigure.languages import SLAVIC, TURKIC
from darkfigure.places.index import Entry, crude_stem, find_stem, is_cyrillic, origins

Part = Literal["people", "from", "in", "named"]
_LONGEST = 4
# Words of a language that are spelled as a place is.
_NO_PLACE = frozenset(
    "того тога мали чад чили перу чада конго куба лаос оман катар нигер тонга bu mali chad men man jersey turkey's "
    "in an on can of so me my no de la au mon ma ton ser par par il pas a al el as at us is it id by be do go et est "
    "مالي مالیه مالية هند سود ماليا عمان كان دول سنة بلد توغو بنين من في ان شرق غرب شمال جنوب اليمين يمن عراق? "
    "дар бар аз чин мар кин мин чи сири не по да на за до во ну ли ми би ки ва ин то "
    "ma mi bin on dan ile var yer el iran? ha hem ben sen o kan ana kara van of us sur ordu mus "
    "georgie? union republic republik state states people peoples national nationals "
    "русск? америк? южн северн central west east north south western eastern northern southern "
    "жан жер жаш жол тан тар кара алма бала эр ер ел эл тил туз кун сан саны кол бас бир ата ана "
    "ال قال قتل منهم نحو كما بين هناك دولة حرب مصرع سام الى کرد کشور است ایران? بود شد "
    "shah bay bek khan imam ali sham"
    "".replace("?", "_").split()
)
_ABLATIVE = ("dan", "den", "tan", "ten", "дан", "ден", "тан", "тен", "нан", "нен", "дон", "тон", "дон", "даги")
_LOCATIVE = [
    "da",
    "de",
    "ta",
    "te",
    "ga",
    "ge",
    "ka",
    "qa",
    "ya",
    "ye",
    "na",
    "ne",
    "а",
    "e",
    "да",
    "де",
    "та",
    "те",
    "до",
    "то",
    "га",
    "ге",
    "го",
    "ка",
    "ке",
    "ко",
    "на",
    "не",
    "дагы",
    "деги",
    "тагы",
    "теги",
    "daki",
    "deki",
    "dagi",
    "даги",
]
_THAT_IS_IN = ("дагы", "деги", "тагы", "теги", "даги", "daki", "deki", "taki", "teki", "dagi")
_GENITIVE = ("nin", "nun", "ning", "nyn", "нын", "нин", "нун", "дын", "дин", "дун", "тын", "тин", "тун", "нинг", "iн")

# A country begins so, or holds one of these, in whatever language and case.
_STAN = ("stan", "стан", "стон", "истон")
_COUNTRY_STEMS = tuple(
    "росси турци сири ирак грузи армени франци герман rusiya rossiya turkiy suriy "  # noqa: SIM905
    "iroq irak ресей туркия россия орусия чечн дагестан афган тунис сурия сирия "
    "турция ауганстан siriya iraq yraq yrak siri suri иордан ливан libya liviya ливия "
    "мисир misir misr егип єгип пакистан европ tunus франц germaniy fransa almanya "
    "казахст русия тунi рос туреч грузi".split()
)


class Place(NamedTuple):
    """A place named by tokens `first` to before `last`: its code, what the name is, and the part it plays."""

    first: int
    last: int
    code: str
    kind: str
    part: Part


def find_places(sentence: Sentence) -> list[Place]:
    """The places and peoples named in a sentence, in order."""
    found = []
    place = sentence.first
    while place < sentence.last:
        hit = _place(sentence, place)
        if hit is None:
            place += 1
            continue
        found.append(hit)
        place = hit.last
    return found


def _place(sentence: Sentence, place: int) -> Place | None:
    token = sentence.tokens[place]
    if token.kind != "word":
        return None
    if mark := sentence.at(place, "demonym"):
        return Place(place, mark.last, mark.value, "people", "people")
    if sentence.at(place, "group"):
        return None
    if mark := sentence.at(place, "region"):
        last = mark.last
        if (
            mark.value in {"former-ussr", "cis"}
            and mark.last - mark.first == 1
            and not sentence.capital_or_uncased(place)
        ):
            return None
        people = any(sentence.tokens[last - 1].key.endswith(e) for e in ("an", "ans", "ens", "лык", "lik", "ly", "ец"))
        return _placed(sentence, place, last, mark.value, "people" if people else "region")
    if sentence.at(place, "foreign"):
        mark = sentence.at(place, "foreign")
        assert mark is not None  # noqa: S101 - the line before found it
        return Place(place, mark.last, "foreign", "people", "people")
    raw = sentence.text.raw[token.start : token.end]
    if 2 <= len(raw) <= 5 and raw.isupper() and (code := _abbreviation(raw)):
        return _placed(sentence, place, place + 1, code, "country")
    cased = raw[0].isupper() or raw[0].islower()
    most = _LONGEST if _begins_phrase(token.key) else 1
    for length in range(min(most, sentence.last - place), 1, -1):
        keys = tuple(t.key for t in sentence.tokens[place : place + length])
        if all(not sentence.gap(at).strip(" -'") for at in range(place, place + length - 1)) and (
            entry := _phrase(keys)
        ):
            if cased and not raw[0].isupper():
                break
            return _placed(sentence, place, place + length, entry.code or "", entry.kind)
    entry = _word(token.key, sentence.lang)
    if entry is None or entry.code is None:
        return None
    if cased and not raw[0].isupper() and entry.kind != "people" and sentence.lang not in {"uz", "tk"}:
        return None
    return _placed(sentence, place, place + 1, entry.code, entry.kind)


def names_place(sentence: Sentence, at: int) -> bool:
    """Whether one word names a country or a people."""
    entry = _word(sentence.tokens[at].key, sentence.lang)
    return sentence.at(at, "demonym") is not None or (entry is not None and entry.kind in {"people", "country"})


def _placed(sentence: Sentence, first: int, last: int, code: str, kind: str) -> Place | None:
    if not code:
        return None
    key = sentence.tokens[last - 1].key
    if kind == "people":
        return Place(first, last, code, kind, "people")
    part: Part = "named"
    if sentence.lang in TURKIC:
        if key.endswith(_ABLATIVE) and len(key) > 5:
            part = "from"
        elif key.endswith(_GENITIVE):
            part = "named"
        elif key.endswith(tuple(_LOCATIVE)) and kind != "people" and _inflected(key, code):
            part = "in"
        following = sentence.tokens[last].key if last < sentence.last else ""
        if following in {"dan", "den", "tan", "ten", "дан", "ден", "тан", "нан"}:
            part = "from"
        elif following in _LOCATIVE and sentence.gap(last - 1) in {"'", "-"}:
            part = "in"
        elif sentence.at(last, "from") and part == "named":
            part = "from"
        if part == "named" and sentence.at(last, "unit") and not key.endswith(_ABLATIVE):
            part = "from"
    else:
        if sentence.before(first, "from"):
            part = "from"
        elif sentence.before(first, "in") or _proclitic(sentence, first):
            part = "in"
        if part == "named" and sentence.before(first, "unit", "self"):
            part = "from"
    return Place(first, last, code, kind, part)


def _proclitic(sentence: Sentence, first: int) -> bool:
    key = sentence.tokens[first].key
    return sentence.lang == "ar" and (key.startswith(("ب", "بال")) and not _word(key, "en"))


def _inflected(key: str, code: str) -> bool:
    """Whether the word is longer than the name: Сирияда, not Гана."""
    del code
    entry = origins().phrases.get(key)
    return entry is None


@lru_cache(1 << 14)
def _word(key: str, lang: str) -> Entry | None:
    """What one word names."""
    if len(key) < 3 or key in _NO_PLACE:
        return None
    index = origins()
    forms = [key]
    if lang in {"tr", "tk"} and len(key) > 5 and key[-1] in "aeiuy":  # Türkmenistana, Irak'a
        forms.append(key[:-1])
    if lang in TURKIC and len(key) > 7 and key.endswith(_THAT_IS_IN):
        forms.append(key[:-4])  # Сириядағы, Suriye'deki
    if lang in {"ar", "fa"}:
        forms += _without_proclitics(key)
    for form in forms:
        if form in _NO_PLACE:
            return None
        if entry := index.phrases.get(form):
            return entry if (entry.kind != "foreign" and len(form) > 3) or entry.kind in {"country", "region"} else None
    if len(key) < 4:
        return None
    for form in forms:
        found = {entry for entry in find_stem(index, form) if entry.code}
        codes = {entry.code for entry in found}
        if len(codes) == 1:
            entries = sorted(found, key=lambda entry: entry.kind != "people")
            if lang == "tg" and entries[0].kind in {"people", "country"}:
                person = form.endswith(("истони", "истониен", "истонихо", "истонион")) or not _is_country_form(form)
                return Entry(entries[0].code, "people" if person else "country")
            if lang in TURKIC or lang in SLAVIC:
                return _by_form(form, entries, lang)
            return entries[0]
    return None


_SLAVIC_PERSON = re.compile(
    r"(ец|ц(а|у|ем|ы|ев|ам|ами|ах|iв|ив)|[нйчшл]к(а|и|у|ою|ой|ам|ами|ах)|[нйч]ок|[сц]к\w{1,3}|ин(а|у|ом|е|ы|и|ов|iв|ив)?|ян(е|ам)?)$"
)
_UKRAINIAN_COUNTRY = re.compile(r"[чщ]чин|щин")  # Туреччина, Німеччина, Угорщина
_TURKIC_PERSON = re.compile(
    r"(лык|лик|дык|дик|тык|тик|лук|луук|дук|тук|lik|lyk|luk)|"
    r"l[iuy](lar|ler)?(i|y|u|in|un|yn|nin|nun|nyn|ni|nu|ny|a|e|dan|den|ya|ye|lari|leri|larin|lerin)?$"
)


def _by_form(key: str, entries: list[Entry], lang: str) -> Entry:
    """Country or people: Казахстана is the country, казахстанцев its people."""
    by_kind = {entry.kind: entry for entry in entries}
    if lang == "uk" and _UKRAINIAN_COUNTRY.search(key):
        return Entry(entries[0].code, "country")
    entry = by_kind.get("people") or by_kind.get("country") or entries[0]
    if entry.kind not in {"people", "country"} or (entry.kind == "people" and not _is_country_form(key)):
        return entry
    person = (_SLAVIC_PERSON if lang in SLAVIC else _TURKIC_PERSON).search(key)
    if person and key.startswith(("америк", "африк")):
        person = None
    return Entry(entry.code, "people" if person else "country")


def _is_country_form(key: str) -> bool:
    return any(mark in key for mark in _STAN) or key.startswith(_COUNTRY_STEMS)


def _without_proclitics(key: str) -> list[str]:
    forms = []
    rest = key
    if rest[:1] in "وف" and len(rest) > 4:
        rest = rest[1:]
        forms.append(rest)
    if rest[:1] in "بلك" and len(rest) > 4:
        forms.append(rest[1:])
    forms += [form[2:] for form in (rest, *forms) if form.startswith(("ال", "لل")) and len(form) > 5]
    return forms


@cache
def _first_words() -> frozenset[str]:
    """The words that a name of several words begins with, whole and without endings."""
    words = {phrase.split(" ")[0] for phrase in origins().phrases if " " in phrase}
    return frozenset(words | {phrase.split(" ")[0] for phrase in origins().crude})


@lru_cache(1 << 14)
def _begins_phrase(key: str) -> bool:
    forms = [key, *_without_proclitics(key)] if "\u0600" <= key[:1] <= "\u06ff" else [key]
    if is_cyrillic(key):
        forms.append(crude_stem(key))
    return any(form in _first_words() for form in forms)


@lru_cache(1 << 15)
def _phrase(keys: tuple[str, ...]) -> Entry | None:
    index = origins()
    joined = " ".join(keys)
    forms = [joined]
    if "\u0600" <= keys[0][:1] <= "\u06ff":
        forms += [" ".join((form, *keys[1:])) for form in _without_proclitics(keys[0])]
    for form in forms:
        entry = index.phrases.get(form)
        if entry is not None:
            return entry
    if is_cyrillic(joined):
        return index.crude.get(crude_stem(joined))
    return None


@lru_cache(1 << 10)
def _abbreviation(raw: str) -> str | None:
    code = origins().abbreviations.get(raw)
    return code if code and code != "-" else None
