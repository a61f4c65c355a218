"""The likelihood of flows and its slopes by the parameters, all strata at once."""

import numpy as np
from scipy.special import expit

from darkfigure.captures.months import DEAD, NOTHING, PERSON, THEATRE
from darkfigure.flows.probabilities import (
    Probabilities,
    any_event,
    by_source,
    probabilities_of,
    slip_of,
    split_of,
)
from darkfigure.flows.sightings import Floats, Ints, Sightings
from darkfigure.flows.states import Design
from darkfigure.flows.told_kernels import weigh_told
from darkfigure.inference.entering_chain import likelihood

_NOT_TOLD: Ints = np.zeros(0, dtype=np.int64)


def log_likelihood(design: Design, theta: Floats, sightings: Sightings, *, sloped: bool = True) -> tuple[float, Floats]:
    """Log-likelihood up to a constant, and its slopes, [P]; -inf where a history is impossible.

    Slopes that are not asked for are zero.
    """
    total, by_stratum = likelihood_of_strata(design, theta, sightings, sloped=sloped)
    return total, by_stratum.sum(axis=0)


def likelihood_of_strata(
    design: Design, theta: Floats, sightings: Sightings, *, sloped: bool = True
) -> tuple[float, Floats]:
    """Log-likelihood up to a constant, and the slopes of the part of each stratum, [G, P]."""
    there = probabilities_of(design, theta, sightings)
    by_moves = np.zeros((design.strata, *there.moves.shape))
    by_seen, by_entries = np.empty_like(there.seen), np.empty_like(there.entries)
    total = 0.0
    for stratum in range(design.strata):
        total += likelihood(
            *sightings.sequences[stratum],
            sightings.counts_of(stratum),
            _NOT_TOLD,
            there.moves,
            there.seen[stratum],
            there.entries[stratum],
            by_moves[stratum],
            by_seen[stratum],
            by_entries[stratum],
            sloped,
        )
    grad = np.zeros((design.strata, theta.size))
    if not sloped:
        return total, grad
    _slope_rates(design, there, by_moves, grad)
    _slope_entries(design, theta, there, by_entries, grad)
    _slope_told(design, theta, sightings, there, by_seen, grad)
    if design.strata > 1:  # what raises all levels of a stratum alike
        np.fill_diagonal(grad[:, design.blocks["offset"]], grad[:, design.blocks["level"]].sum(axis=1))
    return total, grad


def _slope_rates(design: Design, there: Probabilities, by_moves: Floats, grad: Floats) -> None:
    mean = (by_moves * there.moves).sum(axis=3)
    begins = np.searchsorted(design.period, np.arange(design.periods))
    block = grad[:, design.blocks["rates"]].reshape(design.strata, len(design.ways), design.periods)
    for way, (a, b) in enumerate(design.ways):
        pull = there.moves[:, a, b] * (by_moves[:, :, a, b] - mean[:, :, a])
        block[:, way] = np.add.reduceat(pull, begins, axis=1)
    grad[:, design.blocks["rates"]] = block.reshape(design.strata, -1)


def _slope_entries(design: Design, theta: Floats, there: Probabilities, by_entries: Floats, grad: Floats) -> None:
    flow = by_entries[..., 0] * there.entries[..., 0]  # [G, C, T]
    block = np.zeros((design.strata, design.strata, design.months))
    block[np.arange(design.strata), np.arange(design.strata)] = flow.sum(axis=1)
    grad[:, design.blocks["entries"]] = block.reshape(design.strata, -1)
    if design.options.classes == 2:
        ready, _ = split_of(design, theta)
        few, many = flow.sum(axis=2).T
        grad[:, design.blocks["split"].start] += many * (1 - ready) - few * ready


