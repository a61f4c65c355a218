"""Weights that turn the spelling model's probabilities into a log-likelihood ratio of one name against two."""

import zlib
from typing import Any

import numpy as np
from numba import njit
from scipy.optimize import minimize
from scipy.special import expit

from darkfigure.names.lexicon import class_of
from darkfigure.names.ratio import SCRATCH, log_joint
from darkfigure.names.spelling import PAIRS, SpellingModel, encode_forms

POSITIVES, ANCHORS = 5000, 1300


@njit(cache=True)
def _all_joint(groups: Any, rest: Any, start: Any, model: Any, number: int, left: Any, right: Any) -> Any:  # noqa: PLR0913, PLR0917
    out, ahead, one = np.zeros(len(left)), np.zeros((SCRATCH, SCRATCH)), model.origin[number]
    first = (one[0], one[1], one[2])
    for k in range(len(left)):
        a, b = left[k], right[k]
        out[k] = log_joint(
            groups,
            rest,
            (start[a], start[a + 1] - start[a], 0),
            (start[b], start[b + 1] - start[b], 0),
            model.joint,
            model.partners,
            first,
            600.0,
            ahead,
        )
    return out


def _mistyped(token: str, seed: int) -> str:
    """One slip of the pen, the same for the same token."""
    if len(token) < 4:
        return token
    place = 1 + seed % (len(token) - 2)
    letter = token[(seed // 7) % len(token)]
    swapped = token[:place] + token[place + 1] + token[place] + token[place + 2 :]
    choices = (
        token[:place] + token[place + 1 :],
        token[:place] + letter + token[place:],
        token[:place] + letter + token[place + 1 :],
        swapped,
    )
    return choices[(seed // 101) % 4]


def _spread(items: list[Any], number: int) -> list[Any]:
    """`number` of the items, in an order that their content alone decides."""
    return sorted(items, key=lambda item: zlib.crc32(repr(item).encode()))[:number]


def _features(model: SpellingModel, number: int, pairs: list[tuple[str, str]]) -> Any:
    """Log joint and sum of log marginals of each pair."""
    one, two = PAIRS[number]
    forms = list(dict.fromkeys(form for pair in pairs for form in pair))
    place = {form: i for i, form in enumerate(forms)}
    spelled = encode_forms(forms, model)
    left = np.asarray([place[pair[0]] for pair in pairs])
    right = np.asarray([place[pair[1]] for pair in pairs])
    joint = _all_joint(spelled.groups, spelled.rest, spelled.start, model, number, left, right)
    return np.column_stack(
        [joint, np.log(spelled.rest[spelled.start[left], two]) + np.log(spelled.rest[spelled.start[right], one])]
    )


def calibrate(model: SpellingModel, apart: list[list[tuple[str, str]]]) -> Any:
    """Intercept and two weights for each script pair, by logistic regression.

    Same: pairs kept apart from training, one in thirty with a slip. Different: every combination of their tokens.
    Pairs that even chance would write better are wrong labels (about 2 %) and left out.
    """
    return np.asarray([_weights(model, number, pairs) for number, pairs in enumerate(apart)])


def _weights(model: SpellingModel, number: int, pairs: list[tuple[str, str]]) -> Any:
    known = set(pairs)
    same = _spread(pairs, POSITIVES)
    same = [(a, _mistyped(b, zlib.crc32(b.encode()))) if i % 30 == 0 else (a, b) for i, (a, b) in enumerate(same)]
    anchors = _spread(pairs, ANCHORS)
    lefts, rights = dict.fromkeys(p[0] for p in anchors), dict.fromkeys(p[1] for p in anchors)
    classes = {token: class_of(token) for token in (*lefts, *rights)}
    different = [
        (a, b)
        for a in lefts
        for b in rights
        if (a, b) not in known and a != b and not (classes[a] >= 0 and classes[a] == classes[b])
    ]
    positive, negative = _features(model, number, same), _features(model, number, different)
    positive = positive[positive @ np.array([1.0, -0.82]) > 0]
    offset = np.log(len(positive) / len(negative))
    data = np.vstack([positive, negative])
    data = np.column_stack([np.ones(len(data)), data])
    truth = np.arange(len(data)) < len(positive)
    scale = np.array([1.0, 10.0, 10.0])

    def loss(weights: Any) -> tuple[float, Any]:
        score = data @ (weights / scale) + offset
        error = expit(score) - truth
        return float((np.logaddexp(0, score) - truth * score).sum()), data.T @ error / scale

    found = minimize(loss, np.array([0.0, 5.0, -4.0]), jac=True, method="L-BFGS-B").x / scale
    ratio = data @ found
    print(
        f"  {number}: weights {np.round(found, 3)}; {len(positive)} same, median {np.median(ratio[truth]):.1f}, "
        f"5 % {np.quantile(ratio[truth], 0.05):.1f}; different above 0: {np.mean(ratio[~truth] > 0):.5f}",
        flush=True,
    )
    return found
