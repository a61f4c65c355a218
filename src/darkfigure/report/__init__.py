"""The report: one offline HTML file or one PDF a language."""

from typing import TYPE_CHECKING

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


def __getattr__(name: str) -> object:
    """Load the page with its template engine only when it is asked for."""
    if name in {"render_report", "write_report"}:
        from darkfigure.report import page

        return getattr(page, name)
    if name in {"render_pdf", "write_pdf"}:
        from darkfigure.report import pdf

        return getattr(pdf, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
