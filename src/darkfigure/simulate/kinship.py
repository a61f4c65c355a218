"""How a name is passed on: family names from an ancestor's name, patronymics from the father's, by culture."""

import re
from dataclasses import dataclass

_VOWEL_END = tuple("аеёиоуыэюяәіөүұӣӯaeiouəıöüäõʻ")
_HISSING = tuple("шжчщцşçž")


@dataclass(frozen=True, eq=False)
class Name:
    """One name of one culture. `arabic`, `latin` and `russian` are set where sound rules would miss the custom."""

    native: str
    culture: str
    arabic: str | None = None
    latin: tuple[str, ...] = ()
    russian: str | None = None


@dataclass(frozen=True, eq=False)
class Family:
    """A family name as a man and as a woman bears it."""

    male: Name
    female: Name


def _pair(stem: Name, endings: tuple[str, str], arabic: tuple[str, str], base: str | None = None) -> Family:
    base = stem.native if base is None else base
    male, female = (
        Name(native=base + ending, culture=stem.culture, arabic=_arabic_joined(stem.arabic, tail))
        for ending, tail in zip(endings, arabic, strict=True)
    )
    return Family(male=male, female=female)


def _arabic_joined(stem: str | None, tail: str) -> str | None:
    """An ending after an Arabic spelling: a final ta marbuta opens to alif, two ya are written for three."""
    if stem is None or not tail:
        return stem
    stem = re.sub("[ةى]$", "ا", stem)
    return stem + (tail[1:] if stem.endswith("ي") and tail.startswith("ي") else tail)


def families_of(stem: Name) -> list[tuple[Family, float]]:
    """The family names a culture makes from an ancestor's name, with their shares."""
    if " " in stem.native or "-" in stem.native:
        return []
    return _MAKERS[stem.culture](stem) if stem.culture in _MAKERS else []


def _slavic(stem: Name) -> Family:
    """Ahmedov, Aliev; in the letters of the culture."""
    native = stem.native
    soft = native.endswith(_VOWEL_END) or native[-1] in "йyý"
    if stem.culture in {"uz", "az"}:
        endings, base = (("yev", "yeva"), native.rstrip("y")) if soft else (("ov", "ova"), native)
    elif stem.culture == "tm":
        endings, base = (("ýew", "ýewa"), native.rstrip("ý")) if soft else (("ow", "owa"), native)
    else:
        soft = soft or native.endswith(("ь", *_HISSING))
        base = re.sub("ӣ$", "и", native.rstrip("йь")) if soft else native
        endings = ("ев", "ева") if soft else ("ов", "ова")
    vowel = native.endswith(_VOWEL_END)
    arabic = ("ييف", "ييفا") if vowel else ("وف", "وفا")
    return _pair(stem, endings, arabic, base)


def _bare(stem: Name) -> Family:
    return _pair(stem, ("", ""), ("", ""))


def _kazakh(stem: Name) -> list[tuple[Family, float]]:
    return [(_slavic(stem), 0.85), (_bare(stem), 0.15)]


def _kyrgyz(stem: Name) -> list[tuple[Family, float]]:
    return [(_slavic(stem), 0.93), (_bare(stem), 0.07)]


def _slavic_only(stem: Name) -> list[tuple[Family, float]]:
    return [(_slavic(stem), 1.0)]


def _tajik(stem: Name) -> list[tuple[Family, float]]:
    made = [(_slavic(stem), 0.55), (_bare(stem), 0.07)]
    base = re.sub("ӣ$", "и", stem.native)
    made.append((_pair(stem, ("зода", "зода"), (" زاده", " زاده"), base), 0.28))
    if not stem.native.endswith(_VOWEL_END):
        made.append((_pair(stem, ("ӣ", "ӣ"), ("ي", "ي")), 0.1))
    return made


def _azeri(stem: Name) -> list[tuple[Family, float]]:
    made = [(_slavic(stem), 0.72), (_bare(stem), 0.06), (_pair(stem, ("zadə", "zadə"), (" زاده", " زاده")), 0.1)]
    last = re.findall("[aıouəeiöü]", stem.native.lower().replace("i̇", "i"))
    tail = {"a": "lı", "ı": "lı", "o": "lu", "u": "lu", "ö": "lü", "ü": "lü"}.get(last[-1] if last else "i", "li")
    made.append((_pair(stem, (tail, tail), ("لي", "لي")), 0.12))
    return made


def _maghrebi(stem: Name) -> list[tuple[Family, float]]:
    made = [(_bare(stem), 0.3)]
    for prefix, arabic, share in (("Ben", "بن ", 0.5), ("Bou", "بو", 0.2)):
        joined = Name(
            native=prefix + stem.native.lower(), culture="mag", arabic=arabic + stem.arabic if stem.arabic else None
        )
        made.append((Family(male=joined, female=joined), share))
    return made


_MAKERS = {
    "kz": _kazakh, "kg": _kyrgyz, "uz": _slavic_only, "tj": _tajik, "tm": _slavic_only, "az": _azeri,
    "da": _slavic_only, "ce": _slavic_only, "mag": _maghrebi,
}  # fmt: skip

# what a culture adds to the father's name, for a son and a daughter
_FATHER_TAIL = {
    "kz": ("ұлы", "қызы"), "kg": (" уулу", " кызы"), "uz": (" oʻgʻli", " qizi"), "az": (" oğlu", " qızı"),
}  # fmt: skip
_RUSSIAN_TAIL = {"kg": (" уулу", " кызы"), "uz": (" угли", " кизи"), "az": (" оглы", " кызы"), "kz": ("улы", "кызы")}


def native_patronymic(father: Name, *, sex: str) -> str | None:
    """The patronymic in the culture's own orthography, or None where the culture has none."""
    if " " in father.native:
        return None
    daughter = sex == "f"
    if father.culture in _FATHER_TAIL:
        return father.native + _FATHER_TAIL[father.culture][daughter]
    if father.culture == "tm":
        soft = father.native.endswith(("ý", *_VOWEL_END))
        return father.native.rstrip("ý") + (("ýewiç", "ýewna") if soft else ("owiç", "owna"))[daughter]
    if father.culture in {"tj", "da", "ce"}:
        return russian_patronymic(re.sub("ӣ$", "и", father.native), sex=sex)
    return None


def russian_patronymic(russian: str, *, sex: str) -> str:
    """A Russian patronymic of a name as Russians spell it: Нурлан, Нурланович; Али, Алиевич."""
    daughter = sex == "f"
    if russian.endswith(("а", "е", "ё", "и", "о", "у", "ы", "э", "ю", "я")):
        return russian + ("евич", "евна")[daughter]
    if russian.endswith(("й", "ь")):
        return russian[:-1] + ("евич", "евна")[daughter]
    if russian.endswith(_HISSING):
        return russian + ("евич", "евна")[daughter]
    return russian + ("ович", "овна")[daughter]


def russian_kin(russian: str, *, culture: str, sex: str) -> str:
    """The father's name with the word for son or daughter, as Russian papers keep it: Рустам угли, Эльчин оглы."""
    tail = _RUSSIAN_TAIL.get(culture)
    return russian_patronymic(russian, sex=sex) if tail is None else russian + tail[sex == "f"]
