"""All strata at once: what one stratum is too small to say, the others say, as far as they are alike.

Every stratum has its own log-odds of each list, interactions of each two lists, and a gap between two classes of
people; over strata each of these is spread around a centre common to all. Centres and spreads are not known: they are
drawn together with the strata. Where strata prove alike the spreads are small and a stratum borrows much; where they do
not, it borrows little. A draw holds all strata, so that what they err together is in the interval of the total.

What the structures of a single table say (`darkfigure.estimate.prior`) is said here of the centres: no gap, one gap on
all lists or a gap of each list's own, a third each; interactions that are none or some, even.

Source:
    Gelman & Hill (2007), Data Analysis Using Regression and Multilevel/Hierarchical Models, chapter 13.
"""

from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from darkfigure.estimate.combined import (
    MOST_LISTS,
    Posterior,
    StructureResult,
    canonical_order,
    merge_shortest_everywhere,
    reordered,
)
from darkfigure.estimate.prior import Prior, Structure
from darkfigure.inference import hierarchy, mixtures
from darkfigure.inference.diagnostics import effective_size, rhat
from darkfigure.inference.hierarchy_density import likelihood_power

Floats = NDArray[np.float64]

RUNS = 4
_KEPT = 1000  # draws kept of a run
_MOST_LEAPS = 200
_FEWEST = 40  # draws of a kind of gaps from which it has a say in the verdict
# Persons who count; of more, the likelihood is taken to a power that leaves so many (coarsening: Miller & Dunson 2019,
# Journal of the American Statistical Association 114, 1113-1125). No model of this kind is right to one in hundreds of
# thousands, and its ridges get too sharp to walk: where runs do not agree, a quarter count, while so many are left.
_MOST_COUNT, _FEWER, _LEAST_COUNT = 400_000.0, 4.0, 10_000.0
_ALMOST_ALL = 1 - 1e-9
_KINDS = (mixtures.NONE, mixtures.COMMON, mixtures.TYPED)


@dataclass(frozen=True, kw_only=True)
class Spread:
    """How far strata may lie from their centre, and what counts as none; all on the log-odds of being on a list.

    Attributes:
        reach: Scale of the half-Student distribution (3 degrees of freedom) of the standard deviation over strata of
            a list's log-odds.
        pair: The same of interactions.
        share: The same of the logit of the share of a class.
        gap: The same of the gaps between classes.
        no_gap: Standard deviation of a centre of gaps that is none.
        no_pair: Standard deviation of a centre of interactions that is none.
    """

    reach: float = 0.7
    pair: float = 0.15
    share: float = 0.3
    gap: float = 0.1
    no_gap: float = 0.25
    no_pair: float = 0.1


@dataclass(frozen=True, kw_only=True)
class Sweeps:
    """How much work a run does.

    Attributes:
        learning: Sweeps that are thrown away, in which steps and metric are learnt.
        kept: Sweeps of one round.
        rounds: Most rounds; another follows only where runs do not agree.
        leaps: Most steps of a move of all strata together; twice as many with every further round, up to a limit.
    """

    learning: int = 400
    kept: int = 1500
    rounds: int = 4
    leaps: int = 15


@dataclass(frozen=True, kw_only=True)
class Joint:
    """Joint draws of all strata.

    Attributes:
        unseen: [runs, draws, strata].
        seen: [runs, draws, strata]; more than the persons known to be of the stratum where others were allotted to it.
        kinds: [3], probability of no gap, one gap on all lists, a gap of each list's own.
        kind: [runs, draws], which of these each draw is taken to be.
        total: Of the unseen of all strata.
        reach: [lists, 2], centre and spread over strata of each list's log-odds, in the order of the lists given.
        spreads: [3], spreads over strata of interactions, shares and gaps.
        power: To which the likelihood is taken; below 1 where more persons were seen than count.
    """

    unseen: Floats
    seen: Floats
    kinds: Floats
    kind: NDArray[np.int64]
    total: Posterior
    reach: Floats
    spreads: Floats
    power: float


