"""Name the classes of a mixture alike in all particles, so that the posterior has one peak, not one a naming.

Prior and likelihood do not change when classes trade places. With the classes of every particle named after the same
pattern, the particles' covariance describes the peak that is left, and moves along it are long.

Source:
    Stephens (2000), Journal of the Royal Statistical Society B 62, 795-809 (relabelling towards a common centre).
"""

from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from darkfigure.inference.mixtures import COMMON, FREE, TYPED

Floats = NDArray[np.float64]

_ROUNDS = 3
_LEAST_SPREAD = 0.05


def align(particles: Floats, *, lists: int, terms: int, kind: int) -> None:
    """Rename classes in place. Particles are laid out as in `inference.mixtures`.

    Two classes are turned so that all gaps point one way. Free classes are sorted by share, and then renamed towards
    the middle of all particles, a few times over.
    """
    at = lists + terms
    if kind == FREE:
        many = (particles.shape[1] - at) // (lists + 1)
        share = particles[:, at : at + many, None]
        apart = particles[:, at + many :].reshape(len(particles), many, lists)
        named = _towards_middle(np.concatenate([share, apart], axis=2))
        particles[:, at : at + many] = named[:, :, 0]
        particles[:, at + many :] = named[:, :, 1:].reshape(len(particles), many * lists)
    if kind not in (COMMON, TYPED):
        return
    gaps = particles[:, at + 1 :]
    direction = np.linalg.eigh(gaps.T @ gaps)[1][:, -1]
    turned = gaps @ direction < 0
    particles[turned, at:] *= -1.0


def _towards_middle(classes: Floats) -> Floats:
    """[particles, classes, 1 + lists]: each particle's classes in the order nearest to the median."""
    rows = np.arange(len(classes))[:, None]
    classes = classes[rows, np.argsort(-classes[:, :, 0], axis=1)]
    orders = np.array(list(permutations(range(classes.shape[1]))))
    for _ in range(_ROUNDS):
        middle, spread = np.median(classes, axis=0), classes.std(axis=0) + _LEAST_SPREAD
        away = np.stack([(((classes[:, order] - middle) / spread) ** 2).sum(axis=(1, 2)) for order in orders], axis=1)
        nearest = away.argmin(axis=1)
        if not nearest.any():
            break
        classes = classes[rows, orders[nearest]]
    return classes
