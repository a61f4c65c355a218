"""From published tables with noise to the number of people, with what the noise and doubtful links leave open."""

import math
from dataclasses import replace

import numpy as np

from darkfigure.errors import TableError
from darkfigure.estimate.noisy import complete, told_of_noise
from darkfigure.estimate.options import EstimateOptions
from darkfigure.estimate.run import estimate_table
from darkfigure.federate.result import Result
from darkfigure.inference.laplace import noise_variance
from darkfigure.records import Estimate, Notice

_SURE = 2.0  # standard deviations of the noise that the sum of the counts must exceed


def estimate_joint(result: Result, *, options: EstimateOptions | None = None) -> Estimate:
    """The population from a result: the best table, with the interval of all drawn tables and of their noise.

    Each drawn table is estimated as one with noise; where nothing was in doubt, the one table is.

    Raises:
        TableError: Nothing rises above the noise.
    """
    options = replace(options or EstimateOptions(), population=result.said["population"])
    tables = [result.table(number) for number in range(len(result.said["tables"]))]
    drawn = tables[1:] or tables
    seen = max(0, round(float(tables[0].counts.sum())))
    if seen <= _SURE * math.sqrt(len(tables[0].counts) * noise_variance(result.scale)):
        raise TableError(
            f"the counts add up to {seen}, no more than noise of scale {result.scale:g} may make of empty cells. Agree "
            "on a larger epsilon, or on longer lists."
        )
    rng = np.random.default_rng([options.seed, 8])
    expected, _ = complete(tables[0], scale=result.scale, draws=1, rng=rng)
    first = estimate_table(expected, options=options)
    found = told_of_noise(first, drawn, scale=result.scale, options=options, rng=rng, between="noise and links")
    message = (
        f"The counts hold noise of scale {result.scale:g}; number and interval count it, and the links in doubt. The "
        f"{seen:,} seen are an estimate themselves. The other methods are of the best table as it is expected to be."
    )
    return replace(found, observed=seen, warnings=(Notice(code="noisy-counts", message=message), *found.warnings))
