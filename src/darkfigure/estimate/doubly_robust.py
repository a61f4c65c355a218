"""Two lists that are independent among people alike in their covariates: a doubly robust estimate.

Where q1(x), q2(x) and q12(x) are the probabilities that somebody seen, with covariates x, is on the first list, on the
second, and on both, the number of people is the number seen times the mean of g(x) = q1(x) q2(x) / q12(x). The
probabilities are learnt by cross-fitting: for each person by models that have not seen that person. The bias that
learning leaves is corrected to first order by the influence function,

    g(x) (Y1 / q1(x) + Y2 / q2(x) - Y1 Y2 / q12(x)),

whose mean is the estimate: errors of the models enter only as products, so that it is right where either list is learnt
well, and its variance gives the interval. Models are averaged by how well they foretell people they have not seen.

Source:
    Das, Kennedy & Jewell (2021), Doubly robust capture-recapture methods for estimating population size,
    arXiv:2104.14091.
    Ahrens, Hansen, Schaffer & Wiemann (2025), Journal of Applied Econometrics 40, 249-269 (short-stacking).
"""

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darkfigure.captures.covariates import Persons
from darkfigure.errors import UsageError
from darkfigure.inference.profile import normal_quantile

Floats = NDArray[np.float64]

_FOLDS = 5
_MARGIN = 0.005  # probabilities are kept this far from 0
FEWEST_SEEN, FEWEST_BOTH = 100, 15  # persons below which nothing can be learnt
RARE = 0.05  # a probability of being on either list below which a person stands for too many
_DRAWS = 4000


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What one pair of lists says, if the two are independent given the covariates.

    Attributes:
        lists: Positions of the two.
        unseen: Doubly robust estimate.
        deviation: Its standard error.
        plug_in: What the models say without correction.
        low: Lower limit of the unseen.
        high: Upper limit.
        rare: Share of persons seen whose probability of being seen is estimated below `RARE`.
        weights: Of each model in the average.
    """

    lists: tuple[int, int]
    unseen: float
    deviation: float
    plug_in: float
    low: float
    high: float
    rare: float
    weights: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class Found:
    """All pairs in equal parts: [draws] of the unseen, its middle and limits; None where no pair can be used."""

    pairs: tuple[Pair, ...]
    draws: Floats
    unseen: float | None
    low: float | None
    high: float | None


def require_learners() -> None:
    """Say how to install what learns, where it is missing.

    Raises:
        UsageError: scikit-learn is not installed.
    """
    try:
        import sklearn  # noqa: F401
    except ImportError:
        raise UsageError(
            "covariates need scikit-learn, which is not installed. Install it with "
            "`pip install 'darkfigure[covariates]'`, or leave the covariates out."
        ) from None


def estimate_pairs(persons: Persons, *, level: float, rng: np.random.Generator) -> Found:
    """Ask every two lists.

    Args:
        persons: One row a person, with covariates.
        level: Probability of the interval.
        rng: Source of randomness: folds, forests and draws.

    Raises:
        UsageError: scikit-learn is not installed.
    """
    require_learners()
    pairs = []
    if len(persons.marks) >= FEWEST_SEEN:
        for one, two in combinations(range(persons.marks.shape[1]), 2):
            both = int((persons.marks[:, one] & persons.marks[:, two]).sum())
            only = int((persons.marks[:, one] != persons.marks[:, two]).sum())
            if min(both, only) >= FEWEST_BOTH:
                pairs.append(_pair(persons, (one, two), level=level, rng=rng))
    if not pairs:
        return Found(pairs=(), draws=np.empty(0), unseen=None, low=None, high=None)
    if len(pairs) == 1:
        one_pair = pairs[0]
        return Found(
            pairs=tuple(pairs),
            draws=_draws(one_pair, _DRAWS, rng),
            unseen=one_pair.unseen,
            low=one_pair.low,
            high=one_pair.high,
        )
    draws = np.concatenate([_draws(pair, _DRAWS // len(pairs), rng) for pair in pairs])
    low, middle, high = np.quantile(draws, [(1 - level) / 2, 0.5, (1 + level) / 2])
    return Found(pairs=tuple(pairs), draws=draws, unseen=float(middle), low=float(low), high=float(high))


def _draws(pair: Pair, size: int, rng: np.random.Generator) -> Floats:
    """Draws of the unseen, log-normal."""
    spread = math.sqrt(math.log1p((pair.deviation / max(pair.unseen, 1e-9)) ** 2))
    return np.asarray(pair.unseen * np.exp(spread * rng.normal(size=size)))


def _pair(persons: Persons, lists: tuple[int, int], *, level: float, rng: np.random.Generator) -> Pair:
    first, second = (persons.marks[:, j].astype(np.float64) for j in lists)
    chances, weights = learn(persons, (first + 2 * second).astype(np.int64), rng=rng)
    return corrected(first, second, chances, lists=lists, level=level, weights=weights)


def corrected(
    first: Floats,
    second: Floats,
    chances: Floats,
    *,
    lists: tuple[int, int],
    level: float,
    weights: dict[str, float],
) -> Pair:
    """The estimate from probabilities of being on neither, the first alone, the second alone, and both [persons, 4]."""
    both = np.clip(chances[:, 3], _MARGIN, 1.0)
    one = np.clip(chances[:, 1] + chances[:, 3], both, 1.0)
    # everybody seen is on some list, so that q1 + q2 - q12 is at most one
    two = np.clip(chances[:, 2] + chances[:, 3], both / one, np.minimum(1.0, 1.0 + both - one))
    stands_for = one * two / both
    influence = stands_for * (first / one + second / two - first * second / both)
    seen = len(first)
    mean = max(float(influence.mean()), 1.0)
    unseen = max(seen * (mean - 1.0), 0.5)
    # learning from a sample of the seen, and who happened to be seen at all
    variance = seen * float(influence.var(ddof=1)) + seen * mean * (mean - 1.0)
    deviation = math.sqrt(variance)
    factor = math.exp(normal_quantile((1 + level) / 2) * math.sqrt(math.log1p(variance / unseen**2)))
    return Pair(
        lists=lists,
        unseen=unseen,
        deviation=deviation,
        plug_in=seen * max(float(stands_for.mean()) - 1.0, 0.0),
        low=unseen / factor,
        high=unseen * factor,
        rare=float((1.0 / stands_for < RARE).mean()),
        weights=weights,
    )


def learn(persons: Persons, outcome: NDArray[np.int64], *, rng: np.random.Generator) -> tuple[Floats, dict[str, float]]:
    """Probabilities of each outcome [persons, 4] by models that have not seen the person, and each model's weight.

    Args:
        persons: With covariates.
        outcome: [persons], on neither list of the pair, the first alone, the second alone, both.
        rng: Of folds and forests.
    """
    from sklearn.model_selection import StratifiedKFold
    from threadpoolctl import threadpool_limits

    seed = int(rng.integers(1 << 31))
    features, categorical = _features(persons)
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=seed)
    learners = _learners(features, categorical, seed)
    guesses = {name: np.full((len(outcome), 4), 1e-6) for name in learners}
    with warnings.catch_warnings(), threadpool_limits(1):
        # tables are small: threads would wait for each other. A class too small for every fold, or an optimiser that
        # stops early, makes a worse model, not a wrong answer
        warnings.simplefilter("ignore")
        for train, test in folds.split(features, outcome):
            for name, make in learners.items():
                model = make()
                model.fit(features[train], outcome[train])
                guesses[name][np.ix_(test, model.classes_)] = model.predict_proba(features[test])
    stack = np.array([guess / guess.sum(axis=1, keepdims=True) for guess in guesses.values()])
    weight = _stacked(np.maximum(stack[:, np.arange(len(outcome)), outcome], 1e-9))
    said = {name: round(float(w), 3) for name, w in zip(guesses, weight, strict=True)}
    return np.tensordot(weight, stack, axes=1), said


def _stacked(likelihood: Floats) -> Floats:
    """Weights [models] of the mixture that foretold best, from each model's likelihoods [models, persons]; by EM."""
    weight = np.full(len(likelihood), 1 / len(likelihood))
    for _ in range(100):
        share = weight[:, None] * likelihood
        weight = (share / share.sum(axis=0)).mean(axis=1)
    return np.asarray(weight)


