"""One trial of an estimate: a table with known truth goes in, what the methods answer is noted."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from darkfigure.captures.table import CaptureTable
from darkfigure.estimate.methods import CHAO
from darkfigure.estimate.options import EstimateOptions
from darkfigure.estimate.run import estimate_table
from darkfigure.estimate.verdict import OPEN
from darkfigure.records import Estimate, MethodEstimate

_ALONE = "one family, not compared"


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What one method answered for one table of a world. Persons; None where the method gave no number.

    Attributes:
        world: Name of the world.
        rep: Number of the table.
        method: Name of the method.
        people: The truth.
        seen: Persons in the table.
        estimate: The method's number.
        low: Lower end of its interval.
        high: Upper end; None beside a number means without upper limit.
        verdict: Of the whole estimate for the method it rests on; of others only whether there is a number.
        rhat: Agreement of the runs, where the method samples.
        ess: Independent draws its sample is worth.
        rounds: Attempts until the runs agreed.
        cpu_s: CPU seconds of this method.
        whole_cpu_s: CPU seconds of the whole call, with what is computed beside it.
    """

    world: str
    rep: int
    method: str
    people: int
    seen: int
    estimate: float | None
    low: float | None
    high: float | None
    verdict: str
    rhat: float | None
    ess: float | None
    rounds: int | None
    cpu_s: float
    whole_cpu_s: float

    @property
    def holds(self) -> bool:
        """Whether the interval holds the truth; of a lower bound, whether it is below. No interval holds nothing."""
        if self.low is None:
            return False
        if self.method == CHAO:
            return self.low <= self.people
        return self.low <= self.people and (self.high is None or self.people <= self.high)


def try_table(
    table: CaptureTable,
    *,
    world: str,
    people: int,
    rep: int,
    methods: Sequence[str] = ("combined",),
    options: EstimateOptions | None = None,
) -> list[Trial]:
    """What the methods answer for one table, by one call of `estimate_table` where it computes them all."""
    options = options or EstimateOptions(seed=rep)
    if not table.observed:
        return [_nothing(world, people, rep, method) for method in methods]
    start = time.process_time()
    answers = _ask(table, methods, options)
    whole = time.process_time() - start
    return [
        _trial(world, people, rep, one, verdict, seen=table.observed, whole=whole) for one, verdict in answers.values()
    ]


def _ask(
    table: CaptureTable, methods: Sequence[str], options: EstimateOptions
) -> dict[str, tuple[MethodEstimate, str]]:
    """The answers of the methods wanted, in their order, each with a verdict. One call may answer several."""
    found: dict[str, tuple[MethodEstimate, str]] = {}
    for call in sorted(methods, key=lambda method: method != "combined"):
        if call in found:
            continue
        answered = estimate_table(table, options=replace(options, method=call))
        for one in answered.methods:
            if one.method in methods and one.method not in found:
                found[one.method] = (one, _verdict(one, answered))
    return {method: found[method] for method in methods}


def _verdict(one: MethodEstimate, answered: Estimate) -> str:
    if one.method == answered.method:
        return answered.verdict
    return OPEN if one.estimate is None else _ALONE


def _trial(  # noqa: PLR0913 - the parts of a row
    world: str, people: int, rep: int, one: MethodEstimate, verdict: str, *, seen: int, whole: float
) -> Trial:
    said = one.diagnostics
    return Trial(
        world=world,
        rep=rep,
        method=one.method,
        people=people,
        seen=seen,
        estimate=one.estimate,
        low=one.low,
        high=one.high,
        verdict=verdict,
        rhat=_number(said.get("r_hat")),
        ess=_number(said.get("ess")),
        rounds=int(rounds) if isinstance(rounds := said.get("rounds"), int) else None,
        cpu_s=one.cpu_seconds,
        whole_cpu_s=round(whole, 4),
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _nothing(world: str, people: int, rep: int, method: str) -> Trial:
    """Nobody was seen: no method has an answer."""
    return Trial(
        world=world,
        rep=rep,
        method=method,
        people=people,
        seen=0,
        estimate=None,
        low=None,
        high=None,
        verdict=OPEN,
        rhat=None,
        ess=None,
        rounds=None,
        cpu_s=0.0,
        whole_cpu_s=0.0,
    )
