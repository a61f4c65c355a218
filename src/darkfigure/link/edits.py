"""Which pairs of texts are a few slips of the pen apart, many pairs at once."""

from collections.abc import Sequence

import numba
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


def within_edits(texts: Sequence[str], left: Ints, right: Ints, *, most: int) -> npt.NDArray[np.bool_]:
    """Whether the texts of each pair are at most `most` edits apart, bool [pairs].

    An edit is a letter put in, left out or replaced, or two neighbours swapped (optimal string alignment).

    Args:
        texts: the distinct texts.
        left: one text of each pair, as its place in `texts`, int64 [pairs].
        right: the other.
        most: the largest distance that counts.

    Example:
        >>> within_edits(["4811642", "4816142", "9073553"], np.array([0, 0]), np.array([1, 2]), most=2).tolist()
        [True, False]
    """
    offsets = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum([len(text) for text in texts], out=offsets[1:])
    letters = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32)
    found: npt.NDArray[np.bool_] = _within(letters, offsets, left, right, most)
    return found


@numba.njit(cache=True)
def _within(letters, offsets, left, right, most):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """The distances row by row, given up where a whole row lies beyond `most`."""
    out = np.zeros(len(left), dtype=np.bool_)
    longest = 0
    for i in range(len(offsets) - 1):
        longest = max(longest, offsets[i + 1] - offsets[i])
    rows = np.zeros((3, longest + 1), dtype=np.int64)
    for pair in range(len(left)):
        a, b = offsets[left[pair]], offsets[right[pair]]
        n, m = offsets[left[pair] + 1] - a, offsets[right[pair] + 1] - b
        if abs(n - m) > most:
            continue
        for j in range(m + 1):
            rows[0, j] = j
        near = True
        for i in range(1, n + 1):
            here, above, twice = rows[i % 3], rows[(i - 1) % 3], rows[(i - 2) % 3]
            here[0] = i
            least = i
            for j in range(1, m + 1):
                same = letters[a + i - 1] == letters[b + j - 1]
                cost = min(here[j - 1] + 1, above[j] + 1, above[j - 1] + (0 if same else 1))
                if (
                    i > 1
                    and j > 1
                    and letters[a + i - 1] == letters[b + j - 2]
                    and letters[a + i - 2] == letters[b + j - 1]
                ):
                    cost = min(cost, twice[j - 2] + 1)
                here[j] = cost
                least = min(least, cost)
            if least > most:
                near = False
                break
        out[pair] = near and rows[n % 3, m] <= most
    return out
