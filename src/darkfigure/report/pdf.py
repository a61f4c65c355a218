"""The report as a PDF, set by Typst from the page, with fonts that the package holds."""

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from darkfigure.report.clean import plain
from darkfigure.report.content import ReportContent
from darkfigure.report.page import render_report
from darkfigure.report.typesetting import Setting
from darkfigure.report.wording import say
from darkfigure.store import write_atomically

FONTS = Path(__file__).parent / "fonts"
_LOOK = Path(__file__).parent / "templates" / "report.typ"
_IMPORTS = '#import "look.typ": *\n'


def render_pdf(content: ReportContent) -> bytes:
    """The report as a PDF. The same content gives the same bytes: its date is that of the run, its fonts are ours.

    Example:
        >>> render_pdf(content)[:5]  # of a `ReportContent`
        b'%PDF-'
    """
    return _compiled(content, "pdf")[0]


def render_pictures(content: ReportContent, *, ppi: float = 100.0) -> list[bytes]:
    """The pages of the PDF as PNG pictures."""
    return _compiled(content, "png", ppi=ppi)


def write_pdf(content: ReportContent, path: Path) -> None:
    """Write the PDF to `path`, whole or not at all.

    Raises:
        InputError: The folder cannot be written to, or the disk is full.

    Example:
        >>> write_pdf(content, Path("report.pdf"))
        >>> Path("report.pdf").read_bytes() == render_pdf(content)
        True
    """
    write_atomically(path, render_pdf(content))


def _compiled(content: ReportContent, form: Literal["pdf", "png"], *, ppi: float | None = None) -> list[bytes]:
    import typst

    setting = Setting()
    body = setting.body(render_report(content))
    day = content.run.date
    said = {
        "title": plain(content.title),
        "author": f"darkfigure {plain(content.run.version)}",
        "footer": say("page.footer-pdf", content.language, version=plain(content.run.version)),
        "language": content.language,
        "year": day.year,
        "month": day.month,
        "day": day.day,
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        look, _, rest = _LOOK.read_text(encoding="utf-8").partition("// what follows is the document\n")
        (folder / "look.typ").write_text(look, encoding="utf-8")
        (folder / "report.typ").write_text(_IMPORTS + rest, encoding="utf-8")
        (folder / "body.typ").write_text(_IMPORTS + body, encoding="utf-8")
        (folder / "said.json").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        for drawing, text in setting.drawings.items():
            (folder / drawing).write_text(text, encoding="utf-8")
        made = typst.compile(
            str(folder / "report.typ"),
            root=str(folder),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format=form,
            ppi=ppi,
            timestamp=int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()),
        )
    return made if isinstance(made, list) else [made]
