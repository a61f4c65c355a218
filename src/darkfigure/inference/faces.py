"""Log-linear models whose maximum lies on the boundary: which cells it sets to zero, and what it still identifies.

The maximum-likelihood estimate of a Poisson log-linear model always exists once means may be zero (the extended
maximum-likelihood estimate). The cells it sets to zero are found by a linear program; whether the mean of a further,
unobserved cell is a function of the remaining ones is a question of rank.

Source:
    Fienberg & Rinaldo (2012), Annals of Statistics 40, 996-1023;
    Chan, Silverman & Vincent (2021), JASA 116, 1297-1306, section 3.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_RANK = 1e-9
_EXACT = 1e-9  # of the right-hand side: a system solved with a larger rest is as good as singular


def positive_cells(design: Floats, counts: Floats) -> NDArray[np.bool_]:
    """The cells with positive mean in the extended maximum-likelihood estimate.

    Args:
        design: [cells, coefficients].
        counts: [cells], not negative.

    Returns:
        bool [cells]. Cells with a count are always in.
    """
    from scipy.optimize import linprog

    seen = counts > 0
    free = _null_space(design[seen]) if seen.any() else np.eye(design.shape[1])
    if free.shape[1] == 0 or seen.all():
        return np.ones(len(counts), dtype=bool)
    # directions along which no seen cell moves and no unseen cell rises: the cells that fall are not in the face
    slopes = design[~seen] @ free
    cells, directions = slopes.shape
    answer = linprog(
        np.concatenate([np.zeros(directions), -np.ones(cells)]),
        A_ub=np.hstack([slopes, np.eye(cells)]),
        b_ub=np.zeros(cells),
        bounds=[(None, None)] * directions + [(0.0, 1.0)] * cells,
        method="highs",
    )
    falls = np.zeros(len(counts), dtype=bool)
    falls[~seen] = answer.x[directions:] > 0.5
    return ~falls


def is_identified(design: Floats, target: Floats) -> bool:
    """Whether `target` [coefficients] is a combination of the rows of `design` [cells, coefficients]."""
    if not len(design):
        return False
    rows = np.vstack([design, target])
    return bool(_rank(rows) == _rank(design))


def independent_columns(design: Floats) -> NDArray[np.int64]:
    """The columns of `design` that are no combination of columns before them."""
    left = design.copy()
    kept = []
    for column in range(design.shape[1]):
        size = float(np.linalg.norm(left[:, column]))
        if size <= _RANK * max(1.0, float(np.linalg.norm(design[:, column]))):
            continue
        kept.append(column)
        unit = left[:, column] / size
        left -= np.outer(unit, unit @ left)
    return np.array(kept, dtype=np.int64)


def poisson_fit(
    design: Floats, counts: Floats, *, offset: Floats | None = None, steps: int = 100
) -> tuple[Floats, float] | None:
    """Coefficients of a Poisson log-linear model with an ordinary design matrix, by Newton steps.

    Args:
        design: [cells, coefficients], of full column rank.
        counts: [cells], not negative.
        offset: [cells], added to the linear predictor.
        steps: Most Newton steps.

    Returns:
        Coefficients and the kernel of the log-likelihood; None where the steps do not settle.
    """
    shift = np.zeros(len(counts)) if offset is None else offset
    start = counts + 0.1
    root = np.sqrt(start)
    weighted = design * root[:, None]
    theta = _solved(weighted.T @ weighted, weighted.T @ (root * (np.log(start) - shift)))

    def kernel(at: Floats) -> tuple[float, Floats]:
        predictor = np.minimum(design @ at + shift, 600.0)
        mean = np.exp(predictor)
        return float(counts @ predictor - mean.sum()), mean

    value, mean = kernel(theta)
    for _ in range(steps):
        gradient = design.T @ (counts - mean)
        step = _solved(design.T @ (design * mean[:, None]), gradient)
        if float(gradient @ step) < 1e-11 * (1.0 + abs(value)):
            return theta + step, kernel(theta + step)[0]
        size = 1.0
        while size > 1e-10:
            trial, new_mean = kernel(theta + size * step)
            if trial >= value:
                break
            size /= 2
        else:
            return theta, value
        theta, value, mean = theta + size * step, trial, new_mean
    return None


def _solved(matrix: Floats, right: Floats) -> Floats:
    """The solution of a square system; the shortest of the best where it is as good as singular."""
    try:
        found = np.linalg.solve(matrix, right)
    except np.linalg.LinAlgError:
        found = np.full(len(right), np.nan)
    # a singular value decomposition takes thirty times as long, and is seldom needed
    if np.abs(matrix @ found - right).max(initial=0.0) <= _EXACT * np.abs(right).max(initial=0.0):
        return np.asarray(found, dtype=np.float64)
    return np.asarray(np.linalg.lstsq(matrix, right, rcond=None)[0], dtype=np.float64)


def _rank(matrix: Floats) -> int:
    return int(np.linalg.matrix_rank(matrix, tol=_RANK * max(matrix.shape) * max(1.0, float(np.abs(matrix).max()))))


def _null_space(matrix: Floats) -> Floats:
    """Orthonormal columns that the matrix sends to zero."""
    _, scale, right = np.linalg.svd(matrix, full_matrices=True)
    rank = int((scale > _RANK * max(1.0, float(scale[0]) if len(scale) else 1.0)).sum())
    return np.asarray(right[rank:].T)
