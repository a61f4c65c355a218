"""Posts in which people show themselves: a handle, a kunya with a nisba, a given name, rarely more."""

from darkfigure.simulate.bynames import byname_text, kunya_text, nisba_text
from darkfigure.simulate.drafts import Draft
from darkfigure.simulate.files import Cell
from darkfigure.simulate.slips import slip
from darkfigure.simulate.sounds import fold_ascii
from darkfigure.simulate.spelling import Speller
from darkfigure.simulate.wording import SEX, origin_word

HEADERS: tuple[str, ...] = (
    "post_id",
    "account",
    "display_name",
    "posted_at",
    "says_from",
    "age",
    "sex",
    "place",
    "hometown",
    "link",
)
COLUMNS: dict[str, str] = {
    "record_id": "post_id",
    "name": "display_name",
    "date": "posted_at",
    "origin": "says_from",
    "location": "place",
    "url": "link",
}
_SYSTEMS = (("en", 0.4), ("tr", 0.68), ("from_arabic", 0.88), ("ascii", 1.0))


def write_row(draft: Draft, speller: Speller) -> list[Cell]:
    """The cells of one row, in the order of `HEADERS`."""
    system = next(name for name, below in _SYSTEMS if draft.chance[0] < below)
    language, flavour = "tr" if system == "tr" else "en", draft.flavour(1)
    name = _display_name(draft, speller, system, language, flavour)
    for number in range(draft.slips):
        name = slip(name, chance=draft.chance[20 + number], place=draft.chance[22 + number])
    account = _account(draft, name)
    towns = [] if draft.town is None else draft.town[5].split("/")
    hour, minute = int(draft.chance[2] * 24), int(draft.chance[3] * 60)
    number = 400_000_000 + int(draft.chance[4] * 190_000_000)
    return [
        str(number),
        account,
        name.replace("İ", "i").lower() if draft.chance[5] < 0.15 else name,
        f"{draft.seen:%Y-%m-%d}T{hour:02d}:{minute:02d}:00Z",
        None
        if draft.origin is None
        else origin_word(draft.origin, language=language, chance=draft.chance[6], female=draft.female),
        None if draft.birth is None else _age(draft),
        None if draft.sex is None else SEX["en"][draft.sex][1],
        None if draft.chance[7] < 0.3 else draft.place[2].split("/")[3 if language == "tr" else 0],
        towns[int(draft.chance[8] * len(towns))] if towns else None,
        f"https://posts.example/{account.lstrip('@')}/{number}",
    ]


def _display_name(draft: Draft, speller: Speller, system: str, language: str, flavour: int) -> str:
    if draft.given is None:
        return byname_text(draft, language=language, flavour=flavour)
    given = speller.write(draft.given, system=system, flavour=flavour)
    nisba = nisba_text(draft, language=language, flavour=flavour)
    kunya = kunya_text(draft, language=language, flavour=flavour)
    family = "" if draft.family is None else speller.write(draft.family, system=system, flavour=flavour)
    father = "" if draft.father is None else speller.write(draft.father, system=system, flavour=flavour)
    if family and (not kunya or draft.chance[9] < 0.6):
        parts = [family, given] if draft.swapped else [given, father, family]
        if kunya and draft.extra_kunya:
            parts.append(f"({kunya})")
    elif father:
        parts = [kunya, given, "bint" if draft.female else "bin", father, nisba if draft.chance[10] < 0.5 else ""]
    elif kunya:
        parts = [kunya, given, nisba] if draft.chance[10] < 0.6 else [given, f"({kunya})", nisba]
    else:
        parts = [given, nisba]
    return " ".join(part for part in parts if part)


def _account(draft: Draft, name: str) -> str:
    letters = "".join(
        letter if letter.isascii() and letter.isalnum() else "_" for letter in fold_ascii(name).replace("'", "")
    )
    words = [word for word in letters.split("_") if word not in {"", "al", "el", "at", "ash", "bin", "bint"}][:3]
    tail = draft.pick(11, "", "", "_", "313", "1435", f"{int(draft.chance[12] * 90) + 10}")
    return f"@{draft.pick(13, '_', '', '.').join(words)}{tail}"


def _age(draft: Draft) -> int:
    assert draft.birth is not None  # noqa: S101 - for the type checker; the caller looked
    had_birthday = (draft.seen.month, draft.seen.day) >= (draft.birth.month, draft.birth.day)
    return draft.seen.year - draft.birth.year - (not had_birthday)
