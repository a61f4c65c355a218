"""How much likelier two tokens are as spellings of one name than of two different names.

The model writes two spellings at once, by operations that put a few letters on each side (`sh`-`ш`, `a`-nothing): a
joint multigram of one order, one for each pair of scripts, fitted by EM (`tools/train_names.py`). The probability of
the pair sums over all ways to part both into operations; slips of the pen are mixed in. A logistic weighting of that
and of each spelling's own probability gives the ratio.

Source:
    Deligne, Yvon & Bimbot (1995), Variable-length sequence matching for phonetic transcription using joint multigrams.
"""

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from darkfigure.names.arrays import Array
from darkfigure.names.graphemes import ALPHABETS, SCRIPTS, SPAN, graphemes
from darkfigure.names.letters import token_script

SLIP, DROP = 0.003, 0.003
"""Share of operations that write a wrong letter, and that leave one out or put one in."""
LONGEST = 24
"""Letters beyond this many are not compared."""
PAIRS = ((0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2))
"""Script pairs in the order of the models."""
MODEL_OF = np.array([[0, 3, 4], [3, 1, 5], [4, 5, 2]], np.int8)
_CODE = {script: number for number, script in enumerate(SCRIPTS)}


class SpellingModel(NamedTuple):
    """The fitted model, as the kernel takes it.

    The probability of operation (x, y) in model `m` is `joint[origin[m, 0] + x * origin[m, 1] + y]`; bit `y % 64` of
    `partners[origin[m, 2] + x]` is set where there is such an operation of more than one letter a side; `weights[m]`
    are intercept, weight of the log joint, weight of the two log marginals. `margins[s, t, x]` is the probability of
    group x in script `s` beside script `t`. `letters` numbers code points within their script, `lookup` one or two
    letters as a group.
    """

    joint: NDArray[np.float32]
    partners: NDArray[np.uint64]
    origin: NDArray[np.int64]
    weights: NDArray[np.float64]
    margins: NDArray[np.float64]
    letters: NDArray[np.int16]
    lookup: NDArray[np.int16]


class Spellings(NamedTuple):
    """Forms ready for comparison: per form its script and where its letters start.

    `groups[place, k]` numbers the group of k+1 letters that starts there, -1 where the model has no such group.
    `rest[place, s]` is the probability of the form from there to its end, by the model of its script and `s`.
    """

    script: NDArray[np.int8]
    start: NDArray[np.int64]
    groups: NDArray[np.int16]
    rest: NDArray[np.float64]


def with_slips(trained: NDArray[np.float64], pieces: tuple[dict[str, int], dict[str, int]]) -> NDArray[np.float64]:
    """Mix slips of the pen into trained operation probabilities."""
    letters = []
    for axis, groups in enumerate(pieces):
        mass = trained.sum(axis=1 - axis)
        share = np.zeros(len(groups))
        for group, number in groups.items():
            for letter in group:
                if letter not in "^$":
                    share[groups[letter]] += mass[number]
        letters.append(share / share.sum())
    mixed: NDArray[np.float64] = trained * (1 - SLIP - 2 * DROP) + SLIP * np.outer(*letters)
    mixed[:, 0] += DROP * letters[0]
    mixed[0, :] += DROP * letters[1]
    for mark in "^$":
        mixed[pieces[0][mark], pieces[1][mark]] += 1e-4
    return np.asarray(mixed / mixed.sum(), np.float64)


def build_model(
    tables: Sequence[NDArray[np.float64]], pieces: Sequence[dict[str, int]], weights: NDArray[np.float64]
) -> SpellingModel:
    """The model from trained operation probabilities, one table a script pair."""
    joint, partners, origin = [], [], []
    places, rows = 0, 0
    for table, (one, two) in zip(tables, PAIRS, strict=True):
        joint.append(with_slips(table, (pieces[one], pieces[two])).astype(np.float32))
        bits = np.zeros(len(table), np.uint64)
        x, y = np.nonzero(table)
        np.bitwise_or.at(bits, x, np.uint64(1) << (y % 64).astype(np.uint64))
        partners.append(bits)
        origin.append((places, table.shape[1], rows))
        places, rows = places + table.size, rows + len(table)
    letters, lookup = _letter_tables(pieces)
    return SpellingModel(
        joint=np.concatenate([table.ravel() for table in joint]),
        partners=np.concatenate(partners),
        origin=np.asarray(origin, np.int64),
        weights=np.asarray(weights, np.float64),
        margins=_margins(joint),
        letters=letters,
        lookup=lookup,
    )


