"""From the parameters of flows to the probabilities of the hidden chain, and slopes the way back."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from darkfigure.captures.months import DEAD, NOTHING, PERSON, THEATRE
from darkfigure.flows.sightings import EVENTS, Floats, Sightings
from darkfigure.flows.states import Design
from darkfigure.inference.entering_chain import likelihood

_HIGHEST = 30.0  # log-odds beyond which the exponential would leave the numbers that a machine has


@dataclass(frozen=True, kw_only=True)
class Probabilities:
    """`moves`: [T - 1, S, S]. `entries`: [C, T, S]. `told`: [C, T, K, S, J], probability of each event by a source.

    `seen`: [C, T, O, S], of the events of all sources. `found`: [C, T, L], that a watched state shows a member.
    """

    moves: Floats
    told: Floats
    seen: Floats
    entries: Floats
    found: Floats


def probabilities_of(design: Design, theta: Floats, sightings: Sightings, *, stratum: int = 0) -> Probabilities:
    """The chain of a stratum at theta."""
    found = expit(_logits(design, theta, stratum))
    told = _told(design, theta, sightings, found)
    seen = np.ones((told.shape[0], design.months, sightings.events.shape[0], len(design.states)))
    for source in range(design.sources):
        seen *= told[:, :, source][:, :, :, sightings.events[:, source]].transpose(0, 1, 3, 2)
    share = _shares(design, theta)
    entries = np.zeros((share.size, design.months, len(design.states)))
    entries[:, :, 0] = share[:, None] * np.exp(_entries(design, theta)[stratum])[None, :]
    return Probabilities(moves=moves_of(design, theta), told=told, seen=seen, entries=entries, found=found)


def log_likelihood(design: Design, theta: Floats, sightings: Sightings, *, sloped: bool = True) -> tuple[float, Floats]:
    """Log-likelihood up to a constant, and its slopes, [P]; -inf where a history is impossible.

    Slopes that are not asked for are zero.
    """
    grad = np.zeros(theta.size)
    total = 0.0
    for stratum in range(design.strata):
        there = probabilities_of(design, theta, sightings, stratum=stratum)
        by_moves, by_seen, by_entries = (np.zeros_like(each) for each in (there.moves, there.seen, there.entries))
        symbols, first, ends, counts = sightings.rows_of(stratum)
        total += likelihood(
            symbols,
            first,
            ends,
            counts,
            np.zeros(0, dtype=np.int64),
            there.moves,
            there.seen,
            there.entries,
            by_moves,
            by_seen,
            by_entries,
            sloped,
        )
        if not sloped:
            continue
        slope = np.zeros(theta.size)
        _slope_rates(design, there, by_moves, slope)
        _slope_entries(design, theta, there, by_entries, slope, stratum)
        weights = by_seen * there.seen  # expected numbers of members by class, month, events and state
        _slope_told(design, theta, sightings, there, weights, slope)
        if design.strata > 1:  # what raises all levels of a stratum alike
            slope[design.blocks["offset"]][stratum] = slope[design.blocks["level"]].sum()
        grad += slope
    return total, grad


def _entries(design: Design, theta: Floats) -> Floats:
    """[G, T], logs of the mean number of entries."""
    return theta[design.blocks["entries"]].reshape(design.strata, design.months)


def moves_of(design: Design, theta: Floats) -> Floats:
    """[T - 1, S, S], by the rates of each month."""
    rates = theta[design.blocks["rates"]].reshape(len(design.ways), design.periods)[:, design.period]
    return moves_by_rates(design, rates.T)


def moves_by_rates(design: Design, rates: Floats) -> Floats:
    """[N, S, S] from the log-odds of each way against staying, [N, E]; -inf closes a way."""
    odds = np.exp(np.minimum(rates, _HIGHEST))
    states = np.arange(len(design.states))
    weights = np.zeros((odds.shape[0], states.size, states.size))
    weights[:, states, states] = 1.0
    for way, (a, b) in enumerate(design.ways):
        weights[:, a, b] = odds[:, way]
    if "dying" in design.states:
        dying, dead = design.states.index("dying"), design.states.index("dead")
        weights[:, dying, dying], weights[:, dying, dead] = 0.0, 1.0
    shares: Floats = weights / weights.sum(axis=2, keepdims=True)
    return shares


def _shares(design: Design, theta: Floats) -> Floats:
    """[C], the share of each class among those who enter; the last one is seen more readily."""
    if design.options.classes == 1:
        return np.ones(1)
    ready, _ = _split(design, theta)
    return np.array([1 - ready, ready])


def _split(design: Design, theta: Floats) -> tuple[float, float]:
    """The share of those seen readily, and by how much their log-odds of being seen are above those of the others."""
    share, gain = theta[design.blocks["split"]]
    return float(expit(share)), float(np.exp(gain))


def _logits(design: Design, theta: Floats, stratum: int) -> Floats:
    """[C, T, L], log-odds of being found, of each watched state."""
    offset = theta[design.blocks["offset"]][stratum] if design.strata > 1 else 0.0
    month = theta[design.blocks["month"]].reshape(design.sources, design.months)
    plain = offset + theta[design.blocks["level"]][None, :] + month[design.watched[:, 0]].T
    if design.options.classes == 1:
        return plain[None]
    ready, gain = _split(design, theta)  # levels are means over people, so that they do not hang on the gain
    return np.stack([plain - gain * ready, plain + gain * (1 - ready)])


def _told(design: Design, theta: Floats, sightings: Sightings, found: Floats) -> Floats:
    """[C, T, K, S, J]."""
    told = np.zeros((found.shape[0], design.months, design.sources, len(design.states), len(EVENTS)))
    person, false = _by_source(design, theta, "person"), _by_source(design, theta, "false")
    told[..., DEAD], told[..., NOTHING] = false[:, None], 1 - false[:, None]
    for number, (source, state) in enumerate(design.watched):
        here, shown = told[:, :, source, state], found[:, :, number]
        here[..., PERSON] = shown * person[source]
        here[..., design.codes[state]] = shown * (1 - person[source])
        here[..., DEAD] = (1 - shown) * false[source]
        here[..., NOTHING] = (1 - shown) * (1 - false[source])
    if "dying" in design.states:
        _tell_of_death(design, theta, told, person=person, found=found)
    slip = _slip(design, theta)
    return (1 - slip) * told + slip * _any_event(sightings)[:, None, :]


def _tell_of_death(design: Design, theta: Floats, told: Floats, *, person: Floats, found: Floats) -> None:
    """Fill the states of death: in its month a member may also be seen alive, by a source that does not tell of it."""
    dead, late = _by_source(design, theta, "dead"), _by_source(design, theta, "late")
    dying, gone = design.states.index("dying"), design.states.index("dead")
    told[:, :, :, gone, DEAD], told[:, :, :, gone, NOTHING] = late, 1 - late
    told[:, :, :, dying, DEAD], told[:, :, :, dying, NOTHING] = dead, 1 - dead
    for number, (source, state) in enumerate(design.watched):
        if state == 0:
            alive = design.options.half * found[:, :, number]
            told[:, :, source, dying, THEATRE] = (1 - dead[source]) * alive * (1 - person[source])
            told[:, :, source, dying, PERSON] = (1 - dead[source]) * alive * person[source]
            told[:, :, source, dying, NOTHING] = (1 - dead[source]) * (1 - alive)


def _slip(design: Design, theta: Floats) -> float:
    return float(expit(theta[design.blocks["slip"]][0]))


def _any_event(sightings: Sightings) -> Floats:
    """[K, J], the same probability for all that a source ever says."""
    said = np.zeros((len(sightings.sources), len(EVENTS)))
    for source in range(said.shape[0]):
        said[source, np.unique(sightings.events[:, source])] = 1.0
    share: Floats = said / said.sum(axis=1, keepdims=True)
    return share


def _by_source(design: Design, theta: Floats, name: str) -> Floats:
    """[K], 0 for sources that never say so."""
    values = np.zeros(design.sources)
    values[design.unplaced if name == "person" else design.reporting] = expit(theta[design.blocks[name]])
    return values


def _slope_rates(design: Design, there: Probabilities, by_moves: Floats, grad: Floats) -> None:
    mean = (by_moves * there.moves).sum(axis=2)
    block = grad[design.blocks["rates"]].reshape(len(design.ways), design.periods)
    for way, (a, b) in enumerate(design.ways):
        np.add.at(block[way], design.period, there.moves[:, a, b] * (by_moves[:, a, b] - mean[:, a]))


def _slope_entries(
    design: Design, theta: Floats, there: Probabilities, by_entries: Floats, grad: Floats, stratum: int
) -> None:
    flow = by_entries[:, :, 0] * there.entries[:, :, 0]
    _entries(design, grad)[stratum] += flow.sum(axis=0)
    if design.options.classes == 2:
        ready, _ = _split(design, theta)
        grad[design.blocks["split"].start] += flow[1].sum() * (1 - ready) - flow[0].sum() * ready


def _slope_told(
    design: Design, theta: Floats, sightings: Sightings, there: Probabilities, weights: Floats, grad: Floats
) -> None:
    """Slopes by all that rules what is told. `by`: [C, T, K, S, J], slopes by what is told without slips."""
    by = np.zeros_like(there.told)
    for source in range(design.sources):
        codes = np.zeros((sightings.events.shape[0], len(EVENTS)))
        codes[np.arange(codes.shape[0]), sightings.events[:, source]] = 1.0
        by[:, :, source] = np.einsum("ctos,oj->ctsj", weights, codes, optimize=True)
    by = np.divide(by, there.told, out=np.zeros_like(by), where=there.told > 0)
    slip = _slip(design, theta)
    # the slope by the slip is that of `any - plain`, and what is told is plain + slip * (any - plain)
    grad[design.blocks["slip"]] = slip * (by * (_any_event(sightings)[:, None, :] - there.told)).sum()
    by *= 1 - slip
    person, false = _by_source(design, theta, "person"), _by_source(design, theta, "false")
    logit = np.zeros_like(there.found)
    to_person, shown = np.zeros(design.sources), np.zeros((*there.found.shape[:2], design.sources, len(design.states)))
    for number, (source, state) in enumerate(design.watched):
        found, part = there.found[:, :, number], by[:, :, source, state]
        placed = part[..., design.codes[state]]
        logit[:, :, number] = part[..., PERSON] * person[source] + placed * (1 - person[source])
        logit[:, :, number] -= part[..., NOTHING] * (1 - false[source]) + part[..., DEAD] * false[source]
        to_person[source] += (found * (part[..., PERSON] - placed)).sum()
        shown[:, :, source, state] = found
    unseen = (1 - shown)[..., design.living]
    difference = (by[..., DEAD] - by[..., NOTHING])[..., design.living]
    grad[design.blocks["false"]] = (
        _curve(theta, design, "false") * (unseen * difference).sum(axis=(0, 1, 3))[design.reporting]
    )
    if "dying" in design.states:
        _slope_death(design, theta, there, by, logit, to_person, grad)
    grad[design.blocks["person"]] = _curve(theta, design, "person") * to_person[design.unplaced]
    logit *= there.found * (1 - there.found)
    grad[design.blocks["level"]] = logit.sum(axis=(0, 1))
    month = grad[design.blocks["month"]].reshape(design.sources, design.months)
    np.add.at(month, design.watched[:, 0], logit.sum(axis=0).T)
    if design.options.classes == 2:
        ready, gain = _split(design, theta)
        few, many = logit.sum(axis=(1, 2))
        split = grad[design.blocks["split"]]
        split[0] -= gain * ready * (1 - ready) * (few + many)
        split[1] = gain * ((1 - ready) * many - ready * few)


def _slope_death(  # noqa: PLR0913, PLR0917 - what the slopes by what is told are made of
    design: Design,
    theta: Floats,
    there: Probabilities,
    by: Floats,
    logit: Floats,
    to_person: Floats,
    grad: Floats,
) -> None:
    """Add what death adds: to its own parameters in `grad`, to `logit` and `to_person`."""
    person, dead = _by_source(design, theta, "person"), _by_source(design, theta, "dead")
    dying, gone = by[:, :, :, design.states.index("dying")], by[:, :, :, design.states.index("dead")]
    half = design.options.half
    to_dead = dying[..., DEAD] - dying[..., NOTHING]
    for number, (source, state) in enumerate(design.watched):
        if state == 0:
            found, part = there.found[:, :, number], dying[:, :, source]
            alive = part[..., THEATRE] * (1 - person[source]) + part[..., PERSON] * person[source] - part[..., NOTHING]
            logit[:, :, number] += (1 - dead[source]) * half * alive
            to_person[source] += ((1 - dead[source]) * half * found * (part[..., PERSON] - part[..., THEATRE])).sum()
            to_dead[:, :, source] -= half * found * alive
    to_late = (gone[..., DEAD] - gone[..., NOTHING]).sum(axis=(0, 1))
    grad[design.blocks["dead"]] = _curve(theta, design, "dead") * to_dead.sum(axis=(0, 1))[design.reporting]
    grad[design.blocks["late"]] = _curve(theta, design, "late") * to_late[design.reporting]


def _curve(theta: Floats, design: Design, name: str) -> Floats:
    """P (1 - p) of the probabilities of a block."""
    value = expit(theta[design.blocks[name]])
    curve: Floats = value * (1 - value)
    return curve
