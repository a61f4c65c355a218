"""All drawings of one estimate: as SVG files in a folder, or as one offline page."""

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

import jinja2
from markupsafe import Markup

from darkfigure.errors import InputError
from darkfigure.estimate.details import EstimateDetails
from darkfigure.report.clean import clean
from darkfigure.report.figure_draws import curve_spec, posterior_spec, runs_spec, structures_spec
from darkfigure.report.figure_methods import methods_alternative, methods_spec, shown_methods
from darkfigure.report.figure_overlaps import overlap_specs, overlaps_alternative
from darkfigure.report.numbers import fact, interval, listed, whole
from darkfigure.report.published import Combination, Published
from darkfigure.report.svg import render_svg, standalone_svg
from darkfigure.report.vega import Spec
from darkfigure.report.wording import say
from darkfigure.report.words import level_words, structure_words
from darkfigure.store import write_atomically

_TEMPLATES = Path(__file__).parent / "templates"
_MOST_COMBINATIONS = 31
_AGREEMENT = ("r_hat", "ess")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One drawing: the name of its file, its heading, what it says, its text for who cannot see it, and the drawing."""

    name: str
    title: str
    caption: str
    alternative: str
    spec: Spec


def figures_of(details: EstimateDetails, *, smallest_cell: int = 5, language: str = "en") -> tuple[Figure, ...]:
    """The drawings that this estimate allows, in the order of a page.

    Combinations of fewer than `smallest_cell` persons are not drawn.
    """
    estimate = details.estimate
    level = level_words(estimate.level, language)
    found = []
    if shown_methods(estimate):
        found.append(
            Figure(
                name="methods",
                title=say("methods.heading", language),
                caption=say("draws.methods-caption", language, level=level),
                alternative=methods_alternative(estimate, language),
                spec=methods_spec(estimate, language),
            )
        )
    found += _overlaps(details, smallest_cell, language)
    if details.population is not None and estimate.estimate is not None:
        reach = interval(estimate.low, estimate.high, language)
        found.append(
            Figure(
                name="posterior",
                title=say("draws.posterior", language),
                caption=say("draws.posterior-caption", language),
                alternative=say(
                    "draws.posterior-words", language, middle=estimate.estimate, level=level, interval=reach
                ),
                spec=posterior_spec(details, language),
            )
        )
    if details.structures:
        found.append(_structures(details, language))
    if details.runs is not None:
        found.append(_runs(details, language))
    if details.curve is not None:
        ends = details.curve.population
        found.append(
            Figure(
                name="sensitivity",
                title=say("draws.sensitivity", language),
                caption=say("draws.sensitivity-caption", language),
                alternative=say("draws.sensitivity-words", language, first=ends[0], last=ends[-1]),
                spec=curve_spec(details, language),
            )
        )
    return tuple(found)


def _overlaps(details: EstimateDetails, smallest: int, language: str) -> list[Figure]:
    """The overlaps of the lists, if any combination is large enough to be shown."""
    lists = details.estimate.lists
    shown = sorted(
        ((n, pattern) for pattern, n in details.patterns if n >= smallest), key=lambda one: (-one[0], one[1])
    )
    if not shown:
        return []
    totals = [sum(n for pattern, n in details.patterns if pattern[j] == "1") for j in range(len(lists))]
    published = Published(
        observed=details.estimate.observed,
        strata=(),
        combinations=tuple(
            Combination(members=tuple(j for j, mark in enumerate(pattern) if mark == "1"), persons=n)
            for n, pattern in shown[:_MOST_COMBINATIONS]
        ),
        rest=None,
        list_persons=tuple(total if total >= smallest else None for total in totals),
        sources=(),
        warnings=(),
    )
    left = len(details.patterns) - len(published.combinations)
    caption = say("draws.overlaps-caption", language)
    caption += f" {say('draws.not-drawn', language, count=left)}" if left else ""
    return [
        Figure(
            name="overlaps",
            title=say("overlaps.heading", language),
            caption=caption,
            alternative=overlaps_alternative(published, lists, language),
            spec=overlap_specs(published, lists, language)[0],
        )
    ]


def _structures(details: EstimateDetails, language: str) -> Figure:
    said = [
        say("draws.structure-weight", language, name=structure_words(one.name, language), weight=one.weight)
        for one in details.structures[:4]
    ]
    return Figure(
        name="structures",
        title=say("draws.structures", language),
        caption=say("draws.structures-caption", language),
        alternative=say("draws.structures-words", language, said=listed(said, language, sign="semicolon")),
        spec=structures_spec(details, language),
    )


def _runs(details: EstimateDetails, language: str) -> Figure:
    said = details.estimate.methods[0].diagnostics
    rhat, ess = (
        fact(value if isinstance(value, int | float) else "?", language) for value in map(said.get, _AGREEMENT)
    )
    agreement = say("draws.runs-agreement", language, rhat=rhat, ess=ess)
    runs = say("draws.runs-words", language, number=0 if details.runs is None else len(details.runs))
    return Figure(
        name="runs",
        title=say("draws.runs", language),
        caption=f"{say('draws.runs-caption', language)} {agreement}",
        alternative=f"{runs} {agreement}",
        spec=runs_spec(details, language),
    )


def write_figures(details: EstimateDetails, path: Path, *, language: str = "en") -> tuple[Path, ...]:
    """Write the drawings: a path that ends in .html becomes one page, any other a folder of SVG files.

    Raises:
        InputError: There is nothing to draw, or the place cannot be written to.
    """
    figures = figures_of(details, language=language)
    if not figures:
        raise InputError(f"{path}: there is no number and no overlap large enough to draw; nothing was written.")
    if path.suffix.lower() in {".html", ".htm"}:
        write_atomically(path, render_figures(details, figures, language=language).encode("utf-8"))
        return (path,)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{path}: the folder cannot be made: {error.strerror}. Name another.") from None
    written = []
    for figure in figures:
        target = path / f"{figure.name}.svg"
        text = standalone_svg(figure.spec, title=figure.title, alternative=figure.alternative, language=language)
        write_atomically(target, text.encode("utf-8"))
        written.append(target)
    return tuple(written)


def render_figures(details: EstimateDetails, figures: tuple[Figure, ...], *, language: str = "en") -> str:
    """One HTML document with all drawings and nothing that asks for anything outside it."""
    estimate = details.estimate
    style = (_TEMPLATES / "report.css").read_text(encoding="utf-8").strip()
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )
    return environment.get_template("figures.html.j2").render(
        style=Markup(style),  # noqa: S704 - our own file
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        language=language,
        population=clean(estimate.population),
        headline="no estimate" if estimate.estimate is None else whole(estimate.estimate, language),
        interval="" if estimate.estimate is None else interval(estimate.low, estimate.high, language),
        level=level_words(estimate.level, language),
        least=whole(max(estimate.lower_bound or 0, estimate.observed), language),
        seen=whole(estimate.observed, language),
        lists=", ".join(clean(name) for name in estimate.lists),
        estimate=estimate,
        figures=[
            (figure, render_svg(figure.spec, alternative=figure.alternative, size="drawn", language=language))
            for figure in figures
        ],
        assumptions=[clean(one.text) for one in estimate.assumptions],
        warnings=[(one.code, clean(one.message)) for one in estimate.warnings],
    )
