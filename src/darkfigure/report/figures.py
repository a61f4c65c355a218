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
from darkfigure.report.numbers import about, interval, whole
from darkfigure.report.published import Combination, Published
from darkfigure.report.svg import render_svg, standalone_svg
from darkfigure.report.vega import Spec
from darkfigure.report.words import level_words, structure_words
from darkfigure.store import write_atomically

_TEMPLATES = Path(__file__).parent / "templates"
_MOST_COMBINATIONS = 31


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
    found = []
    if shown_methods(estimate):
        found.append(
            Figure(
                name="methods",
                title="What each method answers",
                caption="A dot is the estimate, a line the "
                f"{level_words(estimate.level, language)}; the headline is in bold. The triangle is a lower bound: at "
                "least so many. The dashed line is who was seen.",
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
                title="How likely each number is",
                caption="The higher the bar, the likelier the number. Dark bars lie inside the interval. The last half "
                "percent at the right is not drawn.",
                alternative=f"Distribution of the population: middle {whole(estimate.estimate, language)}, "
                f"{level_words(estimate.level, language)} {reach}.",
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
                title="What no table shows",
                caption="Whether all lists together attract or avoid the same people, beyond what fewer of them show, "
                "no table tells. The line is the number for each strength of it, 1 being none at all.",
                alternative=f"The population rises from {whole(ends[0], language)} to {whole(ends[-1], language)} as "
                "the interaction of all lists goes from three times fewer unseen to three times more.",
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
    more = f" {left} combinations of few persons are not drawn." if left else ""
    return [
        Figure(
            name="overlaps",
            title="How the lists overlap",
            caption=f"A column is one combination of lists, its height the persons on exactly these.{more}",
            alternative=overlaps_alternative(published, lists, language),
            spec=overlap_specs(published, lists, language)[0],
        )
    ]


def _structures(details: EstimateDetails, language: str) -> Figure:
    said = "; ".join(
        f"{structure_words(one.name, language)}: weight {about(one.weight, language)}" for one in details.structures[:4]
    )
    return Figure(
        name="structures",
        title="What each structure answers",
        caption="A structure is a way the table may have come about. Its weight is how well it foretold the table; dot "
        "and line are its own middle and interval. Structures of hardly any weight are not drawn.",
        alternative=f"Structures by weight. {said}.",
        spec=structures_spec(details, language),
    )


def _runs(details: EstimateDetails, language: str) -> Figure:
    said = details.estimate.methods[0].diagnostics
    agreement = f"R-hat is {said.get('r_hat', '?')} (up to 1.01 they agree), worth {said.get('ess', '?')} free draws."
    return Figure(
        name="runs",
        title="Whether independent runs agree",
        caption="Each panel is one run from a start of its own. Dots are its draws (their order has no meaning), the "
        f"line is its interval, the box its middle half. The panels must look alike. {agreement}",
        alternative=f"Draws of {0 if details.runs is None else len(details.runs)} independent runs. {agreement}",
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
        text = standalone_svg(figure.spec, title=figure.title, alternative=figure.alternative)
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
        figures=[(figure, render_svg(figure.spec, alternative=figure.alternative, size="drawn")) for figure in figures],
        assumptions=[clean(one.text) for one in estimate.assumptions],
        warnings=[(one.code, clean(one.message)) for one in estimate.warnings],
    )