def _features(persons: Persons) -> tuple[Floats, list[int]]:
    """Numbers, the marks of those that are missing, and kinds; and which columns are kinds."""
    numbers = persons.numbers.copy()
    gone = np.isnan(numbers)
    for column in range(numbers.shape[1]):
        numbers[gone[:, column], column] = np.median(numbers[~gone[:, column], column])
    missing = gone[:, gone.any(axis=0)].astype(np.float64)
    varied = np.ptp(numbers, axis=0) > 0 if len(numbers) else np.empty(0, dtype=bool)
    features = np.column_stack([numbers[:, varied], missing, persons.levels.astype(np.float64)])
    kinds = persons.levels.shape[1]
    return features, list(range(features.shape[1] - kinds, features.shape[1]))


def _learners(features: Floats, categorical: list[int], seed: int) -> dict[str, Callable[[], Any]]:
    """A smooth model, trees that correct each other, and trees that vote."""
    from sklearn.compose import ColumnTransformer
    from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, SplineTransformer, StandardScaler

    plain = [i for i in range(features.shape[1]) if i not in categorical]
    smooth = [i for i in plain if len(np.unique(features[:, i])) > 10]
    rest = [i for i in plain if i not in smooth]

    def splines() -> Any:  # noqa: ANN401 - a scikit-learn pipeline
        parts = ColumnTransformer(
            [
                ("smooth", SplineTransformer(n_knots=5, knots="quantile", extrapolation="linear"), smooth),
                ("plain", "passthrough", rest),
                ("kinds", OneHotEncoder(handle_unknown="ignore"), categorical),
            ]
        )
        return make_pipeline(parts, StandardScaler(with_mean=False), LogisticRegression(C=1.0, max_iter=500))

    return {
        "logistic splines": splines,
        "boosted trees": lambda: HistGradientBoostingClassifier(
            max_iter=60,
            learning_rate=0.08,
            max_leaf_nodes=6,
            min_samples_leaf=25,
            categorical_features=categorical or None,
            early_stopping=False,
            random_state=seed,
        ),
        "random forest": lambda: RandomForestClassifier(
            n_estimators=40,
            min_samples_leaf=20,
            max_features=None if features.shape[1] < 3 else "sqrt",
            random_state=seed,
            n_jobs=1,
        ),
    }
