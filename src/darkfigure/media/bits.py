"""Count the ones of a word, as one instruction of the processor."""

from typing import Any

import numpy as np
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from darkfigure.media.compiled import compiled


@intrinsic
def ones(_: Any, word: Any) -> Any:  # noqa: ANN401 - numba's own types, which have none
    """How many of the 64 bits are set."""
    if word != types.uint64:
        return None

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


@compiled
def differ(words: NDArray[np.uint64], i: int, other: NDArray[np.uint64], j: int) -> int:
    """Bits in which row i of one table differs from row j of another; both have four words."""
    total = np.uint64(0)
    for k in range(4):
        total += ones(words[i, k] ^ other[j, k])
    return int(total)
