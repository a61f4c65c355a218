"""The report: one offline HTML file or one PDF a language."""

from typing import TYPE_CHECKING

from darkfigure.lazy import lazy_names
from darkfigure.report.content import EvidenceFacts, ReportContent, RunFacts, SourceFacts, SourceFile, Truth
from darkfigure.report.overlay import ComparedFigure, compare_figures

if TYPE_CHECKING:
    from darkfigure.report.page import render_report, write_report
    from darkfigure.report.pdf import render_pdf, write_pdf

__all__ = [
    "ComparedFigure",
    "EvidenceFacts",
    "ReportContent",
    "RunFacts",
    "SourceFacts",
    "SourceFile",
    "Truth",
    "compare_figures",
    "render_pdf",
    "render_report",
    "write_pdf",
    "write_report",
]

# the template engine and the typesetter load only when a page is asked for
__getattr__ = lazy_names(
    __name__, {"render_pdf": "pdf", "render_report": "page", "write_pdf": "pdf", "write_report": "page"}
)
