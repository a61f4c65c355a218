"""The stages of a study, in order."""

from darkfigure.study.claiming import claims_stage
from darkfigure.study.collecting import collect_stage
from darkfigure.study.counting import estimate_stage
from darkfigure.study.extracting import extract_stage
from darkfigure.study.flowing import flows_stage
from darkfigure.study.linking import link_stage
from darkfigure.study.lists import merges
from darkfigure.study.reporting import report_stage
from darkfigure.study.spreading import spread_stage
from darkfigure.study.stage import Context, Stage

STAGE_NAMES = ("collect", "extract", "link", "estimate", "claims", "flows", "spread", "report")


def stages_of(context: Context) -> list[Stage]:
    """The stages of this study, in order; claims, flows and spread where study.toml has their table.

    Where dependent sources are to be one list, what circulates is looked at before people are counted.
    """
    claims = [claims_stage()] if context.settings.claims.documents else []
    flows = [flows_stage()] if context.settings.flows is not None else []
    spread = [spread_stage()] if context.settings.spread is not None else []
    begun = [*(collect_stage(source) for source in context.settings.source), extract_stage(), link_stage()]
    if merges(context):
        return [*begun, *claims, *spread, estimate_stage(), *flows, report_stage()]
    return [*begun, estimate_stage(), *claims, *flows, *spread, report_stage()]
