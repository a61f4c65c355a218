"""What a caller may decide about an estimate."""

from dataclasses import dataclass, field
from typing import Literal

from darkfigure.errors import UsageError
from darkfigure.estimate.prior import Prior

Criterion = Literal["bic", "aic"]

METHODS = (
    "combined",
    "log-linear",
    "stepwise",
    "log-linear-shrunken",
    "decomposable",
    "latent-class",
    "doubly-robust",
    "mth-poisson",
    "mth-darroch",
    "mth-gamma",
    "chao-lower-bound",
)
_HIGHEST_LEVEL = 0.9999  # beyond, limits rest on fewer than one draw in ten thousand
POPULATION = "everybody who could have been on one of the lists"


@dataclass(frozen=True, kw_only=True)
class EstimateOptions:
    """Options of `estimate`.

    Attributes:
        level: Probability of the interval, at least 0.5 and at most 0.9999.
        method: One of `METHODS`, or `all`.
        seed: Seed of everything random.
        population: Whom the number counts; shown with it.
        criterion: What chooses among log-linear models: `bic` or `aic`.
        replicates: Tables drawn again for an interval that counts the choice of a log-linear model.
        max_order: Most lists in one interaction; None takes all on 3 and 4 lists and 2 from 5 lists on.
        prior: What the combined and the latent-class method believe beforehand.

    Raises:
        UsageError: An option has a value it cannot have.

    Example:
        >>> EstimateOptions(level=0.9).method
        'combined'
        >>> EstimateOptions(level=95)
        Traceback (most recent call last):
        darkfigure.errors.UsageError: the level is 95; it must be at least 0.5 and below 1 (at most 0.9999), e.g. 0.95.
    """

    level: float = 0.95
    method: str = "combined"
    seed: int = 1
    population: str = POPULATION
    criterion: Criterion = "bic"
    replicates: int = 1000
    max_order: int | None = None
    prior: Prior = field(default_factory=Prior)

    def __post_init__(self) -> None:
        if not 0.5 <= self.level <= _HIGHEST_LEVEL:
            raise UsageError(
                f"the level is {self.level!r}; it must be at least 0.5 and below 1 (at most {_HIGHEST_LEVEL}), "
                "e.g. 0.95."
            )
        if self.seed < 0:
            raise UsageError(f"the seed is {self.seed}; it must be a whole number of at least 0, e.g. 1.")
        if self.method not in (*METHODS, "all"):
            known = ", ".join((*METHODS, "all"))
            raise UsageError(f"there is no method `{self.method}`. Known methods: {known}.")
        if self.criterion not in ("bic", "aic"):
            raise UsageError(f"there is no criterion `{self.criterion}`. Known criteria: bic, aic.")
        if self.replicates < 50:
            raise UsageError(f"replicates is {self.replicates}; an interval needs at least 50, better 1000.")
        if self.max_order is not None and self.max_order < 1:
            raise UsageError(f"max_order is {self.max_order}; it must be at least 1 (lists independent).")
