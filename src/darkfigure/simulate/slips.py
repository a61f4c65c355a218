"""Slips of the pen and of the keyboard, in the script of the text."""

import re

_KEYBOARDS = (
    "qwertyuiop asdfghjkl zxcvbnm",
    "йцукенгшщзхъ фывапролджэ ячсмитьбю",
    "ضصثقفغعهخحجد شسيبلاتنمكط ئءؤرىةوزظ",
    "ქწერტყუიოპ ასდფგჰჯკლ ზხცვბნმ",
)
_LOOKALIKES = {
    "и": "й", "й": "и", "е": "э", "о": "а", "а": "о", "ы": "и", "ш": "щ", "х": "к", "г": "к", "д": "т", "б": "п",
    "қ": "к", "ғ": "г", "ұ": "у", "ә": "а", "і": "и", "ң": "н", "ө": "о", "ү": "у", "ҳ": "х", "ҷ": "ч", "ӣ": "и",
    "ب": "ت", "ت": "ث", "ن": "ت", "ج": "ح", "ح": "خ", "خ": "ح", "د": "ذ", "ر": "ز", "ز": "ر", "س": "ش", "ش": "س",
    "ص": "ض", "ط": "ظ", "ع": "غ", "غ": "ع", "ف": "ق", "ق": "ف", "ه": "ة", "ي": "ى", "ك": "ل",
    "კ": "ქ", "ქ": "კ", "პ": "ფ", "ფ": "პ", "ტ": "თ", "თ": "ტ", "ჩ": "ჭ", "ც": "წ", "ყ": "კ", "ხ": "ჰ", "ჰ": "ხ",
    "ღ": "გ", "გ": "ღ", "ჯ": "ჟ", "ა": "ე", "ო": "უ", "უ": "ო",
    "a": "e", "e": "a", "i": "e", "o": "u", "u": "o", "b": "p", "d": "t", "m": "n", "n": "m", "v": "w", "k": "c",
    "y": "i", "z": "s", "s": "z", "h": "x", "q": "k",
}  # fmt: skip


def _neighbours() -> dict[str, str]:
    found: dict[str, str] = {}
    for keys in _KEYBOARDS:
        for row in keys.split(" "):
            for place, key in enumerate(row):
                found[key] = row[max(0, place - 1) : place] + row[place + 1 : place + 2]
    return found


_NEIGHBOURS = _neighbours()


def slip(text: str, *, chance: float, place: float) -> str:
    """One edit of a letter inside a word: another letter, one lost, doubled, or two in the wrong order.

    `chance` and `place` are uniforms in [0, 1): which edit, and where.
    """
    inside = [match.end() - 1 for match in re.finditer(r"(?<=[^\W\d_])[^\W\d_]", text)]
    if not inside:
        return text
    spot = inside[int(place * len(inside))]
    letter = text[spot]
    if chance < 0.45:
        return text[:spot] + _other(letter, chance / 0.45) + text[spot + 1 :]
    if chance < 0.7:
        return text[:spot] + text[spot + 1 :]
    if chance < 0.82:
        return text[:spot] + letter + text[spot:]
    before = text[spot - 1]
    if before.isupper() and letter.islower():  # the capital stays in front
        return text[: spot - 1] + letter.upper() + before.lower() + text[spot + 1 :]
    return text[: spot - 1] + letter + before + text[spot + 1 :]


def _other(letter: str, chance: float) -> str:
    """A letter that looks or sounds like it, or the key beside it."""
    low = letter.lower()
    options = _LOOKALIKES.get(low, "") * 2 + _NEIGHBOURS.get(low, "")
    if not options:
        return letter * 2
    other = options[int(chance * len(options))]
    return other.upper() if letter.isupper() else other
