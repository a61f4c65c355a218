"""Round numbers for a scale."""

import math


def round_ticks(low: float, high: float) -> list[float]:
    """Three to six round numbers within the scale."""
    step = 1.0
    while True:
        for factor in (1, 2, 5):
            size = step * factor
            if (high - low) / size <= 5.5:
                first = math.ceil(low / size)
                return [size * i for i in range(first, int(high // size) + 1)]
        step *= 10
