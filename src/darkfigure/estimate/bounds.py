"""What the number becomes when an assumption is moved: a curve, and the set that bounds on dependence leave.

Source:
    Bishop, Fienberg & Holland (1975), section 6.4 (no highest interaction);
    Sun, Van Baelen, Plettinckx & Crawford (2023), Journal of Survey Statistics and Methodology 11
    (bounds on pairwise odds ratios).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.table import CaptureTable
from darkfigure.errors import NotIdentified, UsageError

Floats = NDArray[np.float64]

_MOST_STRENGTH = 20.0  # a factor of five hundred million


@dataclass(frozen=True, kw_only=True)
class Curve:
    """The population for each strength of the highest interaction.

    Attributes:
        strength: Logarithm of the factor by which the unseen exceed what no highest interaction says.
        population: Persons.
    """

    strength: tuple[float, ...]
    population: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class IdentifiedSet:
    """The populations that bounds on dependence leave. `high` is None where nothing bounds them from above."""

    low: float
    high: float | None
    binding_low: tuple[str, str] | None
    binding_high: tuple[str, str] | None


def sensitivity(table: CaptureTable, *, strengths: tuple[float, ...] = (-1.0, -0.5, 0.0, 0.5, 1.0)) -> Curve:
    """The closed form N(xi) = n + n00 exp(xi), where n00 is the answer without the highest interaction.

    Nothing in a table tells xi, so the curve shows how much the number rests on it being zero.

    Raises:
        UsageError: A strength is not a number between -20 and 20.
        NotIdentified: A combination of lists is empty, so that the closed form divides by zero.

    Example:
        >>> from darkfigure.captures.table import table_of
        >>> table = table_of(np.array([0, 20, 30, 10]), ("a", "b"))
        >>> sensitivity(table, strengths=(0.0,)).population
        (120.0,)
    """
    for strength in strengths:
        if not abs(strength) <= _MOST_STRENGTH:
            raise UsageError(
                f"the strength {strength:g} is not between {-_MOST_STRENGTH:g} and {_MOST_STRENGTH:g}; it is a "
                "logarithm, and 1 makes the unseen nearly three times as many."
            )
    full = table.full()
    empty = np.flatnonzero(full[1:] == 0) + 1
    if len(empty):
        lists = [name for j, name in enumerate(table.lists) if int(empty[0]) >> j & 1]
        raise NotIdentified(
            f"nobody is on exactly {', '.join(lists)}; the curve needs somebody in every combination of lists. "
            "Merge lists, or use the intervals of the other methods."
        )
    odd = np.array([cell.bit_count() % 2 == 1 for cell in range(1, len(full))])
    unseen = math.exp(float(np.log(full[1:][odd]).sum() - np.log(full[1:][~odd]).sum()))
    return Curve(
        strength=strengths, population=tuple(round(table.observed + unseen * math.exp(xi), 3) for xi in strengths)
    )


def identified_set(table: CaptureTable, *, odds_ratio: tuple[float, float]) -> IdentifiedSet:
    """The populations for which every two lists have an odds ratio within the bounds.

    The odds ratio of two lists is how much likelier people on the one are to be on the other, in odds; 1 is
    independence. Each pair gives an interval for the unseen, and the set is what all pairs leave. Chance is not in it.

    Args:
        table: Persons by pattern.
        odds_ratio: Least and largest odds ratio taken to be possible, e.g. (1, 5): never against each other.

    Raises:
        UsageError: The bounds are not positive and in order.
        NotIdentified: No number of unseen satisfies all pairs.
    """
    least, most = odds_ratio
    if not 0 < least <= most < math.inf:
        raise UsageError(f"the odds ratios {least:g} and {most:g} must be positive numbers, the smaller one first.")
    both = table.overlaps()
    lengths = both.diagonal()
    seen = float(table.observed)
    low, high = 0.0, math.inf
    binding_low: tuple[str, str] | None = None
    binding_high: tuple[str, str] | None = None
    for a, one in enumerate(table.lists):
        for b in range(a + 1, len(table.lists)):
            shared = float(both[a, b])
            only_a, only_b = float(lengths[a]) - shared, float(lengths[b]) - shared
            neither = seen - shared - only_a - only_b
            if shared == 0:
                continue  # without overlap a pair says nothing about the upper end, and the lower end is no bound
            bottom, top = (ratio * only_a * only_b / shared - neither for ratio in (least, most))
            if bottom > low:
                low, binding_low = bottom, (one, table.lists[b])
            if top < high:
                high, binding_high = top, (one, table.lists[b])
    if low > max(high, 0.0):
        ask_low, ask_high = (" and ".join(pair or ()) for pair in (binding_low, binding_high))
        raise NotIdentified(
            f"no population gives every two lists an odds ratio between {least:g} and {most:g}: {ask_low} ask for at "
            f"least {seen + low:,.0f} persons, {ask_high} for at most {max(seen + high, 0):,.0f}. Widen the bounds."
        )
    return IdentifiedSet(
        low=seen + low,
        high=None if math.isinf(high) else seen + max(high, 0.0),
        binding_low=binding_low,
        binding_high=binding_high,
    )
