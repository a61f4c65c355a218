"""What may follow the stem of a name: endings of case, number, gender, and those that make people out of places.

A paradigm is a set of folded endings. They allow more than grammar does (a stem takes every ending of its family), for
a form that nobody writes does no harm: what is looked up must be stem and ending exactly.
"""

from functools import cache
from itertools import product

from darkfigure.places.fold import fold

# Longest ending that is tried.
LONGEST = 9


def _folded(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in text.split())


@cache
def _adjective() -> frozenset[str]:
    """Endings of an East Slavic adjective, Russian and Ukrainian."""
    return _folded(
        "ий ый ой ая яя ое ее ые ие ого его ому ему ым им ом ем ую юю ою ею ых их ыми ими ей а е у і ої ії ій ю"
    )


@cache
def _slavic() -> frozenset[str]:
    """A stem such as казах-, казахстан-, узбеч-, сири-: nouns -, -ец, -ин, -ка and adjectives in -ский, -цкий."""
    noun = _folded("а у ом ем е и ы ов ев ам ами ах я ю ям ями ях ові еві ів ей ью ию ии ией ией ию ія ію єю ією ї")
    ets = _folded("ец ца цу цем цом це цы цев цов цам цами цах ця цю ці ців цям цями цях цеві")
    ka = _folded("ка ки ке ку кой кою кам ками ках ок ек ці")
    inhabitant = _folded("ин ина ину ином ине ини инов нин нина нину нином нине не нам нами нах")
    with_glide = frozenset("и" + ending for ending in ets | ka)
    adjectives = {s + ending for s, ending in product(("ск", "иск", "цк", "ецк", "к"), _adjective())}
    return frozenset({""}) | noun | ets | ka | inhabitant | with_glide | adjectives | {"иек"}


@cache
def _turkic_latin() -> frozenset[str]:
    """Turkish, Uzbek, Turkmen, Azerbaijani: -li, -lik, plurals, cases."""
    person = ("", *"li lu ly lik liq luk lyk".split())  # noqa: SIM905
    number = ("", *"lar ler lari leri lary".split())  # noqa: SIM905
    case = (
        "",
        *"dan den tan ten da de ta te nin nun in un yn nyn ning ni ny nu ga ge ka ke ya ye yi yu".split(),  # noqa: SIM905
    )
    return frozenset(map("".join, product(person, number, case)))


@cache
def _turkic_cyrillic() -> frozenset[str]:
    """Kazakh, Kyrgyz, Uzbek, and Tajik with its -ӣ, -ҳо, -ён."""
    person = ("", *(a + b + "к" for a, b in product("лдт", "ыиу")))
    number = ("", *(a + b + "р" for a, b in product("лдт", "аео")))
    case = {
        "",
        *(a + b for a, b in product("дтгк", "аео")),
        *(a + b + "н" for a, b in product("дтн", "аео")),
        *(a + b for a, b in product("ндт", "ыиу")),
        *(a + b + "н" for a, b in product("ндт", "ыиу")),
        *("и", "ы", "хо", "он", "ен", "ихо", "иен", "ии", "ро", "ги", "ча", "чик"),
    }
    return frozenset(map("".join, product(person, number, sorted(case))))


@cache
def _town() -> frozenset[str]:
    """What Russian makes of a town: its cases, грозненский, грозненец."""
    case = _folded("а у ом ем е и ы ой ей ю я ью ого ому ым ому ому ою")
    return frozenset({""}) | case | {s + ending for s, ending in product(("ск", "енск", "инск"), _adjective())}


@cache
def core_endings() -> dict[str, frozenset[str]]:
    """The commonest endings of each paradigm, for words with a wrong letter in them."""
    people = {
        "en": "s",
        "fr": "e s es ne nes",
        "de": "en er isch ische ischer",
        "adj": "ий ая ое ые ого ых",
        "sl": "а ы и е у ов я ю ец ца цы цев ка ки иец ийца ский ская ские ского скому ской ских ия ии ию",
        "tl": "li lu lar ler lik",
        "tc": "дык тык лык дик тик лик дар дер тар тер лар лер",
        "ar": "ي ية يون يين",
        "an": "ي ية يون يين",
        "ni": "i",
        "st": "",
    }
    return {name: _folded(endings) & paradigms()[name] | paradigms()[name] & {""} for name, endings in people.items()}


@cache
def paradigms() -> dict[str, frozenset[str]]:
    """Paradigm to its endings, folded. "" among them: the bare stem is a word."""
    return {
        "en": frozenset({"", "s", "es"}),
        "fr": frozenset({"", "e", "s", "es", "ne", "nes"}),
        "de": _folded(
            "e en in innen er ers ern erin erinnen isch ische ischer ischen isches ischem n nen sch sche schen"
        ),
        "adj": _adjective(),
        "sl": _slavic(),
        "st": _town(),
        "tl": _turkic_latin(),
        "tc": _turkic_cyrillic(),
        # Arabic and Persian: the nisba and its plurals; "ar" stems are words without it too, "an" stems are not.
        "ar": _folded("ي ية ة يون يين يات يان يتان ياً ا ان ها يها انی یان یهای های") | {""},
        "an": _folded("ي ية يون يين يات يان يتان ياً يها یان یهای"),
        # The same, romanised: al-Uzbaki, ash-Shishani, Iraqis, Yemeniyya.
        "ni": _folded("i y ii iy iyy ee ie is ya iya iyya iyah iyyah ia iyeh iyin iyyin iyun iyyun iyoun iyat in een")
        | {""},
    }
