"""What disagreement between two names costs."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Costs(NamedTuple):
    """What disagreement costs, in nats. Roles in the order of `ROLES`.

    `moved[r, s]`: one name standing in two roles; `clash[r, s]`: the most that two different names in two roles cost;
    `missing[r]`: a name that only one side has; `mistake`: share of names of one person that are not the same name;
    `few`: the most that kunya and origin alone can say; `further[k]`: what the k-th best agreement is worth; `kin`: the
    most that agreement can say beside a clash of given or family names, and of fathers' names.
    """

    moved: NDArray[np.float64]
    clash: NDArray[np.float64]
    missing: NDArray[np.float64]
    mistake: float
    few: float
    further: NDArray[np.float64]
    kin: tuple[float, float]


def _square(*rows: tuple[float, ...]) -> NDArray[np.float64]:
    half = np.zeros((len(rows), len(rows)))
    for i, row in enumerate(rows):
        half[i, : len(row)] = row
    return np.asarray(half + half.T - np.diag(np.diag(half)), np.float64)


# Set by hand, and by the log-loss of pairs of names of public office-holders. Rows: given, father, family, kunya,
# origin, other.
COSTS = Costs(
    moved=_square(
        (0.0,),
        (20.0, 0.0),
        (1.2, 1.2, 0.0),
        (4.5, 4.5, 6.0, 0.0),
        (5.0, 5.0, 0.5, 6.0, 0.0),
        (0.7, 0.5, 0.7, 4.0, 0.8, 0.0),
    ),
    clash=_square(
        (5.0,),
        (1.0, 5.0),
        (4.5, 3.0, 6.5),
        (0.0, 0.0, 0.0, 5.0),
        (0.0, 0.0, 0.3, 0.0, 1.0),
        (4.0, 3.0, 4.0, 0.0, 0.0, 3.0),
    ),
    missing=np.array([1.1, 0.4, 1.1, 0.1, 0.1, 0.8]),
    mistake=0.002,
    few=5.0,
    further=np.array([1.0, 0.8, 0.6]),
    kin=(4.5, 6.0),
)
