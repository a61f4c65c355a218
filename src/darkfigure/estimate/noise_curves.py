"""What a count with noise says of the number of persons expected in its cell, as a curve, and of the persons in it.

Given a mean mu, persons are Poisson, and the count is persons plus discrete Laplace noise. The log-likelihood of mu is
worked out once at evenly spaced roots of mu, where it bends about equally everywhere, and with slopes, so that a cubic
between two points is as good as exact.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_FAR = 15.0  # scales from the noisy count beyond which no count of persons is looked for
_STEP = 0.1  # of the root of the mean; its standard deviation is a half or more
_BEYOND = 8.0  # standard deviations above the largest count at which curves end
_ROOM = 4_000_000  # numbers in one intermediate array


@dataclass(frozen=True, kw_only=True, eq=False)
class NoisyCounts:
    """Noisy counts by pattern number, from 1 [cells], and the scale of their noise."""

    counts: Ints
    scale: float

    @property
    def grid(self) -> Ints:
        """Numbers of persons that a cell may hold [cells, grid]."""
        width = math.ceil(_FAR * self.scale) + 10
        return np.asarray(np.maximum(self.counts - width, 0)[:, None] + np.arange(2 * width + 1))

    def curves(self) -> tuple[Floats, float]:
        """Log-likelihood and its slope by the root of the mean [1 + cells, points, 2]; and the step between points."""
        from scipy.special import gammaln

        top = max(float(self.counts.max()), 1.0)
        end = math.sqrt(top + _FAR * self.scale + _BEYOND * math.sqrt(top + self.scale**2) + 10.0)
        roots = np.arange(0.0, end + _STEP, _STEP)
        roots[0] = 1e-6
        grid = self.grid
        fixed = -gammaln(grid + 1.0) - np.abs(self.counts[:, None] - grid) / self.scale
        found = np.zeros((len(grid) + 1, len(roots), 2))
        for cell in range(len(grid)):
            logs = fixed[cell] + 2.0 * np.log(roots)[:, None] * grid[cell]
            peak = logs.max(axis=1)
            weight = np.exp(logs - peak[:, None])
            total = weight.sum(axis=1)
            found[cell + 1, :, 0] = np.log(total) + peak - roots**2
            found[cell + 1, :, 1] = 2.0 * (weight @ grid[cell] / total - roots**2) / roots
        found[1:, 0, 1] = 0.0  # even in the root
        return found, _STEP

    def draw_persons(self, means: Floats, *, rng: np.random.Generator) -> Ints:
        """Persons by cell given means [draws, cells] and the noisy counts."""
        from scipy.special import gammaln

        grid = self.grid
        drawn = np.zeros(means.shape, dtype=np.int64)
        batch = max(1, _ROOM // grid.shape[1])
        for cell, own in enumerate(grid):
            fixed = -gammaln(own + 1.0) - np.abs(self.counts[cell] - own) / self.scale
            for first in range(0, len(means), batch):
                part = slice(first, first + batch)
                logs = fixed + np.log(np.maximum(means[part, cell], 1e-300))[:, None] * own
                edges = np.cumsum(np.exp(logs - logs.max(axis=1, keepdims=True)), axis=1)
                picked = (edges < rng.random((len(edges), 1)) * edges[:, -1:]).sum(axis=1)
                drawn[part, cell] = own[np.minimum(picked, len(own) - 1)]
        return drawn
