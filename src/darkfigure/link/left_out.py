"""Whether being left out may depend on the other lists: are persons whose rows say little on fewer of them?

Rows that say too little to be linked cannot be asked: who they are is not known. The rows that are linked can, if they
differ in how much they say. Within each list, the third of them with the least link information is set beside the
third with the most, by how many other lists their persons are on. If what is written down of a person has nothing to do
with the other lists, the two are alike but for chance and for links that are wrong or missed, of which the best
partition has about equally many.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_FEWEST = 20  # rows of a list in each third
_APART = 1.2  # wrong and missed links move the ratio by up to a tenth on invented worlds where nothing depends
_ERRORS = 3.0


class Leaning(NamedTuple):
    """Mean number of other lists of persons whose rows say little, over that of those whose rows say much.

    `error`: its standard error.
    """

    ratio: float
    error: float


def facts_of(found: Leaning | None) -> dict[str, float]:
    """Facts: the ratio, its error, and whether it differs from 1 by more than chance and wrong links would make it."""
    if found is None:
        return {}
    apart = abs(np.log(found.ratio)) > np.log(_APART) and abs(found.ratio - 1.0) > _ERRORS * found.error
    return {
        "other_lists_ratio": round(found.ratio, 3),
        "other_lists_ratio_error": round(found.error, 3),
        "other_lists_apart": int(apart),
    }


def leaning(information: Floats, linkable: Bools, *, person: Ints, source: Ints) -> Leaning | None:
    """Compare the rows that say little with those that say much; None where there are too few.

    Args:
        information: of n rows, float64 [n].
        linkable: which of them are linked, bool [n].
        person: of each by the best partition, int64 [n].
        source: the list of each, int64 [n].
    """
    on = np.zeros((int(person.max(initial=-1)) + 1, int(source.max(initial=-1)) + 1), dtype=np.bool_)
    on[person[linkable], source[linkable]] = True
    others = on[person].sum(axis=1) - on[person, source]
    apart = [np.zeros(len(on)), np.zeros(len(on))]  # of each person's rows, from the mean of their list
    total = [0.0, 0.0]
    for where in range(on.shape[1]):
        rows = np.flatnonzero(linkable & (source == where))
        third = len(rows) // 3
        if third < _FEWEST:
            continue
        ordered = rows[np.argsort(information[rows], kind="stable")]
        for side, some in enumerate((ordered[:third], ordered[-third:])):
            total[side] += float(others[some].sum())
            apart[side] += np.bincount(person[some], others[some] - others[some].mean(), minlength=len(on))
    little, much = total
    if not little or not much:
        return None
    # the rows of a person hang together, so that persons are what chance draws
    spread = apart[0] / little - apart[1] / much
    return Leaning(little / much, little / much * float(np.sqrt((spread**2).sum())))