def joint_posterior(  # noqa: PLR0913 - what goes into the model
    known: Floats,
    *,
    unknown: Floats | None = None,
    fitting: Floats | None = None,
    prior: Prior,
    rng: np.random.Generator,
    spread: Spread | None = None,
    sweeps: Sweeps | None = None,
) -> Joint:
    """Draw all strata.

    Args:
        known: [strata, 2**lists], counts by pattern number; entry 0 is not read.
        unknown: [groups, 2**lists], persons of whom the stratum is not known, or known in part.
        fitting: [groups, strata], 1 where they may belong to the stratum.
        prior: Of the centres.
        rng: Source of randomness.
        spread: Of the strata around them.
        sweeps: Work to do.
    """
    spread, sweeps = spread or Spread(), sweeps or Sweeps()
    unknown = np.zeros((0, known.shape[1])) if unknown is None else unknown
    fitting = np.zeros((0, len(known))) if fitting is None else fitting
    tables = merge_shortest_everywhere(np.vstack([known, unknown]), most=MOST_LISTS)
    order = canonical_order(tables.sum(axis=0))
    tables = np.array([reordered(table, order) for table in tables])
    known, unknown = tables[: len(known)], tables[len(known) :]
    beliefs = _beliefs(prior, spread, len(order))
    most = max(min(float(tables[:, 1:].sum()), _MOST_COUNT), 1.0)
    while True:
        found = _drawn((known, unknown, fitting), beliefs, most, sweeps=sweeps, rng=rng)
        most /= _FEWER
        if found.total.nearly_converged or most < _LEAST_COUNT:
            break
    places = np.argsort(order)
    return replace(found, reach=found.reach[places])


def _drawn(
    tables: tuple[Floats, Floats, Floats], beliefs: Floats, most: float, *, sweeps: Sweeps, rng: np.random.Generator
) -> Joint:
    """Runs until they agree, or to the last round."""
    lists = tables[0].shape[1].bit_length() - 1
    runs = [_Run(tables, beliefs, most, rng) for _ in range(RUNS)]
    for run in runs:
        run.learn(sweeps)
    found = None
    for attempt in range(1, sweeps.rounds + 1):
        # runs that do not agree have a long tail to walk through
        longer = replace(sweeps, leaps=min(sweeps.leaps << (attempt - 1), max(sweeps.leaps, _MOST_LEAPS)))
        for run in runs:
            run.go_on(longer)
        found = _gather(runs, rounds=attempt, lists=lists, most=most, rng=rng)
        if found.total.converged:
            break
    if found is None:
        raise ValueError("at least one round is needed")
    return found


def _beliefs(prior: Prior, spread: Spread, lists: int) -> Floats:
    """In the order that `inference.hierarchy` reads."""
    own = (prior.reach_sd, prior.share, prior.gap_sd, prior.type_sd, spread.no_gap)
    pairs = (prior.pair_scale, prior.pair_freedom, spread.no_pair)
    apart = (spread.reach, spread.pair, spread.share, spread.gap)
    return np.array([*own, *pairs, *apart, *np.broadcast_to(prior.reach_mean, lists)])


class _Run:
    """One run: where it stands, and its draws so far."""

    def __init__(
        self, tables: tuple[Floats, Floats, Floats], beliefs: Floats, most: float, rng: np.random.Generator
    ) -> None:
        known, unknown, fitting = (np.ascontiguousarray(one) for one in tables)
        self._tables = known, unknown, fitting
        self._beliefs, self._most, self._rng = beliefs, most, rng
        lists = known.shape[1].bit_length() - 1
        terms = lists * (lists - 1) // 2
        # runs start far apart: that they meet is what tells that they have arrived
        self._centre = np.concatenate(
            [
                rng.normal(-1.5, 0.5, lists),
                rng.normal(0, 0.1, terms),
                rng.normal(0, 0.3, 1),
                rng.normal(0, 1) + rng.normal(0, 0.5, lists),
            ]
        )
        width = np.concatenate([np.full(lists, 0.5), np.full(terms, 0.1), [0.2], np.full(lists, 0.2)])
        self._spread = np.log(np.array([0.5] * lists + [0.1, 0.2, 0.2]))
        self._x = self._centre + width * rng.normal(size=(len(known), len(width)))
        self._steps = np.array([0.6, 0.3])
        self._root = np.eye(len(width) + lists + 3)
        self.draws: list[tuple[Floats, Floats, Floats, Floats]] = []

    def learn(self, sweeps: Sweeps) -> None:
        """Find the way, and forget it."""
        self._sweep(sweeps.learning, sweeps.learning, sweeps.leaps)

    def go_on(self, sweeps: Sweeps) -> None:
        """Draw one round more."""
        self.draws.append(self._sweep(sweeps.kept, 0, sweeps.leaps))

    def _sweep(self, times: int, learning: int, leaps: int) -> tuple[Floats, Floats, Floats, Floats]:
        hidden = np.empty((times, len(self._x)))
        seen, kinds = np.empty_like(hidden), np.empty((times, 3))
        commons = np.empty((times, len(self._root)))
        hierarchy.sweep(
            self._x,
            self._centre,
            self._spread,
            self._steps,
            self._root,
            *self._tables,
            self._beliefs,
            self._most,
            learning,
            leaps,
            hidden,
            seen,
            kinds,
            commons,
            int(self._rng.integers(1 << 31)),
        )
        return hidden, seen, kinds, commons


