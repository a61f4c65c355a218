"""How often the combined interval holds the truth, and how wide it is, on invented worlds of many kinds.

Run with a number of replicates, and optionally the names of worlds: `estimate_coverage.py 20 independent4 classes4`.
"""

import sys
import time

import numpy as np

from darkfigure.estimate.combined import merge_shortest, posterior, shortest_interval
from darkfigure.estimate.prior import Prior
from darkfigure.estimate.verdict import OPEN, verdict


def cells(lists: int) -> np.ndarray:
    return (np.arange(1 << lists)[:, None] >> np.arange(lists)) & 1


def alone(reach: list[float]) -> np.ndarray:
    """Lists that see people independently."""
    return np.where(cells(len(reach)), reach, 1 - np.array(reach)).prod(axis=1)


def pairs(reach: list[float], terms: dict[int, float]) -> np.ndarray:
    """Lists that attract or avoid each other in pairs (log-linear, bit j is list j)."""
    chance = alone(reach)
    for term, effect in terms.items():
        chance = chance * np.where((np.arange(len(chance)) & term) == term, np.exp(effect), 1.0)
    return chance / chance.sum()


def classes(*parts: tuple[float, list[float]]) -> np.ndarray:
    """Kinds of people, each with its share and its chances."""
    return sum(share * alone(reach) for share, reach in parts)


def smooth(log_odds: list[float], spread: float) -> np.ndarray:
    """People who differ normally in how easily they are seen on every list."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(41)
    parts = zip(weights / weights.sum(), nodes, strict=True)
    return sum(w * alone(list(1 / (1 + np.exp(-(np.array(log_odds) + spread * x))))) for w, x in parts)


def skewed(reach: list[float], shape: float) -> np.ndarray:
    """People whose chances are beta-distributed multiples of the lists' own."""
    from scipy.stats import beta

    multiples = 3 * beta.ppf((np.arange(200) + 0.5) / 200, shape, 2 * shape)
    return sum(alone(list(np.clip(np.array(reach) * m, 0, 0.98))) for m in multiples) / 200


WORLDS = {
    "independent3": (2500, alone([0.3, 0.25, 0.35])),
    "independent4": (3000, alone([0.3, 0.2, 0.25, 0.15])),
    "independent5": (2000, alone([0.15, 0.2, 0.1, 0.25, 0.12])),
    "pair4": (3500, pairs([0.2, 0.25, 0.15, 0.2], {3: 1.3})),
    "avoiding4": (3500, pairs([0.2, 0.25, 0.25, 0.2], {3: 1.0, 12: -0.9, 6: 0.5})),
    "pairs5": (5000, pairs([0.1, 0.15, 0.12, 0.2, 0.08], {3: 1.5, 12: 0.8, 24: -1.0})),
    "classes3": (4000, classes((0.4, [0.5, 0.4, 0.45]), (0.6, [0.12, 0.1, 0.1]))),
    "classes4": (3000, classes((0.4, [0.5, 0.4, 0.3, 0.45]), (0.6, [0.12, 0.1, 0.08, 0.1]))),
    "classes5": (5000, classes((0.5, [0.35, 0.3, 0.25, 0.3, 0.2]), (0.5, [0.06, 0.05, 0.08, 0.05, 0.04]))),
    "kinds4": (4000, classes((0.5, [0.4, 0.35, 0.08, 0.06]), (0.5, [0.07, 0.09, 0.35, 0.3]))),
    "kinds5": (4000, classes((0.35, [0.4, 0.3, 0.05, 0.06, 0.2]), (0.65, [0.05, 0.09, 0.25, 0.3, 0.15]))),
    "smooth4": (4000, smooth([-1.3, -1.0, -1.6, -1.2], 0.9)),
    "smooth5": (3000, smooth([-1.8, -1.5, -2.0, -1.4, -1.7], 1.2)),
    "skewed4": (3000, skewed([0.25, 0.2, 0.3, 0.2], 1.5)),
    "sparse4": (4000, pairs([0.05, 0.06, 0.04, 0.07], {3: 1.0})),
    "sparse6": (3000, alone([0.05, 0.06, 0.04, 0.07, 0.03, 0.05])),
    "classes6": (
        4000,
        classes(
            (0.3, [0.3, 0.25, 0.2, 0.25, 0.3, 0.2]),
            (0.4, [0.15, 0.1, 0.12, 0.1, 0.08, 0.1]),
            (0.3, [0.05, 0.04, 0.03, 0.06, 0.05, 0.03]),
        ),
    ),
    "copying8": (2500, pairs([0.1, 0.12, 0.08, 0.1, 0.06, 0.09, 0.07, 0.1], {3: 2.0, 192: 1.5})),
}


def main() -> None:
    replicates = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    names = sys.argv[2:] or list(WORLDS)
    print(f"| world | people | seen | coverage of {replicates} | median width | open | R-hat > 1.01 | CPU s |")
    print("|---|---|---|---|---|---|---|---|")
    for name in names:
        people, chance = WORLDS[name]
        inside, widths, seen, opened, apart = 0, [], 0.0, 0, 0
        start = time.process_time()
        for replicate in range(replicates):
            full = np.random.default_rng([17, replicate]).multinomial(people, chance).astype(float)
            full[0] = 0
            found = posterior(merge_shortest(full), prior=Prior(), rng=np.random.default_rng(replicate))
            low, high = (full.sum() + end for end in shortest_interval(found.unseen, level=0.95))
            inside += low <= people <= high
            widths.append(high - low)
            seen += full.sum() / replicates
            opened += verdict(found, level=0.95) == OPEN
            apart += found.rhat > 1.01
        seconds = (time.process_time() - start) / replicates
        print(
            f"| {name} | {people:,} | {seen:,.0f} | {inside / replicates:.2f} | {np.median(widths):,.0f} | "
            f"{opened / replicates:.2f} | {apart / replicates:.2f} | {seconds:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
