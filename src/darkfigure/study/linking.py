"""The link stage: mentions to persons."""

import numpy as np

from darkfigure import records
from darkfigure.link import link_mentions
from darkfigure.records import Notice
from darkfigure.store import connect, digest_file, read_table, write_table
from darkfigure.study.checking import check_strata
from darkfigure.study.judging import JUDGEMENTS, resolve_judgements
from darkfigure.study.stage import Context, Event, Listener, Outcome, Stage

_MEMORY = "4GB"


def link_stage() -> Stage:
    """Compare the mentions; form the best partition into persons, and draw others."""
    return Stage(
        name="link",
        part="",
        settings=lambda context: {
            "threshold": context.settings.link.threshold,
            "draws": context.settings.link.draws,
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
    check_strata(context)  # before the long work, not after it
    mentions = read_table(context.table("mention"))
    judgements = resolve_judgements(context)
    listener(Event(stage="link", what=f"{mentions.num_rows:,} mentions", done=0, total=None))
    connection = connect(memory_limit=_MEMORY, temp=context.tables / ".spill")
    linkage = link_mentions(
        mentions,
        connection=connection,
        threshold=context.settings.link.threshold,
        judged=judgements.judged,
        # a threshold set by hand is a choice to be looked at alone
        draws=context.settings.link.draws if context.settings.link.threshold is None else 0,
        rng=np.random.default_rng([context.settings.study.seed, 5]),
    )
    connection.close()
    write_table(context.table("link"), linkage.links, table=records.LINK)
    write_table(context.table("person"), linkage.persons, table=records.PERSON)
    return Outcome(linkage.facts, (*_notices(linkage.facts), *judgements.notices))


def _notices(facts: dict[str, float]) -> list[Notice]:
    out = int(facts["mentions"] - facts["linkable_mentions"])
    if not out:
        return []
    return [
        Notice(
            code="unlinkable-rows",
            message=f"{out:,} of {int(facts['mentions']):,} rows carry too little to be linked (a kunya and a nisba, "
            "or one common name alone). They stay out of the captures: the estimate assumes that whether a row is "
            "left out does not depend on the other lists.",
        )
    ]
