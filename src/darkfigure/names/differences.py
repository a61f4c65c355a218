"""Two names side by side: which words meet, and which letters differ, in one script or across scripts.

For the eye of a person who compares. It says nothing of how likely the names are one person's: `compare` does.
"""

import re
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from darkfigure.names.keys import romanise, skeleton
from darkfigure.names.letters import fold_token, token_script

Meeting = Literal["same", "near", "other", "gap"]

_WORDS = 14  # of a name that are looked at
_LETTERS = 48  # of a word
_NEAR = 0.55  # share of letters in common from which two words are set side by side
_SPLIT = re.compile(r"(\s+)")


class Piece(NamedTuple):
    """A stretch of a name as written; `meets`: how it stands to the other name, "gap" for what parts words."""

    text: str
    meets: Meeting


def mark_differences(one: str, other: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Cut two names into pieces that meet or differ; put together, the pieces are the names as written.

    Words are paired by their letters in Latin transliteration, whatever their order. Of paired words in one script the
    letters that differ are marked, of words in two scripts the words.

    >>> [piece for piece in mark_differences("Yusupov", "Yusupow")[0] if piece.meets == "other"]
    [Piece(text='v', meets='other')]
    """
    ours, theirs = _SPLIT.split(one), _SPLIT.split(other)
    left, right = _words(ours), _words(theirs)
    pairs = _pairs([ours[place] for place in left], [theirs[place] for place in right])
    of_ours = {left[i]: theirs[right[j]] for i, j in pairs}
    of_theirs = {right[j]: ours[left[i]] for i, j in pairs}
    return _pieces(ours, of_ours), _pieces(theirs, of_theirs)


def in_latin(name: str) -> str:
    """A name in Latin letters, word by word, as an aid to who cannot read its script; "" where all of it is Latin."""
    words = name.split()[:_WORDS]
    if all(token_script(fold_token(word)) in {"Latin", "Other"} for word in words):
        return ""
    return " ".join(filter(None, (romanise(word[:_LETTERS]) for word in words)))


def _words(parts: list[str]) -> list[int]:
    return [place for place, part in enumerate(parts) if part and not part.isspace()][:_WORDS]


def _pairs(ours: list[str], theirs: list[str]) -> list[tuple[int, int]]:
    """Which word meets which: the most alike first, each word once."""
    ranked = sorted(
        ((-_alike(one, other), i, j) for i, one in enumerate(ours) for j, other in enumerate(theirs)),
    )
    found: list[tuple[int, int]] = []
    for likeness, i, j in ranked:
        if -likeness < _NEAR:
            break
        if all(i != a and j != b for a, b in found):
            found.append((i, j))
    return found


def _alike(one: str, other: str) -> float:
    if one == other:
        return 2.0
    one, other = one[:_LETTERS], other[:_LETTERS]
    a, b = romanise(one), romanise(other)
    if a and a == b:
        return 1.5
    key = skeleton(one)
    if key and key == skeleton(other):
        return 1.0
    return SequenceMatcher(None, a, b, autojunk=False).ratio() if a and b else 0.0


def _pieces(parts: list[str], meeting: dict[int, str]) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for place, part in enumerate(parts):
        if not part:
            continue
        if part.isspace():
            found.append(Piece(part, "gap"))
        elif place not in meeting:
            found.append(Piece(part, "other"))
        else:
            found += _word(part, meeting[place])
    return tuple(found)


def _word(word: str, other: str) -> list[Piece]:
    folded, against = fold_token(word[:_LETTERS]), fold_token(other[:_LETTERS])
    if folded == against and len(word) <= _LETTERS:
        return [Piece(word, "same")]
    if token_script(folded) != token_script(against):
        same = romanise(word[:_LETTERS]) == romanise(other[:_LETTERS]) or skeleton(folded) == skeleton(against)
        return [Piece(word, "same" if same else "near")]
    one, two = word.lower(), other.lower()
    if len(one) != len(word) or len(word) > _LETTERS:  # a letter whose lower case is two
        return [Piece(word, "near")]
    blocks = SequenceMatcher(None, one, two[:_LETTERS], autojunk=False).get_opcodes()
    return [Piece(word[a:b], "same" if tag == "equal" else "other") for tag, a, b, _, _ in blocks if a < b]
