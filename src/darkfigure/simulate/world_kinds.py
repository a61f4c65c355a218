"""Short ways to write a capture world: lists that are independent, depend in pairs, or see kinds of people apart."""

import numpy as np

from darkfigure.simulate.capture_world import LETTERS, CaptureWorld, Interaction, Kind

_SLICES = 200  # of a continuous distribution of people
_NODES = 41
_MOST = 0.98  # that a list reaches of the people easiest to see


def dependent(
    name: str, people: int, reach: list[float], effects: dict[tuple[int, ...], float], *, says: str
) -> CaptureWorld:
    """Lists with log-linear interactions between those (numbered from 1) that `effects` names; none is independence."""
    return CaptureWorld(
        name=name,
        people=people,
        lists=LETTERS[: len(reach)],
        kinds=(Kind(share=1.0, reach=tuple(reach)),),
        interactions=tuple(
            Interaction(lists=tuple(j - 1 for j in lists), factor=float(np.exp(effect)))
            for lists, effect in effects.items()
        ),
        margins=False,
        says=says,
    )


def of_kinds(name: str, people: int, *kinds: tuple[float, list[float]], says: str) -> CaptureWorld:
    """Kinds of people, each with its share and what each list reaches of it; lists are independent within a kind."""
    return CaptureWorld(
        name=name,
        people=people,
        lists=LETTERS[: len(kinds[0][1])],
        kinds=tuple(Kind(share=share, reach=tuple(reach)) for share, reach in kinds),
        says=says,
    )


def smooth(name: str, people: int, log_odds: list[float], spread: float, *, says: str) -> CaptureWorld:
    """People who differ normally, on the log-odds, in how easily they are seen on every list."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    kinds = [
        (float(weight), [float(1 / (1 + np.exp(-(value + spread * node)))) for value in log_odds])
        for node, weight in zip(nodes, weights / weights.sum(), strict=True)
    ]
    return of_kinds(name, people, *kinds, says=says)


def skewed(name: str, people: int, reach: list[float], shape: float, *, says: str) -> CaptureWorld:
    """People whose chances are beta-distributed multiples of the lists' own (shape, 2 * shape; mean 1)."""
    from scipy.special import betaincinv

    multiples = 3 * betaincinv(shape, 2 * shape, (np.arange(_SLICES) + 0.5) / _SLICES)
    kinds = [(1 / _SLICES, [float(np.clip(value * many, 0, _MOST)) for value in reach]) for many in multiples]
    return of_kinds(name, people, *kinds, says=says)
