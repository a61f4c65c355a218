"""The most likely parameters of flows, how well they are known, and draws of them."""

from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular
from scipy.optimize import minimize

from darkfigure.errors import NotIdentified
from darkfigure.flows.prior import Prior, Scales, learn_scales, prior_of
from darkfigure.flows.sightings import Floats, Ints, Sightings
from darkfigure.flows.slopes import likelihood_of_strata, log_likelihood
from darkfigure.flows.states import Design

_STEP = 1e-5  # of the difference of slopes that tells the curvature
_ROUNDS = 2
_NEWTON = 8
_FLAT = 1e-2  # curvature below which a direction is held flat


@dataclass(frozen=True, kw_only=True)
class Posterior:
    """`theta`: [P], the mode. `covariance`: [P, P], of the normal distribution with the same curvature there."""

    design: Design
    prior: Prior
    scales: Scales
    theta: Floats
    covariance: Floats
    log_posterior: float


def fit_posterior(design: Design, sightings: Sightings, *, start: Posterior | None = None) -> Posterior:
    """Find the mode; scales of change are learnt on the way.

    Args:
        design: states, ways and options.
        sightings: the data.
        start: the fit of nearly the same data, such as another draw of the linkage: its mode, scales and curvature are
            where this one starts, which takes a third of the time.

    Raises:
        NotIdentified: no mode is found.
    """
    if start is None:
        scales = Scales()
        prior = prior_of(design, sightings, scales)
        theta = _climb(design, sightings, prior, prior.centre.copy())
    else:
        scales = start.scales
        prior = prior_of(design, sightings, scales)
        theta = _newton(design, sightings, prior, start.theta, _inverse(start.covariance) - start.prior.precision)
    for _ in range(_ROUNDS if start is None else 1):
        information = _information(design, sightings, theta)
        for _ in range(4):  # the scales settle while the curvature is held
            covariance = _inverse(information + prior.precision)
            scales = learn_scales(design, theta, covariance)
            prior = prior_of(design, sightings, scales)
        theta = _newton(design, sightings, prior, theta, information)
    information = _information(design, sightings, theta)
    covariance = _inverse(information + prior.precision)
    return Posterior(
        design=design,
        prior=prior,
        scales=scales,
        theta=theta,
        covariance=covariance,
        log_posterior=log_posterior(design, sightings, prior, theta)[0],
    )


def log_posterior(
    design: Design, sightings: Sightings, prior: Prior, theta: Floats, *, sloped: bool = True
) -> tuple[float, Floats]:
    """Its logarithm up to a constant, and its slope where asked for."""
    value, grad = log_likelihood(design, theta, sightings, sloped=sloped)
    before, slope = prior.slope(theta)
    return value + before, grad + slope


def _climb(design: Design, sightings: Sightings, prior: Prior, start: Floats) -> Floats:
    def down(theta: Floats) -> tuple[float, Floats]:
        value, grad = log_posterior(design, sightings, prior, theta)
        return (-value, -grad) if np.isfinite(value) else (1e300, np.zeros_like(theta))

    found = minimize(down, start, jac=True, method="L-BFGS-B", options={"maxiter": 500, "maxcor": 30})
    if not np.isfinite(found.fun) or found.fun >= 1e300:
        raise NotIdentified("no likely course of flows was found for these sightings. Merge sources or months.")
    theta: Floats = found.x
    return theta


def _newton(design: Design, sightings: Sightings, prior: Prior, theta: Floats, information: Floats) -> Floats:
    """Steps with the curvature held; halved where they lead down."""
    solve = _inverse(information + prior.precision)
    value, grad = log_posterior(design, sightings, prior, theta)
    for _ in range(_NEWTON):
        step = solve @ grad
        size = 1.0
        while size > 1e-3:
            moved = theta + size * step
            ahead, slope = log_posterior(design, sightings, prior, moved)
            if ahead >= value:
                break
            size /= 2
        else:
            break
        gain, theta, value, grad = ahead - value, moved, ahead, slope
        if gain < 1e-4:
            break
    return theta


def _information(design: Design, sightings: Sightings, theta: Floats) -> Floats:
    """[P, P], minus the curvature of the log-likelihood.

    What rules one stratum alone is moved in all strata together: the slopes of a stratum tell of its own.
    """
    here = likelihood_of_strata(design, theta, sightings)[1]
    matrix = np.zeros((theta.size, theta.size))
    alone = _alone(design)
    for places in alone.T:  # one in each stratum
        matrix[places] = here - likelihood_of_strata(design, _moved(theta, places), sightings)[1]
    for place in np.setdiff1d(np.arange(theta.size), alone):
        matrix[place] = (here - likelihood_of_strata(design, _moved(theta, place), sightings)[1]).sum(axis=0)
    return (matrix + matrix.T) / (2 * _STEP)


def _alone(design: Design) -> Ints:
    """[G, ...], the places in theta of what rules one stratum alone."""
    blocks = [design.blocks[name] for name in ("entries", "offset")]
    return np.hstack([np.arange(block.start, block.stop).reshape(design.strata, -1) for block in blocks])


def _moved(theta: Floats, places: Ints) -> Floats:
    moved = theta.copy()
    moved[places] += _STEP
    return moved


def _inverse(precision: Floats) -> Floats:
    """The inverse; directions in which the curvature is not downward get that of a flat prior."""
    with suppress(np.linalg.LinAlgError):
        half = solve_triangular(np.linalg.cholesky(precision), np.eye(len(precision)), lower=True)
        inverse = np.asarray(half.T @ half)
        if np.abs(inverse).sum(axis=1).max() <= 1 / _FLAT:  # so no direction is flatter
            return inverse
    values, vectors = np.linalg.eigh(precision)
    return np.asarray((vectors / np.maximum(values, _FLAT)) @ vectors.T)
