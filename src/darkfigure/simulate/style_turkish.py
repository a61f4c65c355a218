"""A border police's list in Turkish: names by ear or from passports, UTF-8 with a byte-order mark, semicolons."""

import datetime as dt

from darkfigure.simulate.bynames import byname_text, kunya_text
from darkfigure.simulate.drafts import Draft
from darkfigure.simulate.files import Cell
from darkfigure.simulate.slips import slip
from darkfigure.simulate.spelling import Speller
from darkfigure.simulate.wording import SEX, month_word, origin_word

HEADERS: tuple[str, ...] = (
    "Dosya No",
    "Adı Soyadı",
    "Lakabı",
    "Doğum Tarihi",
    "Cinsiyeti",
    "Uyruğu",
    "Doğum Yeri",
    "İşlem Tarihi",
    "Açıklama",
)
COLUMNS: dict[str, str] = {"record_id": "Dosya No", "kunya": "Lakabı", "date": "İşlem Tarihi"}
_SYSTEMS = (("tr", 0.55), ("passport", 0.8), ("ascii", 1.0))
_NOTES = ("", "", "", "sınır dışı edildi", "yakalandı", "geçiş yaptı")


def write_row(draft: Draft, speller: Speller) -> list[Cell]:
    """The cells of one row, in the order of `HEADERS`."""
    system = next(name for name, below in _SYSTEMS if draft.chance[0] < below)
    name = _full_name(draft, speller, system)
    for number in range(draft.slips):
        name = slip(name, chance=draft.chance[20 + number], place=draft.chance[22 + number])
    towns = [] if draft.town is None else draft.town[5].split("/")
    return [
        f"{draft.seen.year}/{int(draft.chance[1] * 9000) + 1000}",
        name,
        kunya_text(draft, language="tr", flavour=0) if draft.given else "",
        "" if draft.birth is None else _date(draft.birth, draft.chance[2], year_only=0.18),
        "" if draft.sex is None else SEX["tr"][draft.sex][draft.chance[3] < 0.25],
        ""
        if draft.origin is None
        else origin_word(draft.origin, language="tr", chance=draft.chance[4], female=draft.female),
        towns[int(draft.chance[5] * len(towns))] if towns else "",
        _date(draft.seen, draft.chance[6], year_only=0.0),
        draft.pick(7, *_NOTES),
    ]


def _full_name(draft: Draft, speller: Speller, system: str) -> str:
    if draft.given is None:
        return byname_text(draft, language="tr", flavour=0)
    flavour = draft.flavour(8)
    given = speller.write(draft.given, system=system, flavour=flavour)
    father = "" if draft.father is None else speller.write(draft.father, system=system, flavour=flavour)
    family = "" if draft.family is None else speller.write(draft.family, system=system, flavour=flavour)
    if draft.chance[9] < 0.35:
        family = family.replace("i", "İ").upper() if system == "tr" else family.upper()
    parts = [family, given, father] if draft.swapped else [given, father, family]
    name = " ".join(part for part in parts if part)
    if draft.extra_kunya and draft.kunya is not None:
        name += f" ({kunya_text(draft, language='tr', flavour=0)})"
    return name


def _date(day: dt.date, chance: float, *, year_only: float) -> str:
    if chance < year_only:
        return str(day.year)
    if chance < 0.9:
        return f"{day:%d.%m.%Y}"
    return f"{day.day} {month_word(day.month, language='tr')} {day.year}"
