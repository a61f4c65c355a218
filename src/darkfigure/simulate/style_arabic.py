"""What the Arabic press wrote: given name bin father and nisba, kunyas, Hijri dates here and there."""

import datetime as dt

from darkfigure.simulate.bynames import byname_text, kunya_text, nisba_text
from darkfigure.simulate.drafts import Draft
from darkfigure.simulate.files import Cell
from darkfigure.simulate.slips import slip
from darkfigure.simulate.spelling import Speller
from darkfigure.simulate.wording import GROUP, SEX, arabic_digits, hijri, month_word, origin_word

HEADERS: tuple[str, ...] = (
    "الاسم",
    "الكنية",
    "الجنسية",
    "الجنس",
    "سنة الميلاد",
    "تاريخ الخبر",
    "مكان المشاهدة",
    "التنظيم",
    "مسقط الرأس",
    "المصدر",
)
COLUMNS: dict[str, str] = {
    "date": "تاريخ الخبر",
    "location": "مكان المشاهدة",
    "hometown": "مسقط الرأس",
    "birth_date": "سنة الميلاد",
}
_PAPERS = ("وكالة الشرق الإخبارية", "صحيفة النهر", "موقع الشام اليوم", "إذاعة الفرات", "")


def write_row(draft: Draft, speller: Speller) -> list[Cell]:
    """The cells of one row, in the order of `HEADERS`."""
    flavour = draft.flavour(0)
    name = _full_name(draft, speller, flavour)
    for number in range(draft.slips):
        name = slip(name, chance=draft.chance[20 + number], place=draft.chance[22 + number])
    in_name = draft.given is None or name.startswith(("أبو", "ابو", "أم"))
    return [
        name,
        "" if in_name else kunya_text(draft, language="ar", flavour=flavour),
        ""
        if draft.origin is None
        else origin_word(draft.origin, language="ar", chance=draft.chance[1], female=draft.female),
        "" if draft.sex is None else SEX["ar"][draft.sex][draft.chance[2] < 0.3],
        "" if draft.birth is None else _birth(draft.birth, draft.chance[3]),
        _date(draft.seen, draft.chance[4]),
        "" if draft.chance[5] < 0.2 else draft.place[1],
        "" if draft.chance[6] < 0.4 else GROUP["ar"][draft.group],
        "" if draft.town is None else draft.town[4],
        draft.pick(7, *_PAPERS),
    ]


def _full_name(draft: Draft, speller: Speller, flavour: int) -> str:
    if draft.given is None:
        return byname_text(draft, language="ar", flavour=flavour)
    nisba = nisba_text(draft, language="ar", flavour=flavour)
    given = speller.write(draft.given, system="arabic", flavour=flavour)
    parts = [given]
    if draft.father is not None:
        father = speller.write(draft.father, system="arabic", flavour=flavour)
        bin_word = "بنت" if draft.female else draft.pick(8, "بن", "بن", "بن", "ابن")
        parts += [bin_word, father] if draft.chance[9] < 0.6 else [father]
    if draft.family is not None:
        family = speller.write(draft.family, system="arabic", flavour=flavour)
        parts = [family, *parts] if draft.swapped else [*parts, family]
    elif len(parts) == 1 or draft.chance[10] < 0.5:
        parts.append(nisba)
    if draft.kunya is not None and draft.extra_kunya:
        parts.insert(0, kunya_text(draft, language="ar", flavour=flavour))
        if draft.chance[11] < 0.4 and parts[-1] != nisba:
            parts.append(nisba)
    return " ".join(parts)


def _birth(day: dt.date, chance: float) -> str:
    if chance < 0.5:
        return str(day.year)
    if chance < 0.65:
        return arabic_digits(str(day.year))
    if chance < 0.72:
        return f"{hijri(day)[0]} هـ"
    return f"{day.day}/{day.month}/{day.year}" if chance < 0.9 else f"مواليد {day.year}"


def _date(day: dt.date, chance: float) -> str:
    if chance < 0.5:
        return f"{day.day}/{day.month}/{day.year}"
    if chance < 0.65:
        return arabic_digits(f"{day.day}/{day.month}/{day.year}")
    if chance < 0.8:
        return f"{day.day} {month_word(day.month, language='ar')} {day.year}"
    if chance < 0.88:
        return f"{day.day} {month_word(day.month, language='sy')} {day.year}"
    year, month, number = hijri(day)
    if chance < 0.95:
        return f"{number} {month_word(month, language='hijri')} {year} هـ"
    return f"{number}/{month}/{year} هـ"
