"""The files of an organisation whose staff write English, French, German, Turkish: one sheet, many spellings."""

from darkfigure.simulate.bynames import byname_text, kunya_text
from darkfigure.simulate.drafts import Draft
from darkfigure.simulate.files import Cell
from darkfigure.simulate.kinship import russian_patronymic
from darkfigure.simulate.slips import slip
from darkfigure.simulate.sounds import write_passport
from darkfigure.simulate.spelling import Speller, capitals
from darkfigure.simulate.wording import GROUP, SEX, origin_word

HEADERS: tuple[str, ...] = (
    "File no.",
    "Full name",
    "Also known as",
    "Sex",
    "Date of birth",
    "Nationality",
    "Home town",
    "Last seen",
    "Where",
    "Group",
)
COLUMNS: dict[str, str] = {
    "record_id": "File no.",
    "aliases": "Also known as",
    "date": "Last seen",
    "location": "Where",
}
# who writes a row: the system of romanisation and its share
_WRITERS = (
    ("en", 0.36), ("passport", 0.52), ("fr", 0.64), ("de", 0.73), ("from_arabic", 0.82), ("tr", 0.89), ("ascii", 0.96),
    ("scholarly", 1.0),
)  # fmt: skip
_FATHERLESS = {"tr", "mag", "fr", "de", "arab"}  # whose papers carry no patronymic
_LANGUAGE = {"fr": "fr", "de": "de"}


def write_row(draft: Draft, speller: Speller) -> list[Cell]:
    """The cells of one row, in the order of `HEADERS`."""
    system = next(name for name, below in _WRITERS if draft.chance[0] < below)
    language, flavour = _LANGUAGE.get(system, "en"), draft.flavour(1)
    name = _full_name(draft, speller, system, flavour)
    for number in range(draft.slips):
        name = slip(name, chance=draft.chance[20 + number], place=draft.chance[22 + number])
    towns = [] if draft.town is None else draft.town[5].split("/")
    return [
        f"F-{int(draft.chance[2] * 90000) + 10000}",
        name,
        kunya_text(draft, language="tr" if system == "tr" else language, flavour=flavour)
        if draft.given is not None and "(" not in name
        else "",
        "" if draft.sex is None else SEX["en"][draft.sex][draft.chance[3] < 0.15],
        "" if draft.birth is None else draft.birth if draft.chance[4] < 0.55 else draft.birth.year,
        ""
        if draft.origin is None
        else origin_word(draft.origin, language=language, chance=draft.chance[5], female=draft.female),
        towns[int(draft.chance[6] * len(towns))] if towns else "",
        draft.seen if draft.chance[7] < 0.7 else f"{draft.seen:%m/%d/%Y}",
        "" if draft.chance[8] < 0.25 else draft.place[2].split("/")[{"fr": 1, "de": 2}.get(language, 0)],
        "" if draft.chance[9] < 0.4 else GROUP["en"][draft.group],
    ]


def _full_name(draft: Draft, speller: Speller, system: str, flavour: int) -> str:
    language = _LANGUAGE.get(system, "tr" if system == "tr" else "en")
    if draft.given is None:
        return byname_text(draft, language=language, flavour=flavour)
    given = speller.write(draft.given, system=system, flavour=flavour)
    father = _father(draft, speller, system, flavour)
    family = "" if draft.family is None else speller.write(draft.family, system=system, flavour=flavour)
    if family and draft.swapped:
        parts = [f"{family},", given, father] if draft.chance[11] < 0.4 else [family, given, father]
    else:
        parts = [given, father, family.upper() if draft.chance[12] < 0.2 else family]
    name = " ".join(part for part in parts if part)
    if draft.extra_kunya and draft.kunya is not None:
        kunya = kunya_text(draft, language=language, flavour=flavour)
        return f"{name} ({kunya})" if draft.chance[13] < 0.5 else f"{kunya} {name}"
    return name


def _father(draft: Draft, speller: Speller, system: str, flavour: int) -> str:
    """The father's name bare, after bin, or as a patronymic of a passport."""
    if draft.father is None:
        return ""
    if system in {"passport", "scholarly"} and draft.father.culture not in _FATHERLESS:
        russian = speller.write(draft.father, system="russian", flavour=flavour).lower()
        return capitals(write_passport(russian_patronymic(russian, sex="f" if draft.female else "m")))
    father = speller.write(draft.father, system=system, flavour=flavour)
    if draft.chance[14] < 0.3:
        link = "bint" if draft.female else "ben" if system == "fr" else draft.pick(15, "bin", "ibn", "bin")
        return f"{link} {father}"
    return father
