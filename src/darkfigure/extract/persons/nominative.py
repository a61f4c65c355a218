"""Names in their first case: Рустама Каримова is Рустам Каримов, Жұмабаевты is Жұмабаев, Karaca'ya is Karaca."""

import re
from functools import lru_cache

from darkfigure.extract.persons.cues import family_ending, given_name

_APOSTROPHES = re.compile("['’‘ʼ`´]")
# Russian endings of a man's given name and what the first case has in their place; of a woman's.
_MEN = (
    ("ом", ""),
    ("ем", "й"),
    ("ем", "ь"),
    ("а", ""),
    ("у", ""),
    ("е", ""),
    ("я", "й"),
    ("ю", "й"),
    ("я", "ь"),
    ("ю", "ь"),
)
_WOMEN = (("ой", "а"), ("ей", "я"), ("ы", "а"), ("и", "а"), ("и", "я"), ("у", "а"), ("ю", "я"), ("е", "а"), ("е", "я"))
_FAMILY_MEN = re.compile(r"(?<=[оеё]в)(?:ым|а|у|е)$|(?<=[иы]н)(?:ым|а|у|е)$")
_FAMILY_WOMEN = re.compile(r"(?<=[оеё]в)(?:ой|у)$|(?<=[иы]н)(?:ой|у)$")
_FAMILY_MANY = re.compile(r"(?<=[оеё]в)(?:ых|ым|ыми|ы)$|(?<=[иы]н)(?:ых|ыми|ы)$")
_TURKIC = re.compile(
    r"(?:ны?ң|ті?ң|ді?ң|ның|нің|тың|тің|дың|дің|ты|ті|ды|ді|ны|ні|ға|ге|қа|ке|тан|тен|дан|ден|нан|нен|та|те|да|де|мен|пен|бен)$"
)


@lru_cache(1 << 15)
def without_suffix(word: str, lang: str) -> str:
    """A word of a name without the case of its language, as far as the word itself tells it."""
    if lang in {"tr", "kk"}:
        cut = _APOSTROPHES.split(word)
        if len(cut) == 2 and len(cut[0]) > 1 and lang == "tr":
            return cut[0]
    if lang == "kk" and given_name(word) is None and family_ending(word) is None:
        bare = _TURKIC.sub("", word)
        if bare != word and len(bare) > 2 and (given_name(bare) or family_ending(bare) is not None):
            return bare
    return word


def to_nominative(words: list[str], lang: str) -> tuple[list[str], str | None]:
    """The words of a name in the first case, and the sex that name and case tell."""
    words = [without_suffix(word, lang) for word in words]
    if lang != "ru":
        return words, sex_of(words)
    given = [at for at, word in enumerate(words) if given_name(word) is not None]
    if given:
        found = given_name(words[given[0]])
        sex = found.sex if found else None
        families = [at for at in range(len(words)) if at not in given]
        feminine = sex == "f" or (sex is None and any(_is_woman(words[at]) for at in families))
        out = [word if at in given else _family(word, woman=feminine) for at, word in enumerate(words)]
        return out, sex or ("f" if feminine else sex_of(out))
    for at, word in enumerate(words):
        lower = word.lower()
        for endings, sex in ((_MEN, "m"), (_WOMEN, "f")):
            for ending, instead in endings:
                base = word[: -len(ending)] + instead
                known = given_name(base) if lower.endswith(ending) and len(word) - len(ending) > 1 else None
                if known is not None and known.sex in {sex, None}:
                    rest = [base if n == at else _family(other, woman=sex == "f") for n, other in enumerate(words)]
                    return rest, sex
    if len(words) == 1:
        return words, sex_of(words)
    return words, sex_of(words)


def _is_woman(word: str) -> bool:
    return word.lower().endswith(("ова", "ева", "ёва", "ина", "ына", "овой", "евой", "иной", "ая"))


def _family(word: str, *, woman: bool) -> str:
    lower = word.lower()
    if woman:
        if (cut := _FAMILY_WOMEN.search(lower)) is not None:
            return word[: cut.start()] + ("А" if word.isupper() else "а")
        return word
    if (cut := _FAMILY_MEN.search(lower)) is not None:
        return word[: cut.start()]
    for ending in ("ского", "скому", "ским", "ском"):
        if lower.endswith(ending):
            return word[: -len(ending)] + "ский"
    for ending, instead in (("ича", "ич"), ("ичу", "ич"), ("ичем", "ич")):
        if lower.endswith(ending):
            return word[: -len(ending)] + instead
    return word


def family_of_many(word: str) -> str | None:
    """The family name of one of several who share it (Хашиевы); None where the word is no such plural."""
    cut = _FAMILY_MANY.search(word.lower())
    return word[: cut.start()] if cut else None


def sex_of(words: list[str]) -> str | None:
    """The sex that given name or family ending tell."""
    for word in words:
        if (found := given_name(word)) is not None and found.sex:
            return found.sex
    for word in words:
        if (sex := family_ending(word)) == "f":
            return sex
    return "m" if any(family_ending(word) == "m" for word in words[1:]) else None
