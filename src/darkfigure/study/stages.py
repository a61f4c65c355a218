"""The stages of a study, in order."""

from darkfigure.study.claiming import claims_stage
from darkfigure.study.collecting import collect_stage
from darkfigure.study.counting import estimate_stage
from darkfigure.study.extracting import extract_stage
from darkfigure.study.flowing import flows_stage
from darkfigure.study.linking import link_stage
from darkfigure.study.reporting import report_stage
from darkfigure.study.spreading import spread_stage
from darkfigure.study.stage import Context, Stage

STAGE_NAMES = ("collect", "extract", "link", "estimate", "claims", "flows", "spread", "report")


def stages_of(context: Context) -> list[Stage]:
    """The stages of this study, in order; claims, flows and spread where study.toml has their table."""
    return [
        *(collect_stage(source) for source in context.settings.source),
        extract_stage(),
        link_stage(),
        estimate_stage(),
        *([claims_stage()] if context.settings.claims.documents else []),
        *([flows_stage()] if context.settings.flows is not None else []),
        *([spread_stage()] if context.settings.spread is not None else []),
        report_stage(),
    ]
