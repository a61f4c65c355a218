"""Single words: how much likelier two are as spellings of one name than of two."""

from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

from darkfigure.names.arrays import Array
from darkfigure.names.letters import clean_text, fold_token
from darkfigure.names.lexicon import class_of, without_article
from darkfigure.names.ratio import SCRATCH, log_ratio
from darkfigure.names.spelling import SpellingModel, encode_forms, spelling_model

_CLASSED = 12.0


@njit(cache=True)
def _ratios(groups: Array, rest: Array, place: Array, model: SpellingModel, left: Array, right: Array) -> Array:
    out, ahead = np.zeros(len(left)), np.zeros((SCRATCH, SCRATCH))
    for k in range(len(left)):
        one, two = place[left[k]], place[right[k]]
        out[k] = log_ratio(
            groups,
            rest,
            (one[0], one[1], one[2]),
            (two[0], two[1], two[2]),
            model.joint,
            model.partners,
            model.origin,
            model.weights,
            ahead,
        )
    return out


def match_spellings(left: Sequence[str], right: Sequence[str]) -> NDArray[np.float64]:
    """Log-likelihood ratio of pairs of single names, whatever their rarity and role; natural log, one a pair.

    Names of one class of the class table get at least 12. No more than `LONGEST` letters are compared.

    >>> bool(match_spellings(["Weber"], ["فيبر"])[0] > 3 > 0 > match_spellings(["Weber"], ["Шмидт"])[0])
    True
    """
    words = [
        without_article(fold_token(clean_text(word).replace(" ", "").replace("-", ""))) for word in (*left, *right)
    ]
    number = {word: i for i, word in enumerate(dict.fromkeys(words))}
    model = spelling_model()
    forms = encode_forms(list(number), model)
    place = np.column_stack([forms.start[:-1], np.diff(forms.start), forms.script]).astype(np.int32)
    ids = np.asarray([number[word] for word in words], np.int64)
    one, two = ids[: len(left)], ids[len(left) :]
    classes = np.asarray([class_of(word) for word in number], np.int64)
    ratios = np.asarray(_ratios(forms.groups, forms.rest, place, model, one, two), np.float64)
    alike = (classes[one] >= 0) & (classes[one] == classes[two])
    return np.where(alike, np.maximum(ratios, _CLASSED), ratios)
