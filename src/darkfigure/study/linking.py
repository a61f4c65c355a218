"""The link stage: mentions to persons."""

from typing import TYPE_CHECKING

import numpy as np

from darkfigure import records
from darkfigure.records import Notice
from darkfigure.store import digest_file, read_table, write_table
from darkfigure.study.checking import check_strata
from darkfigure.study.judging import JUDGEMENTS, resolve_judgements
from darkfigure.study.spreading import media_keys
from darkfigure.study.stage import Context, Event, Listener, Outcome, Stage

if TYPE_CHECKING:
    import pyarrow as pa

_MEMORY = "2GB"


def link_stage() -> Stage:
    """Compare the mentions; form the best partition into persons, and draw others."""
    return Stage(
        name="link",
        part="",
        settings=lambda context: {
            "threshold": context.settings.link.threshold,
            "draws": context.settings.link.draws,
            "linkable": context.settings.link.linkable,
            "seed": context.settings.study.seed,
        },
        inputs=_inputs,
        outputs=lambda context: (context.table("link"), context.table("person")),
        work=_link,
    )


def _inputs(context: Context) -> dict[str, str]:
    """The mentions, and what people judged about them."""
    if not context.table("mention").exists():
        return {}
    said = resolve_judgements(context).digest
    return {"mention": digest_file(context.table("mention"))} | ({JUDGEMENTS: said} if said else {})


def _link(context: Context, listener: Listener) -> Outcome:
    from darkfigure.link import link_mentions

    check_strata(context)  # before the long work, not after it
    judgements = resolve_judgements(context)
    with context.engine(memory_limit=_MEMORY) as engine:
        linkage = link_mentions(
            _mentions(context, listener),
            engine=engine,
            threshold=context.settings.link.threshold,
            judged=judgements.judged,
            simulated=context.settings.link.linkable == "simulated",
            # a threshold set by hand is a choice to be looked at alone
            draws=context.settings.link.draws if context.settings.link.threshold is None else 0,
            rng=np.random.default_rng([context.settings.study.seed, 5]),
        )
    write_table(context.table("link"), linkage.links, table=records.LINK)
    write_table(context.table("person"), linkage.persons, table=records.PERSON)
    return Outcome(linkage.facts, (*_notices(linkage.facts), *judgements.notices))


def _mentions(context: Context, listener: Listener) -> "pa.Table":
    """What is compared of the mentions; the caller of this holds the only reference."""
    from darkfigure.link.equal import COMPARED

    mentions = media_keys(context, read_table(context.table("mention"), columns=["source", *COMPARED]))
    listener(Event(stage="link", what=f"{mentions.num_rows:,} mentions", done=0, total=None))
    return mentions


def _notices(facts: dict[str, float]) -> list[Notice]:
    return [*_left_out(facts), *_leaning(facts)]


def _left_out(facts: dict[str, float]) -> list[Notice]:
    out = int(facts["mentions"] - facts["linkable_mentions"])
    if not out:
        return []
    if "information_needed" in facts:
        why = (
            "rows that say as little, written again as the study's lists write, are found again less often than not; "
            f"link information of {facts['information_needed']:.1f} is needed"
        )
    else:
        why = "a kunya and a nisba, or one common name alone"
    return [
        Notice(
            code="unlinkable-rows",
            message=f"{out:,} of {int(facts['mentions']):,} rows carry too little to be linked ({why}). They stay out "
            "of the captures: the estimate assumes that whether a row is left out does not depend on the other lists.",
        )
    ]


def _leaning(facts: dict[str, float]) -> list[Notice]:
    if not facts.get("other_lists_apart"):
        return []
    ratio, error = facts["other_lists_ratio"], facts["other_lists_ratio_error"]
    return [
        Notice(
            code="dependent-linkability",
            message=f"Of the rows that are linked, those that say little are of persons on {ratio:.2f} times as many "
            f"other lists (standard error {error:.2f}) as those that say much. So being left out may depend on the "
            f"other lists too, and the estimate may be too {'low' if ratio < 1 else 'high'}.",
        )
    ]
