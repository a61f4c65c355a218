"""The report of a study in the languages and files that somebody asks for."""

from collections.abc import Sequence
from pathlib import Path

from darkfigure.errors import UsageError
from darkfigure.study.opening import open_study
from darkfigure.study.reporting import gather_content, page_name, write_edition
from darkfigure.study.run import Study
from darkfigure.study.stage import Event, Listener

_ENDINGS = (".html", ".htm", ".pdf")


def write_reports(
    study: Study,
    *,
    languages: Sequence[str] = (),
    pdf: bool = False,
    to: Path | None = None,
    listener: Listener | None = None,
) -> tuple[Path, ...]:
    """Write pages, and with `pdf` PDFs, after what is out of date was run; the files written.

    Args:
        study: the study.
        languages: those wanted; all of study.toml if empty.
        pdf: whether a PDF of each is written too.
        to: a file for one language, instead of the folder `results`; its ending says what is written.
        listener: is told how far the work is.

    Raises:
        UsageError: `to` ends otherwise than in .html or .pdf, or several languages are wanted in one file.
        InputError: The data are at fault, or a file cannot be written.
    """
    own = tuple(dict.fromkeys(study.settings().report.languages))
    wanted = tuple(dict.fromkeys(languages)) or own
    if to is not None:
        _check_file(to, wanted)
    study.run(listener=listener)
    context = open_study(study.folder)
    content = gather_content(context)
    if to is not None:
        write_edition(content, to, language=wanted[0], languages=())
        return (to,)
    known = tuple(dict.fromkeys((*own, *wanted)))
    names = [(language, page_name(language, known)) for language in wanted]
    names += [(language, f"report.{language}.pdf") for language in wanted if pdf]
    for done, (language, name) in enumerate(names):
        if listener is not None:
            listener(Event(stage="report", what=name, done=done, total=len(names)))
        write_edition(content, context.results / name, language=language, languages=known)
    return tuple(context.results / name for _, name in names)


def _check_file(to: Path, wanted: Sequence[str]) -> None:
    if to.suffix.lower() not in _ENDINGS:
        raise UsageError(f"{to}: a report is written as .html or .pdf. Give the file one of these endings.")
    if len(wanted) > 1:
        raise UsageError(
            f"{to}: one file holds one language, and these are wanted: {', '.join(wanted)}. Name one with --lang, or "
            "leave --to out."
        )
