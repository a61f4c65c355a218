"""Who saw what: the words that go with every result, made of its own numbers."""

from typing import Any

from darkfigure.federate.agreement import Agreement

_INVENTED = "**These lists are invented; the numbers mean nothing.**"
_HEAD = """\
# {title}

{invented}Population: {population}. Run {run} of {runs} under the agreement with the digest `{digest}`.

## What was counted

{lists}

## Who saw what

- Each party saw its own list, the number of rows of every list, and entries of the other lists that it cannot open or
  tell apart.
- The tally, {tally}, saw for every list its entries without names and in an order that tells nothing{strata}, and
  {keys}. It saw the counts without noise.{notes}
- Everybody who has this result sees {tables} of counts with noise, the number of rows of every list, and the statements
  that the parties signed.

## What the noise promises

Every count holds discrete Laplace noise of scale {scale:g}, never clipped. Epsilon is {epsilon:g} in this run, and
{total:g} in all {runs} runs together. {promise}

## What can still be learnt

- Parties that act together without the tally learn what their own lists and these tables say, and no more.
- If {tally} acts together with one party that followed the steps, they learn how many of its people are on other lists,
  but not which.{alone}
- If {tally} acts together with a party that marked its own entries, or with two or more parties, they can learn for
  people of those parties whether they are on the other lists. An audit of each party (`darkfigure federate audit`)
  finds marked entries.
- A party that did not follow the steps can have made these counts wrong without being seen; an audit finds it.

No cryptographer outside the project has reviewed protocol or code.
"""
_MEMBERSHIP = """\
The table is epsilon-DP per membership: whether one person is on one list changes the probability of what is published
by a factor of at most e to the epsilon. The sizes of the lists are not hidden."""
_CLUSTER = """\
The noise is calibrated at cluster level: it hides in which cell one cluster of records is counted. As one row may
change the links of others, this is weaker than differential privacy and not called so.{drawn}"""
_DRAWN = """ The {drawn} drawn tables hold the same noise, so
that their differences show how many clusters are in doubt, without noise."""
_NOTES = " Of each list it knows how often keys of two of its rows are alike, by kind."
_ALONE = " A row that is alone in its stratum on its list is told apart by it."


def statement_text(said: dict[str, Any], agreement: Agreement) -> str:
    """The statement of a result, as Markdown."""
    tables = len(said["tables"])
    drawn = _DRAWN.format(drawn=tables - 1) if tables > 1 else ""
    return _HEAD.format(
        title=agreement.title,
        invented=f"{_INVENTED}\n\n" if said["synthetic"] else "",
        population=agreement.population,
        run=said["run"],
        runs=agreement.output.runs,
        digest=said["agreement"],
        lists=_lists(said),
        tally=agreement.tally.name,
        strata=f", its stratum by {said['strata']['column']}" if said["strata"] else "",
        keys=_keys(agreement),
        notes="" if agreement.exact else _NOTES,
        tables="one table" if tables == 1 else f"{tables} tables",
        scale=said["scale"],
        epsilon=said["epsilon"],
        total=agreement.output.epsilon_total,
        promise=_MEMBERSHIP if said["unit"] == "membership" else _CLUSTER.format(drawn=drawn),
        alone=_ALONE if said["strata"] else "",
    )


def _lists(said: dict[str, Any]) -> str:
    rows = (f"| {name} | {count:,} |" for name, count in zip(said["lists"], said["rows"], strict=True))
    return "\n".join(("| list | rows |", "|---|---|", *rows))


def _keys(agreement: Agreement) -> str:
    if agreement.exact:
        return "whether its key is equal to one of another list"
    kinds = len(set(agreement.keys.kinds))
    return f"which of its {kinds} kinds of keys are equal to those of entries of other lists"
