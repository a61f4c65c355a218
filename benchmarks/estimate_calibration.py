"""Simulation-based calibration: under its own prior, the truth is as likely at every rank among the draws.

Tables are drawn from the prior (structure, parameters, people), the combined posterior is found, and the rank of the
true number of unseen is noted. A right sampler gives a flat histogram (Talts and others 2018, arXiv 1804.06788).
"""

import sys

import numpy as np

from darkfigure.estimate.combined import posterior
from darkfigure.estimate.models import pairs
from darkfigure.estimate.prior import STRUCTURES, Prior
from darkfigure.inference import mixtures
from darkfigure.inference.tempering import Effort

BINS = 10


def draw_table(lists: int, people: int, prior: Prior, rng: np.random.Generator) -> np.ndarray:
    """A complete table, the unseen in entry 0, of one structure drawn by its prior weight."""
    structure = STRUCTURES[rng.choice(len(STRUCTURES), p=[s.weight for s in STRUCTURES])]
    terms = pairs(lists) if structure.pairs else ()
    x = prior.draw(1, structure, lists=lists, terms=len(terms), rng=rng)[0]
    # the probability of a cell is the slope of the likelihood in its count: ask the kernel cell by cell
    cells = np.arange(1, 1 << lists)
    work, grad = np.empty((mixtures.MOST_CLASSES + 4, 1 << lists)), np.empty(len(x))
    columns = np.array(terms, dtype=np.int64)
    chance = np.empty(1 << lists)
    for cell in cells:
        value, unseen = mixtures.likelihood(x, np.array([cell]), np.ones(1), columns, structure.kind, work, grad)
        chance[cell] = np.exp(value) * (1 - unseen)
        chance[0] = unseen
    return rng.multinomial(people, chance / chance.sum())


def main() -> None:
    replicates = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    lists = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    prior, ranks, skipped, covered = Prior(), [], 0, 0
    for replicate in range(replicates):
        rng = np.random.default_rng([3, replicate])
        # the population has the prior 1/N: any size serves, and sizes over two decades are drawn
        people = round(float(np.exp(rng.uniform(np.log(300), np.log(10000)))))
        full = draw_table(lists, people, prior, rng).astype(float)
        truth, full[0] = full[0], 0.0
        if full.sum() < 2:
            skipped += 1
            continue
        found = posterior(full, prior=prior, rng=rng, effort=Effort(particles=150), rounds=1)
        below = (found.unseen < truth).mean() + 0.5 * (found.unseen == truth).mean()
        ranks.append(below)
        low, high = np.quantile(found.unseen, [0.025, 0.975])
        covered += low <= truth <= high
    counts = np.histogram(ranks, bins=BINS, range=(0, 1))[0]
    expected = len(ranks) / BINS
    chi = float(((counts - expected) ** 2 / expected).sum())
    print(f"{len(ranks)} tables on {lists} lists ({skipped} with nobody seen left out)")
    print("ranks by tenth:", counts.tolist(), f"chi-square {chi:.1f} on {BINS - 1} degrees of freedom")
    print(f"central 95 % intervals hold the truth in {covered / len(ranks):.3f}")


if __name__ == "__main__":
    main()
