"""Names that are one name in several languages (`classes.tsv`), and the names built from them.

Arabic names in Abd al-X, X al-Din and X Allah are built here from their parts: every part is spelled in many ways.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from darkfigure.names.letters import ARABIC, fold_token, token_script
from darkfigure.names.transliteration import transliterate

_FINE = (
    ("kh", "h"), ("x", "h"), ("gh", "g"), ("q", "k"), ("w", "v"), ("dzh", "j"), ("dj", "j"), ("zh", "j"), ("ph", "f"),
    ("ou", "u"), ("oo", "u"), ("o", "u"), ("ee", "i"), ("e", "a"), ("y", "i"),
)  # fmt: skip


def without_doubles(text: str) -> str:
    """Letters that follow themselves once only."""
    return "".join(letter for letter, before in zip(text, " " + text, strict=False) if letter != before)


def fine_key(latin: str) -> str:
    """What respellings of one name in Latin letters have in common: a/e, o/u, i/y and doubled letters are alike.

    >>> fine_key("hassan") == fine_key("khasen")
    True
    """
    for letters, written in _FINE:
        if letters in latin:
            latin = latin.replace(letters, written)
    latin = without_doubles(latin)
    return latin.removesuffix("aia") + "ia" if latin.endswith("aia") else latin


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """The classes: `keys`, `shares` and `translated` by class number; exact forms and fine keys to class numbers."""

    keys: tuple[str, ...]
    shares: tuple[float, ...]
    translated: tuple[bool, ...]
    exact: dict[str, int]
    fine: dict[str, int]


_JOINTS = ("", "a", "u", "i", "al", "ul", "il", "ad", "aa", "iu")
_GOD = ("lla", "llah", "llo", "lloh")


def _composed(line: str) -> tuple[str, float, list[str]]:
    """A row of compounds.tsv as (key, share, forms)."""
    kind, part, share, readings, written = line.split("\t")
    latin, arabic = (part, *readings.split()), tuple(fold_token(form) for form in written.split())
    if kind == "servant" and part == "allah":
        heads = [head + joint for head in ("abd", "gabd", "apt") for joint in ("a", "u", "i", "o")]
        forms = [head + tail for head in heads for tail in _GOD]
        return "abdullah", float(share), [*forms, "عبدالله", "عبدلله", "عبداله"]
    if kind == "servant":
        heads = [head + joint for head in ("abd", "gabd", "apt") for joint in _JOINTS]
        forms = [head + tail for head in heads for tail in latin]
        return f"abdul{part}", float(share), forms + ["عبد" + al + form for al in ("ال", "") for form in arabic]
    if kind == "faith":
        forms = [head + joint + tail for head in latin for joint in _JOINTS for tail in ("din", "tin", "tdin")]
        return f"{part}uddin", float(share), forms + [form + al + "دين" for al in ("ال", "") for form in arabic]
    forms = [head + joint + tail for head in latin for joint in ("", "a", "u", "i") for tail in _GOD]
    forms += [form + "الله" for form in arabic] + [form[:-1] + "تالله" for form in arabic if form.endswith("ه")]
    return f"{part}ullah", float(share), forms


def _lines(name: str) -> list[str]:
    text = (files("darkfigure.names") / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The classes, read once."""
    rows: list[tuple[str, float, list[str]]] = []
    for line in _lines("classes.tsv"):
        key, share, written = line.split("\t")
        rows.append((key, float(share), written.split()))
    rows += [_composed(line) for line in _lines("compounds.tsv")]
    exact: dict[str, int] = {}
    fine: dict[str, int] = {}
    for number, (key, _, forms) in enumerate(rows):
        for form in (key.removeprefix("~"), *forms):
            token = fold_token(form)
            exact.setdefault(token, number)
            if token_script(token) != ARABIC:
                _claim(fine, fine_key(transliterate(token)), number)
    return Lexicon(
        keys=tuple(key.removeprefix("~") for key, _, _ in rows),
        shares=tuple(share / 10_000 for _, share, _ in rows),
        translated=tuple(key.startswith("~") for key, _, _ in rows),
        exact=exact,
        fine={key: number for key, number in fine.items() if number >= 0},
    )


def _claim(fine: dict[str, int], key: str, number: int) -> None:
    """Enter a fine key; one that two classes claim belongs to neither (-1)."""
    fine[key] = number if fine.get(key, number) == number else -1


def class_of(token: str) -> int:
    """Number of the class a normalised token belongs to, -1 if to none.

    >>> class_of("магомед") == class_of("mehmet") == class_of("محمد")
    True
    """
    known = lexicon()
    number = known.exact.get(token, -1)
    if number >= 0:
        return number
    if token_script(token) == ARABIC:
        return known.exact.get(token.removeprefix("ال"), -1)
    return known.fine.get(fine_key(transliterate(token)), -1)


def without_article(token: str) -> str:
    """An Arabic token without the article written onto it; names of the table that begin alike stay whole.

    >>> without_article("الحربي"), without_article("الياس")
    ('حربي', 'الياس')
    """
    if token.startswith("ال") and len(token) >= 5 and lexicon().exact.get(token, -1) < 0:
        return token[2:]
    return token


def class_forms() -> list[list[str]]:
    """All spellings of each class of `classes.tsv`, without names that are translated rather than respelled."""
    rows = [line.split("\t") for line in _lines("classes.tsv") if not line.startswith("~")]
    return [[fold_token(form) for form in (key, *forms.split())] for key, _, forms in rows]
