"""How much likelier two tokens are as spellings of one name than of two different names.

The model writes two spellings at once, by operations that put a few letters on each side (`sh`-`ш`, `a`-nothing): a joint
multigram of one order, one for each pair of scripts, fitted by EM (`tools/train_names.py`). The probability of the pair
sums over all ways to part both into operations; slips of the pen are mixed in. A logistic weighting of that and of
each spelling's own probability gives the ratio.

Source:
    Deligne, Yvon & Bimbot (1995), Variable-length sequence matching for phonetic transcription using joint multigrams.
"""

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from darkfigure.names.graphemes import ALPHABETS, SCRIPTS, SPAN, graphemes
from darkfigure.names.letters import token_script

SLIP, DROP, SWAP = 0.004, 0.006, 0.003
"""Share of operations that write a wrong letter, leave one out (or put one in), swap two."""
HOPE = 7.0
"""Nats by which two spellings may fall behind chance on the way before they are given up."""
LONGEST = 24
"""Letters beyond this many are not compared."""
PAIRS = ((0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2))
"""Script pairs in the order of the models."""
_MODEL_OF = np.array([[0, 3, 4], [3, 1, 5], [4, 5, 2]], np.int8)
_CODE = {script: number for number, script in enumerate(SCRIPTS)}


class SpellingModel(NamedTuple):
    """The fitted model, as the kernel takes it.

    `joint[m][x, y]` is the probability of operation (x, y) in model `m`; bit `y % 64` of `partners[m][x]` is set where
    there is such an operation of more than one letter a side; `weights[m]` are intercept, weight of the log joint,
    weight of the two log marginals. `margins[s, t, x]` is the probability of group x in script `s` beside script `t`.
    `letters` numbers code points within their script, `lookup` one or two letters as a group.
    """

    joint: tuple[NDArray[np.float32], ...]
    partners: tuple[NDArray[np.uint64], ...]
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
    return mixed / mixed.sum()


