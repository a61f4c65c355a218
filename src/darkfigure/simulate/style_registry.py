"""A civil registry in Arabic: three names and family, Windows-1256, tabs, Levantine months."""

import datetime as dt

from darkfigure.simulate.bynames import byname_text, kunya_text, nisba_text
from darkfigure.simulate.drafts import Draft
from darkfigure.simulate.files import Cell
from darkfigure.simulate.slips import slip
from darkfigure.simulate.spelling import Speller
from darkfigure.simulate.wording import SEX, month_word, origin_word

HEADERS: tuple[str, ...] = (
    "رقم القيد",
    "الاسم الثلاثي",
    "اللقب الحركي",
    "تاريخ الولادة",
    "الجنس",
    "البلد",
    "مكان الولادة",
    "تاريخ التسجيل",
    "ملاحظات",
)
COLUMNS: dict[str, str] = {
    "record_id": "رقم القيد",
    "name": "الاسم الثلاثي",
    "kunya": "اللقب الحركي",
    "origin": "البلد",
    "date": "تاريخ التسجيل",
}
_NOTES = ("", "", "", "متزوج", "وصل عبر تركيا", "بدون وثائق")


def write_row(draft: Draft, speller: Speller) -> list[Cell]:
    """The cells of one row, in the order of `HEADERS`."""
    flavour = draft.flavour(0)
    name = _full_name(draft, speller, flavour)
    for number in range(draft.slips):
        name = slip(name, chance=draft.chance[20 + number], place=draft.chance[22 + number])
    return [
        int(draft.chance[1] * 900000) + 100000,
        name,
        kunya_text(draft, language="ar", flavour=flavour) if draft.given else "",
        "" if draft.birth is None else _date(draft.birth, draft.chance[2], year_only=0.3),
        "" if draft.sex is None else SEX["ar"][draft.sex][0],
        ""
        if draft.origin is None
        else origin_word(draft.origin, language="ar", chance=draft.chance[3], female=draft.female),
        "" if draft.town is None else draft.town[4],
        _date(draft.seen, draft.chance[4], year_only=0.0),
        draft.pick(5, *_NOTES),
    ]


def _full_name(draft: Draft, speller: Speller, flavour: int) -> str:
    if draft.given is None:
        return byname_text(draft, language="ar", flavour=flavour)
    given = speller.write(draft.given, system="arabic", flavour=flavour)
    father = "" if draft.father is None else speller.write(draft.father, system="arabic", flavour=flavour)
    if draft.family is None:
        family = nisba_text(draft, language="ar", flavour=flavour)
    else:
        family = speller.write(draft.family, system="arabic", flavour=flavour)
    parts = [family, given, father] if draft.swapped else [given, father, family]
    if draft.extra_kunya and draft.kunya is not None:
        parts.append(f"- {kunya_text(draft, language='ar', flavour=flavour)}")
    return " ".join(part for part in parts if part)


def _date(day: dt.date, chance: float, *, year_only: float) -> str:
    if chance < year_only:
        return str(day.year)
    if chance < 0.75:
        return f"{day:%Y/%m/%d}"
    return f"{day.day} {month_word(day.month, language='sy')} {day.year}"
