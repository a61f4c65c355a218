"""`darkfigure.estimate`: from a table, a file or the name of a published dataset to an estimate."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from darkfigure import datasets
from darkfigure.captures.covariates import Persons, read_persons
from darkfigure.captures.read import read_table
from darkfigure.captures.table import CaptureTable
from darkfigure.errors import TableError
from darkfigure.estimate.details import EstimateDetails, estimate_with_details
from darkfigure.estimate.doubly_robust import require_learners
from darkfigure.estimate.options import POPULATION, Criterion, EstimateOptions
from darkfigure.estimate.prior import Prior
from darkfigure.estimate.run import estimate_table
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
    if covariates:
        require_learners()
        persons = _persons(table, covariates=covariates, strata=strata)
        options = EstimateOptions(level=level, method=method, seed=seed, prior=prior or Prior())
        return estimate_table(persons.table, options=options, persons=persons)
    read, population = _open(table, strata=strata)
    options = EstimateOptions(
        level=level,
        method=method,
        seed=seed,
        population=population,
        criterion=criterion,
        max_order=max_order,
        replicates=replicates,
        prior=prior or Prior(),
    )
    return estimate_table(read, options=options)


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
    read, population = _open(table, strata=strata)
    return estimate_with_details(read, options=replace(options, population=population))


def _open(table: object, *, strata: Sequence[str]) -> tuple[CaptureTable, str]:
    if isinstance(table, CaptureTable):
        if strata:
            raise TableError("a CaptureTable has its strata already; name strata when reading it with `read_table`.")
        return table, POPULATION
    if isinstance(table, str) and not Path(table).exists() and table in datasets.names():
        dataset = datasets.find(table)
        return read_table(dataset.path, strata=strata or dataset.strata), dataset.population
    return read_table(table, strata=strata), POPULATION
