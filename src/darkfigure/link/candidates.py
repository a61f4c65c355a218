"""Pairs of mentions that are worth comparing, and the sample on which weak keys are learnt."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


class Sharing(IntEnum):
    """What brought a pair together; of several, the first."""

    NAMES = 0  # a key of names alone that few share
    ONE_NAME = 1  # one common name, or one but for a consonant, and among the best
    KUNYA = 2  # one common kunya, and among the best
    MARK = 3  # an identifier, a handle or media, and no key of their names
    DAY = 4  # a day of birth, and no key of their names


FAINT = 5
"""The sharing of pairs that share a key of names alone and that a first look finds two persons."""


class Candidates(NamedTuple):
    """Pairs to compare, `left` < `right`, int64 [pairs], in order; `sharing`: int8 [pairs], of `Sharing`."""

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    sharing: npt.NDArray[np.int8]


class Sample(NamedTuple):
    """Pairs that share one common name or kunya, whatever their covariates; each stands for `weight` such pairs."""

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    sharing: npt.NDArray[np.int8]
    weight: npt.NDArray[np.float64]


class Shown(NamedTuple):
    """Those of the pairs that the model learns from that names alone brought together: which, int64 [shown], in order.

    Each stands for `weight` such pairs, of which some are not compared.
    """

    which: npt.NDArray[np.int64]
    weight: float


class Blocked(NamedTuple):
    """What blocking found: pairs, each once; which the model learns from; a sample on which weak keys are learnt.

    `reach`: see `Nearest`.
    """

    pairs: Candidates
    shown: Shown
    sample: Sample
    reach: npt.NDArray[np.float32]
