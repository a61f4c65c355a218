"""How common a name is: what the corpus shows, smoothed by what is known of common names."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from darkfigure.names.affixes import BARE_FAMILY, FAMILY, OGLU, PATRONYMIC, SON, ZODA, split_affix
from darkfigure.names.lexicon import lexicon
from darkfigure.names.origins import is_origin

PRIOR_MENTIONS = 500.0
"""Weight of the shipped shares, in mentions."""
UNKNOWN = {"name": 2e-5, "father": 2e-5, "family": 2e-5, "kunya": 2e-3, "origin": 2e-2}
"""Prior share of a name that the class table does not hold, by what it is used as."""
_USE = {PATRONYMIC: "father", SON: "father", FAMILY: "family", ZODA: "family", OGLU: "family", BARE_FAMILY: "family"}
# Of the share of persons called Yusuf, the share that a family name, a kunya made from Yusuf has.
_OF_GIVEN = {"name": 1.0, "father": 1.0, "family": 0.3, "kunya": 0.5, "origin": 0.0}


def pooled_shares(
    tokens: Sequence[str],
    skeletons: Sequence[str],
    classes: Sequence[int],
    mentions: NDArray[np.float64],
    total: float,
) -> NDArray[np.float64]:
    """Share of persons that hold each token or another spelling of it, in the same use.

    Spellings are pooled by class, and by key where there is no class; given, fathers', family names and kunyas apart.
    """
    groups: dict[tuple[str, int | str], int] = {}
    group = np.zeros(len(tokens), np.int64)
    prior = np.zeros(len(tokens))
    shares = lexicon().shares
    for place, (token, key, number) in enumerate(zip(tokens, skeletons, classes, strict=True)):
        use = _use(token)
        group[place] = groups.setdefault((use, number if number >= 0 else key), len(groups))
        prior[place] = max(shares[number] * _OF_GIVEN[use] if number >= 0 else 0.0, UNKNOWN[use])
    pooled = np.bincount(group, mentions)[group] if len(tokens) else np.zeros(0)
    return np.minimum((pooled + PRIOR_MENTIONS * prior) / (total + PRIOR_MENTIONS), 1.0)


def _use(token: str) -> str:
    if " " in token:
        return "kunya"
    return "origin" if is_origin(token) else _USE.get(split_affix(token).kind, "name")
