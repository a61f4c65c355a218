"""`darkfigure.estimate`: from a table, a file or the name of a published dataset to an estimate."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from darkfigure import datasets
from darkfigure.captures.covariates import Persons, read_persons
from darkfigure.captures.table import CaptureTable
from darkfigure.errors import TableError, UsageError
from darkfigure.estimate.details import EstimateDetails, estimate_with_details
from darkfigure.estimate.doubly_robust import require_learners
from darkfigure.estimate.inputs import estimate_input, open_captures, open_table
from darkfigure.estimate.link_errors import LinkErrors
from darkfigure.estimate.options import Criterion, EstimateOptions
from darkfigure.estimate.prior import Prior
from darkfigure.estimate.run import estimate_table
from darkfigure.estimate.sweep import Sweep, sweep
from darkfigure.records import Estimate


def estimate(  # noqa: PLR0913 - each is an option of the command
    table: object,
    *,
    strata: Sequence[str] = (),
    covariates: Sequence[str] = (),
    level: float = 0.95,
    method: str = "combined",
    seed: int = 1,
    criterion: Criterion = "bic",
    max_order: int | None = None,
    replicates: int = 1000,
    prior: Prior | None = None,
    noisy: float | None = None,
    link_errors: LinkErrors | None = None,
    captures: float | None = None,
) -> Estimate:
    """How many people there are in all, from who was seen on which lists.

    Args:
        table: A `CaptureTable`, a path of a CSV or Parquet file, a data frame, or the name of a published dataset.
        strata: Columns that divide the population.
        covariates: Columns that tell what persons differ in, in a table of one row a person. They add the doubly
            robust method, which needs scikit-learn (`pip install 'darkfigure[covariates]'`).
        level: Probability of the interval, at least 0.5 and at most 0.9999.
        method: What the headline comes from: one of `darkfigure.estimate.METHODS`, or `all`.
        seed: Seed of everything random, at least 0.
        criterion: What chooses among log-linear models: `bic` or `aic`.
        max_order: Most lists in one interaction; None takes all on 3 and 4 lists and 2 from 5 lists on.
        replicates: Tables drawn again for intervals of log-linear models.
        prior: What the combined and the latent-class method believe beforehand; None for the default.
        noisy: Scale of the discrete Laplace noise in every count, P(k) proportional to exp(-|k| / noisy).
        link_errors: Rates of missed and false links to correct for.
        captures: Of a frequency table: times a person can be seen; the most seen where None, `math.inf` for no most.

    Returns:
        Persons: `estimate`, `low`, `high`; None where the data do not identify them.

    Raises:
        TableError: The table cannot be used as it stands.
        UsageError: An option has a value it cannot have.

    Example:
        >>> lists = {"press": [1, 0, 1], "police": [0, 1, 1], "count": [20, 30, 10]}
        >>> found = estimate(lists, method="log-linear")
        >>> round(found.estimate), found.observed
        (120, 60)
    """
    options = EstimateOptions(
        level=level,
        method=method,
        seed=seed,
        criterion=criterion,
        max_order=max_order,
        replicates=replicates,
        prior=prior or Prior(),
    )
    if covariates:
        if noisy is not None or link_errors is not None or captures is not None:
            raise UsageError("covariates need one row a person; leave noise, link errors and captures out.")
        require_learners()
        persons = _persons(table, covariates=covariates, strata=strata)
        return estimate_table(persons.table, options=options, persons=persons)
    read, population = open_table(table, strata=strata, noisy=noisy is not None)
    options = replace(options, population=population)
    return estimate_input(read, options=options, noisy=noisy, link_errors=link_errors, captures=captures)


def _persons(table: object, *, covariates: Sequence[str], strata: Sequence[str]) -> Persons:
    published = isinstance(table, str) and not Path(table).exists() and table in datasets.names()
    if published or isinstance(table, CaptureTable):
        raise TableError(
            "covariates need one row a person, and this is a table of counts by pattern; give a file or a data frame "
            "with a row for each person."
        )
    return read_persons(table, covariates=covariates, strata=strata)


def estimate_details(
    table: object,
    *,
    strata: Sequence[str] = (),
    covariates: Sequence[str] = (),
    options: EstimateOptions | None = None,
) -> EstimateDetails:
    """The same as `estimate`, with the draws behind the number. The population of the options is that of the table."""
    options = options or EstimateOptions()
    if covariates:
        require_learners()
        persons = _persons(table, covariates=covariates, strata=strata)
        return estimate_with_details(persons.table, options=options, persons=persons)
    read, population = open_captures(table, strata=strata)
    return estimate_with_details(read, options=replace(options, population=population))


def sweep_settings(
    table: object, *, over: Sequence[str], level: float = 0.95, method: str = "combined", seed: int = 1
) -> Sweep:
    """One estimate for each setting of a linkage.

    Args:
        table: As for `estimate`; the columns `over` hold the settings.
        over: Columns whose combinations are estimated, each as a whole population.
        level: Probability of the intervals.
        method: What the numbers come from.
        seed: Seed of everything random.

    Raises:
        TableError: The table cannot be used as it stands, or holds one setting only.
    """
    read, population = open_captures(table, strata=tuple(over))
    return sweep(read, options=EstimateOptions(level=level, method=method, seed=seed, population=population))
