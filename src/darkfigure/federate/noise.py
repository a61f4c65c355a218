"""Discrete Laplace noise by an exact sampler: whole numbers and fractions alone, as floating point gives away.

Source:
    Canonne, Kamath & Steinke (2020), The Discrete Gaussian for Differential Privacy, NeurIPS 33, algorithms 1 and 2;
    Mironov (2012), On significance of the least significant bits for differential privacy, CCS 2012 (why exact).
"""

import secrets
from collections.abc import Callable
from fractions import Fraction

Below = Callable[[int], int]
"""A uniform whole number from 0 to below the argument."""


def discrete_laplace(scale: Fraction, *, below: Below = secrets.randbelow) -> int:
    """One draw with P(z) proportional to exp(-|z| / scale).

    Args:
        scale: above 0.
        below: where the randomness comes from; the system's by default. Whoever knows it can take the noise off.
    """
    numerator, denominator = scale.numerator, scale.denominator
    while True:
        rest = below(numerator)
        if not _bernoulli_exp(Fraction(rest, numerator), below):
            continue
        whole = 0
        while _bernoulli_exp(Fraction(1), below):
            whole += 1
        size = (rest + numerator * whole) // denominator
        negative = below(2)
        if negative and size == 0:
            continue
        return -size if negative else size


def noise_scale(epsilon: float) -> Fraction:
    """The scale of the noise for an epsilon, where one membership changes two counts by one."""
    return 2 / Fraction(epsilon).limit_denominator(10_000)


def _bernoulli_exp(gamma: Fraction, below: Below) -> bool:
    """True with probability exp(-gamma), 0 <= gamma <= 1."""
    tries = 1
    while below(gamma.denominator * tries) < gamma.numerator:
        tries += 1
    return tries % 2 == 1
