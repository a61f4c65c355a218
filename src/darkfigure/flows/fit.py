"""Maximum likelihood of a chain, with the standard errors that its curvature gives."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from darkfigure.errors import NotIdentified
from darkfigure.flows.histories import Floats, Histories
from darkfigure.flows.layout import Chain, Layout, chain_of, slope

_EDGE = 12.0  # beyond, a probability is 0 or 1 for all that data say, and the curvature says nothing
_STEP = 1e-4
_STARTS = 3


@dataclass(frozen=True, kw_only=True)
class OpenFit:
    """A fitted chain. `theta`, `covariance`: [P], [P, P], on the scales of `Layout`; `log_likelihood` up to a constant.

    `neg2_log_likelihood` is as MARK prints it for models given the first capture.

    Example:
        >>> from darkfigure.flows import fit_cjs, histories_of
        >>> found = fit_cjs(histories_of(["111", "110", "101"], [10, 6, 3]), survival="constant", detection="constant")
        >>> found.theta.shape, found.members
        ((2,), 19.0)
    """

    layout: Layout
    theta: Floats
    covariance: Floats
    log_likelihood: float
    members: float

    @property
    def chain(self) -> Chain:
        """The probabilities at the maximum."""
        return chain_of(self.layout, self.theta)

    @property
    def neg2_log_likelihood(self) -> float:
        """Minus twice the log-likelihood."""
        return -2.0 * self.log_likelihood

    def error_of(self, quantity: Callable[[Chain], Floats]) -> Floats:
        """Standard errors of any quantity of the chain, by the delta method."""
        value = quantity(self.chain)
        slopes = np.empty((value.size, self.theta.size))
        for number in range(self.theta.size):
            moved = np.array([self.theta, self.theta])
            moved[:, number] += (-_STEP, _STEP)
            low, high = (quantity(chain_of(self.layout, each)) for each in moved)
            slopes[:, number] = (high - low).ravel() / (2 * _STEP)
        variance = np.einsum("ij,jk,ik->i", slopes, self.covariance, slopes)
        return np.asarray(np.sqrt(np.maximum(variance, 0.0)).reshape(value.shape))


def maximise(layout: Layout, histories: Histories, *, start: Floats | None = None) -> OpenFit:
    """Fit a chain to histories.

    Raises:
        NotIdentified: No start leads to a maximum.
    """
    base = np.zeros(layout.parameters) if start is None else start
    tried = [base + shift for shift in np.linspace(0.0, 0.6, _STARTS)]
    best: Floats | None = None
    lowest = np.inf
    for theta in tried:
        found = minimize(
            lambda at: _negative(layout, histories, at),
            theta,
            jac=True,
            method="L-BFGS-B",
            bounds=[(-_EDGE, None)] * layout.parameters
            if layout.entries is not None
            else [(-_EDGE, _EDGE)] * theta.size,
            options={"maxiter": 2000, "ftol": 1e-13, "gtol": 1e-6},
        )
        if np.isfinite(found.fun) and found.fun < lowest - 1e-7:
            best, lowest = found.x, float(found.fun)
    if best is None:
        raise NotIdentified("no maximum of the likelihood was found. Fewer parameters (constant over time) may help.")
    theta, information = _polish(layout, histories, best)
    return OpenFit(
        layout=layout,
        theta=theta,
        covariance=np.asarray(np.linalg.pinv(information, hermitian=True), dtype=np.float64),
        log_likelihood=slope(layout, theta, histories)[0],
        members=histories.seen,
    )


def _negative(layout: Layout, histories: Histories, theta: Floats) -> tuple[float, Floats]:
    value, grad = slope(layout, theta, histories)
    if not np.isfinite(value):
        return 1e300, np.zeros_like(theta)
    return -value, -grad


def _polish(layout: Layout, histories: Histories, theta: Floats) -> tuple[Floats, Floats]:
    """A few Newton steps; the information at their end."""
    information = _information(layout, histories, theta)
    for _ in range(5):
        value, grad = slope(layout, theta, histories)
        step = np.linalg.pinv(information, rcond=1e-10, hermitian=True) @ grad
        step = np.clip(step, -0.5, 0.5)
        moved = theta + step
        if not slope(layout, moved, histories)[0] >= value:
            break
        theta = moved
        information = _information(layout, histories, theta)
        if np.abs(step).max() < 1e-9:
            break
    return theta, information


def _information(layout: Layout, histories: Histories, theta: Floats) -> Floats:
    rows = []
    for number in range(theta.size):
        moved = np.array([theta, theta])
        moved[:, number] += (-_STEP, _STEP)
        low, high = (slope(layout, each, histories)[1] for each in moved)
        rows.append((low - high) / (2 * _STEP))
    matrix = np.array(rows)
    return (matrix + matrix.T) / 2
