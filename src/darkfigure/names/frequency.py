"""How common a name is: what the corpus shows, smoothed by what is known of common names."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from darkfigure.names.lexicon import lexicon

PRIOR_MENTIONS = 500.0
"""Weight of the shipped shares, in mentions."""
UNKNOWN_SHARE = 2e-5
"""Prior share of a name that the class table does not hold."""


def prior_shares(
    skeletons: Sequence[str], classes: NDArray[np.int32], mentions: NDArray[np.float64], total: float
) -> NDArray[np.float64]:
    """Share of persons that hold each token or another spelling of it.

    Spellings are pooled by class, and by key where there is no class.
    """
    groups: dict[object, int] = {}
    group = np.asarray(
        [groups.setdefault(c if c >= 0 else s, len(groups)) for c, s in zip(classes.tolist(), skeletons, strict=True)],
        np.int64,
    )
    if not len(group):
        return np.zeros(0)
    pooled = np.bincount(group, mentions)[group]
    shares = np.asarray([*lexicon().shares, UNKNOWN_SHARE])[classes]
    return np.minimum((pooled + PRIOR_MENTIONS * shares) / (total + PRIOR_MENTIONS), 1.0)
