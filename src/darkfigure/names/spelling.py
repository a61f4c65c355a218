"""How much likelier two tokens are as spellings of one name than of two: provisional, by weighted edits."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from darkfigure.names.affixes import split_affix
from darkfigure.names.lexicon import fine_key
from darkfigure.names.transliteration import transliterate


def encode(tokens: tuple[str, ...]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Tokens' stems as letters a-z (0-25), and where each starts."""
    keys = [fine_key(transliterate(split_affix(token.split(" ")[-1]).stem)).replace(" ", "") for token in tokens]
    offsets = np.zeros(len(keys) + 1, np.int64)
    np.cumsum([len(key) for key in keys], out=offsets[1:])
    return np.frombuffer("".join(keys).encode("ascii", "replace"), np.uint8), offsets


@njit(cache=True)  # type: ignore[untyped-decorator]
def _vowel(letter: int) -> bool:
    return letter == 97 or letter == 105 or letter == 117


@njit(cache=True)  # type: ignore[untyped-decorator]
def log_ratio(letters: NDArray[np.uint8], offsets: NDArray[np.int64], one: int, two: int) -> float:
    """Natural log of P(both spellings | one name) / P(both | two names), from about -12 to 12."""
    a, b = letters[offsets[one] : offsets[one + 1]], letters[offsets[two] : offsets[two + 1]]
    n, m = len(a), len(b)
    if n == 0 or m == 0:
        return 0.0
    row = np.zeros(m + 1)
    for j in range(1, m + 1):
        row[j] = row[j - 1] + (0.35 if _vowel(b[j - 1]) else 1.0)
    for i in range(1, n + 1):
        corner = row[0]
        row[0] += 0.35 if _vowel(a[i - 1]) else 1.0
        for j in range(1, m + 1):
            above = row[j]
            change = 0.0 if a[i - 1] == b[j - 1] else (0.6 if _vowel(a[i - 1]) and _vowel(b[j - 1]) else 1.2)
            best = min(
                corner + change,
                above + (0.35 if _vowel(a[i - 1]) else 1.0),
                row[j - 1] + (0.35 if _vowel(b[j - 1]) else 1.0),
            )
            corner = above
            row[j] = best
    size = 0.0
    for i in range(n):
        size += 0.35 if _vowel(a[i]) else 1.0
    for j in range(m):
        size += 0.35 if _vowel(b[j]) else 1.0
    return float(min(3.0 * size / 2.0, 12.0) - 28.0 * row[m] / (size + 1.0))
