"""Discrete Laplace noise, P(k) proportional to exp(-|k| / scale).

Source:
    Inusah & Kozubowski (2006), Journal of Statistical Planning and Inference 136, 1090-1102.
"""

import math


def noise_variance(scale: float) -> float:
    """Variance of discrete Laplace noise of a scale.

    >>> round(noise_variance(3.0), 3)
    17.834
    """
    return 0.5 / math.sinh(0.5 / scale) ** 2
