"""What agreement and disagreement between two names are worth."""

from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from darkfigure.names.evidence import EVIDENCE


class Costs(NamedTuple):
    """What disagreement costs, in nats. Roles in the order of `ROLES`.

    `moved[r, s]`: one name standing in two roles; `clash[r, s]`: the most that two different names in two roles cost;
    `missing[r]`: a name that only one side has; `mistake`: share of names of one person that are not the same name;
    `few`: the most that kunya and origin alone can say; `further[k]`: what the k-th best agreement is worth; `kin`: the
    most that agreement can say beside a clash of given or family names, and of fathers' names. `weights` are those of
    the evidence (`EVIDENCE`) of two names that hold more than a kunya and an origin; for them `clash` says what is set
    against what, and `missing`, `few`, `further`, `kin` hold for the rest.
    """

    moved: NDArray[np.float64]
    clash: NDArray[np.float64]
    missing: NDArray[np.float64]
    mistake: float
    few: float
    further: NDArray[np.float64]
    kin: tuple[float, float]
    weights: NDArray[np.float64]


def _square(*rows: tuple[float, ...]) -> NDArray[np.float64]:
    half = np.zeros((len(rows), len(rows)))
    for i, row in enumerate(rows):
        half[i, : len(row)] = row
    return np.asarray(half + half.T - np.diag(np.diag(half)), np.float64)


def _weights() -> NDArray[np.float64]:
    """The shipped weights, fitted by `tools/names_weights.py`, in the order of `EVIDENCE`."""
    text = (files("darkfigure.names") / "weights.tsv").read_text(encoding="utf-8")
    known = dict(line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return np.asarray([float(known[name]) for name in EVIDENCE])


@lru_cache(maxsize=1)
def costs() -> Costs:
    """The costs and weights that names are compared with."""
    # Set by hand, all but the weights. Rows: given, father, family, kunya, origin, other.
    return Costs(
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
        weights=_weights(),
    )
