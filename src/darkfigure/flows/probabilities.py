"""From the parameters of flows to the probabilities of the hidden chain, of all strata at once."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from darkfigure.captures.months import DEAD, NOTHING, PERSON, THEATRE
from darkfigure.flows.sightings import EVENTS, Floats, Sightings
from darkfigure.flows.states import Design
from darkfigure.flows.told_kernels import told_together

_HIGHEST = 30.0  # log-odds beyond which the exponential would leave the numbers that a machine has


@dataclass(frozen=True, kw_only=True)
class Probabilities:
    """`moves`: [T - 1, S, S]. `entries`: [G, C, T, S]. `told`: [G, C, T, K, S, J], of each event by a source.

    `seen`: [G, C, T, O, S], of the events of all sources. `found`: [G, C, T, L], that a watched state shows a member.

    `seen` is 0 of events that no member has in a month.
    """

    moves: Floats
    told: Floats
    seen: Floats
    entries: Floats
    found: Floats


def probabilities_of(design: Design, theta: Floats, sightings: Sightings) -> Probabilities:
    """The chains of all strata at theta."""
    found = expit(_logits(design, theta))
    told = _told(design, theta, sightings, found)
    seen = np.empty((*told.shape[:3], sightings.events.shape[0], len(design.states)))
    flat = [each.reshape(-1, *each.shape[2:]) for each in (told, seen)]
    told_together(flat[0], sightings.events, sightings.there, flat[1])
    share = shares_of(design, theta)
    entries = np.zeros((design.strata, share.size, design.months, len(design.states)))
    entries[..., 0] = share[:, None] * np.exp(entries_of(design, theta))[:, None]
    return Probabilities(moves=moves_of(design, theta), told=told, seen=seen, entries=entries, found=found)


def entries_of(design: Design, theta: Floats) -> Floats:
    """[..., G, T], logs of the mean number of entries, of theta, [..., P]."""
    return theta[..., design.blocks["entries"]].reshape(*theta.shape[:-1], design.strata, design.months)


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


def shares_of(design: Design, theta: Floats) -> Floats:
    """[C], the share of each class among those who enter; the last one is seen more readily."""
    if design.options.classes == 1:
        return np.ones(1)
    ready, _ = split_of(design, theta)
    return np.array([1 - ready, ready])


def split_of(design: Design, theta: Floats) -> tuple[float, float]:
    """The share of those seen readily, and by how much their log-odds of being seen are above those of the others."""
    share, gain = theta[design.blocks["split"]]
    return float(expit(share)), float(np.exp(gain))


def _logits(design: Design, theta: Floats) -> Floats:
    """[G, C, T, L], log-odds of being found, of each watched state."""
    offset = theta[design.blocks["offset"]] if design.strata > 1 else np.zeros(1)
    month = theta[design.blocks["month"]].reshape(design.sources, design.months)
    plain = theta[design.blocks["level"]] + month[design.watched[:, 0]].T
    if design.options.classes == 1:
        return offset[:, None, None, None] + plain
    ready, gain = split_of(design, theta)  # levels are means over people, so that they do not hang on the gain
    return offset[:, None, None, None] + np.stack([plain - gain * ready, plain + gain * (1 - ready)])


def _told(design: Design, theta: Floats, sightings: Sightings, found: Floats) -> Floats:
    """[G, C, T, K, S, J]."""
    told = np.zeros((*found.shape[:3], design.sources, len(design.states), len(EVENTS)))
    person, false = by_source(design, theta, "person"), by_source(design, theta, "false")
    told[..., DEAD], told[..., NOTHING] = false[:, None], 1 - false[:, None]
    for number, (source, state) in enumerate(design.watched):
        here, shown = told[..., source, state, :], found[..., number]
        here[..., PERSON] = shown * person[source]
        here[..., design.codes[state]] = shown * (1 - person[source])
        here[..., DEAD] = (1 - shown) * false[source]
        here[..., NOTHING] = (1 - shown) * (1 - false[source])
    if "dying" in design.states:
        _tell_of_death(design, theta, told, person=person, found=found)
    slip = slip_of(design, theta)
    told *= 1 - slip
    told += slip * any_event(sightings)[:, None, :]
    return told


def _tell_of_death(design: Design, theta: Floats, told: Floats, *, person: Floats, found: Floats) -> None:
    """Fill the states of death: in its month a member may also be seen alive, by a source that does not tell of it."""
    dead, late = by_source(design, theta, "dead"), by_source(design, theta, "late")
    dying, gone = design.states.index("dying"), design.states.index("dead")
    told[..., gone, DEAD], told[..., gone, NOTHING] = late, 1 - late
    told[..., dying, DEAD], told[..., dying, NOTHING] = dead, 1 - dead
    for number, (source, state) in enumerate(design.watched):
        if state == 0:
            alive = design.options.half * found[..., number]
            told[..., source, dying, THEATRE] = (1 - dead[source]) * alive * (1 - person[source])
            told[..., source, dying, PERSON] = (1 - dead[source]) * alive * person[source]
            told[..., source, dying, NOTHING] = (1 - dead[source]) * (1 - alive)


def slip_of(design: Design, theta: Floats) -> float:
    """The probability that what a source says of a member in a month is none of it."""
    return float(expit(theta[design.blocks["slip"]][0]))


def any_event(sightings: Sightings) -> Floats:
    """[K, J], the same probability for all that a source ever says."""
    said = np.zeros((len(sightings.sources), len(EVENTS)))
    for source in range(said.shape[0]):
        said[source, np.unique(sightings.events[:, source])] = 1.0
    share: Floats = said / said.sum(axis=1, keepdims=True)
    return share


def by_source(design: Design, theta: Floats, name: str) -> Floats:
    """[K], 0 for sources that never say so."""
    values = np.zeros(design.sources)
    values[design.unplaced if name == "person" else design.reporting] = expit(theta[design.blocks[name]])
    return values