def _margins(joint: Sequence[NDArray[np.float32]]) -> NDArray[np.float64]:
    margins = np.zeros((len(SCRIPTS), len(SCRIPTS), max(max(table.shape) for table in joint)))
    for table, (one, two) in zip(joint, PAIRS, strict=True):
        # Operations that write nothing on a side add nothing to that side's own probability.
        margins[one, two, : table.shape[0]] = table.sum(axis=1) / max(1.0 - float(table[0].sum()), 1e-9)
        margins[two, one, : table.shape[1]] = table.sum(axis=0) / max(1.0 - float(table[:, 0].sum()), 1e-9)
    return margins


@lru_cache(maxsize=1)
def spelling_model() -> SpellingModel:
    """The shipped model, read once."""
    with (files("darkfigure.names") / "spelling.npz").open("rb") as file, np.load(file) as stored:
        pieces = [{str(group): n for n, group in enumerate(stored[f"pieces{s}"])} for s in range(len(SCRIPTS))]
        tables = []
        for model, (one, two) in enumerate(PAIRS):
            dense = np.zeros((len(pieces[one]), len(pieces[two])))
            dense[stored[f"x{model}"], stored[f"y{model}"]] = stored[f"p{model}"]
            tables.append(dense)
        return build_model(tables, pieces, stored["weights"])


def encode_forms(forms: Sequence[str], model: SpellingModel) -> Spellings:
    """Forms (normalised tokens) as the model's kernel reads them."""
    codes = [_CODE.get(token_script(form), 0) for form in forms]
    marked = [f"^{graphemes(form, code)[:LONGEST]}$" for form, code in zip(forms, codes, strict=True)]
    start = np.zeros(len(forms) + 1, np.int64)
    np.cumsum([len(word) for word in marked], out=start[1:])
    script = np.asarray(codes, np.int8)
    letters = np.frombuffer("".join(marked).encode("utf-32-le"), np.uint32)
    groups = _group(script, start, letters, model.letters, model.lookup)
    return Spellings(script=script, start=start, groups=groups, rest=_rest(script, start, groups, model.margins))


def _letter_tables(pieces: Sequence[dict[str, int]]) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Letter (code point) to its number in its script; numbers of one or two letters to their group's number."""
    numbers = np.zeros(0x700, np.int16)
    for alphabet in ALPHABETS:
        for number, letter in enumerate("^$" + alphabet, start=1):
            numbers[ord(letter)] = number
    lookup = np.full((len(SCRIPTS), 64, 64), -1, np.int16)
    for script, known in enumerate(pieces):
        for group, number in known.items():
            if group:
                first, second = [*(numbers[ord(letter)] for letter in group), 0][:2]
                lookup[script, first, second] = number
    return numbers, lookup


@njit(cache=True)
def fill_groups(groups: Array, letters: Array, lookup: Array) -> None:
    """Number the groups of one and two letters that start at each place."""
    for place in range(len(letters)):
        groups[place, 0] = lookup[letters[place], 0]
        groups[place, 1] = lookup[letters[place], letters[place + 1]] if place + 1 < len(letters) else -1


@njit(cache=True)
def _group(script: Array, start: Array, letters: Array, numbers: Array, lookup: Array) -> Array:
    groups = np.full((start[-1], SPAN), -1, np.int16)
    for form in range(len(script)):
        own = numbers[letters[start[form] : start[form + 1]]]
        fill_groups(groups[start[form] : start[form + 1]], own, lookup[script[form]])
    return groups


@njit(cache=True)
def fill_rest(groups: Array, margin: Array, out: Array) -> None:
    """Probability of what a form holds from each place to its end, by itself."""
    size = len(groups)
    for place in range(size - 1, -1, -1):
        total = 0.0
        for k in range(min(SPAN, size - place)):
            if groups[place, k] >= 0:
                total += margin[groups[place, k]] * (1.0 if place + k + 1 == size else out[place + k + 1])
        out[place] = total


@njit(cache=True)
def _rest(script: Array, start: Array, groups: Array, margins: Array) -> Array:
    """`fill_rest` of all forms under each script's model: [place, other script]."""
    out = np.zeros((start[-1], margins.shape[1]))
    for form in range(len(script)):
        here = slice(start[form], start[form + 1])
        for other in range(margins.shape[1]):
            fill_rest(groups[here], margins[script[form], other], out[here, other])
    return out
