"""A list of people who came back, kept in Kazakh, names in the orthography of their own papers; UTF-16, tabs."""

import datetime as dt

from darkfigure.simulate.bynames import byname_text, kunya_text
from darkfigure.simulate.drafts import Draft
from darkfigure.simulate.files import Cell
from darkfigure.simulate.kinship import native_patronymic
from darkfigure.simulate.slips import slip
from darkfigure.simulate.spelling import Speller, capitals
from darkfigure.simulate.wording import SEX, month_word, origin_word

HEADERS: tuple[str, ...] = (
    "Тегі, аты, әкесінің аты",
    "Лақап аты",
    "Туған күні",
    "Жынысы",
    "Азаматтығы",
    "Туған жері",
    "Оралған күні",
    "Ескерту",
)
COLUMNS: dict[str, str] = {
    "name": "Тегі, аты, әкесінің аты",
    "kunya": "Лақап аты",
    "date": "Оралған күні",
    "note": "Ескерту",
}
_NOTES = ("", "", "", "Түркия арқылы", "өз еркімен", "отбасымен бірге")


def write_row(draft: Draft, speller: Speller) -> list[Cell]:
    """The cells of one row, in the order of `HEADERS`."""
    name = _full_name(draft, speller)
    for number in range(draft.slips):
        name = slip(name, chance=draft.chance[20 + number], place=draft.chance[22 + number])
    return [
        name,
        kunya_text(draft, language="ru", flavour=0) if draft.given else "",
        "" if draft.birth is None else _date(draft.birth, draft.chance[1], year_only=0.15),
        "" if draft.sex is None else SEX["kk"][draft.sex][draft.chance[2] < 0.3],
        ""
        if draft.origin is None
        else origin_word(draft.origin, language="kk", chance=draft.chance[3], female=draft.female),
        "" if draft.town is None else draft.town[6 if draft.chance[4] < 0.6 else 3],
        _date(draft.seen, draft.chance[5], year_only=0.0),
        draft.pick(6, *_NOTES),
    ]


def _full_name(draft: Draft, speller: Speller) -> str:
    """Native letters for most; some clerks copy the Russian papers."""
    if draft.given is None:
        return byname_text(draft, language="ru", flavour=0)
    system = "native" if draft.chance[7] < 0.8 else "russian"
    flavour = draft.flavour(8)
    given = speller.write(draft.given, system=system, flavour=flavour)
    family = "" if draft.family is None else speller.write(draft.family, system=system, flavour=flavour)
    father = _father(draft, speller, system, flavour)
    parts = [given, father, family] if draft.swapped else [family, given, father]
    name = " ".join(part for part in parts if part)
    if system == "native":
        name = _apostrophes(name, draft)
    if draft.extra_kunya and draft.kunya is not None:
        name += f" ({kunya_text(draft, language='ru', flavour=0)})"
    return name


def _father(draft: Draft, speller: Speller, system: str, flavour: int) -> str:
    if draft.father is None:
        return ""
    patronymic = native_patronymic(draft.father, sex="f" if draft.female else "m")
    if system != "native" or patronymic is None or draft.chance[9] < 0.1:
        return speller.write(draft.father, system=system, flavour=flavour)
    return capitals(patronymic.split(" ")[0], turkic=draft.father.culture == "az") + (
        "" if " " not in patronymic else " " + patronymic.split(" ", 1)[1]
    )


def _apostrophes(name: str, draft: Draft) -> str:
    """The many marks typed for the turned comma of Uzbek."""
    mark = draft.pick(10, "ʻ", "'", "‘", "`", "ʻ", "’")
    return name.replace("ʻ", mark).replace("ʼ", draft.pick(11, "ʼ", "'", "’", ""))


def _date(day: dt.date, chance: float, *, year_only: float) -> str:
    if chance < year_only:
        return str(day.year)
    if chance < 0.85:
        return f"{day:%d.%m.%Y}"
    if chance < 0.93:
        return f"{day:%Y.%m.%d}"
    return f"{day.year} ж. {day.day} {month_word(day.month, language='kk')}"