def _gather(runs: list[_Run], *, rounds: int, lists: int, most: float, rng: np.random.Generator) -> Joint:
    """The draws of all runs, thinned to what is worth keeping."""
    hidden, seen, kinds, commons = (
        np.array([np.concatenate([one[part] for one in run.draws]) for run in runs]) for part in range(4)
    )
    every = max(1, hidden.shape[1] // _KEPT)
    hidden, seen, kinds, commons = (part[:, every - 1 :: every] for part in (hidden, seen, kinds, commons))
    chance = np.minimum(hidden, _ALMOST_ALL)
    # negative binomial given the chance of being on no list, under the prior 1/N
    unseen = rng.poisson(rng.gamma(seen) * chance / (1.0 - chance)).astype(np.float64)
    kind = (rng.random(kinds.shape[:2])[..., None] > np.cumsum(kinds, axis=2)[..., :2]).sum(axis=2)
    spreads = np.exp(commons[..., -lists - 3 :]).mean(axis=(0, 1))
    return Joint(
        unseen=unseen,
        seen=seen,
        kinds=kinds.mean(axis=(0, 1)),
        kind=kind,
        total=_total(unseen.sum(axis=2), kind, rounds=rounds),
        reach=np.column_stack([commons[..., :lists].mean(axis=(0, 1)), spreads[:lists]]),
        spreads=spreads[lists:],
        power=likelihood_power(float(seen[0, 0].sum()), most, 1.0),
    )


def _total(chains: Floats, kind: NDArray[np.int64], *, rounds: int) -> Posterior:
    """The posterior of all unseen, with the kinds of gaps as its structures."""
    own = [(which, chains[kind == place]) for place, which in enumerate(_KINDS)]
    size = sum(len(draws) for _, draws in own if len(draws) >= _FEWEST)
    results = [
        StructureResult(
            structure=Structure(kind=which, pairs=True, weight=1 / 3),
            weight=len(draws) / size,
            evidence=float(np.log(len(draws) / size)),
            by_run=draws[None],
        )
        for which, draws in own
        if len(draws) >= _FEWEST
    ]
    return Posterior(
        unseen=chains.ravel(),
        structures=tuple(sorted(results, key=lambda one: -one.weight)),
        chains=chains,
        rhat=rhat(chains),
        ess=effective_size(chains),
        rounds=rounds,
    )


def told(found: Joint, lists: tuple[str, ...], *, prior: Prior, spread: Spread) -> dict[str, object]:
    """What the joint draws say of themselves and of the strata in common, ready for JSON."""
    total = found.total
    said: dict[str, object] = {
        "r_hat": round(total.rhat, 4),
        "ess": round(total.ess),
        "rounds": total.rounds,
        "converged": total.converged,
        "structures": [{"structure": one.structure.name, "weight": round(one.weight, 4)} for one in total.structures],
        "spread_over_strata": dict(
            zip(("interactions", "share", "gaps"), (round(float(s), 3) for s in found.spreads), strict=True)
        ),
        "prior": asdict(prior) | {"over_strata": asdict(spread)},
    }
    if found.power < 1:
        said["likelihood_power"] = round(found.power, 4)
    if len(lists) == len(found.reach):
        said["lists"] = [
            {"list": name, "log_odds": round(float(centre), 3), "spread_over_strata": round(float(width), 3)}
            for name, (centre, width) in zip(lists, found.reach, strict=True)
        ]
    return said
