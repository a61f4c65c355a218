"""The ledger of claims: what texts state, who repeats whom, and how a figure drifts on its way."""

from typing import TYPE_CHECKING, Any

from darkfigure.study.claim_ledger import FILTERS, claim_group, claim_page, claim_values, item_of_text
from darkfigure.web.page import Asked

if TYPE_CHECKING:
    from starlette.responses import Response

_ROWS = 50


def claims(asked: Asked) -> "Response":
    """The page, filtered as the address says."""
    context, start = asked.desk.context(), asked.number("start")
    wanted = {name: asked.query(name)[:80] for name in FILTERS if asked.query(name)}
    found = claim_page(context, wanted, start=start, limit=_ROWS)
    values: dict[str, list[str]] = asked.desk.prepared(
        "claim values", [asked.desk.table("claim")], lambda: claim_values(context)
    )
    return asked.page(
        "claims.html.j2",
        title="Claims",
        found=found,
        values=values,
        wanted=wanted,
        start=start,
        step=_ROWS,
        shown="claims" in asked.desk.revealed,
    )


def claim(asked: Asked) -> "Response":
    """One assertion: its first statement, and all that repeat it."""
    context = asked.desk.context()
    group = claim_group(context, str(asked.request.path_params["claim"])[:64])
    return asked.page(
        "claim.html.j2",
        title="One claim",
        group=group,
        items=[item_of_text(context, row["document"]) for row in group[:60]],
        drift=_drift(group),
        shown="claims" in asked.desk.revealed,
    )


def _drift(group: tuple[dict[str, Any], ...]) -> dict[str, Any] | None:
    """From the first figure to the last, where both are numbers."""
    figures = [row["low"] if row["low"] is not None else row["high"] for row in group]
    numbers = [figure for figure in figures if figure is not None]
    if len(numbers) < 2:
        return None
    return {"first": numbers[0], "last": numbers[-1], "least": min(numbers), "most": max(numbers)}