def _slope_told(
    design: Design, theta: Floats, sightings: Sightings, there: Probabilities, by_seen: Floats, grad: Floats
) -> None:
    """Slopes by all that rules what is told. `by`: [G, C, T, K, S, J], slopes by what is told without slips."""
    by = np.zeros_like(there.told)
    flat = [each.reshape(-1, *each.shape[2:]) for each in (there.seen, by_seen, by)]
    weigh_told(flat[0], flat[1], sightings.events, flat[2])
    np.divide(by, there.told, out=by, where=there.told > 0)
    slip = slip_of(design, theta)
    # the slope by the slip is that of `any - plain`, and what is told is plain + slip * (any - plain)
    turned = by * (any_event(sightings)[:, None, :] - there.told)
    grad[:, design.blocks["slip"]] = slip * turned.sum(axis=(1, 2, 3, 4, 5))[:, None]
    by *= 1 - slip
    person, false = by_source(design, theta, "person"), by_source(design, theta, "false")
    logit = np.zeros_like(there.found)
    to_person, shown = np.zeros((design.strata, design.sources)), np.zeros(there.told.shape[:-1])
    for number, (source, state) in enumerate(design.watched):
        found, part = there.found[..., number], by[..., source, state, :]
        placed = part[..., design.codes[state]]
        logit[..., number] = part[..., PERSON] * person[source] + placed * (1 - person[source])
        logit[..., number] -= part[..., NOTHING] * (1 - false[source]) + part[..., DEAD] * false[source]
        to_person[:, source] += (found * (part[..., PERSON] - placed)).sum(axis=(1, 2))
        shown[..., source, state] = found
    unseen = (1 - shown)[..., design.living]
    difference = (by[..., DEAD] - by[..., NOTHING])[..., design.living]
    to_false = (unseen * difference).sum(axis=(1, 2, 4))
    grad[:, design.blocks["false"]] = _curve(theta, design, "false") * to_false[:, design.reporting]
    if "dying" in design.states:
        _slope_death(design, theta, there, by, logit, to_person, grad)
    grad[:, design.blocks["person"]] = _curve(theta, design, "person") * to_person[:, design.unplaced]
    _slope_found(design, theta, logit * there.found * (1 - there.found), grad)


def _slope_found(design: Design, theta: Floats, logit: Floats, grad: Floats) -> None:
    """Slopes by what makes the log-odds of being found, from those by the log-odds, [G, C, T, L]."""
    grad[:, design.blocks["level"]] = logit.sum(axis=(1, 2))
    month = np.zeros((design.strata, design.sources, design.months))
    for number, (source, _) in enumerate(design.watched):
        month[:, source] += logit[..., number].sum(axis=1)
    grad[:, design.blocks["month"]] = month.reshape(design.strata, -1)
    if design.options.classes == 2:
        ready, gain = split_of(design, theta)
        few, many = logit.sum(axis=(2, 3)).T
        share, odds = design.blocks["split"].start, design.blocks["split"].start + 1
        grad[:, share] -= gain * ready * (1 - ready) * (few + many)
        grad[:, odds] = gain * ((1 - ready) * many - ready * few)


def _slope_death(  # noqa: PLR0913, PLR0917 - what the slopes by what is told are made of
    design: Design, theta: Floats, there: Probabilities, by: Floats, logit: Floats, to_person: Floats, grad: Floats
) -> None:
    """Add what death adds: to its own parameters in `grad`, to `logit` and `to_person`."""
    person, dead = by_source(design, theta, "person"), by_source(design, theta, "dead")
    dying, gone = by[..., design.states.index("dying"), :], by[..., design.states.index("dead"), :]
    half = design.options.half
    to_dead = dying[..., DEAD] - dying[..., NOTHING]
    for number, (source, state) in enumerate(design.watched):
        if state == 0:
            found, part = there.found[..., number], dying[..., source, :]
            alive = part[..., THEATRE] * (1 - person[source]) + part[..., PERSON] * person[source] - part[..., NOTHING]
            logit[..., number] += (1 - dead[source]) * half * alive
            gain = (1 - dead[source]) * half * found * (part[..., PERSON] - part[..., THEATRE])
            to_person[:, source] += gain.sum(axis=(1, 2))
            to_dead[..., source] -= half * found * alive
    to_late = (gone[..., DEAD] - gone[..., NOTHING]).sum(axis=(1, 2))
    to_dead = to_dead.sum(axis=(1, 2))
    grad[:, design.blocks["dead"]] = _curve(theta, design, "dead") * to_dead[:, design.reporting]
    grad[:, design.blocks["late"]] = _curve(theta, design, "late") * to_late[:, design.reporting]


def _curve(theta: Floats, design: Design, name: str) -> Floats:
    """P (1 - p) of the probabilities of a block."""
    value = expit(theta[design.blocks[name]])
    curve: Floats = value * (1 - value)
    return curve
