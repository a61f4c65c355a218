"""Names written again, as another list of the study would write them.

A word is written as the list writes names that sound like it: of the spellings that stand in the list, each as often as

    share in the list * P(both spellings | one name) / (P(one) P(other)),

which is the probability of a spelling given the name, by the trained model of spellings. A name that the list does not
hold is written letter by letter. Then some words get a slip that changes how they sound, as often as the study's own
rows do.
"""

from collections import defaultdict
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from darkfigure.link.naming import MentionNames, tokens_of_mentions
from darkfigure.names.affixes import split_affix
from darkfigure.names.letters import ARABIC, CYRILLIC, LATIN, token_script
from darkfigure.names.name import GIVEN, REST, ROLES
from darkfigure.names.spellings import match_spellings
from darkfigure.names.transliteration import transliterate

Ints = npt.NDArray[np.int64]
Wanted = tuple[int, int, int]  # numbers of a token, of its role and of a list

_ALIKE = 2.0  # natural-log ratio from which two spellings may be of one name
_MOST = 14.0
_OWN = 0.5  # times a name counts as written letter by letter, beside the list's own spellings
_CYRILLIC = (
    ("shch", "щ"), ("sh", "ш"), ("ch", "ч"), ("zh", "ж"), ("kh", "х"), ("gh", "г"), ("ts", "ц"), ("ya", "я"),
    ("yu", "ю"), ("yo", "ё"), ("ph", "ф"), ("th", "т"), ("dh", "д"), ("j", "дж"), ("q", "к"), ("x", "х"), ("w", "в"),
    *zip("abvgdeziyklmnoprstufhc", "абвгдезийклмнопрстуфхк", strict=True),
)  # fmt: skip
_ARABIC = (
    ("sh", "ش"), ("ch", "تش"), ("zh", "ج"), ("kh", "خ"), ("gh", "غ"), ("ts", "تس"), ("th", "ث"), ("dh", "ذ"),
    *zip("bvgdzyklmnrstfhjqwpxciou", "بفغدزيكلمنرستفهجقوبخكيوو", strict=True), ("a", "ا"), ("e", ""),
)  # fmt: skip
_LETTERS = {
    LATIN: "abdefghijklmnoprstuvyz",
    CYRILLIC: "абвгдежзиклмнопрстуфхчш",
    ARABIC: "ابتجحدرزسشعغفقكلمنهوي",
}


class Spelling(NamedTuple):
    """What a list may write for a token: the words, and how often each and those before it, any scale, float64."""

    words: tuple[str, ...]
    upto: npt.NDArray[np.float64]


def list_spellings(names: MentionNames, source: Ints, wanted: set[Wanted]) -> dict[Wanted, Spelling]:
    """How lists of the study would write tokens of `names.table`.

    Args:
        names: the names of n mentions.
        source: the list of each mention, int64 [n].
        wanted: tokens and lists.
    """
    mention, _, entry = tokens_of_mentions(names)
    tokens, skeletons = names.table.tokens, names.table.skeletons
    lists = int(source.max(initial=0)) + 1
    code = (names.table.token[entry].astype(np.int64) * len(ROLES) + names.table.role[entry]) * lists + source[mention]
    code, count = np.unique(code, return_counts=True)
    distinct = np.stack([code // lists // len(ROLES), code // lists % len(ROLES), code % lists], axis=1)
    at: dict[tuple[str, int, int], list[tuple[int, int]]] = defaultdict(list)
    scripts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for (token, role, where), times in zip(distinct.tolist(), count.tolist(), strict=True):
        at[skeletons[token], _as(role), where].append((token, times))
        scripts[where][token_script(tokens[token])] += times
    script = {where: max(votes, key=votes.__getitem__) for where, votes in scripts.items()}
    ways: dict[Wanted, list[tuple[str, float]]] = {}
    for token, role, where in sorted(wanted):
        by_letter = write_in(tokens[token], script.get(where, LATIN))
        held = at[skeletons[token], _as(role), where]
        ways[token, role, where] = [(by_letter, _OWN), *((tokens[other], float(times)) for other, times in held)]
    pairs = [(tokens[key[0]], word) for key, found in ways.items() for word, _ in found]
    ratio = match_spellings([_stem(one) for one, _ in pairs], [_stem(other) for _, other in pairs])
    known: dict[Wanted, Spelling] = {}
    place = 0
    for key, found in ways.items():
        here = np.minimum(ratio[place : place + len(found)], _MOST)
        place += len(found)
        here[0] = max(here[0], _ALIKE)  # the letters are the same, whatever the model thinks of them
        weight = np.where(here >= _ALIKE, np.array([times for _, times in found]) * np.exp(here), 0.0)
        known[key] = Spelling(tuple(word for word, _ in found), np.cumsum(weight))
    return known


def _as(role: int) -> int:
    """Names whose role is not told are read as given names."""
    return GIVEN if role == REST else role


def _stem(token: str) -> str:
    """The name in a token: without a word of kinship, without the ending of a father's or family name."""
    name = token.rpartition(" ")[2]
    return split_affix(name).base(name)


def write_in(token: str, script: str) -> str:
    """A token letter by letter in another script; as it is where it is in that script already."""
    if token_script(token) == script:
        return token
    latin = transliterate(token)
    for letters, other in {CYRILLIC: _CYRILLIC, ARABIC: _ARABIC}.get(script, ()):
        latin = latin.replace(letters, other)
    return latin or token


def slip(word: str, rng: np.random.Generator) -> str:
    """A word with one slip: a letter lost, another letter in its place, or two in the wrong order; not the first."""
    if len(word) < 3:
        return word
    spot, kind = int(rng.integers(1, len(word))), rng.random()
    if kind < 0.35:
        return word[:spot] + word[spot + 1 :]
    if kind < 0.8:
        letters = _LETTERS.get(token_script(word), _LETTERS[LATIN])
        return word[:spot] + letters[int(rng.integers(len(letters)))] + word[spot + 1 :]
    spot = max(spot, 2)
    return word[: spot - 1] + word[spot] + word[spot - 1] + word[spot + 1 :]
