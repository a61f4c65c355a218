"""The report as one offline HTML file."""

from typing import TYPE_CHECKING

from darkfigure.report.content import ReportContent, RunFacts, SourceFacts, SourceFile, Truth
from darkfigure.report.overlay import ComparedFigure, compare_figures

if TYPE_CHECKING:
    from darkfigure.report.page import render_report, write_report

__all__ = [
    "ComparedFigure",
    "ReportContent",
    "RunFacts",
    "SourceFacts",
    "SourceFile",
    "Truth",
    "compare_figures",
    "render_report",
    "write_report",
]


def __getattr__(name: str) -> object:
    """Load the page with its template engine only when it is asked for."""
    if name in {"render_report", "write_report"}:
        from darkfigure.report import page

        return getattr(page, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
