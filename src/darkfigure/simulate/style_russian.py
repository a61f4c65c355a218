"""A ministry's register in Russian: family name first, patronymic, Windows-1251, semicolons."""

import datetime as dt

from darkfigure.simulate.bynames import byname_text, kunya_text
from darkfigure.simulate.drafts import Draft
from darkfigure.simulate.files import Cell
from darkfigure.simulate.kinship import russian_kin, russian_patronymic
from darkfigure.simulate.slips import slip
from darkfigure.simulate.spelling import Speller
from darkfigure.simulate.wording import SEX, month_word, origin_word

HEADERS: tuple[str, ...] = (
    "№ карточки",
    "ФИО",
    "Прозвище",
    "Дата рождения",
    "Пол",
    "Гражданство",
    "Место рождения",
    "Поставлен на учёт",
    "Примечание",
)
COLUMNS: dict[str, str] = {"kunya": "Прозвище", "date": "Поставлен на учёт", "record_id": "№ карточки"}
_FATHERLESS = {"tr", "mag", "fr", "de", "arab"}  # whose papers carry no patronymic
_NOTES = ("", "", "", "", "по данным родственников", "розыск", "выехал через Турцию", "по оперативным данным")


def write_row(draft: Draft, speller: Speller) -> list[Cell]:
    """The cells of one row, in the order of `HEADERS`."""
    flavour = draft.flavour(0)
    name = _full_name(draft, speller, flavour)
    for number in range(draft.slips):
        name = slip(name, chance=draft.chance[20 + number], place=draft.chance[22 + number])
    town = "" if draft.town is None else draft.town[3]
    return [
        100 + int(draft.chance[1] * 89000),
        name,
        kunya_text(draft, language="ru", flavour=0) if draft.given else "",
        "" if draft.birth is None else _birth(draft),
        "" if draft.sex is None else SEX["ru"][draft.sex][draft.chance[3] < 0.2],
        ""
        if draft.origin is None
        else origin_word(draft.origin, language="ru", chance=draft.chance[4], female=draft.female),
        f"г. {town}" if town and draft.chance[5] < 0.3 else town,
        _date(draft.seen, draft.chance[6]),
        _NOTES[int(draft.chance[7] * len(_NOTES))],
    ]


def _full_name(draft: Draft, speller: Speller, flavour: int) -> str:
    if draft.given is None:
        return byname_text(draft, language="ru", flavour=0)
    given = speller.write(draft.given, system="russian", flavour=flavour)
    family = "" if draft.family is None else speller.write(draft.family, system="russian", flavour=flavour)
    father = _patronymic(draft, speller, flavour)
    if draft.chance[8] < 0.2:
        family = family.upper()
    parts = [given, father, family] if draft.swapped else [family, given, father]
    name = " ".join(part for part in parts if part)
    if draft.extra_kunya and draft.kunya is not None:
        name += f" ({draft.pick(9, '', 'он же ')}{kunya_text(draft, language='ru', flavour=0)})"
    return name


def _patronymic(draft: Draft, speller: Speller, flavour: int) -> str:
    if draft.father is None or draft.father.culture in _FATHERLESS:
        return ""
    russian = speller.write(draft.father, system="russian", flavour=flavour)
    sex = "f" if draft.female else "m"
    kin = draft.chance[10] < (0.5 if draft.father.culture in {"uz", "az"} else 0.1)
    return russian_kin(russian, culture=draft.father.culture, sex=sex) if kin else russian_patronymic(russian, sex=sex)


def _birth(draft: Draft) -> str:
    assert draft.birth is not None  # noqa: S101 - for the type checker; the caller looked
    return f"{draft.birth.year} г.р." if draft.chance[11] < 0.12 else _date(draft.birth, draft.chance[12])


def _date(day: dt.date, chance: float) -> str:
    if chance < 0.85:
        return f"{day:%d.%m.%Y}"
    if chance < 0.93:
        return f"{day:%d.%m.%Y} г."
    return f"{day.day} {month_word(day.month, language='ru')} {day.year} г."
