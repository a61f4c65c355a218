"""Pairs of rows in the order in which their judgement is expected to move the estimate."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from darkfigure.link.effect import Partition, expected_effects
from darkfigure.store import connect, read_table
from darkfigure.study.stage import Context


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """All pairs of the table `link`, that with the greatest expected effect first; of equal ones the most doubtful.

    `left`, `right`: [P], mentions. `probability`: [P], that they are one person: how
    often they are over the drawn linkages, which know the other pairs of both rows too, or where none were drawn, by
    the pair alone. `effect`: [P], persons by which the
    answer is expected to move the bound that stands in for the estimate. `step`: [P], by which it moves if the answer
    is not what the best linkage holds.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    probability: NDArray[np.float64]
    effect: NDArray[np.float64]
    step: NDArray[np.float64]

    def pairs(self) -> list[tuple[int, int]]:
        """The mentions of each pair."""
        return list(zip(self.left.tolist(), self.right.tolist(), strict=True))


def ranked_pairs(context: Context) -> Ranked:
    """The pairs of a linked study in the order in which they are to be judged."""
    links, persons = read_table(context.table("link")), read_table(context.table("person"))
    best = persons.filter(pc.equal(persons["draw"], 0))
    lists = {source.name: number for number, source in enumerate(context.settings.source)}
    connection = connect()
    sources = connection.execute(
        "SELECT source FROM read_parquet($mentions) ORDER BY mention", {"mentions": str(context.table("mention"))}
    ).fetchnumpy()["source"]
    connection.close()
    left, right = links["left"].to_numpy(), links["right"].to_numpy()
    probability = links["probability"].to_numpy().astype(np.float64)
    person = best["person"].to_numpy()
    effect = expected_effects(
        Partition(
            person=person,
            list=np.array([lists[source] for source in sources], dtype=np.int64),
            linkable=best["linkable"].to_numpy(),
            probability=best["probability"].to_numpy().astype(np.float64),
        ),
        left,
        right,
        probability,
    )
    order = np.lexsort((right, left, -probability * (1.0 - probability), -effect))
    wrong = np.where(person[left] == person[right], 1.0 - probability, probability)
    step = effect / np.maximum(wrong, 1e-9)
    return Ranked(
        left=left[order],
        right=right[order],
        probability=probability[order],
        effect=effect[order],
        step=step[order],
    )


def _together(
    persons: pa.Table, left: NDArray[np.int64], right: NDArray[np.int64], alone: NDArray[np.float64]
) -> NDArray[np.float64]:
    """[P], the share of drawn linkages in which a pair is one person, never quite 0 or 1; `alone` without draws."""
    draws = pc.max(persons["draw"]).as_py() or 0
    if not draws:
        return alone
    rows = persons.sort_by([("draw", "ascending"), ("mention", "ascending")])
    of = rows["person"].to_numpy().reshape(draws + 1, -1)
    times = np.zeros(len(left))
    for drawn in of[1:]:
        times += drawn[left] == drawn[right]
    share: NDArray[np.float64] = (times + 0.5) / (draws + 1.0)
    return share
