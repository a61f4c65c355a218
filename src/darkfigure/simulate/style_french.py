"""Case files of a court in French: family name in capitals first, UTF-8, semicolons, day before month."""

import datetime as dt

from darkfigure.simulate.bynames import byname_text, kunya_text
from darkfigure.simulate.drafts import Draft
from darkfigure.simulate.files import Cell
from darkfigure.simulate.slips import slip
from darkfigure.simulate.spelling import Speller
from darkfigure.simulate.wording import SEX, month_word, origin_word

HEADERS: tuple[str, ...] = (
    "N° de dossier",
    "Nom et prénom",
    "Alias",
    "Date de naissance",
    "Sexe",
    "Nationalité",
    "Lieu de naissance",
    "Date du signalement",
    "Observations",
)
COLUMNS: dict[str, str] = {"record_id": "N° de dossier", "name": "Nom et prénom", "date": "Date du signalement"}
_SYSTEMS = (("fr", 0.7), ("passport", 0.85), ("from_arabic", 1.0))
_NOTES = ("", "", "", "mandat de recherche", "signalé par la famille", "retour via la Turquie")


def write_row(draft: Draft, speller: Speller) -> list[Cell]:
    """The cells of one row, in the order of `HEADERS`."""
    system = next(name for name, below in _SYSTEMS if draft.chance[0] < below)
    flavour = draft.flavour(1)
    name = _full_name(draft, speller, system, flavour)
    for number in range(draft.slips):
        name = slip(name, chance=draft.chance[20 + number], place=draft.chance[22 + number])
    towns = [] if draft.town is None else draft.town[5].split("/")
    return [
        f"{draft.seen.year % 100}-{int(draft.chance[2] * 9000) + 1000}",
        name,
        kunya_text(draft, language="fr", flavour=flavour) if draft.given else "",
        "" if draft.birth is None else _birth(draft.birth, draft),
        "" if draft.sex is None else SEX["fr"][draft.sex][draft.chance[3] < 0.1],
        ""
        if draft.origin is None
        else origin_word(draft.origin, language="fr", chance=draft.chance[4], female=draft.female),
        towns[int(draft.chance[5] * len(towns))] if towns else "",
        f"{draft.seen:%d/%m/%Y}",
        draft.pick(7, *_NOTES),
    ]


def _full_name(draft: Draft, speller: Speller, system: str, flavour: int) -> str:
    if draft.given is None:
        return byname_text(draft, language="fr", flavour=flavour)
    given = speller.write(draft.given, system=system, flavour=flavour)
    family = "" if draft.family is None else speller.write(draft.family, system=system, flavour=flavour).upper()
    father = ""
    if draft.father is not None:
        link = "bent" if draft.female else "ben"
        father = f"{link} {speller.write(draft.father, system=system, flavour=flavour)}"
    parts = [given, father, family] if draft.swapped else [family, given, father]
    name = " ".join(part for part in parts if part)
    if draft.extra_kunya and draft.kunya is not None:
        name += f" dit {kunya_text(draft, language='fr', flavour=flavour)}"
    return name


def _birth(day: dt.date, draft: Draft) -> str:
    chance = draft.chance[8]
    if chance < 0.15:
        return str(day.year)
    if chance < 0.85:
        return f"{day:%d/%m/%Y}"
    return f"{day.day} {month_word(day.month, language='fr')} {day.year}"
