"""The stages of a study, in order."""

from darkfigure.study.claiming import claims_stage
from darkfigure.study.collecting import collect_stage
from darkfigure.study.counting import estimate_stage
from darkfigure.study.extracting import extract_stage
from darkfigure.study.linking import link_stage
from darkfigure.study.reporting import report_stage
from darkfigure.study.stage import Context, Stage

STAGE_NAMES = ("collect", "extract", "link", "estimate", "claims", "report")


def stages_of(context: Context) -> list[Stage]:
    """The stages of this study, in order; collect has one part a source, claims is there where texts are named."""
    return [
        *(collect_stage(source) for source in context.settings.source),
        extract_stage(),
        link_stage(),
        estimate_stage(),
        *([claims_stage()] if context.settings.claims.documents else []),
        report_stage(),
    ]
