"""A border police's list in Georgian: names by ear from passports, codes of states, UTF-8, commas."""

import datetime as dt

from darkfigure.simulate.bynames import byname_text, kunya_text
from darkfigure.simulate.drafts import Draft
from darkfigure.simulate.files import Cell
from darkfigure.simulate.slips import slip
from darkfigure.simulate.sounds import read_sound, write_georgian
from darkfigure.simulate.spelling import Speller

HEADERS: tuple[str, ...] = (
    "ნომერი",
    "სახელი და გვარი",
    "მეტსახელი",
    "დაბადების თარიღი",
    "სქესი",
    "მოქალაქეობა",
    "თარიღი",
    "შენიშვნა",
)
COLUMNS: dict[str, str] = {
    "record_id": "ნომერი",
    "name": "სახელი და გვარი",
    "kunya": "მეტსახელი",
    "birth_date": "დაბადების თარიღი",
    "sex": "სქესი",
    "origin": "მოქალაქეობა",
    "date": "თარიღი",
}
_NOTES = ("", "", "", "დეპორტირებული", "თურქეთიდან", "დაკავებული")


def write_row(draft: Draft, speller: Speller) -> list[Cell]:
    """The cells of one row, in the order of `HEADERS`."""
    name = _full_name(draft, speller)
    for number in range(draft.slips):
        name = slip(name, chance=draft.chance[20 + number], place=draft.chance[22 + number])
    return [
        f"GE-{int(draft.chance[1] * 90000) + 10000}",
        name,
        _byname(kunya_text(draft, language="en", flavour=0)) if draft.given else "",
        "" if draft.birth is None else _date(draft.birth, draft.chance[2], year_only=0.15),
        "" if draft.sex is None else draft.sex.upper(),
        draft.origin or "",
        _date(draft.seen, draft.chance[6], year_only=0.0),
        draft.pick(7, *_NOTES),
    ]


def _full_name(draft: Draft, speller: Speller) -> str:
    if draft.given is None:
        return _byname(byname_text(draft, language="en", flavour=0))
    flavour = draft.flavour(8)
    names = [draft.family, draft.given, draft.father] if draft.swapped else [draft.given, draft.father, draft.family]
    name = " ".join(speller.write(one, system="georgian", flavour=flavour) for one in names if one is not None)
    if draft.extra_kunya and draft.kunya is not None:
        name += f" ({_byname(kunya_text(draft, language='en', flavour=0))})"
    return name


def _byname(text: str) -> str:
    return write_georgian(read_sound(text, culture="arab"), flavour=0)


def _date(day: dt.date, chance: float, *, year_only: float) -> str:
    return str(day.year) if chance < year_only else f"{day:%d.%m.%Y}"