def build_model(
    tables: Sequence[NDArray[np.float64]], pieces: Sequence[dict[str, int]], weights: NDArray[np.float64]
) -> SpellingModel:
    """The model from trained operation probabilities, one table a script pair."""
    joint, partners = [], []
    for table, (one, two) in zip(tables, PAIRS, strict=True):
        joint.append(with_slips(table, (pieces[one], pieces[two])).astype(np.float32))
        bits = np.zeros(len(table), np.uint64)
        x, y = np.nonzero(table)
        np.bitwise_or.at(bits, x, np.uint64(1) << (y % 64).astype(np.uint64))
        partners.append(bits)
    letters, lookup = _letter_tables(pieces)
    return SpellingModel(
        joint=tuple(joint),
        partners=tuple(partners),
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
def _fill(groups: Any, letters: Any, lookup: Any) -> None:  # noqa: ANN401 - compiled: any array
    """Number the groups of one and two letters that start at each place."""
    for place in range(len(letters)):
        groups[place, 0] = lookup[letters[place], 0]
        groups[place, 1] = lookup[letters[place], letters[place + 1]] if place + 1 < len(letters) else -1


@njit(cache=True)
def _group(script: Any, start: Any, letters: Any, numbers: Any, lookup: Any) -> Any:  # noqa: ANN401 - compiled
    groups = np.full((start[-1], SPAN), -1, np.int16)
    for form in range(len(script)):
        own = numbers[letters[start[form] : start[form + 1]]]
        _fill(groups[start[form] : start[form + 1]], own, lookup[script[form]])
    return groups


@njit(cache=True)
def _rest_of(groups: Any, margin: Any, out: Any) -> None:  # noqa: ANN401 - compiled: any array
    """Probability of what a form holds from each place to its end, by itself."""
    size = len(groups)
    for place in range(size - 1, -1, -1):
        total = 0.0
        for k in range(min(SPAN, size - place)):
            if groups[place, k] >= 0:
                total += margin[groups[place, k]] * (1.0 if place + k + 1 == size else out[place + k + 1])
        out[place] = total


@njit(cache=True)
def _rest(script: Any, start: Any, groups: Any, margins: Any) -> Any:  # noqa: ANN401 - compiled
    """`_rest_of` all forms under each script's model: [place, other script]."""
    out = np.zeros((start[-1], margins.shape[1]))
    for form in range(len(script)):
        here = slice(start[form], start[form + 1])
        for other in range(margins.shape[1]):
            _rest_of(groups[here], margins[script[form], other], out[here, other])
    return out


@njit(cache=True)
def log_joint(one: Any, two: Any, table: Any, partners: Any, rests: Any, hope: float) -> float:  # noqa: ANN401, C901, PLR0913, PLR0917
    """Log-probability of two forms, given by their groups, written at once.

    Only ways are summed that stay near the diagonal, and only operations that `partners` says may exist. `rests` hold
    the probability of what each form has from each place on: where the ways so far are by `hope` nats worse than chance
    would write them, the sum ends at -999.
    """
    n, m = len(one), len(two)
    ahead = np.zeros((n + 1, m + 1))
    ahead[0, 0] = 1.0
    reach, floor = 3 * max(n, m) // 2, np.exp(-hope) * rests[0][0] * rests[1][0]
    for i in range(n + 1):
        for j in range(m + 1):
            here = ahead[i, j]
            if here == 0.0 or abs(i * m - j * n) > reach:
                continue
            for k in range(min(SPAN, n - i) + 1):
                x = 0 if k == 0 else one[i, k - 1]
                if x < 0:
                    continue
                mask = partners[x]
                for l in range(1 if k == 0 else 0, min(SPAN, m - j) + 1):  # noqa: E741
                    y = 0 if l == 0 else two[j, l - 1]
                    if y >= 0 and ((k < 2 and l < 2) or (mask >> np.uint64(y & 63)) & np.uint64(1)):
                        ahead[i + k, j + l] += here * table[x, y]
            if 0 < i < n - 2 and 0 < j < m - 2:
                ahead[i + 2, j + 2] += here * SWAP * table[one[i, 0], two[j + 1, 0]] * table[one[i + 1, 0], two[j, 0]]
        if 1 < i < n:
            best = 0.0
            for j in range(1, m):
                best = max(best, ahead[i, j] * rests[1][j])
            if best * rests[0][i] < floor:
                return -999.0
    return np.log(ahead[n, m] + 1e-300)


@njit(cache=True)
def _ratio(model: Any, scripts: tuple[int, int], forms: Any, rests: Any) -> float:  # noqa: ANN401 - compiled
    """Ratio of two forms given by groups and rests, the first of the model's first script."""
    number = _MODEL_OF[scripts[0], scripts[1]]
    weights = model.weights[number]
    base = weights[0] + weights[2] * (np.log(rests[0][0] + 1e-300) + np.log(rests[1][0] + 1e-300))
    both = log_joint(forms[0], forms[1], model.joint[number], model.partners[number], rests, HOPE)
    return base + weights[1] * both


@njit(cache=True)
def log_ratio(forms: Any, model: Any, one: int, two: int) -> float:  # noqa: ANN401 - compiled
    """Natural log of P(both spellings | one name) / P(both | two different names); far below 0 once hope is lost."""
    if forms.script[one] > forms.script[two]:
        one, two = two, one
    s, t = forms.script[one], forms.script[two]
    left, right = slice(forms.start[one], forms.start[one + 1]), slice(forms.start[two], forms.start[two + 1])
    return _ratio(model, (s, t), (forms.groups[left], forms.groups[right]), (forms.rest[left, t], forms.rest[right, s]))


@njit(cache=True)
def log_ratio_joined(forms: Any, model: Any, whole: int, first: int, second: int) -> float:  # noqa: ANN401 - compiled
    """`log_ratio` of one form to two others written as one word."""
    s, t = forms.script[whole], forms.script[first]
    if forms.script[second] != t:
        return -99.0
    head = forms.groups[forms.start[first] : forms.start[first + 1] - 1, 0]
    tail = forms.groups[forms.start[second] + 1 : forms.start[second + 1], 0]
    letters = np.concatenate((head, tail))
    joined, rest = np.full((len(letters), SPAN), -1, np.int16), np.zeros(len(letters))
    _fill(joined, letters, model.lookup[t])
    _rest_of(joined, model.margins[t, s], rest)
    here = slice(forms.start[whole], forms.start[whole + 1])
    own, own_rest = forms.groups[here], forms.rest[here, t].copy()
    if s <= t:
        return _ratio(model, (s, t), (own, joined), (own_rest, rest))
    return _ratio(model, (t, s), (joined, own), (rest, own_rest))
